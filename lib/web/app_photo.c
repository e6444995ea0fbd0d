/* From a request to a photo to an answer. */
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/scope.h"
#include "web/app_part.h"

/* --- base64 ------------------------------------------------------------------------------------------- */

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *app_base64(const uint8_t *bytes, size_t n)
{
    char *text = bytes ? scope_alloc((n + 2) / 3 * 4 + 1) : NULL;
    char *to = text;
    for (size_t i = 0; text && i < n; i += 3) {
        uint32_t three = (uint32_t)bytes[i] << 16;
        three |= i + 1 < n ? (uint32_t)bytes[i + 1] << 8 : 0;
        three |= i + 2 < n ? bytes[i + 2] : 0;
        *to++ = digits[three >> 18];
        *to++ = digits[three >> 12 & 63];
        *to++ = i + 1 < n ? digits[three >> 6 & 63] : '=';
        *to++ = i + 2 < n ? digits[three & 63] : '=';
    }
    return text;
}

static int digit_value(char c)
{
    const char *place = c ? strchr(digits, c) : NULL;
    return place ? (int)(place - digits) : -1;
}

uint8_t *app_base64_decode(char *text, size_t length, size_t *n)
{
    uint8_t *out = (uint8_t *)text;
    uint32_t bits = 0;
    int n_bits = 0;
    *n = 0;
    while (length > 0 && text[length - 1] == '=')
        length--;
    for (size_t i = 0; i < length; i++) {
        int value = digit_value(text[i]);
        if (value < 0)
            return error_set(ERR_FORMAT, "app_base64_decode: the photo is not written in base64");
        bits = bits << 6 | (uint32_t)value;
        n_bits += 6;
        if (n_bits >= 8)
            out[(*n)++] = (uint8_t)(bits >> (n_bits -= 8));
    }
    return out;
}

/* --- where the photo is --------------------------------------------------------------------------------- */

static bool use_example(const App *app, const HttpField *field, Prediction *prediction)
{
    for (int i = 0; i < app->n_examples; i++)
        if (strcmp(app->examples[i].name, field->bytes) == 0) {
            prediction->bytes = app->examples[i].bytes;
            prediction->n = app->examples[i].n;
            return true;
        }
    error_set(ERR_VALUE, "app_photo: there is no such example");
    return false;
}

/* The first file that is not empty: browsers send the fields that nobody filled, too, without a name. */
static bool from_form(App *app, HttpRequest *request, Prediction *prediction)
{
    int n = 0;
    bool empty = false;
    const HttpField *fields = http_fields(request, &n);
    for (int i = 0; i < n; i++) {
        if (strcmp(fields[i].name, "example") == 0)
            return use_example(app, &fields[i], prediction);
        if (fields[i].file_name && fields[i].n > 0) {
            prediction->bytes = (const uint8_t *)fields[i].bytes;
            prediction->n = fields[i].n;
            return true;
        }
        empty = empty || (fields[i].file_name && *fields[i].file_name);
    }
    if (empty) {
        error_set(ERR_FORMAT, "app_photo: the photo: is empty (0 bytes)");
    } else {
        error_set(ERR_VALUE, "app_photo: no photo was chosen");
        error_hint("choose one first; a program sends it as a file, as in curl -F photo=@photo.jpg");
    }
    return false;
}

/* {"data": ["data:image/jpeg;base64,..."]} */
static bool from_json(HttpRequest *request, Prediction *prediction)
{
    const json_t *first = json_array_get(json_object_get(http_json(request), "data"), 0);
    const char *uri = json_string_value(first), *comma = uri ? strchr(uri, ',') : NULL;
    if (!comma || strncasecmp(uri, "data:image/", 11) != 0 || comma - uri < 7 ||
        strncmp(comma - 7, ";base64", 7) != 0) {
        error_set(ERR_VALUE, "app_photo: no photo in it");
        error_hint("this wants {\"data\": [\"data:image/jpeg;base64,...\"]}");
        return false;
    }
    char *text = scope_text("%s", comma + 1);
    prediction->bytes = text ? app_base64_decode(text, strlen(text), &prediction->n) : NULL;
    prediction->as_data = true;
    return prediction->bytes != NULL;
}

static bool find_photo(App *app, HttpRequest *request, Prediction *prediction)
{
    const char *type = http_type(request);
    if (strcmp(type, "application/json") == 0)
        return from_json(request, prediction);
    if (strncmp(type, "image/", 6) != 0)
        return from_form(app, request, prediction);
    prediction->bytes = (const uint8_t *)http_body(request, &prediction->n);
    return true;
}

/* --- decoding and asking ----------------------------------------------------------------------------------
 */

/* There are as many decoders as threads that run handlers. */
static Image *decode(App *app, const uint8_t *bytes, size_t n)
{
    pthread_mutex_lock(&app->lock);
    Decoder *decoder = app->idle[--app->n_idle];
    pthread_mutex_unlock(&app->lock);
    Image *photo = image_scoped(decoder_decode(decoder, "the photo", bytes, n));
    pthread_mutex_lock(&app->lock);
    app->idle[app->n_idle++] = decoder;
    pthread_mutex_unlock(&app->lock);
    return photo;
}

bool app_photo_too_long(void)
{
    error_set(ERR_FORMAT, "app_photo: the photo: has more than %d MiB", PHOTO_BYTES >> 20);
    error_hint("make the picture smaller with another program");
    return false;
}

bool app_photo(App *app, HttpRequest *request, Prediction *prediction)
{
    *prediction = (Prediction){0};
    if (!find_photo(app, request, prediction))
        return false;
    if (prediction->n > PHOTO_BYTES)
        return app_photo_too_long();
    double began = clock_seconds();
    prediction->photo = decode(app, prediction->bytes, prediction->n);
    double decoded = clock_seconds();
    if (!predictor_ask(app->predictor, prediction->photo, &prediction->answer))
        return false;
    const Answer *answer = &prediction->answer;
    prediction->decode_seconds = decoded - began;
    prediction->answer_seconds = clock_seconds() - decoded;
    prediction->sure = answer->probabilities[answer->label] >= app->options.sure && !answer->outside;
    return true;
}

int app_photo_status(const Prediction *prediction)
{
    return prediction->n > PHOTO_BYTES ? 413 : http_status_of(error_code());
}
