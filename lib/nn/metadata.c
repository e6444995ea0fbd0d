/* The text pairs of a model file's header, and the lists and numbers that are kept in them. */
#include "nn/metadata.h"

#include <float.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/scope.h"

static int find(const Metadata *metadata, const char *key)
{
    for (int i = 0; i < metadata->n; i++)
        if (strcmp(metadata->keys[i], key) == 0)
            return i;
    return -1;
}

static bool grow(Metadata *metadata)
{
    int room = metadata->room ? 2 * metadata->room : 16;
    const char **keys = scope_alloc((size_t)room * sizeof *keys);
    const char **values = scope_alloc((size_t)room * sizeof *values);
    if (!keys || !values)
        return false;
    for (int i = 0; i < metadata->n; i++) {
        keys[i] = metadata->keys[i];
        values[i] = metadata->values[i];
    }
    metadata->room = room;
    metadata->keys = keys;
    metadata->values = values;
    return true;
}

bool metadata_set(Metadata *metadata, const char *key, const char *value)
{
    if (!metadata || !key || !value)
        return false;
    int at = find(metadata, key);
    char *copy = scope_text("%s", value);
    if (!copy)
        return false;
    if (at >= 0) {
        metadata->values[at] = copy;
        return true;
    }
    if (metadata->n == metadata->room && !grow(metadata))
        return false;
    char *name = scope_text("%s", key);
    if (!name)
        return false;
    metadata->keys[metadata->n] = name;
    metadata->values[metadata->n++] = copy;
    return true;
}

bool metadata_set_number(Metadata *metadata, const char *key, double value)
{
    return metadata_set(metadata, key, scope_text("%.17g", value));
}

/* Takes the list over; NULL stands for a list that could not be made. */
static bool set_list(Metadata *metadata, const char *key, json_t *list)
{
    char *text = list ? json_dumps(list, JSON_REAL_PRECISION(FLT_DECIMAL_DIG)) : NULL;
    json_decref(list);
    if (!text) {
        error_set(ERR_MEMORY, "metadata_set: no memory for the list '%s'", key);
        return false;
    }
    bool done = metadata_set(metadata, key, text);
    free(text);
    return done;
}

static bool has_control(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 127)
            return true;
    return false;
}

bool metadata_set_texts(Metadata *metadata, const char *key, int n, const char *const *texts)
{
    if (!metadata || !key || !texts)
        return false;
    json_t *list = json_array();
    for (int i = 0; i < n; i++) {
        json_t *text = has_control(texts[i]) ? NULL : json_string(texts[i]);
        if (!text || json_array_append_new(list, text) != 0) {
            json_decref(list);
            error_set(ERR_VALUE, "metadata_set_texts: %s: text %d is not UTF-8, or has control characters",
                      key, i);
            error_hint("rename it: the names of classes are stored in model files as plain UTF-8");
            return false;
        }
    }
    return set_list(metadata, key, list);
}

/* Of all doubles that are this float, the one that takes the fewest digits: 0.485, not 0.485000014. */
static double shortest(float number)
{
    double value = 0;
    for (int digits = FLT_DIG; digits <= FLT_DECIMAL_DIG; digits++) {
        char text[32];
        snprintf(text, sizeof text, "%.*g", digits, (double)number);
        value = strtod(text, NULL);
        if ((float)value == number)
            break;
    }
    return value;
}

bool metadata_set_numbers(Metadata *metadata, const char *key, int n, const float *numbers)
{
    if (!metadata || !key || !numbers)
        return false;
    json_t *list = json_array();
    for (int i = 0; i < n; i++)
        if (json_array_append_new(list, json_real(shortest(numbers[i]))) != 0) {
            json_decref(list);
            error_set(ERR_VALUE, "metadata_set_numbers: %s: number %d is %g", key, i, (double)numbers[i]);
            return false;
        }
    return set_list(metadata, key, list);
}

const char *metadata_get(const Metadata *metadata, const char *key)
{
    int at = metadata && key ? find(metadata, key) : -1;
    return at < 0 ? NULL : metadata->values[at];
}

/* How messages begin: with the file. */
static const char *origin(const Metadata *metadata)
{
    const char *text = metadata->path ? scope_text("%s: ", metadata->path) : NULL;
    return text ? text : "";
}

/* The value of a key that must be there. */
static const char *needed(const Metadata *metadata, const char *key)
{
    if (!metadata || !key)
        return NULL;
    const char *text = metadata_get(metadata, key);
    if (!text) {
        error_set(ERR_FORMAT, "metadata_get: %sthe metadata lack '%s'", origin(metadata), key);
        error_hint("this model was saved by another program");
    }
    return text;
}

bool metadata_number(const Metadata *metadata, const char *key, double low, double high, double *out)
{
    const char *text = needed(metadata, key);
    if (!text || !out)
        return false;
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end || !(value >= low && value <= high)) {
        error_set(ERR_FORMAT, "metadata_number: %s'%s' is not a number from %g to %g", origin(metadata), key,
                  low, high);
        return false;
    }
    *out = value;
    return true;
}

/* The list behind a key, for the caller to json_decref; NULL with an error unless it has low .. high
 * elements. */
static json_t *list_of(const Metadata *metadata, const char *key, int low, int high)
{
    const char *text = needed(metadata, key);
    if (!text)
        return NULL;
    json_t *list = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_array(list) && json_array_size(list) >= (size_t)low && json_array_size(list) <= (size_t)high)
        return list;
    json_decref(list);
    return error_set(ERR_FORMAT, "metadata_get: %s'%s' is not a list of %d to %d elements", origin(metadata),
                     key, low, high);
}

const char **metadata_texts(const Metadata *metadata, const char *key, int max_n, int *n)
{
    json_t *list = n ? list_of(metadata, key, 1, max_n) : NULL;
    if (!list)
        return NULL;
    int count = (int)json_array_size(list);
    const char **texts = scope_alloc((size_t)count * sizeof *texts);
    for (int i = 0; texts && i < count; i++) {
        const char *text = json_string_value(json_array_get(list, (size_t)i));
        if (!text || has_control(text)) {
            error_set(ERR_FORMAT, "metadata_texts: %selement %d of '%s' is not a plain text",
                      origin(metadata), i, key);
            texts = NULL;
        } else if (!(texts[i] = scope_text("%s", text))) {
            texts = NULL;
        }
    }
    json_decref(list);
    if (texts)
        *n = count;
    return texts;
}

bool metadata_numbers(const Metadata *metadata, const char *key, int n, float *out)
{
    json_t *list = out ? list_of(metadata, key, n, n) : NULL;
    if (!list)
        return false;
    bool good = true;
    for (int i = 0; good && i < n; i++) {
        const json_t *element = json_array_get(list, (size_t)i);
        out[i] = (float)json_number_value(element);
        good = json_is_number(element) && isfinite(out[i]);
    }
    json_decref(list);
    if (!good)
        error_set(ERR_FORMAT, "metadata_numbers: %s'%s' holds something that is not a number",
                  origin(metadata), key);
    return good;
}
