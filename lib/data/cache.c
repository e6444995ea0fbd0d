/* The folder of decoded pictures: names, files, and how it is kept small. */
#include "data/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"
#include "vision/resize.h"

enum { MOST_SIDE = 16384, KEY_LENGTH = SHA256_TEXT_SIZE - 1 };
static const char ENDING[] = ".pixels";
/* "PIX2" where bytes are stored as here, and no magic elsewhere. The number counts changes of what decoding
 * and shrinking make of a file: what was kept before one is made anew. */
static const uint32_t MAGIC = 0x32584950;

struct Cache {
    char *folder;
    int64_t most_bytes;
    struct timespec opened; /* what was used after this is not removed */
    atomic_llong bytes, hits, misses;
    pthread_mutex_t lock; /* of the thread that reserves room */
    bool full;            /* behind the lock                  */
};

/* Before the pixels. */
typedef struct Header {
    uint32_t magic, width, height, channels;
    char key[KEY_LENGTH];
    uint64_t checksum; /* of the header with 0 in this place, and the pixels */
} Header;

/* --- names and checksums ------------------------------------------------------------------------------ */

static const char *cache_path(const Cache *cache, const CacheKey *key, int side)
{
    return scope_text("%s/%s-%d%s", cache->folder, key->text, side, ENDING);
}

/* A name that only this cache gives. */
static bool is_ours(const char *name)
{
    if (strspn(name, "0123456789abcdef") != KEY_LENGTH || name[KEY_LENGTH] != '-')
        return false;
    const char *digits = name + KEY_LENGTH + 1;
    size_t n = strspn(digits, "0123456789");
    return n > 0 && strcmp(digits + n, ENDING) == 0;
}

/* Four sums side by side, each mixed by a multiplication and a shift: as fast as memory, and enough against
 * accidents. */
static uint64_t mixed(uint64_t sum, const uint8_t *bytes, size_t n)
{
    const uint64_t odd = 0x9e3779b97f4a7c15u;
    uint64_t sums[4] = {sum, sum + 1, sum + 2, sum + 3};
    size_t i = 0;
    for (; i + sizeof sums <= n; i += sizeof sums)
        for (size_t k = 0; k < 4; k++) {
            uint64_t word;
            memcpy(&word, bytes + i + 8 * k, sizeof word);
            sums[k] = (sums[k] ^ word) * odd;
            sums[k] ^= sums[k] >> 32;
        }
    for (; i < n; i++)
        sums[i % 4] = (sums[i % 4] ^ bytes[i]) * odd;
    for (size_t k = 1; k < 4; k++)
        sums[0] = ((sums[0] ^ sums[0] >> 29) + sums[k]) * odd;
    return sums[0] ^ sums[0] >> 32;
}

static uint64_t checksum_of(Header header, const Image *image)
{
    header.checksum = 0;
    return mixed(mixed(0, (const uint8_t *)&header, sizeof header), image->pixels, image_bytes(image));
}

/* --- reading and writing ------------------------------------------------------------------------------ */

static bool read_all(int file, void *bytes, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t got = read(file, (char *)bytes + done, n - done);
        if (got <= 0)
            return false;
        done += (size_t)got;
    }
    return true;
}

/* The picture of a file that is open, NULL when it is not what it should be. */
static Image *read_picture(int file, const CacheKey *key)
{
    Header header;
    struct stat status;
    if (!read_all(file, &header, sizeof header) || header.magic != MAGIC || fstat(file, &status) != 0 ||
        memcmp(header.key, key->text, KEY_LENGTH) != 0 || header.width > IMAGE_MOST_PIXELS ||
        header.height > IMAGE_MOST_PIXELS || (header.channels != 1 && header.channels != 3) ||
        (uint64_t)header.width * header.height * header.channels + sizeof header != (uint64_t)status.st_size)
        return NULL;
    Image *image = image_new((int)header.width, (int)header.height, (int)header.channels);
    if (image && read_all(file, image->pixels, image_bytes(image)) &&
        checksum_of(header, image) == header.checksum)
        return image;
    image_free(image);
    return NULL;
}

static Image *cache_read(const char *path, const CacheKey *key)
{
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0)
        return NULL;
    Image *image = read_picture(file, key);
    if (image)
        futimens(file, NULL); /* used now; where that is refused it is only removed sooner */
    close(file);
    return image;
}

/* Written beside its place and renamed: not synced, for a file that a power cut spoils fails its checksum. */
static bool write_picture(const Cache *cache, const char *path, const CacheKey *key, const Image *image)
{
    static atomic_uint count;
    Header header = {.magic = MAGIC,
                     .width = (uint32_t)image->width,
                     .height = (uint32_t)image->height,
                     .channels = (uint32_t)image->channels};
    memcpy(header.key, key->text, KEY_LENGTH);
    header.checksum = checksum_of(header, image);
    const char *temporary =
        scope_text("%s/.tmp-%ld-%u%s", cache->folder, (long)getpid(), atomic_fetch_add(&count, 1), ENDING);
    int file = path && temporary ? open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : -1;
    if (file < 0)
        return false;
    size_t n = image_bytes(image);
    bool written = write(file, &header, sizeof header) == (ssize_t)sizeof header &&
                   write(file, image->pixels, n) == (ssize_t)n;
    written = close(file) == 0 && written && rename(temporary, path) == 0;
    if (!written)
        unlink(temporary);
    return written;
}

/* --- keeping it small --------------------------------------------------------------------------------- */

typedef struct Stored {
    char *name;
    int64_t bytes;
    struct timespec used;
} Stored;

static bool is_before(struct timespec a, struct timespec b)
{
    return a.tv_sec != b.tv_sec ? a.tv_sec < b.tv_sec : a.tv_nsec < b.tv_nsec;
}

