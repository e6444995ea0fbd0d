/* What the cleaner's page asks for, and the answers. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"
#include "vision/resize.h"
#include "web/cleaner_part.h"
#include "web/pages.h"

enum { MOST_LISTED = 1000, THUMB_SIDE = 360, THUMB_QUALITY = 85 };

/* --- the page --------------------------------------------------------------------------------------------
 */

/* The page gets the token, which whoever wants to change something has to show: another page in the same
 * browser cannot read it. */
static void send_page(HttpRequest *request, void *context)
{
    const Cleaner *cleaner = context;
    static const char empty[] = "<meta name=\"token\" content=\"";
    const Page *page = page_find("cleaner.html");
    const char *html = page ? (const char *)page->bytes : "", *place = strstr(html, empty);
    if (!place) {
        http_reply_error(request, 500, "the page is missing");
        return;
    }
    place += strlen(empty);
    const char *text = scope_text("%.*s%s%s", (int)(place - html), html, cleaner->token, place);
    if (text)
        http_reply_text(request, 200, page_type(page), text);
}

/* --- JSON ------------------------------------------------------------------------------------------------
 */

/* Names of files may hold any bytes, JSON only UTF-8: what is none becomes a question mark. */
static json_t *text_json(const char *text)
{
    json_t *value = json_string(text);
    char *copy = value ? NULL : scope_text("%s", text);
    for (unsigned char *c = (unsigned char *)copy; c && *c; c++)
        if (*c >= 0x80)
            *c = '?';
    return value ? value : json_string(copy);
}

/* The lists of what is done hold these, too, so that the page can tell how things are. */
static void put_state(const Cleaner *cleaner, json_t *into)
{
    json_object_set_new(into, "changes", json_integer(clean_changes(cleaner->review.clean)));
    json_object_set_new(into, "can_undo", json_boolean(reject_can_undo(cleaner->options.folder)));
}

/* With the lock taken, or a reply given and false. */
static bool enter(Cleaner *cleaner, HttpRequest *request)
{
    pthread_mutex_lock(&cleaner->lock);
    if (cleaner->ready)
        return true;
    const Error failure = cleaner->failure;
    bool busy = cleaner->busy || cleaner->wish != WISH_NOTHING;
    pthread_mutex_unlock(&cleaner->lock);
    if (busy || failure.code == ERR_NONE)
        http_reply_error(request, 503, "the cleaner is at work: reload the page in a while");
    else
        http_reply_error(request, 503, "%s", failure.text);
    return false;
}

static void send_folder(HttpRequest *request, void *context)
{
    Cleaner *cleaner = context;
    if (!enter(cleaner, request))
        return;
    const Dataset *set = clean_dataset(cleaner->review.clean);
    int64_t *counts = scope_alloc((size_t)set->n_classes * sizeof *counts), n = 0;
    json_t *reply = json_object(), *classes = json_array();
    for (int64_t i = 0; counts && i < clean_count(cleaner->review.clean); i++) {
        const CleanPhoto *photo = clean_photo(cleaner->review.clean, i);
        counts[photo->label] += *photo->name != '\0';
        n += *photo->name != '\0';
    }
    for (int c = 0; counts && c < set->n_classes; c++)
        json_array_append_new(
            classes, json_pack("{s:o, s:I}", "name", text_json(set->classes[c]), "n", (json_int_t)counts[c]));
    json_object_set_new(reply, "folder", text_json(cleaner->options.folder));
    json_object_set_new(reply, "trash", text_json(reject_folder(cleaner->options.folder)));
    json_object_set_new(reply, "source", text_json(cleaner->source));
    json_object_set_new(reply, "session", json_string(cleaner->session));
    json_object_set_new(reply, "classes", classes);
    json_object_set_new(reply, "n", json_integer(n));
    json_object_set_new(reply, "can_train", json_boolean(cleaner->options.train != NULL));
    put_state(cleaner, reply);
    pthread_mutex_unlock(&cleaner->lock);
    http_reply_json(request, 200, reply);
}

static json_t *photo_json(const Review *review, int64_t i)
{
    const CleanPhoto *photo = clean_photo(review->clean, i);
    int predicted = review_predicted(review, i);
    json_t *one = json_pack("{s:I, s:i, s:i, s:i, s:b, s:I}", "id", (json_int_t)i, "label", photo->label,
                            "predicted", predicted, "mark", photo->mark, "valid",
                            review->valid && review->valid[i], "group", (json_int_t)review->group[i]);
    json_object_set_new(one, "name", text_json(photo->name));
    json_object_set_new(one, "loss", json_real(fmin(review_loss(review, i), 999)));
    json_object_set_new(one, "p_label", json_real(review_p(review, i, photo->label)));
    json_object_set_new(one, "p_predicted", json_real(review_p(review, i, predicted)));
    return one;
}

/* A whole number of the address, `missing` where there is none; what is no number, or outside, is the nearest
 * bound. */
