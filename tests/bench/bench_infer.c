/* Answers of a ResNet-18 about pictures of 224 x 224, batch norms folded, against PyTorch and ONNX Runtime,
 * timed in turn.
 *
 *   bench_infer [--quick] [--batch N] [--threads N]       default: batch 1 and 64, one thread and all of
 * them; quick: batch 8 of 64 x 64, all of them
 *   bench_infer --one [--photo FILE]                      one photo on one core: how long do most wait, and
 * how long the unluckiest of a hundred? The net alone, and from the bytes of FILE to the answer. Best with
 * one core to run on: taskset -c 1 make bench BENCHES=infer ARGS=--one
 *
 * All have the same net from one seed and the same pictures, and must agree before they are timed. ONNX
 * Runtime gets its model from PyTorch; peer_onnx.js says how it is installed. */
#include "tests/bench/measure.h"
#include "tests/bench/peer_torch.h"

#include "autograd/ops.h"
#include "base/error.h"
#include "base/file.h"
#include "base/program.h"
#include "base/threads.h"
#include "nn/fold.h"
#include "nn/resnet.h"
#include "nn/vision_model.h"
#include "train/classifier.h"

#define MODEL_FILE "build/resnet18.onnx"

enum { CLASSES = 1000, REST_MS = 20, SIDE = 224, KEEP_SIDE = 256 };

typedef struct Answering {
    Module *net;
    Tensor *pictures;
    double first; /* number of the last answer */
} Answering;

static void answer(void *answering)
{
    Answering *a = answering;
    Scope scope = scope_begin();
    a->first = tensor_at(nn_forward(a->net, a->pictures), 0, 0);
    scope_end(scope);
    if (!error_ok()) {
        fprintf(stderr, "bench_infer: %s\n", error_text());
        exit(1);
    }
}

static Tensor *pictures(int batch, int size)
{
    int64_t n = (int64_t)batch * size * size * 3;
    float *values = scope_alloc((size_t)n * sizeof *values);
    for (int64_t i = 0; values && i < n; i++)
        values[i] = (float)(i * 7919 % 1000) / 500 - 1;
    return values ? tensor_from(SHAPE(batch, size, size, 3), values, n) : NULL;
}

static bool agrees(Peer *peer, double ours, double tolerance)
{
    peer_run(peer);
    double theirs = peer_ask(peer, "value");
    bool same = fabs(theirs - ours) < tolerance * fmax(1, fabs(ours));
    if (!same)
        printf("  the first number is %g, theirs %g (%s)!", ours, theirs, peer->reply);
    return same;
}

static bool torch_prepare(Peer *torch, int batch, int size, int threads, double ours)
{
    if (!torch_open(torch, true))
        return false;
    peer_ask(torch, "threads %d", threads);
    return !isnan(peer_ask(torch, "open resnet18_infer %d %d channels_last", batch, size)) &&
           agrees(torch, ours, 1e-3);
}

static bool onnx_prepare(Peer *onnx, Peer *torch, int batch, int size, int threads, double ours)
{
    return !isnan(peer_ask(torch, "export " MODEL_FILE)) &&
           peer_start(onnx, "node", "tests/bench/peer_onnx.js", NULL) &&
           !isnan(peer_ask(onnx, "open " MODEL_FILE " %d %d %d", batch, size, threads)) &&
           agrees(onnx, ours, 1e-3);
}

static void bench(int batch, int size, int threads)
{
    Scope scope = scope_begin();
    threads_set(threads);
    random_seed(1);
    Answering ours = {.net = nn_resnet18(CLASSES), .pictures = pictures(batch, size)};
    nn_eval(ours.net);
    nn_fold(ours.net);
    answer(&ours);
    Peer torch = {0}, onnx = {0};
    Contestant all[MEASURE_MOST] = {{"ours", answer, &ours, REST_MS, 0, 0}};
    bool has_torch = torch_prepare(&torch, batch, size, threads, ours.first);
    bool has_onnx = has_torch && onnx_prepare(&onnx, &torch, batch, size, threads, ours.first);
    int n = 1;
    if (has_torch)
        all[n++] = (Contestant){"PyTorch", peer_run, &torch, REST_MS, 0, 0};
    if (has_onnx)
        all[n++] = (Contestant){"ONNX Runtime", peer_run, &onnx, REST_MS, 0, 0};
    measure(all, n, size < 224 ? 0.05 : 0.3);
    printf("%5d %6d %7d  %8.1f ms %7.1f img/s", batch, size, threads, 1e3 * all[0].seconds,
           batch / all[0].seconds);
    for (int i = 1; i < n; i++)
        printf("  %8.1f ms %5.2f", 1e3 * all[i].seconds, all[i].ratio);
    printf("%s%s\n", has_torch ? "" : "  no PyTorch", has_onnx ? "" : "  no ONNX Runtime");
    fflush(stdout);
    if (torch.to)
        peer_close(&torch);
    if (onnx.to)
        peer_close(&onnx);
    scope_end(scope);
}

/* --- one photo ---------------------------------------------------------------------------------------- */

/* From the bytes of a file to the answer. */
typedef struct Decoding {
    Answering *answering;
    Classifier how; /* photos are shown */
    const char *name;
    const uint8_t *bytes;
    size_t n;
} Decoding;

static void decode_and_answer(void *decoding)
{
    Decoding *d = decoding;
    Scope scope = scope_begin();
    const Image *photo = image_scoped(image_decode(d->name, d->bytes, d->n));
    d->answering->pictures = classifier_see(&d->how, 1, &photo);
    answer(d->answering);
    scope_end(scope);
}

enum { BLOCKS = 30, BLOCK = 10, TIMES = BLOCKS * BLOCK };

