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

/* One tensor as it stands in the file. */
typedef struct Stored {
    const char *name;
    Tensor *tensor;
    NumberType type;
} Stored;

/* What is to be written, in the current scope: with int8, weights as two tensors each. */
static Stored *stored_tensors(int *n, const char **names, Tensor **tensors, Precision precision)
{
    Stored *stored = scope_alloc(2 * (size_t)*n * sizeof *stored);
    int count = 0;
    for (int i = 0; stored && i < *n; i++) {
        if (!names[i] || !tensors[i])
            return NULL;
        Stored *next = &stored[count++];
        *next = (Stored){names[i], tensors[i], precision == PRECISION_FLOAT16 ? NUMBERS_F16 : NUMBERS_F32};
        if (precision == PRECISION_INT8 && precision_quantizes(tensors[i])) {
            Stored *scale = &stored[count++];
            *scale = (Stored){scope_text("%s.scale", names[i]), NULL, NUMBERS_F32};
            *next = (Stored){names[i], precision_quantize(tensors[i], &scale->tensor), NUMBERS_I8};
            if (!next->tensor || !scale->name)
                return NULL;
        }
    }
    *n = count;
    return stored;
}

static json_t *tensor_object(const Stored *stored, int64_t from)
{
    static const char *const names[] = {[NUMBERS_F16] = "F16", [NUMBERS_F32] = "F32", [NUMBERS_I8] = "I8"};
    const Tensor *tensor = stored->tensor;
    json_t *sizes = json_array();
    for (int i = 0; i < tensor->n_dims; i++)
        json_array_append_new(sizes, json_integer(tensor->shape[i]));
    int64_t to = from + numbers_bytes(stored->type) * tensor_count(tensor);
    return json_pack("{s:s, s:o, s:[I, I]}", "dtype", names[stored->type], "shape", sizes, "data_offsets",
                     (json_int_t)from, (json_int_t)to);
}

/* Adds every tensor to the header, one behind the other. */
static bool add_tensors(json_t *header, int n, const Stored *stored)
{
    int64_t from = 0;
    for (int i = 0; i < n; i++) {
        const char *name = stored[i].name;
        if (strcmp(name, "__metadata__") == 0 || json_object_get(header, name)) {
            error_set(ERR_VALUE, "safetensors_write: the name '%s' is taken", name);
            return false;
        }
        if (json_object_set_new(header, name, tensor_object(&stored[i], from)) != 0) {
            error_set(ERR_VALUE, "safetensors_write: the name of tensor %d is not UTF-8", i);
            return false;
        }
        from += numbers_bytes(stored[i].type) * tensor_count(stored[i].tensor);
    }
    return true;
}

/* The header's JSON text, to be freed with free; NULL with an error. */
static char *header_text(int n, const Stored *stored, const Metadata *metadata)
{
    json_t *header = json_object();
    bool good = true;
    if (metadata && metadata->n > 0) {
        json_t *pairs = metadata_object(metadata);
        good = pairs && json_object_set_new(header, "__metadata__", pairs) == 0;
    }
    good = good && add_tensors(header, n, stored);
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

static bool write_file(const char *path, int n, const Stored *stored, const Metadata *metadata)
{
    char *header = header_text(n, stored, metadata);
    if (!header)
        return false;
    FileWriter *writer = file_create(path);
    bool done = writer != NULL;
    if (done)
        write_header(file_stream(writer), header);
    free(header);
    for (int i = 0; done && i < n; i++)
        done = numbers_write(file_stream(writer), stored[i].type, stored[i].tensor);
    return done && file_commit(writer);
}

bool safetensors_write_as(const char *path, int n, const char **names, Tensor **tensors,
                          const Metadata *metadata, Precision precision)
{
    if (!path || n < 0 || (n > 0 && (!names || !tensors)))
        return false;
    Scope scope = scope_begin();
    Stored *stored = stored_tensors(&n, names, tensors, precision);
    bool done = stored && write_file(path, n, stored, metadata);
    scope_end(scope); /* without the commit, this removes the temporary file */
    return done;
}

bool safetensors_write(const char *path, int n, const char **names, Tensor **tensors,
                       const Metadata *metadata)
{
    return safetensors_write_as(path, n, names, tensors, metadata, PRECISION_FLOAT32);
}