static int by_use(const void *a, const void *b)
{
    const Stored *x = a, *y = b;
    return is_before(x->used, y->used) ? -1 : is_before(y->used, x->used);
}

/* Our files in the folder, those that were not used for longest first; *bytes becomes their sum. In the
 * current scope. */
static Stored *list_stored(const Cache *cache, int64_t *n, int64_t *bytes)
{
    const FileList *files = file_list(cache->folder);
    Stored *stored = files ? scope_alloc((size_t)files->n * sizeof *stored) : NULL;
    *n = *bytes = 0;
    for (int64_t i = 0; stored && i < files->n; i++) {
        struct stat status;
        const char *path = file_join(cache->folder, files->names[i]);
        if (!path || !is_ours(files->names[i]) || stat(path, &status) != 0)
            continue;
        stored[(*n)++] = (Stored){files->names[i], status.st_size, status.st_mtim};
        *bytes += status.st_size;
    }
    if (stored)
        qsort(stored, (size_t)*n, sizeof *stored, by_use);
    return stored;
}

/* Removes files that this run has not used until a quarter of the room is free; false if that is not enough
 * for `more` bytes. What other threads are writing counts as written: the folder does not show it yet. */
static bool make_room(Cache *cache, int64_t more)
{
    Scope scope = scope_begin();
    int64_t n, listed;
    Stored *stored = list_stored(cache, &n, &listed);
    for (int64_t i = 0; stored && i < n && cache->bytes + more > cache->most_bytes / 4 * 3; i++) {
        const char *path = file_join(cache->folder, stored[i].name);
        if (!is_before(stored[i].used, cache->opened))
            break;
        if (path && unlink(path) == 0)
            atomic_fetch_sub(&cache->bytes, stored[i].bytes);
    }
    scope_end(scope);
    return stored && cache->bytes + more <= cache->most_bytes;
}

/* Promises room for a file that is about to be written, if there is any. */
static bool reserve(Cache *cache, int64_t more)
{
    pthread_mutex_lock(&cache->lock);
    if (!cache->full && cache->bytes + more > cache->most_bytes)
        cache->full = !make_room(cache, more);
    bool reserved = !cache->full;
    if (reserved)
        atomic_fetch_add(&cache->bytes, more);
    pthread_mutex_unlock(&cache->lock);
    return reserved;
}

static void cache_store(Cache *cache, const char *path, const CacheKey *key, const Image *image)
{
    int64_t more = (int64_t)(image_bytes(image) + sizeof(Header));
    if (!reserve(cache, more))
        return;
    if (!write_picture(cache, path, key, image))
        atomic_fetch_sub(&cache->bytes, more);
}

/* --- what others see ---------------------------------------------------------------------------------- */

static void cache_free(void *memory)
{
    Cache *cache = memory;
    pthread_mutex_destroy(&cache->lock);
    mem_free(cache->folder);
    mem_free(cache);
}

/* What killed runs have left half written: hidden, named by write_picture, and a day old. */
static void sweep(const Cache *cache)
{
    DIR *folder = opendir(cache->folder);
    const struct dirent *entry;
    while (folder && (entry = readdir(folder)) != NULL) {
        long process;
        unsigned number;
        int length = 0;
        struct stat status;
        if (sscanf(entry->d_name, ".tmp-%ld-%u.pixels%n", &process, &number, &length) == 2 && length > 0 &&
            entry->d_name[length] == '\0' && fstatat(dirfd(folder), entry->d_name, &status, 0) == 0 &&
            status.st_mtim.tv_sec < cache->opened.tv_sec - 24 * 3600)
            unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder)
        closedir(folder);
}

Cache *cache_open(const char *folder, int64_t most_bytes)
{
    if (!folder || !error_ok())
        return NULL;
    if (most_bytes < 0)
        return error_set(ERR_VALUE, "cache_open: %s: at most %lld bytes", folder, (long long)most_bytes);
    if (!file_make_folder(folder))
        return NULL;
    Cache *cache = mem_alloc(sizeof *cache);
    if (!cache)
        return NULL;
    pthread_mutex_init(&cache->lock, NULL);
    cache->folder = mem_text(folder);
    cache->most_bytes = most_bytes > 0 ? most_bytes : (int64_t)4 << 30;
    clock_gettime(CLOCK_REALTIME_COARSE, &cache->opened);
    if (!scope_defer(cache_free, cache) || !cache->folder)
        return NULL;
    sweep(cache);
    Scope scope = scope_begin();
    int64_t n, bytes;
    bool listed = list_stored(cache, &n, &bytes) != NULL;
    scope_end(scope);
    atomic_store(&cache->bytes, bytes);
    return listed ? cache : NULL;
}

Image *cache_image(Cache *cache, CacheKey *key, const char *path, int side)
{
    if (!cache || !key || !path)
        return NULL;
    if (side < 1 || side > MOST_SIDE)
        return error_set(ERR_VALUE, "cache_image: %s: to a side of %d pixels", path, side);
    if (!*key->text && !sha256_file(path, key->text))
        return NULL;
    Scope scope = scope_begin();
    const char *place = cache_path(cache, key, side);
    Image *image = cache_read(place, key);
    if (image) {
        atomic_fetch_add(&cache->hits, 1);
    } else if (error_ok()) {
        Image *photo = image_load(path);
        image = image_shrink(photo, side);
        image_free(photo);
        if (image)
            cache_store(cache, place, key, image);
        atomic_fetch_add(&cache->misses, 1);
    }
    scope_end(scope);
    return image;
}

CacheStats cache_stats(Cache *cache)
{
    if (!cache)
        return (CacheStats){0};
    return (CacheStats){atomic_load(&cache->hits), atomic_load(&cache->misses), atomic_load(&cache->bytes)};
}