/* Ten answers of each in a row, as often as blocks are wanted, so that whatever else the machine does meets
 * all of them. A peer times itself: no pipe is in its time. */
static void latencies(const char *what, Contestant *all, int n, bool quick)
{
    static double times[MEASURE_MOST][TIMES];
    int blocks = quick ? 3 : BLOCKS, count = blocks * BLOCK;
    double first[2] = {1, 1};
    for (int block = 0; block < blocks; block++)
        for (int c = 0; c < n; c++) {
            for (int i = 0; i < BLOCK; i++)
                times[c][block * BLOCK + i] =
                    c == 0 ? measure_once(&all[c], 1) : peer_ask(all[c].work, "run 1");
            usleep((useconds_t)all[c].rest_ms * 1000);
        }
    for (int c = 0; c < n; c++) {
        double p50 = measure_median(times[c], count), p99 = times[c][count * 99 / 100];
        if (c == 0)
            first[0] = p50, first[1] = p99;
        printf("%-16s %-14s %9.2f %9.2f %9.1f  %6.2f %6.2f\n", c == 0 ? what : "", all[c].name, 1e3 * p50,
               1e3 * p99, 1 / p50, p50 / first[0], p99 / first[1]);
    }
    fflush(stdout);
}

static void one_photo(const char *path, bool quick)
{
    threads_set(1);
    random_seed(1);
    Answering ours = {.net = nn_resnet18(CLASSES), .pictures = pictures(1, SIDE)};
    nn_eval(ours.net);
    nn_fold(ours.net);
    Decoding decoding = {&ours, {.size = SIDE, .keep_side = KEEP_SIDE}, path, NULL, 0};
    memcpy(decoding.how.mean, nn_imagenet_mean, sizeof decoding.how.mean);
    memcpy(decoding.how.std, nn_imagenet_std, sizeof decoding.how.std);
    decoding.bytes = file_read(path, 0, &decoding.n);
    if (!error_ok())
        return;
    answer(&ours);
    Peer torch = {0}, onnx = {0};
    Contestant all[MEASURE_MOST] = {{"ours", answer, &ours, REST_MS, 0, 0}};
    int n = 1;
    bool has_torch = torch_prepare(&torch, 1, SIDE, 1, ours.first);
    bool has_onnx = has_torch && onnx_prepare(&onnx, &torch, 1, SIDE, 1, ours.first);
    if (has_torch)
        all[n++] = (Contestant){"PyTorch", peer_run, &torch, REST_MS, 0, 0};
    if (has_onnx)
        all[n++] = (Contestant){"ONNX Runtime", peer_run, &onnx, REST_MS, 0, 0};
    printf("ResNet-18, one photo on one core, %d times; behind: their p50 and p99 / ours%s%s\n%-16s %-14s "
           "%9s %9s %9s\n",
           quick ? 3 * BLOCK : TIMES, has_torch ? "" : "; no PyTorch", has_onnx ? "" : "; no ONNX Runtime",
           "", "", "p50 ms", "p99 ms", "a second");
    latencies("the net alone", all, n, quick);
    all[0] = (Contestant){"ours", decode_and_answer, &decoding, REST_MS, 0, 0};
    decode_and_answer(&decoding);
    n = 1;
    for (int i = 0; i < 2; i++) {
        Peer *peer = i == 0 ? &torch : &onnx;
        if (!peer->to)
            continue;
        if (isnan(peer_ask(peer, "photo %d %d %s", KEEP_SIDE, SIDE, path)))
            printf("  %s cannot decode: %s\n", i == 0 ? "PyTorch" : "ONNX Runtime", peer->reply);
        else if (agrees(peer, ours.first, 0.05)) /* decoders and resizers round differently */
            all[n++] = (Contestant){i == 0 ? "PyTorch, PIL" : "ONNX, sharp", peer_run, peer, REST_MS, 0, 0};
    }
    latencies("with decoding", all, n, quick);
    if (torch.to)
        peer_close(&torch);
    if (onnx.to)
        peer_close(&onnx);
}

int main(int argc, char **argv)
{
    bool quick = false, one = false;
    int batch = 0, threads = 0;
    const char *photo = "chapters/00_whole_game/grizzly.jpg";
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--quick") == 0)
            quick = true, measure_quickly();
        else if (strcmp(argv[i], "--one") == 0)
            one = true;
        else if (strcmp(argv[i], "--photo") == 0 && i + 1 < argc)
            photo = argv[++i];
        else if (strcmp(argv[i], "--batch") == 0 && i + 1 < argc)
            batch = atoi(argv[++i]);
        else if (strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
            threads = atoi(argv[++i]);
        else {
            fprintf(stderr,
                    "bench_infer: unknown option %s (there are --quick, --batch N, --threads N, --one and "
                    "--photo FILE)\n",
                    argv[i]);
            return 1;
        }
    if (quick) {
        batch = batch ? batch : 8;
        threads = threads ? threads : threads_count();
    }
    grad_enable(false);
    if (one) {
        one_photo(photo, quick);
        return finish("bench_infer");
    }
    printf("ResNet-18, batch norm folded; behind the others' times: their time / our time\n"
           "batch pixels threads %29s  %16s  %16s\n",
           "ours", "PyTorch", "ONNX Runtime");
    const int batches[] = {batch ? batch : 1, 64}, counts[] = {threads ? threads : 1, threads_count()};
    for (int t = 0; t < (threads || counts[1] == 1 ? 1 : 2); t++)
        for (int i = 0; i < (batch ? 1 : 2); i++)
            bench(batches[i], quick ? 64 : 224, counts[t]);
    return finish("bench_infer");
}
