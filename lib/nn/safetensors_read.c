/* Reading safetensors: 8 bytes header length, a JSON header that says what is where, then the numbers.
 * Nothing that the file says about itself is believed before it has been checked against the file's size. */
#include "nn/safetensors.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "nn/numbers.h"

#define MAX_FILE_BYTES ((int64_t)2 << 30)

enum { LENGTH_BYTES = 8, MOST_NAME = 200 };

typedef struct Reader {
    const char *path;
    FILE *stream;
    json_t *header;
    int64_t data_start, data_bytes;
} Reader;

/* What the header says about one tensor, checked. */
typedef struct Entry {
    NumberType type;
    Shape shape;
    int64_t count, from; /* values, and the first one's byte in the file */
} Entry;

/* Names come from outside: what a terminal might act on is not shown. */
static const char *shown(const char *name)
{
    char *text = scope_text("%.*s", MOST_NAME, name);
    for (char *c = text; c && *c; c++)
        if (*c < ' ' || *c > '~')
            *c = '?';
    return text ? text : "";
}

static void *damaged(const Reader *reader, const char *what)
{
    if (what)
        error_set(ERR_FORMAT, "safetensors_read: %s: %s", reader->path, what);
    error_hint("it is damaged, or no safetensors file: make or fetch it again");
    return NULL;
}

static bool cannot_open(const char *path, const char *why)
{
    error_set(ERR_FILE, "safetensors_read: %s: %s", path, why);
    error_hint("train and save a model first, or name another file");
    return false;
}

static json_t *parse_header(const Reader *reader, int64_t length)
{
    Scope scope = scope_begin();
    json_t *header = NULL;
    json_error_t problem;
    char *text = scope_alloc((size_t)length);
    if (text && fread(text, 1, (size_t)length, reader->stream) != (size_t)length)
        damaged(reader, "ends inside its header");
    else if (text && text[0] != '{')
        damaged(reader, "its header is not JSON");
    else if (text && !(header = json_loadb(text, (size_t)length, JSON_REJECT_DUPLICATES, &problem)))
        damaged(reader,
                scope_text("its header is not JSON: %s at byte %d", shown(problem.text), problem.position));
    scope_end(scope);
    return header;
}

static void reader_close(Reader *reader)
{
    if (reader->stream)
        fclose(reader->stream);
    json_decref(reader->header);
}

static bool reader_open(Reader *reader, const char *path)
{
    struct stat about;
    *reader = (Reader){.path = path};
    reader->stream = fopen(path, "rb");
    if (!reader->stream)
        return cannot_open(path, "cannot open");
    if (fstat(fileno(reader->stream), &about) != 0 || !S_ISREG(about.st_mode))
        return cannot_open(path, "is not a regular file");
    int64_t size = about.st_size;
    uint64_t length;
    if (size > MAX_FILE_BYTES)
        return cannot_open(path, "is larger than 2 GiB");
    if (size < LENGTH_BYTES || fread(&length, 1, sizeof length, reader->stream) != sizeof length)
        return damaged(reader, "has no header");
    if (length < 2 || length > SAFETENSORS_MOST_HEADER || (int64_t)length > size - LENGTH_BYTES)
        return damaged(reader,
                       scope_text("says its header has %" PRIu64 " bytes, must be at most %d; the whole "
                                  "file has %" PRId64,
                                  length, SAFETENSORS_MOST_HEADER, size));
    reader->data_start = LENGTH_BYTES + (int64_t)length;
    reader->data_bytes = size - reader->data_start;
    reader->header = parse_header(reader, (int64_t)length);
    return reader->header != NULL;
}

static bool entry_type(const json_t *about, Entry *entry)
{
    const char *name = json_string_value(json_object_get(about, "dtype"));
    if (!name)
        return false;
    static const struct {
        const char *name;
        NumberType type;
    } types[] = {{"F32", NUMBERS_F32}, {"F16", NUMBERS_F16}, {"BF16", NUMBERS_BF16},
                 {"F64", NUMBERS_F64}, {"I64", NUMBERS_I64}, {"I8", NUMBERS_I8}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(name, types[i].name) == 0) {
            entry->type = types[i].type;
            return true;
        }
    return false;
}