static int64_t query_number(HttpRequest *request, const char *name, int64_t missing, int64_t most)
{
    const char *text = http_query(request, name);
    if (!text || !*text)
        return missing;
    int64_t value = strtoll(text, NULL, 10);
    return value < 0 ? 0 : value > most ? most : value;
}

static ReviewFilter query_filter(HttpRequest *request, const Dataset *set)
{
    const char *by = http_query(request, "by"), *split = http_query(request, "split");
    ReviewFilter filter = {.label = (int)query_number(request, "class", -1, set->n_classes - 1)};
    filter.order = by && strcmp(by, "alike") == 0     ? REVIEW_ALIKE
                   : by && strcmp(by, "changes") == 0 ? REVIEW_CHANGES
                                                      : REVIEW_LOSS;
    filter.split = split && strcmp(split, "train") == 0   ? REVIEW_TRAIN
                   : split && strcmp(split, "valid") == 0 ? REVIEW_VALID
                                                          : REVIEW_ALL;
    return filter;
}

/* The list is paged by photos, or by groups of them: `from`, `count`, `total` and `taken` count these. */
static void send_photos(HttpRequest *request, void *context)
{
    Cleaner *cleaner = context;
    if (!enter(cleaner, request))
        return;
    const Review *review = &cleaner->review;
    int64_t n = clean_count(review->clean), from = query_number(request, "from", 0, n),
            count = query_number(request, "count", 24, MOST_LISTED), units = 0;
    int64_t *numbers = scope_alloc((size_t)n * sizeof *numbers);
    ReviewFilter filter = query_filter(request, clean_dataset(review->clean));
    int64_t found = review_list(review, filter, numbers);
    json_t *photos = json_array();
    for (int64_t i = 0; i < found; i++) {
        bool begins = filter.order != REVIEW_ALIKE || i == 0 ||
                      review->group[numbers[i]] != review->group[numbers[i - 1]];
        units += begins;
        if (units > from && units <= from + count)
            json_array_append_new(photos, photo_json(review, numbers[i]));
    }
    pthread_mutex_unlock(&cleaner->lock);
    int64_t taken = from + count < units ? count : units - from;
    if (found < 0)
        json_decref(photos);
    else
        http_reply_json(request, 200,
                        json_pack("{s:o, s:I, s:I, s:I}", "photos", photos, "total", (json_int_t)units,
                                  "from", (json_int_t)from, "taken", (json_int_t)(taken < 0 ? 0 : taken)));
}

/* --- pictures --------------------------------------------------------------------------------------------
 */

/* The number at the end of an address; -1 for anything else than digits, so that nothing else gets further.
 */
static int64_t number_of(const char *text)
{
    int64_t number = 0;
    for (const char *c = text; c && *c; c++) {
        if (*c < '0' || *c > '9' || number > INT32_MAX)
            return -1;
        number = 10 * number + (*c - '0');
    }
    return text && *text ? number : -1;
}

static bool make_thumb(const Cleaner *cleaner, int64_t i, Thumb *thumb)
{
    const char *path = file_join(cleaner->options.folder, clean_photo(cleaner->review.clean, i)->name);
    const Image *photo = image_scoped(image_load(path));
    const Image *small = photo ? image_scoped(image_thumb(photo, THUMB_SIDE, THUMB_SIDE)) : NULL;
    size_t n;
    const uint8_t *bytes = image_encode_jpeg(small, THUMB_QUALITY, &n);
    thumb->bytes = bytes ? mem_alloc(n) : NULL;
    if (!thumb->bytes)
        return false;
    memcpy(thumb->bytes, bytes, n);
    thumb->n = n;
    return true;
}

/* Decoded elsewhere, made small and encoded anew: what reaches the browser is a plain picture, whatever the
 * file was. */
static void send_thumb(HttpRequest *request, void *context)
{
    Cleaner *cleaner = context;
    int64_t i = number_of(http_rest(request));
    if (!enter(cleaner, request))
        return;
    const CleanPhoto *photo = clean_photo(cleaner->review.clean, i);
    Thumb *thumb = photo ? &cleaner->thumbs[i] : NULL;
    if (thumb && (thumb->bytes || (*photo->name && make_thumb(cleaner, i, thumb)))) {
        http_reply(request, 200, "image/jpeg", thumb->bytes, thumb->n);
        http_reply_header(request, "Cache-Control", "private, max-age=3600");
    } else if (error_ok()) {
        http_reply_error(request, 404, "there is no such photo");
    }
    pthread_mutex_unlock(&cleaner->lock);
}

/* --- deciding and doing ----------------------------------------------------------------------------------
 */

/* The body of a request that wants to change something and has the token; else it has its reply. */
static const json_t *wish_of(const Cleaner *cleaner, HttpRequest *request)
{
    const char *token = http_header(request, "X-Token");
    size_t n = token ? strlen(token) : 0;
    unsigned char different = n != TOKEN_SIZE - 1;
    for (size_t i = 0; i < n && i < TOKEN_SIZE - 1; i++)
        different |= (unsigned char)(token[i] ^ cleaner->token[i]);
    if (!different)
        return http_json(request);
    http_reply_error(request, 403, "this page is from an earlier run: reload it");
    return NULL;
}

