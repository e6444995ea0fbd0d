/* The cleaner's page as a client sees it, with a net that is made up: lists, marks, moves, and whoever should
 * not be let in. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"
#include "tests/support/temp_folder.h"
#include "tests/web/client.h"
#include "web/cleaner.h"

/* Two classes of five photos; teddy/2.jpg is black/2.jpg under another name. */
static const char *folder_of_photos(void)
{
    const char *folder = temp_path(temp_folder(), "photos");
    for (int i = 0; i < 10; i++) {
        Image *image = image_scoped(image_new(64, 48, 3));
        int seed = i == 7 ? 2 : i;
        for (size_t p = 0; p < image_bytes(image); p++)
            image->pixels[p] = (uint8_t)((p / 3 % 64 / 8 * (size_t)(7 * seed + 11) + p / 1536 * 53) % 256);
        const char *name = scope_text("%s/%d.jpg", i < 5 ? "black" : "teddy", i % 5);
        cr_assert(image_save_png(image, temp_path(folder, name)));
    }
    return folder;
}

/* A net that gets surer of "black" from photo to photo. */
static bool look(void *context, const char *folder, CleanerFindings *found)
{
    int *looks = context;
    found->set = folder_open(folder, 0, NULL);
    if (!found->set)
        return false;
    int64_t n = found->set->n;
    float *log_p = scope_alloc((size_t)n * 2 * sizeof *log_p);
    bool *valid = scope_alloc((size_t)n);
    for (int64_t i = 0; i < n; i++) {
        double black = (double)(i + 1) / (double)(n + 1);
        log_p[2 * i] = (float)log(black);
        log_p[2 * i + 1] = (float)log(1 - black);
        valid[i] = i % 2;
    }
    found->log_p = log_p;
    found->valid = valid;
    found->source = scope_text("look %d", ++*looks);
    return true;
}

static bool train(void *context, const char *folder, Cleaner *cleaner)
{
    (void)folder;
    cleaner_tell(cleaner, "epoch 1\n");
    int *looks = context;
    if (*looks < 3)
        return true;
    error_set(ERR_STATE, "no luck");
    return false;
}

#ifdef HAVE_MICROHTTPD

typedef struct Page {
    int port;
    char headers[128]; /* that may change something */
} Page;

static json_t *ask(Page page, const char *path, const char *body, int status)
{
    Reply reply = body ? client_ask(page.port, "POST", path, page.headers, body, strlen(body))
                       : client_get(page.port, path);
    cr_assert(eq(int, reply.status, status), "%s %s: %s", path, body ? body : "", reply.body);
    return json_loadb(reply.body, reply.n, 0, NULL);
}

static int64_t number(json_t *value, const char *name)
{
    json_t *found = json_object_get(value, name);
    cr_assert(found != NULL, "%s", name);
    int64_t result = json_is_boolean(found) ? json_is_true(found) : json_integer_value(found);
    json_decref(value);
    return result;
}

/* The ids of a list, as "3 7 1". */
static const char *ids(Page page, const char *query)
{
    json_t *list = ask(page, scope_text("/api/photos?%s", query), NULL, 200), *photo;
    const char *text = "";
    size_t i;
    json_array_foreach(json_object_get(list, "photos"), i, photo) text = scope_text(
        "%s%s%lld", text, *text ? " " : "", (long long)json_integer_value(json_object_get(photo, "id")));
    json_decref(list);
    return text;
}

/* The token, read where a browser would find it. */
static Page open_page(Cleaner *cleaner)
{
    cr_assert(cleaner != NULL, "%s", error_text());
    Page page = {.port = cleaner_port(cleaner)};
    Reply reply = client_get(page.port, "/");
    const char *token = strstr(reply.body, "name=\"token\" content=\"");
    cr_assert(token && reply.status == 200);
    token += strlen("name=\"token\" content=\"");
    cr_assert(strcspn(token, "\"") == 32);
    snprintf(page.headers, sizeof page.headers, "Content-Type: application/json\r\nX-Token: %.32s\r\n",
             token);
    return page;
}