/* The shape, and how many values that is; false for what is none. */
static bool entry_shape(const json_t *about, Entry *entry)
{
    const json_t *sizes = json_object_get(about, "shape");
    if (!json_is_array(sizes) || json_array_size(sizes) > MAX_DIMS)
        return false;
    entry->shape.n_dims = (int)json_array_size(sizes);
    entry->count = 1;
    int64_t product = 1; /* without the zeros, which would hide an overflow of the others */
    for (int i = 0; i < entry->shape.n_dims; i++) {
        const json_t *element = json_array_get(sizes, (size_t)i);
        int64_t size = json_integer_value(element);
        if (!json_is_integer(element) || size < 0 || (size > 0 && product > MAX_FILE_BYTES / size))
            return false;
        entry->shape.size[i] = size;
        entry->count *= size;
        product *= size > 0 ? size : 1;
    }
    return true;
}

static const char SCALE[] = ".scale";

/* What the header says about the scale of this tensor, whose name has been checked; NULL for nothing. */
static json_t *scale_about(const Reader *reader, const char *name)
{
    char full[MOST_NAME + sizeof SCALE];
    snprintf(full, sizeof full, "%s%s", name, SCALE);
    return json_object_get(reader->header, full);
}

/* Does this tensor belong to one of whole numbers? */
static bool is_scale(const Reader *reader, const char *name)
{
    size_t length = strlen(name), end = strlen(SCALE);
    if (length <= end || strcmp(name + length - end, SCALE) != 0)
        return false;
    char owner[MOST_NAME + 1];
    snprintf(owner, sizeof owner, "%.*s", (int)(length - end), name);
    const json_t *about = json_object_get(reader->header, owner);
    Entry entry;
    return about && entry_type(about, &entry) && entry.type == NUMBERS_I8;
}

/* What is wrong with the scale of a tensor of whole numbers? */
static const char *scale_wrong(const Reader *reader, const char *name, const Entry *entry)
{
    const json_t *about = scale_about(reader, name);
    Entry scale;
    if (entry->shape.n_dims == 0)
        return "its dtype is I8, and it has no axis that scales could belong to";
    if (!about)
        return "its dtype is I8, and its scale is missing, the tensor of the same name with .scale behind it";
    if (!entry_type(about, &scale) || scale.type != NUMBERS_F32)
        return "the dtype of its scale is not F32";
    if (!entry_shape(about, &scale) || scale.shape.n_dims != 1 || scale.count != entry->shape.size[0])
        return "the shape of its scale is not the size of its first axis";
    return NULL;
}

static bool entry_check(const Reader *reader, const char *name, const json_t *about, Entry *entry)
{
    const json_t *offsets = json_object_get(about, "data_offsets");
    const json_t *first = json_array_get(offsets, 0), *second = json_array_get(offsets, 1);
    int64_t from = json_integer_value(first), to = json_integer_value(second);
    const char *wrong = NULL;
    if (strcmp(name, shown(name)) != 0)
        wrong = "its name is longer than 200 bytes or has other than printable ASCII characters";
    else if (!entry_type(about, entry))
        wrong = "its dtype is not F32, F16, BF16, F64, I64 or I8";
    else if (!entry_shape(about, entry))
        wrong = "its shape is none, or too large for the file";
    else if (json_array_size(offsets) != 2 || !json_is_integer(first) || !json_is_integer(second))
        wrong = "its data_offsets are not two whole numbers";
    else if (from < 0 || to < from || to > reader->data_bytes)
        wrong = "its data_offsets lie outside the file";
    else if (to - from != entry->count * numbers_bytes(entry->type))
        wrong = "its shape and its data_offsets disagree";
    else if (entry->type == NUMBERS_I8)
        wrong = scale_wrong(reader, name, entry);
    if (wrong)
        return damaged(reader, scope_text("tensor '%s': %s", shown(name), wrong));
    entry->from = reader->data_start + from;
    return true;
}

