/* The cache of decoded pictures: the same pixels, from any number of runs at once, and no trust in what lies
 * on the disk. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/scope.h"
#include "data/folder.h"
#include "tests/support/temp_folder.h"
#include "vision/resize.h"

enum { N = 12, SIDE = 24 };

static const char *photos(void)
{
    const char *folder = temp_folder();
    uint32_t state = 9;
    for (int i = 0; i < N; i++) {
        Image *image = image_new(50 + i, 40, 3);
        for (size_t k = 0; k < image_bytes(image); k++)
            image->pixels[k] = (uint8_t)((state = state * 1664525u + 1013904223u) >> 24);
        cr_assert(image_save_png(image, temp_path(folder, scope_text("%c/%02d.png", 'a' + i % 2, i))));
        image_free(image);
    }
    return folder;
}

static uint64_t checksum(const Dataset *set)
{
    uint64_t sum = 0xcbf29ce484222325u;
    for (int64_t i = 0; i < set->n; i++) {
        Image *image = set->image(set, i);
        cr_assert(image != NULL, "%s", error_text());
        for (size_t k = 0; k < image_bytes(image); k++)
            sum = (sum ^ image->pixels[k]) * 0x100000001b3u;
        image_free(image);
    }
    return sum;
}

Test(cache, gives_what_decoding_gives_and_decodes_once)
{
    const char *folder = photos(), *place = file_join(temp_folder(), "deep/er");
    uint64_t wanted = checksum(folder_open(folder, SIDE, NULL));
    for (int run = 0; run < 3; run++) {
        Scope scope = scope_begin();
        Cache *cache = cache_open(place, 0);
        cr_assert(cache != NULL, "%s", error_text());
        FolderOptions options = {.cache = cache, .cache_side = SIDE};
        if (run == 2)
            options = (FolderOptions){.cache = cache, .keep_side = SIDE};
        const Dataset *set = folder_open_with(folder, options, NULL);
        cr_assert(set != NULL && set->n == N);
        cr_expect(checksum(set) == wanted, "run %d", run);
        CacheStats stats = cache_stats(cache);
        cr_expect(stats.misses == (run == 0 ? N : 0) && stats.hits == (run == 0   ? N
                                                                       : run == 1 ? 2 * N
                                                                                  : N),
                  "run %d: %d misses, %d hits", run, (int)stats.misses, (int)stats.hits);
        scope_end(scope);
    }
    cr_expect(eq(i64, file_list(place)->n, N));

    /* Moved photos are found, another size is another picture. */
    Cache *cache = cache_open(place, 0);
    const char *moved = temp_path(folder, "a/other.png"), *old = file_join(folder, "a/00.png");
    cr_assert(rename(old, moved) == 0);
    CacheKey key = {""};
    Image *image = image_scoped(cache_image(cache, &key, moved, SIDE));
    cr_assert(image && image->height == SIDE && cache_stats(cache).misses == 0 && strlen(key.text) == 64);
    image = image_scoped(cache_image(cache, &key, moved, SIDE / 2));
    cr_assert(image && image->height == SIDE / 2 && cache_stats(cache).misses == 1);

    cr_assert(temp_file(folder, "a/other.png", "GIF89a", 6) != NULL);
    key.text[0] = '\0';
    cr_assert_null(cache_image(cache, &key, moved, SIDE));
    cr_assert(error_code() == ERR_FORMAT && strstr(error_text(), moved), "%s", error_text());
    error_clear();
    scope_end_all();
}

static void put(const char *path, const uint8_t *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    cr_assert(file && fwrite(bytes, 1, n, file) == n && fclose(file) == 0);
}

/* Every bit of a stored file matters, and so does its length. */
Test(cache, trusts_no_file)
{
    const char *folder = photos(), *place = temp_folder(), *photo = file_join(folder, "b/01.png");
    Cache *cache = cache_open(place, 0);
    CacheKey key = {""};
    Image *wanted = image_scoped(cache_image(cache, &key, photo, SIDE));
    const char *stored = file_join(place, scope_text("%s-%d.pixels", key.text, SIDE));
    size_t n;
    const uint8_t *bytes = file_read(stored, 0, &n);
    cr_assert(bytes != NULL && cache_stats(cache).misses == 1);
    for (size_t i = 0; i <= n; i += i < 100 ? 1 : 97) {
        uint8_t *spoilt = scope_alloc(n + 1);
        memcpy(spoilt, bytes, n);
        spoilt[i] ^= (uint8_t)(1 << i % 8); /* at n: a byte too many */
        put(stored, spoilt, i == n ? n + 1 : n);
        int64_t before = cache_stats(cache).misses;
        Image *image = cache_image(cache, &key, photo, SIDE);
        cr_assert(image && cache_stats(cache).misses == before + 1, "byte %zu", i);
        cr_assert_arr_eq(image->pixels, wanted->pixels, image_bytes(wanted));
        image_free(image);
        put(stored, bytes, n / 2);
        image_free(cache_image(cache, &key, photo, SIDE));
        cr_assert(cache_stats(cache).misses == before + 2, "half a file");
    }
    cr_assert(error_ok(), "%s", error_text());
    scope_end_all();
}

