/* Answers of a ResNet-18 about pictures of 224 x 224, batch norms folded, against PyTorch and ONNX Runtime,
 * timed in turn.
 *
 *   bench_infer [--quick] [--batch N] [--threads N]       default: batch 1 and 64, one thread and all of
 * them; quick: batch 8 of 64 x 64, all of them
 *
 * All have the same net from one seed and the same pictures, and must agree before they are timed. ONNX
 * Runtime gets its model from PyTorch; peer_onnx.js says how it is installed. */
#include "tests/bench/measure.h"
#include "tests/bench/peer_torch.h"

#include "autograd/ops.h"
#include "base/error.h"
#include "base/program.h"
#include "base/threads.h"
#include "nn/fold.h"
#include "nn/resnet.h"

#define MODEL_FILE "build/resnet18.onnx"

enum { CLASSES = 1000, REST_MS = 20 };

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

static bool agrees(Peer *peer, double ours)
{
    peer_run(peer);
    double theirs = peer_ask(peer, "value");
    bool same = fabs(theirs - ours) < 1e-3 * fmax(1, fabs(ours));
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
           agrees(torch, ours);
}

static bool onnx_prepare(Peer *onnx, Peer *torch, int batch, int size, int threads, double ours)
{
    return !isnan(peer_ask(torch, "export " MODEL_FILE)) &&
           peer_start(onnx, "node", "tests/bench/peer_onnx.js", NULL) &&
           !isnan(peer_ask(onnx, "open " MODEL_FILE " %d %d %d", batch, size, threads)) && agrees(onnx, ours);
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

int main(int argc, char **argv)
{
    bool quick = false;
    int batch = 0, threads = 0;
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--quick") == 0)
            quick = true, measure_quickly();
        else if (strcmp(argv[i], "--batch") == 0 && i + 1 < argc)
            batch = atoi(argv[++i]);
        else if (strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
            threads = atoi(argv[++i]);
        else {
            fprintf(stderr, "bench_infer: unknown option %s (there are --quick, --batch N and --threads N)\n",
                    argv[i]);
            return 1;
        }
    if (quick) {
        batch = batch ? batch : 8;
        threads = threads ? threads : threads_count();
    }
    grad_enable(false);
    printf("ResNet-18, batch norm folded; behind the others' times: their time / our time\n"
           "batch pixels threads %29s  %16s  %16s\n",
           "ours", "PyTorch", "ONNX Runtime");
    const int batches[] = {batch ? batch : 1, 64}, counts[] = {threads ? threads : 1, threads_count()};
    for (int t = 0; t < (threads || counts[1] == 1 ? 1 : 2); t++)
        for (int i = 0; i < (batch ? 1 : 2); i++)
            bench(batches[i], quick ? 64 : 224, counts[t]);
    return finish("bench_infer");
}
