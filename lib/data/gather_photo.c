/* Judging photos: magic bytes first, then everything is decoded, as a training would. */
#include "data/gather_photo.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"
#include "data/photos.h"
#include "vision/decoder.h"
#include "vision/image.h"
#include "vision/image_hash.h"
#include "vision/sniff.h"

enum {
    LEAST_SIDE = 64, /* pixels; below are icons, and the pixels by which visitors are counted            */
    NEAR_BITS = 6,   /* of 64: copies differ in 4 at most; but so do some teddy bears in front of white  */
    NEAR_COLOUR = 4, /* levels of 256, on average: copies differ by 1.3 at most, other photos by 8 and more */
};

static const struct Kind {
    const char *extension, *magic;
    size_t at, n;
} kinds[] = {{"jpg", "\xff\xd8\xff", 0, 3},
             {"png", "\x89PNG", 0, 4},
             {"gif", "GIF8", 0, 4},
             {"webp", "WEBP", 8, 4},
             {"bmp", "BM", 0, 2}};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

static const char *extension_of(const uint8_t *bytes, size_t n)
{
    for (int i = 0; i < N_KINDS; i++)
        if (n >= kinds[i].at + kinds[i].n && memcmp(bytes + kinds[i].at, kinds[i].magic, kinds[i].n) == 0)
            return kinds[i].extension;
    return NULL;
}

/* The reason in the error that is kept, which is then forgotten; in the current scope. */
static const char *take_reason(const char *name)
{
    char *reason = photos_take_reason(name);
    const char *kept = reason ? scope_text("%s", reason) : NULL;
    mem_free(reason);
    return kept;
}

bool gather_photo_judge(const uint8_t *bytes, size_t n, GatherPhoto *photo)
{
    static const char name[] = "photo";
    *photo = (GatherPhoto){.problem = n == 0 ? "is empty" : sniff(bytes, n).problem};
    if (photo->problem)
        return true;
    photo->extension = extension_of(bytes, n);
    if (!photo->extension) {
        photo->problem = "is no kind of picture that is known here";
        return true;
    }
    Image *image = decoder_decode(decoder_own(), name, bytes, n);
    if (!image) {
        photo->problem = error_code() == ERR_FORMAT ? take_reason(name) : NULL;
        return photo->problem != NULL;
    }
    if (image->width < LEAST_SIDE || image->height < LEAST_SIDE)
        photo->problem = "is smaller than 64 pixels";
    sha256_of(bytes, n, photo->sha256);
    bool good = look_of(image, &photo->look);
    image_free(image);
    return good;
}

bool gather_photo_is_copy(const GatherPhoto *photo, uint64_t hash, const char *folder, const char *file)
{
    if (image_hash_distance(photo->look.hash, hash) > NEAR_BITS)
        return false;
    const char *path = file_join(folder, file);
    if (!file_exists(path))
        return false;
    Image *image = image_load(path);
    Look look;
    bool is_copy = look_of(image, &look);
    int sum = 0, n = (int)sizeof look.colours;
    for (int i = 0; is_copy && i < n; i++)
        sum += abs(look.colours[i] - photo->look.colours[i]);
    is_copy = is_copy && sum <= NEAR_COLOUR * n;
    image_free(image);
    if (!error_ok() && error_code() != ERR_MEMORY)
        error_clear(); /* somebody changed the file */
    return is_copy;
}

char *gather_photo_find(const char *folder, const char *name)
{
    for (int i = 0; i < N_KINDS; i++) {
        char *file = scope_text("%s.%s", name, kinds[i].extension);
        if (!file || file_exists(file_join(folder, file)))
            return file;
    }
    return NULL;
}