static void mark_photo(HttpRequest *request, void *context)
{
    Cleaner *cleaner = context;
    const json_t *wish = wish_of(cleaner, request), *id = json_object_get(wish, "id"),
                 *mark = json_object_get(wish, "mark");
    if (!wish || !enter(cleaner, request))
        return;
    json_int_t number = json_is_integer(id) ? json_integer_value(id) : -1;
    json_int_t wanted = json_is_integer(mark) ? json_integer_value(mark) : INT32_MIN;
    bool sane = wanted >= CLEAN_DELETE && wanted < INT32_MAX;
    json_t *reply = json_object();
    bool marked = clean_mark(cleaner->review.clean, number, sane ? (int)wanted : CLEAN_DELETE - 1);
    put_state(cleaner, reply);
    pthread_mutex_unlock(&cleaner->lock);
    if (marked)
        http_reply_json(request, 200, reply);
    else
        json_decref(reply);
}

/* What is done is what was shown: `expected` is the number of changes that the person has seen. */
static void apply_changes(HttpRequest *request, void *context)
{
    Cleaner *cleaner = context;
    const json_t *wish = wish_of(cleaner, request), *expected = json_object_get(wish, "expected");
    if (!wish || !enter(cleaner, request))
        return;
    int64_t changes = clean_changes(cleaner->review.clean), moved = 0;
    if (!json_is_integer(expected) || json_integer_value(expected) != changes)
        http_reply_error(request, 409, "there are %lld changes by now: look at them again",
                         (long long)changes);
    else
        moved = clean_apply(cleaner->review.clean);
    pthread_mutex_unlock(&cleaner->lock);
    if (error_ok())
        http_reply_json(request, 200, json_pack("{s:I}", "moved", (json_int_t)moved));
}

static void undo_changes(HttpRequest *request, void *context)
{
    Cleaner *cleaner = context;
    RejectUndo undone = {0};
    if (!wish_of(cleaner, request))
        return;
    pthread_mutex_lock(&cleaner->lock);
    if (cleaner->ready) {
        clean_undo(cleaner->review.clean, &undone);
    } else if (!cleaner->busy && cleaner->wish == WISH_NOTHING) {
        /* What was applied may be why there is nothing to show. */
        reject_undo_last(cleaner->options.folder, &undone);
        cleaner->wish = WISH_LOOK;
    }
    pthread_mutex_unlock(&cleaner->lock);
    if (error_ok())
        http_reply_json(
            request, 200,
            json_pack("{s:I, s:I}", "back", (json_int_t)undone.n_back, "kept", (json_int_t)undone.n_kept));
}

static void start_training(HttpRequest *request, void *context)
{
    Cleaner *cleaner = context;
    if (!wish_of(cleaner, request))
        return;
    if (!cleaner->options.train) {
        http_reply_error(request, 409, "this cleaner was started without a way to train");
        return;
    }
    pthread_mutex_lock(&cleaner->lock);
    if (!cleaner->busy) {
        cleaner->wish = WISH_TRAIN;
        cleaner->failure = (Error){0};
        cleaner->progress[0] = '\0';
    }
    pthread_mutex_unlock(&cleaner->lock);
    http_reply_json(request, 202, json_object());
}

static void send_training(HttpRequest *request, void *context)
{
    Cleaner *cleaner = context;
    json_t *reply = json_object();
    pthread_mutex_lock(&cleaner->lock);
    json_object_set_new(reply, "busy", json_boolean(cleaner->busy || cleaner->wish != WISH_NOTHING));
    json_object_set_new(reply, "progress", text_json(cleaner->progress));
    if (cleaner->failure.code != ERR_NONE)
        json_object_set_new(reply, "error",
                            text_json(scope_text("%s\n%s", cleaner->failure.text, cleaner->failure.hint)));
    pthread_mutex_unlock(&cleaner->lock);
    http_reply_json(request, 200, reply);
}

const HttpRoute cleaner_routes[] = {
    {"GET", "/", send_page, 0},
    {"GET", "/cleaner.css", page_send, 0},
    {"GET", "/cleaner.js", page_send, 0},
    {"GET", "/photo/", send_thumb, 0},
    {"GET", "/api/folder", send_folder, 0},
    {"GET", "/api/photos", send_photos, 0},
    {"GET", "/api/training", send_training, 0},
    {"POST", "/api/mark", mark_photo, 0},
    {"POST", "/api/apply", apply_changes, 0},
    {"POST", "/api/undo", undo_changes, 0},
    {"POST", "/api/train", start_training, 0},
};
const int cleaner_n_routes = sizeof cleaner_routes / sizeof *cleaner_routes;
