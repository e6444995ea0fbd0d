/* Writing safetensors in one canonical form: the same tensors give the same bytes. */
#include "nn/safetensors.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "nn/numbers.h"

enum { HEADER_ALIGNMENT = 8 };

static json_t *metadata_object(const Metadata *metadata)
{
    json_t *pairs = json_object();
    for (int i = 0; i < metadata->n; i++)
        if (json_object_set_new(pairs, metadata->keys[i], json_string(metadata->values[i])) != 0) {
            json_decref(pairs);
            return error_set(ERR_VALUE, "safetensors_write: the metadata '%s' are not UTF-8",
                             metadata->keys[i]);
        }
    return pairs;
}

static const char *type_name(NumberType type)
{
    return type == NUMBERS_F16 ? "F16" : "F32";
}

static json_t *tensor_object(const Tensor *tensor, NumberType type, int64_t from)
{
    json_t *sizes = json_array();
    for (int i = 0; i < tensor->n_dims; i++)
        json_array_append_new(sizes, json_integer(tensor->shape[i]));
    int64_t to = from + numbers_bytes(type) * tensor_count(tensor);
    return json_pack("{s:s, s:o, s:[I, I]}", "dtype", type_name(type), "shape", sizes, "data_offsets",
                     (json_int_t)from, (json_int_t)to);
}

/* Adds every tensor to the header, one behind the other. */
static bool add_tensors(json_t *header, int n, const char **names, Tensor **tensors, NumberType type)
{
    int64_t from = 0;
    for (int i = 0; i < n; i++) {
        if (!names[i] || !tensors[i])
            return false;
        if (strcmp(names[i], "__metadata__") == 0 || json_object_get(header, names[i])) {
            error_set(ERR_VALUE, "safetensors_write: the name '%s' is taken", names[i]);
            return false;
        }
        if (json_object_set_new(header, names[i], tensor_object(tensors[i], type, from)) != 0) {
            error_set(ERR_VALUE, "safetensors_write: the name of tensor %d is not UTF-8", i);
            return false;
        }
        from += numbers_bytes(type) * tensor_count(tensors[i]);
    }
    return true;
}

/* The header's JSON text, to be freed with free; NULL with an error. */
static char *header_text(int n, const char **names, Tensor **tensors, const Metadata *metadata,
                         NumberType type)
{
    json_t *header = json_object();
    bool good = true;
    if (metadata && metadata->n > 0) {
        json_t *pairs = metadata_object(metadata);
        good = pairs && json_object_set_new(header, "__metadata__", pairs) == 0;
    }
    good = good && add_tensors(header, n, names, tensors, type);
    char *text = good ? json_dumps(header, JSON_COMPACT) : NULL;
    json_decref(header);
    if (good && !text)
        error_set(ERR_MEMORY, "safetensors_write: no memory for the header");
    size_t n_pairs = metadata ? (size_t)metadata->n : 0, most = SAFETENSORS_MOST_HEADER - HEADER_ALIGNMENT;
    if (text && (strlen(text) > most || n_pairs > SAFETENSORS_MOST_METADATA)) {
        error_set(ERR_VALUE,
                  "safetensors_write: a header of %zu bytes with %zu metadata, must be at most %zu and %d",
                  strlen(text), n_pairs, most, SAFETENSORS_MOST_METADATA);
        free(text);
        return NULL;
    }
    return text;
}

static bool write_header(FILE *out, const char *text)
{
    size_t length = strlen(text), padding = (HEADER_ALIGNMENT - length % HEADER_ALIGNMENT) % HEADER_ALIGNMENT;
    uint64_t total = length + padding; /* little-endian: safetensors_read.c asserts it */
    return fwrite(&total, 1, sizeof total, out) == sizeof total && fwrite(text, 1, length, out) == length &&
           fprintf(out, "%*s", (int)padding, "") >= 0;
}

static bool write_as(const char *path, int n, const char **names, Tensor **tensors, const Metadata *metadata,
                     NumberType type)
{
    if (!path || n < 0 || (n > 0 && (!names || !tensors)))
        return false;
    char *header = header_text(n, names, tensors, metadata, type);
    if (!header)
        return false;
    Scope scope = scope_begin();
    FileWriter *writer = file_create(path);
    bool done = writer != NULL;
    if (done)
        write_header(file_stream(writer), header);
    free(header);
    for (int i = 0; done && i < n; i++)
        done = numbers_write(file_stream(writer), type, tensors[i]);
    done = done && file_commit(writer);
    scope_end(scope); /* without the commit, this removes the temporary file */
    return done;
}

bool safetensors_write(const char *path, int n, const char **names, Tensor **tensors,
                       const Metadata *metadata)
{
    return write_as(path, n, names, tensors, metadata, NUMBERS_F32);
}

bool safetensors_write_float16(const char *path, int n, const char **names, Tensor **tensors,
                               const Metadata *metadata)
{
    return write_as(path, n, names, tensors, metadata, NUMBERS_F16);
}
