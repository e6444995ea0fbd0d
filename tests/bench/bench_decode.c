/* What it costs to have another process decode: photos decoded in this process against the helper of
 * decoder.h, in turns.
 *
 *   bench_decode [--threads N] [--most N] FOLDER   of photos, one sub-folder per class
 *   default: one thread, and as many as there are cores; the first 300 photos */
#include <pthread.h>

#include "base/error.h"
#include "base/file.h"
#include "base/flags.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/program.h"
#include "base/scope.h"
#include "base/threads.h"
#include "tests/bench/measure.h"
#include "vision/decoder.h"

enum { MOST_THREADS = 64 };

typedef struct Photo {
    const char *name;
    const uint8_t *bytes;
    size_t n;
} Photo;

typedef struct Pass {
    const Photo *photos;
    int64_t n;
    int threads;
    bool helped;
} Pass;

typedef struct Share {
    const Pass *pass;
    int64_t first;
    double pixels;
} Share;

/* Every so-manieth photo, in one thread. */
static void *decode_share(void *memory)
{
    Share *share = memory;
    const Pass *pass = share->pass;
    for (int64_t i = share->first; i < pass->n; i += pass->threads) {
        const Photo *photo = &pass->photos[i];
        Image *image = pass->helped ? decoder_decode(decoder_own(), photo->name, photo->bytes, photo->n)
                                    : image_decode(photo->name, photo->bytes, photo->n);
        share->pixels += image ? (double)image->width * image->height : 0;
        image_free(image);
        error_clear();
    }
    if (share->first > 0) {
        scope_end_all();
        pool_trim();
    }
    return NULL;
}

/* Seconds of one pass, and the pixels decoded. The threads' helpers are started anew each time, as a loader's
 * are. */
static double run(const Pass *pass, double *pixels)
{
    Share shares[MOST_THREADS];
    pthread_t threads[MOST_THREADS];
    double began = clock_seconds();
    for (int t = 0; t < pass->threads; t++) {
        shares[t] = (Share){pass, t, 0};
        if (t > 0)
            pthread_create(&threads[t], NULL, decode_share, &shares[t]);
    }
    decode_share(&shares[0]);
    *pixels = shares[0].pixels;
    for (int t = 1; t < pass->threads; t++) {
        pthread_join(threads[t], NULL);
        *pixels += shares[t].pixels;
    }
    return clock_seconds() - began;
}

static void compare(const Photo *photos, int64_t n, int threads)
{
    Pass plain = {photos, n, threads, false}, helped = {photos, n, threads, true};
    double pixels, seconds[2][MEASURE_ROUNDS], more[MEASURE_ROUNDS];
    run(&plain, &pixels);
    run(&helped, &pixels);
    for (int round = 0; round < MEASURE_ROUNDS; round++) {
        seconds[0][round] = run(&plain, &pixels);
        seconds[1][round] = run(&helped, &pixels);
        more[round] = 100 * (seconds[1][round] / seconds[0][round] - 1);
    }
    double here = measure_median(seconds[0], MEASURE_ROUNDS),
           there = measure_median(seconds[1], MEASURE_ROUNDS);
    printf(
        "%d thread%s  in this process %7.0f photos/s %6.1f Mpixels/s   through the helper %7.0f photos/s   "
        "%+.1f%% time\n",
        threads, threads == 1 ? " " : "s", (double)n / here, pixels / here / 1e6, (double)n / there,
        measure_median(more, MEASURE_ROUNDS));
}

/* The bytes of the photos in the current scope. */
static int64_t read_photos(const char *folder, Photo *photos, int64_t most)
{
    int64_t n = 0;
    const FileList *classes = file_folders(folder);
    for (int64_t c = 0; classes && c < classes->n; c++) {
        const char *path = file_join(folder, classes->names[c]);
        const FileList *files = file_list(path);
        int64_t share = most * (c + 1) / classes->n;
        for (int64_t i = 0; files && i < files->n && n < share; i++, n++) {
            photos[n].name = file_join(path, files->names[i]);
            photos[n].bytes = file_read(photos[n].name, 0, &photos[n].n);
        }
    }
    return n;
}

int main(int argc, char **argv)
{
    int64_t threads = 0, most = 300;
    const Flag flags[] = {{"threads", FLAG_WHOLE, &threads, 1, MOST_THREADS, "how many decode at once"},
                          {"most", FLAG_WHOLE, &most, 1, 1e6, "how many photos"}};
    const CommandLine line = {"bench_decode [--threads N] [--most N] FOLDER\n", 2, flags, 0, 1};
    if (!flags_parse(&line, stdout, &argc, argv))
        return finish("bench_decode");
    if (argc < 2) {
        printf("no folder of photos named: bench_decode FOLDER\n");
        return 0;
    }
    Photo *photos = scope_alloc((size_t)most * sizeof *photos);
    int64_t n = photos ? read_photos(argv[1], photos, most) : 0;
    if (n > 0 && error_ok() && threads > 0)
        compare(photos, n, (int)threads);
    else if (n > 0 && error_ok()) {
        compare(photos, n, 1);
        if (threads_count() > 1)
            compare(photos, n, threads_count() < MOST_THREADS ? threads_count() : MOST_THREADS);
    }
    return finish("bench_decode");
}
