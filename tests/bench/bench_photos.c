/* Photos per second from files to normalised batches of 224 pixels, cut out and augmented at random: this
 * library with two threads, decoding and from its cache, against torchvision's pipeline (PIL) with two
 * processes where python3-torchvision is installed, in turn in one run.
 *
 *   make bench BENCHES=photos ARGS="--photos folder"     one sub-folder of photos per class */
#include "tests/bench/measure.h"
#include "tests/bench/peer_torch.h"

#include "lib.h"

enum { SIZE = 224, WORKERS = 2, ROUNDS = 5, CACHE_SIDE = 256 };
static const float mean[3] = {0.485f, 0.456f, 0.406f}, deviation[3] = {0.229f, 0.224f, 0.225f};

/* Photos per second of one pass of torchvision, 0 when there is no answer. */
static double peer_pass(Peer *peer)
{
    double rate = peer_ask(peer, "pass");
    return isnan(rate) ? 0 : rate;
}

static Loader *loader_of(const Dataset *set, bool full)
{
    Augment how = {.size = SIZE, .min_scale = 0.5f};
    if (!full)
        how.p_affine = how.p_lighting = -1;
    return loader_new(set, (LoaderOptions){.batch = 64,
                                           .shuffle = true,
                                           .train = true,
                                           .item = transform_resize(CACHE_SIDE, RESIZE_CROP),
                                           .batch_tfms = aug_transforms(how),
                                           .mean = mean,
                                           .std = deviation,
                                           .workers = WORKERS});
}

/* An epoch that nothing was made of in advance; afterwards the threads finish what they make ahead before the
 * other side is timed. */
static double pass(Loader *loader, int epoch)
{
    double begin = clock_seconds();
    Batch batch;
    int64_t seen = 0;
    loader_restart(loader, epoch);
    while (loader_next(loader, &batch))
        seen += batch.n;
    double rate = (double)seen / (clock_seconds() - begin);
    usleep(400 * 1000);
    return error_ok() ? rate : 0;
}

typedef struct Way {
    const char *name;
    double rates[ROUNDS], ratios[ROUNDS];
} Way;

static void compare(const char *photos, const Dataset *decoded, const Dataset *cached, const char *how)
{
    enum { PEER, DECODING, CACHED, WAYS };
    Way ways[WAYS] = {{.name = "torchvision, PIL"}, {.name = "decoding"}, {.name = "from the cache"}};
    bool full = strcmp(how, "full") == 0;
    Peer peer;
    bool has_peer = torch_start(&peer, "tests/bench/peer_torchvision.py", NULL);
    if (has_peer && isnan(peer_ask(&peer, "open %s %" PRId64 " %s", how, decoded->n, photos)))
        printf("  torchvision: %s\n", peer.reply);
    if (has_peer)
        peer_pass(&peer); /* its workers start with the first one */
    Scope scope = scope_begin();
    Loader *decoding = loader_of(decoded, full), *stored = loader_of(cached, full);
    pass(decoding, 0);
    pass(stored, 0);
    for (int round = 0; round < ROUNDS; round++) {
        ways[PEER].rates[round] = has_peer ? peer_pass(&peer) : 0;
        ways[DECODING].rates[round] = pass(decoding, round + 2);
        ways[CACHED].rates[round] = pass(stored, round + 2);
        for (int w = 0; w < WAYS; w++)
            ways[w].ratios[round] = ways[w].rates[round] / ways[PEER].rates[round];
    }
    if (has_peer)
        peer_close(&peer);
    scope_end(scope);
    for (int w = has_peer ? PEER : DECODING; w < WAYS; w++) {
        printf("  %-18s %7.0f photos/s", ways[w].name, measure_median(ways[w].rates, ROUNDS));
        if (has_peer)
            printf("  %6.2f x torchvision", measure_median(ways[w].ratios, ROUNDS));
        printf("\n");
    }
    if (!has_peer)
        printf("  (no torchvision to compare with: apt-get install python3-torchvision)\n");
}

int main(int argc, char **argv)
{
    int64_t most = 1000;
    const char *photos = file_is_folder("datasets/bears") ? "datasets/bears" : "datasets/drawn";
    const Flag flags[] = {
        {"photos", FLAG_TEXT, &photos, 0, 0, "a folder with one sub-folder of photos per class"},
        {"most", FLAG_WHOLE, &most, 1, 1000000, "use the first so many of them"}};
    const CommandLine line = {"bench_photos: photos per second, against torchvision\n", 2, flags, 0, 0};
    if (!flags_parse(&line, stdout, &argc, argv))
        return finish("bench_photos");
    Dataset *decoded = dataset_take(folder_open(photos, 0, NULL), most);
    Cache *cache = cache_open("build/cache", 0);
    FolderOptions options = {.cache = cache, .cache_side = CACHE_SIDE};
    double begin = clock_seconds();
    Dataset *cached = dataset_take(folder_open_with(photos, options, NULL), most);
    if (cached) {
        printf("%" PRId64 " photos of %s, %d threads or processes, medians of %d passes in turn\n",
               decoded->n, photos, WORKERS, ROUNDS);
        printf("opening with the cache: %.2f s, %" PRId64 " decoded, %" PRId64 " MB stored\n",
               clock_seconds() - begin, cache_stats(cache).misses, cache_stats(cache).bytes / 1000000);
        printf("random crop to %d pixels and flip:\n", SIZE);
        compare(photos, decoded, cached, "crop");
        printf("and perspective, rotation, zoom, brightness, contrast:\n");
        compare(photos, decoded, cached, "full");
    }
    return finish("bench_photos");
}