Test(cleaner, lists_marks_and_moves)
{
    int looks = 0;
    const char *folder = folder_of_photos();
    CleanerOptions options = {.folder = folder, .look = look, .train = train, .context = &looks};
    Scope first = scope_begin();
    Cleaner *cleaner = cleaner_start(options);
    Page page = open_page(cleaner);

    /* Photo i is black with (i + 1) / 11, so 9 (a teddy) and 0 (a black one) surprise most. */
    cr_expect(eq(str, (char *)ids(page, "count=4"), "0 9 1 8"));
    cr_expect(eq(str, (char *)ids(page, "count=4&from=8"), "4 5"));
    cr_expect(eq(str, (char *)ids(page, "class=1"), "9 8 7 6 5"));
    cr_expect(eq(str, (char *)ids(page, "class=0&split=valid"), "1 3"));
    cr_expect(eq(str, (char *)ids(page, "by=alike"), "2 7"));
    cr_expect(eq(int, (int)number(ask(page, "/api/photos?by=alike", NULL, 200), "total"), 1));

    cr_expect(eq(int, (int)number(ask(page, "/api/mark", "{\"id\": 9, \"mark\": 0}", 200), "changes"), 1));
    cr_expect(eq(int, (int)number(ask(page, "/api/mark", "{\"id\": 2, \"mark\": -2}", 200), "changes"), 2));
    cr_expect(eq(str, (char *)ids(page, "by=changes"), "2 9"));
    scope_end(first); /* a restart */
    cleaner = cleaner_start(options);
    page = open_page(cleaner);
    cr_expect(eq(int, (int)number(ask(page, "/api/folder", NULL, 200), "changes"), 2));
    json_decref(ask(page, "/api/apply", "{\"expected\": 3}", 409));
    cr_expect(file_exists(file_join(folder, "black/2.jpg")));
    cr_expect(eq(int, (int)number(ask(page, "/api/apply", "{\"expected\": 2}", 200), "moved"), 2));
    cr_expect(file_exists(file_join(folder, "black/4~2.jpg")) &&
              !file_exists(file_join(folder, "black/2.jpg")));
    cr_expect(eq(str, (char *)ids(page, "class=0&count=2"), "0 1"), "9 is black now, and no surprise");
    cr_expect(eq(int, client_get(page.port, "/photo/9").status, 200));
    cr_expect(eq(int, (int)number(ask(page, "/api/undo", "{}", 200), "back"), 2));
    cr_expect(file_exists(file_join(folder, "teddy/4.jpg")));

    /* The page wishes, the main thread works; a training that fails leaves the page as it was. */
    json_decref(ask(page, "/api/train", "{}", 202));
    cr_expect(eq(int, (int)number(ask(page, "/api/training", NULL, 200), "busy"), 1));
    const char *ours = scope_text("made after the start");
    cr_expect(cleaner_step(cleaner), "%s", error_text());
    cr_expect(eq(str, (char *)ours, "made after the start"), "and not gone with what was found before");
    cr_expect(eq(int, (int)number(ask(page, "/api/training", NULL, 200), "busy"), 0));
    json_decref(ask(page, "/api/train", "{}", 202));
    cr_expect_not(cleaner_step(cleaner));
    json_t *state = ask(page, "/api/training", NULL, 200);
    cr_expect(strstr(json_string_value(json_object_get(state, "error")), "no luck") != NULL);
    cr_expect(eq(str, (char *)json_string_value(json_object_get(state, "progress")), "epoch 1\n"));
    json_decref(state);
    cr_expect(eq(str, (char *)ids(page, "count=1"), "0"));
    scope_end_all();
}

/* Ids that are none, paths instead of ids, other pages, and requests without the token. */
Test(cleaner, lets_nobody_in)
{
    static const char *const paths[] = {
        "/photo/10",    "/photo/-1",         "/photo/",       "/photo/../secret.jpg",
        "/photo/1x",    "/photo/%2e%2e%2fx", "/photo/1/../2", "/cleaner.html",
        "/journal.tsv", "/photo/4294967296", "/black/1.jpg"};
    static const char *const bodies[] = {"{\"id\": 10, \"mark\": 0}",
                                         "{\"id\": -1, \"mark\": 0}",
                                         "{\"id\": \"0\", \"mark\": 0}",
                                         "{\"id\": 0, \"mark\": 2}",
                                         "{\"id\": 0, \"mark\": -3}",
                                         "{\"id\": 0, \"mark\": 1e9}",
                                         "{\"id\": 0}",
                                         "[]",
                                         "{\"id\": 0, \"mark\": 9223372036854775807}"};
    int looks = 0;
    const char *folder = folder_of_photos();
    temp_file(folder, "../secret.jpg", "mine", 4);
    Page page = open_page(cleaner_start((CleanerOptions){.folder = folder, .look = look, .context = &looks}));
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        cr_expect(eq(int, client_get(page.port, paths[i]).status, 404), "%s", paths[i]);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        json_decref(ask(page, "/api/mark", bodies[i], 400));
    json_decref(ask(page, "/api/train", "{}", 409));

    const char *good = "{\"id\": 0, \"mark\": -2}", *type = "Content-Type: application/json\r\n";
    const char *others[] = {type, scope_text("%sX-Token: \r\n", type),
                            scope_text("%sX-Token: %032d\r\n", type, 0),
                            scope_text("%sOrigin: http://example.org\r\n", page.headers),
                            scope_text("%sSec-Fetch-Site: cross-site\r\n", page.headers)};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        Reply reply = client_ask(page.port, "POST", "/api/mark", others[i], good, strlen(good));
        cr_expect(eq(int, reply.status, 403), "%s", others[i]);
    }
    cr_expect(eq(int, client_ask(page.port, "GET", "/api/mark", NULL, NULL, 0).status, 405));
    cr_expect(eq(int, (int)number(ask(page, "/api/folder", NULL, 200), "changes"), 0));
    scope_end_all();
}

#endif

/* Without a folder there is nothing to serve. */
Test(cleaner, says_what_is_missing)
{
    int looks = 0;
    CleanerOptions options = {.folder = "no/such/folder", .look = look, .context = &looks};
    cr_expect_null(cleaner_start(options));
    cr_expect(error_code() != ERR_NONE);
    error_clear();
    (void)train;
    scope_end_all();
}