/* Three runs at once on one empty cache; then it holds every picture once and nothing half. */
Test(cache, is_shared_by_runs)
{
    const char *folder = photos(), *place = temp_folder();
    uint64_t wanted = checksum(folder_open(folder, SIDE, NULL));
    pid_t runs[3];
    for (int r = 0; r < 3; r++)
        if ((runs[r] = fork()) == 0) {
            FolderOptions options = {.cache = cache_open(place, 0), .cache_side = SIDE};
            const Dataset *set = folder_open_with(folder, options, NULL);
            _exit(set && checksum(set) == wanted ? 0 : 1);
        }
    for (int r = 0; r < 3; r++) {
        int status;
        cr_assert(waitpid(runs[r], &status, 0) == runs[r]);
        cr_expect(eq(int, status, 0), "run %d", r);
    }
    Cache *cache = cache_open(place, 0);
    const FolderOptions options = {.cache = cache, .cache_side = SIDE};
    cr_assert(checksum(folder_open_with(folder, options, NULL)) == wanted);
    cr_assert(cache_stats(cache).misses == 0 && file_list(place)->n == N);
    scope_end_all();
}

Test(cache, stays_within_its_bounds)
{
    const char *folder = photos(), *place = temp_folder();
    const char *precious = temp_file(place, "precious.pixels", "not ours", 8);
    const int64_t one = 24 * 36 * 3 + 88, most = 6 * one; /* there is room for about six of twelve */
    Scope scope = scope_begin();
    Cache *cache = cache_open(place, most);
    const Dataset *set = folder_open_with(folder, (FolderOptions){.cache = cache, .cache_side = SIDE}, NULL);
    cr_assert(set && set->n == N && cache_stats(cache).bytes <= most, "%d", (int)cache_stats(cache).bytes);
    int64_t held = file_list(place)->n;
    cr_assert(held >= 4 && held <= 7, "%d files", (int)held);
    scope_end(scope);

    /* What lies there gets old; the next run makes room for other pictures. */
    const FileList *files = file_list(place);
    const struct timespec old[2] = {{1, 0}, {1, 0}};
    for (int64_t i = 0; i < files->n; i++)
        cr_assert(utimensat(AT_FDCWD, file_join(place, files->names[i]), old, 0) == 0);
    cache = cache_open(place, most);
    CacheKey key = {""};
    for (int side = 20; side < 23; side++)
        image_free(cache_image(cache, &key, file_join(folder, "b/01.png"), side));
    cr_assert(cache_stats(cache).bytes <= most && file_exists(precious));
    for (int side = 20; side < 23; side++)
        cr_assert(file_exists(file_join(place, scope_text("%s-%d.pixels", key.text, side))), "%d", side);
    scope_end_all();
}

Test(cache, refuses_and_survives)
{
    const char *folder = photos(), *photo = file_join(folder, "a/00.png");
    cr_assert_null(cache_open(photo, 0));
    cr_assert(eq(int, error_code(), ERR_FILE));
    error_clear();
    cr_assert(cache_open(NULL, 0) == NULL && cache_image(NULL, NULL, photo, 8) == NULL && error_ok());
    CacheKey key = {""};
    Cache *cache = cache_open(temp_folder(), 0);
    cr_assert_null(cache_image(cache, &key, photo, 0));
    cr_assert(eq(int, error_code(), ERR_VALUE));
    error_clear();

    int64_t live = mem_live();
    for (int n = 1; n < 30; n++) {
        mem_fail_after(n);
        Scope scope = scope_begin();
        Cache *other = cache_open(temp_folder(), 0);
        CacheKey own = {""};
        image_free(cache_image(other, &own, photo, SIDE));
        mem_fail_after(0);
        scope_end(scope);
        cr_assert(error_ok() || error_code() == ERR_MEMORY || error_code() == ERR_FORMAT, "%s", error_text());
        error_clear();
    }
    pool_trim();
    cr_assert(mem_live() - live < 8, "%d blocks more", (int)(mem_live() - live));
    scope_end_all();
}
