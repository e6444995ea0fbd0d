/* A PyTorch file: an archive (torch_zip.c) with a description of tensors (torch_pickle.c) and, in an entry
 * for each, their numbers. */
#include "nn/torch_file.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "nn/torch_pickle.h"
#include "nn/torch_zip.h"
#include "tensor/raw.h"

#define MAX_PICKLE_BYTES ((int64_t)4 << 20)

static const char DESCRIPTION[] = "/data.pkl";

/* What such files begin with: a zip archive, and before there were those, a pickle of one large number. */
static const char ZIP_MARK[] = "PK\3\4", OLD_MARK[] = "\x80\2\x8a\n\x6c\xfc\x9c\x46\xf9 j\xa8P\x19.";

static bool begins_with(const char *path, const char *mark)
{
    char begin[sizeof OLD_MARK];
    size_t n = strlen(mark);
    FILE *stream = path ? fopen(path, "rb") : NULL;
    bool begins = stream && fread(begin, 1, n, stream) == n && memcmp(begin, mark, n) == 0;
    if (stream)
        fclose(stream);
    return begins;
}

bool is_torch_file(const char *path)
{
    return begins_with(path, ZIP_MARK) || begins_with(path, OLD_MARK);
}

/* Everything lies in a folder whose name is the file's when it was written: "resnet18/data.pkl". */
static const ZipEntry *find_description(const Zip *zip)
{
    for (int i = 0; i < zip->n; i++) {
        const char *slash = strchr(zip->entries[i].name, '/');
        if (slash && strcmp(slash, DESCRIPTION) == 0)
            return &zip->entries[i];
    }
    error_set(ERR_FORMAT, "torch_file_read: %s: holds no %s", zip->path, DESCRIPTION + 1);
    error_hint("it is another kind of zip archive");
    return NULL;
}

static StateDict *read_description(const Zip *zip, const ZipEntry *entry)
{
    if (entry->bytes > MAX_PICKLE_BYTES)
        return error_set(ERR_FORMAT,
                         "torch_file_read: %s: its description has %" PRId64 " bytes, at most %" PRId64
                         " are read",
                         zip->path, entry->bytes, MAX_PICKLE_BYTES);
    uint8_t *pickle = scope_alloc((size_t)entry->bytes + 1);
    if (!pickle)
        return NULL;
    if (fseeko(zip->stream, entry->from, SEEK_SET) != 0 ||
        fread(pickle, 1, (size_t)entry->bytes, zip->stream) != (size_t)entry->bytes)
        return error_set(ERR_FILE, "torch_file_read: %s: became shorter while it was read", zip->path);
    return pickle_read(zip->path, pickle, entry->bytes);
}

/* The numbers from the first to the last that the tensor touches; 0 for an empty one, -1 when that is more
 * than there are. */
static int64_t span_of(const PickledTensor *t)
{
    int64_t last = t->offset;
    for (int i = 0; i < t->shape.n_dims; i++)
        if (t->shape.size[i] == 0)
            return 0;
    for (int i = 0; i < t->shape.n_dims; i++) {
        int64_t size = t->shape.size[i], stride = t->stride[i];
        if (size > t->storage_count || (stride > 0 && size - 1 > (t->storage_count - last) / stride))
            return -1;
        last += (size - 1) * stride;
    }
    return last < t->storage_count ? last - t->offset + 1 : -1;
}

static Tensor *read_tensor(const Zip *zip, const char *folder, const PickledTensor *t)
{
    const ZipEntry *numbers = zip_find(zip, scope_text("%sdata/%s", folder, t->storage));
    int64_t width = numbers_bytes(t->type);
    int64_t span = numbers && t->storage_count <= numbers->bytes / width ? span_of(t) : -1;
    if (span < 0) {
        error_set(ERR_FORMAT, "torch_file_read: %s: tensor '%.100s' (%s) lies outside its numbers", zip->path,
                  t->name, shape_text(t->shape));
        error_hint("the file is damaged: fetch it again");
        return NULL;
    }
    Tensor *flat = numbers_read(zip->stream, numbers->from + t->offset * width, t->type, SHAPE(span));
    if (!flat && error_ok())
        return error_set(ERR_FILE, "torch_file_read: %s: became shorter while it was read", zip->path);
    return raw_view(flat, t->shape, span > 0 ? t->stride : NULL, 0);
}

static TensorFile *read_all(const Zip *zip)
{
    const ZipEntry *description = find_description(zip);
    const StateDict *state = description ? read_description(zip, description) : NULL;
    if (!state)
        return NULL;
    size_t length = strlen(description->name) - strlen(DESCRIPTION) + 1; /* with the slash */
    const char *folder = scope_text("%.*s", (int)length, description->name);
    TensorFile *file = scope_alloc(sizeof *file);
    const char **names = scope_alloc((size_t)state->n * sizeof *names);
    Tensor **tensors = scope_alloc((size_t)state->n * sizeof *tensors);
    if (!folder || !file || !names || !tensors)
        return NULL;
    int64_t total = 0, most = 0;
    for (int i = 0; i < zip->n; i++)
        most += zip->entries[i].bytes;
    for (int i = 0; i < state->n; i++) {
        const PickledTensor *t = &state->tensors[i];
        names[i] = t->name;
        tensors[i] = tensor_named(read_tensor(zip, folder, t), t->name);
        if (!tensors[i])
            return NULL;
        total += tensor_count(tensors[i]);
        if (total > most)
            return error_set(ERR_FORMAT, "torch_file_read: %s: its tensors overlap", zip->path);
    }
    *file = (TensorFile){.n = state->n, .names = names, .tensors = tensors};
    return file;
}

TensorFile *torch_file_read(const char *path)
{
    Zip zip;
    if (!path)
        return NULL;
    if (begins_with(path, OLD_MARK)) {
        error_set(ERR_FORMAT, "torch_file_read: %s: is written as PyTorch did before version 1.6", path);
        error_hint("write it anew with a later one, in Python: torch.save(torch.load(old), new)");
        return NULL;
    }
    TensorFile *file = zip_open(&zip, path) ? read_all(&zip) : NULL;
    zip_close(&zip);
    return file;
}
