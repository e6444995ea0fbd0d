/* What it costs to have another process decode: photos decoded in this process against the helper of
 * decoder.h, in turns.
 *
 *   bench_decode [--threads N] [--most N] FOLDER   of photos, one sub-folder per class
 *   default: one thread, and as many as there are cores; the first 1200 photos, so that starting
 *   a helper, 3 ms, is little beside what it decodes */
#include <pthread.h>
#include <sys/resource.h>

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
    scope_end_all();
    pool_trim();
    return NULL;
}

/* Processor time of this process and of those it has waited for. */
static double processor_seconds(void)
{
    struct rusage own, others;
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &others);
    return (double)(own.ru_utime.tv_sec + own.ru_stime.tv_sec + others.ru_utime.tv_sec +
                    others.ru_stime.tv_sec) +
           1e-6 * (double)(own.ru_utime.tv_usec + own.ru_stime.tv_usec + others.ru_utime.tv_usec +
                           others.ru_stime.tv_usec);
}

typedef struct Times {
    double wall, processor, pixels;
} Times;

/* One pass. Helpers start and end with the threads of the pass, so that their time is in it. */
static Times run(const Pass *pass)
{
    Share shares[MOST_THREADS];
    pthread_t threads[MOST_THREADS];
    Times times = {-clock_seconds(), -processor_seconds(), 0};
    for (int t = 0; t < pass->threads; t++) {
        shares[t] = (Share){pass, t, 0};
        if (pthread_create(&threads[t], NULL, decode_share, &shares[t]) != 0)
            exit(1);
    }
    for (int t = 0; t < pass->threads; t++) {
        pthread_join(threads[t], NULL);
        times.pixels += shares[t].pixels;
    }
    times.wall += clock_seconds();
    times.processor += processor_seconds();
    return times;
}

static void compare(const Photo *photos, int64_t n, int threads)
{
    Pass plain = {photos, n, threads, false}, helped = {photos, n, threads, true};
    double here[MEASURE_ROUNDS], there[MEASURE_ROUNDS], more[MEASURE_ROUNDS], more_work[MEASURE_ROUNDS];
    double pixels = run(&plain).pixels;
    run(&helped);
    for (int round = 0; round < MEASURE_ROUNDS; round++) {
        Times a = run(&plain), b = run(&helped);
        here[round] = a.wall;
        there[round] = b.wall;
        more[round] = 100 * (b.wall / a.wall - 1);
        more_work[round] = 100 * (b.processor / a.processor - 1);
    }
    double seconds = measure_median(here, MEASURE_ROUNDS);
    printf("%2d at once: %6.0f photos/s (%.0f Mpixels/s) in this process, %6.0f through the helper: %+.1f%% "
           "by the "
           "clock, %+.1f%% processor time\n",
           threads, (double)n / seconds, pixels / seconds / 1e6,
           (double)n / measure_median(there, MEASURE_ROUNDS), measure_median(more, MEASURE_ROUNDS),
           measure_median(more_work, MEASURE_ROUNDS));
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
    int64_t threads = 0, most = 1200;
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