static bool metadata_check(const Reader *reader, Metadata *metadata)
{
    const char *key;
    json_t *value, *pairs = json_object_get(reader->header, "__metadata__");
    if (pairs && !json_is_object(pairs))
        return damaged(reader, "its __metadata__ is not an object");
    if (json_object_size(pairs) > SAFETENSORS_MOST_METADATA)
        return damaged(reader, "it has more than 1000 metadata");
    json_object_foreach(pairs, key, value)
    {
        if (!json_is_string(value))
            return damaged(reader, scope_text("its metadata '%s' is not a text", shown(key)));
        if (!metadata_set(metadata, key, json_string_value(value)))
            return false;
    }
    metadata->path = scope_text("%s", reader->path);
    return metadata->path != NULL;
}

/* Checks every entry; together they must fit into the file, so that a small file cannot ask for much memory
 * by naming the same bytes again and again. */
static bool header_check(const Reader *reader)
{
    const char *name;
    json_t *about;
    int64_t total = 0;
    json_object_foreach(reader->header, name, about)
    {
        Entry entry;
        if (strcmp(name, "__metadata__") == 0)
            continue;
        if (!entry_check(reader, name, about, &entry))
            return false;
        total += entry.count * numbers_bytes(entry.type);
        if (total > reader->data_bytes)
            return damaged(reader, "its tensors overlap");
    }
    return true;
}

static Tensor *read_numbers(const Reader *reader, const Entry *entry)
{
    Tensor *tensor = numbers_read(reader->stream, entry->from, entry->type, entry->shape);
    return tensor || !error_ok() ? tensor : damaged(reader, "became shorter while it was read");
}

static Tensor *read_scale(const Reader *reader, const char *name)
{
    Entry entry;
    const char *full = scope_text("%s%s", name, SCALE);
    if (!full || !entry_check(reader, full, scale_about(reader, name), &entry))
        return NULL;
    Tensor *scale = read_numbers(reader, &entry);
    float *values = scale ? scope_alloc((size_t)entry.count * sizeof *values) : NULL;
    if (!values || !tensor_read(scale, values))
        return NULL;
    for (int64_t i = 0; i < entry.count; i++)
        if (!(values[i] > 0 && isfinite(values[i])))
            return damaged(reader,
                           scope_text("tensor '%s': number %" PRId64 " is %g, must be finite and above 0",
                                      full, i, (double)values[i]));
    return scale;
}

static Tensor *read_tensor(const Reader *reader, const char *name, const Entry *entry)
{
    if (entry->type != NUMBERS_I8)
        return read_numbers(reader, entry);
    Tensor *tensor = tensor_empty(entry->shape);
    Scope scope = scope_begin();
    Tensor *whole = read_numbers(reader, entry);
    bool done = tensor_copy_(tensor, precision_dequantize(whole, read_scale(reader, name)));
    scope_end(scope);
    return done ? tensor : NULL;
}

static TensorFile *read_all(const Reader *reader)
{
    size_t room = json_object_size(reader->header);
    TensorFile *file = scope_alloc(sizeof *file);
    const char **names = scope_alloc(room * sizeof *names);
    Tensor **tensors = scope_alloc(room * sizeof *tensors);
    if (!file || !names || !tensors || !metadata_check(reader, &file->metadata) || !header_check(reader))
        return NULL;
    file->names = names;
    file->tensors = tensors;
    const char *name;
    json_t *about;
    json_object_foreach(reader->header, name, about)
    {
        Entry entry;
        if (strcmp(name, "__metadata__") == 0 || is_scale(reader, name))
            continue;
        names[file->n] = scope_text("%s", name);
        if (!names[file->n] || !entry_check(reader, name, about, &entry))
            return NULL;
        tensors[file->n] = tensor_named(read_tensor(reader, name, &entry), names[file->n]);
        if (!tensors[file->n++])
            return NULL;
    }
    return file;
}

TensorFile *safetensors_read(const char *path)
{
    if (!path)
        return NULL;
    Reader reader;
    TensorFile *file = reader_open(&reader, path) ? read_all(&reader) : NULL;
    reader_close(&reader);
    return file;
}

bool safetensors_metadata(const char *path, Metadata *metadata)
{
    if (!path || !metadata)
        return false;
    Reader reader;
    *metadata = (Metadata){0};
    bool done = reader_open(&reader, path) && metadata_check(&reader, metadata) && header_check(&reader);
    reader_close(&reader);
    return done;
}
