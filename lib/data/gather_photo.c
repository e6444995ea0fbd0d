/* Judging photos: magic bytes first, then everything is decoded, as a training would. */
#include "data/gather_photo.h"

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"
#include "data/photos.h"
#include "vision/decoder.h"
#include "vision/image.h"
#include "vision/sniff.h"

enum { LEAST_SIDE = 64 }; /* pixels; below are icons, and the pixels by which visitors are counted */

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
    *photo = (GatherPhoto){.problem = sniff(bytes, n).problem, .extension = sniff_kind(bytes, n)};
    if (photo->problem)
        return true;
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
    if (!look_may_be_near(photo->look.hash, hash))
        return false;
    const char *path = file_join(folder, file);
    if (!file_exists(path))
        return false;
    Image *image = image_load(path);
    Look look;
    bool is_copy = look_of(image, &look) && look_is_near(&photo->look, &look);
    image_free(image);
    if (!error_ok() && error_code() != ERR_MEMORY)
        error_clear(); /* somebody changed the file */
    return is_copy;
}

char *gather_photo_find(const char *folder, const char *name)
{
    for (int i = 0; sniff_kinds[i]; i++) {
        char *file = scope_text("%s.%s", name, sniff_kinds[i]);
        if (!file || file_exists(file_join(folder, file)))
            return file;
    }
    return NULL;
}
