/* The app as browsers, programs and attackers meet it. The net is untrained: what counts is that all get its
 * answer. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/poison.h"
#include "base/pool.h"
#include "base/random.h"
#include "base/scope.h"
#include "interpret/domain.h"
#include "tests/support/temp_folder.h"
#include "tests/web/client.h"
#include "train/classifier.h"
#include "web/app.h"
#include "web/app_part.h"

#ifdef HAVE_MICROHTTPD

static void end_all(void)
{
    scope_end_all();
    pool_trim();
}

TestSuite(app, .fini = end_all);

#define FORM "Content-Type: multipart/form-data; boundary=border\r\n"

static const char *photo_files[] = {"chapters/00_whole_game/black.jpg", "chapters/00_whole_game/grizzly.jpg",
                                    "tests/vision/files/progressive.jpg"};

/* A model of three classes, one of which is named to break pages. */
static const char *model_file(void)
{
    static const char *classes[] = {"black", "<b>\"grizzly\"&</b>", "teddy"};
    const char *path = temp_path(temp_folder(), "model.safetensors");
    random_seed(3);
    Classifier *classifier = classifier_new("bear_net", 3, classes, 32, 40, 0);
    Metadata metadata = {0};
    cr_assert(classifier_describe(classifier, &metadata) && classifier_save(classifier, path, &metadata),
              "%s", error_text());
    return path;
}

/* What it should answer. */
static void expected(const char *model, const char *photo, float *probabilities)
{
    Classifier *classifier = classifier_load(model);
    cr_assert(classifier_predict(classifier, image_scoped(image_load(photo)), probabilities) >= 0, "%s",
              error_text());
}

static double confidence_of(json_t *prediction, const char *label)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(prediction, "confidences"), i,
                       entry) if (strcmp(json_string_value(json_object_get(entry, "label")), label) ==
                                  0) return json_number_value(json_object_get(entry, "confidence"));
    return -1;
}

static Reply upload(int port, const char *path, const void *bytes, size_t n)
{
    size_t n_form;
    char *form = client_form("photo", "bear.jpg", "image/jpeg", bytes, n, &n_form);
    return client_ask(port, "POST", path, FORM, form, n_form);
}

static json_t *parsed(Reply reply)
{
    json_t *value = json_loadb(reply.body, reply.n, 0, NULL);
    cr_assert(value != NULL, "%d %s", reply.status, reply.body);
    return value;
}

static void expect_answer(json_t *prediction, const float *probabilities)
{
    cr_expect(epsilon_eq(dbl, confidence_of(prediction, "black"), (double)probabilities[0], 1e-4));
    cr_expect(epsilon_eq(dbl, confidence_of(prediction, "teddy"), (double)probabilities[2], 1e-4));
    json_t *first = json_array_get(json_object_get(prediction, "confidences"), 0);
    cr_expect(eq(str, (char *)json_string_value(json_object_get(prediction, "label")),
                 (char *)json_string_value(json_object_get(first, "label"))));
}

Test(app, answers_however_it_is_asked)
{
    const char *model = model_file();
    int port = http_port(app_start((AppOptions){.model = model}));
    cr_assert(port > 0, "%s", error_text());
    for (int i = 0; i < 3; i++) {
        float probabilities[3];
        size_t n;
        uint8_t *bytes = file_read(photo_files[i], 0, &n);
        expected(model, photo_files[i], probabilities);

        json_t *form = parsed(upload(port, "/api/predict", bytes, n));
        expect_answer(form, probabilities);
        json_decref(form);
        json_t *raw =
            parsed(client_ask(port, "POST", "/api/predict", "Content-Type: image/jpeg\r\n", bytes, n));
        expect_answer(raw, probabilities);
        json_decref(raw);
        const char *gradio = scope_text("{\"data\":[\"data:image/jpeg;base64,%s\"]}", app_base64(bytes, n));
        json_t *data = parsed(client_ask(port, "POST", "/api/predict", "Content-Type: application/json\r\n",
                                         gradio, strlen(gradio)));
        expect_answer(json_array_get(json_object_get(data, "data"), 0), probabilities);
        json_decref(data);
    }
    scope_end_all();
}

Test(app, works_without_javascript)
{
    int port =
        http_port(app_start((AppOptions){.model = model_file(), .examples = "chapters/00_whole_game"}));
    Reply page = client_get(port, "/");
    cr_expect(page.status == 200 && strstr(page.body, "Select your bear!"));
    cr_expect(strstr(page.body, "name=\"example\" value=\"grizzly\"") != NULL);
    cr_expect(strstr(page.body, scope_text("http://localhost:%d/api/predict", port)) != NULL);
    cr_expect_null(strstr(page.body, "<h2"));
    cr_expect_null(strstr(page.body, "<!--"));

    size_t n;
    uint8_t *bytes = file_read(photo_files[1], 0, &n);
    Reply answer = upload(port, "/", bytes, n);
    cr_expect(answer.status == 200 && strstr(answer.body, "<h2 id=\"label\">Not sure"));
    cr_expect(strstr(answer.body, "&lt;b&gt;&quot;grizzly&quot;&amp;&lt;/b&gt;") != NULL,
              "names are no markup");
    cr_expect_null(strstr(answer.body, "<b>\"grizzly\""));
    cr_expect(strstr(answer.body, "src=\"data:image/jpeg;base64,/9j/") != NULL);
    const char *type = "Content-Type: application/x-www-form-urlencoded\r\n";
    answer = client_ask(port, "POST", "/", type, "example=teddy", 13);
    cr_expect(answer.status == 200 && strstr(answer.body, "<h2"));
    answer = upload(port, "/", "no photo", 8);
    cr_expect(answer.status == 422 && strstr(answer.body, "role=\"alert\"") && strstr(answer.body, "<form"));

    cr_expect(eq(int, client_get(port, "/app.js").status, 200));
    cr_expect(eq(str, (char *)client_header(client_get(port, "/app.css"), "Content-Type"),
                 "text/css; charset=utf-8"));
    cr_expect(
        eq(str, (char *)client_header(client_get(port, "/example/grizzly"), "Content-Type"), "image/jpeg"));
    cr_expect(eq(int, client_get(port, "/example/../production.c").status, 404));
    cr_expect(strstr(client_get(port, "/card").body, "<th scope=\"row\">SHA-256</th>") != NULL);
    scope_end_all();
}

Test(app, refuses_with_the_right_number)
{
    int port = http_port(app_start((AppOptions){.model = model_file()}));
    size_t n, much = (8 << 20) + 1;
    uint8_t *bytes = file_read(photo_files[0], 0, &n), *zeros = scope_alloc(12 << 20);
    const struct {
        const char *type;
        const void *body;
        size_t n;
        int status;
        const char *error;
    } cases[] = {
        {"Content-Type: image/jpeg\r\n", bytes, 0, 422, "is empty"},
        {"Content-Type: image/jpeg\r\n", bytes, n / 2, 422, "truncated"},
        {"Content-Type: image/jpeg\r\n", zeros, much, 413, "8388609 bytes"},
        {"Content-Type: image/jpeg\r\n", zeros, 12 << 20, 413, "more than"},
        {"Content-Type: text/plain\r\n", "bear", 4, 415, "text/plain is no form"},
        {"", "bear", 4, 415, "no form"},
        {FORM, "--border--\r\n", 12, 400, "no photo"},
        {FORM, "--border", 8, 400, "breaks off"},
        {"Content-Type: application/json\r\n", "{", 1, 400, "no JSON"},
        {"Content-Type: application/json\r\n", "{\"data\":[7]}", 12, 400, "no photo"},
        {"Content-Type: application/json\r\n", "{\"data\":[\"data:image/png;base64,%%\"]}", 37, 422,
         "base64"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Reply reply = client_ask(port, "POST", "/api/predict", cases[i].type, cases[i].body, cases[i].n);
        cr_expect(eq(int, reply.status, cases[i].status), "%zu: %s", i, reply.body);
        json_t *value = parsed(reply);
        const char *error = json_string_value(json_object_get(value, "error"));
        cr_expect(error && strstr(error, cases[i].error), "%zu: %s", i, reply.body);
        json_decref(value);
    }
    cr_expect(eq(int, client_get(port, "/api/predict").status, 405));
    cr_expect(eq(int, upload(port, "/api/predict", bytes, n).status, 200));
    scope_end_all();
}

/* --- a crowd
 * ------------------------------------------------------------------------------------------------ */

static void *ask_many(void *port)
{
    enum { TIMES = 12 };
    size_t n;
    uint8_t *bytes = file_read(photo_files[1], 0, &n);
    intptr_t together = 0;
    double first = -1;
    for (int i = 0; i < TIMES; i++) {
        json_t *value = parsed(upload(*(int *)port, "/api/predict", bytes, n));
        double black = confidence_of(value, "black");
        first = first < 0 ? black : first;
        together += fabs(black - first) > 1e-5 ? -1000 : 0;
        together +=
            json_integer_value(json_object_get(json_object_get(value, "milliseconds"), "together")) > 1;
        json_decref(value);
    }
    scope_end_all();
    return (void *)together;
}

Test(app, those_who_wait_are_answered_together)
{
    enum { CLIENTS = 8 };
    int port = http_port(app_start((AppOptions){.model = model_file()}));
    pthread_t clients[CLIENTS];
    intptr_t together = 0;
    for (int i = 0; i < CLIENTS; i++)
        pthread_create(&clients[i], NULL, ask_many, &port);
    for (int i = 0; i < CLIENTS; i++) {
        void *some;
        pthread_join(clients[i], &some);
        together += (intptr_t)some;
    }
    cr_expect(together > 0, "%d", (int)together);
    scope_end_all();
}

/* --- attacks
 * -------------------------------------------------------------------------------------------------- */

/* This process' children: here, decoders. */
static int kill_children(void)
{
    char path[64], text[4096] = "";
    snprintf(path, sizeof path, "/proc/%d/task", getpid());
    DIR *threads = opendir(path);
    int killed = 0;
    for (struct dirent *entry; threads && (entry = readdir(threads));) {
        const char *list = scope_text("/proc/%d/task/%s/children", getpid(), entry->d_name);
        FILE *file = fopen(list, "r");
        size_t n = file ? fread(text, 1, sizeof text - 1, file) : 0;
        text[n] = '\0';
        for (char *at = text, *end; *at; at = end + strspn(end, " ")) {
            long id = strtol(at, &end, 10);
            if (end == at)
                break;
            killed += kill((pid_t)id, SIGKILL) == 0;
        }
        if (file)
            fclose(file);
    }
    if (threads)
        closedir(threads);
    return killed;
}

Test(app, a_dead_decoder_is_replaced)
{
    int port = http_port(app_start((AppOptions){.model = model_file(), .http.threads = 2}));
    size_t n;
    uint8_t *bytes = file_read(photo_files[0], 0, &n);
    cr_expect(eq(int, upload(port, "/api/predict", bytes, n).status, 200));
    if (kill_children() == 0)
        cr_skip_test("cannot find the decoders here");
    usleep(50000);
    int good = 0;
    for (int i = 0; i < 4; i++)
        good += upload(port, "/api/predict", bytes, n).status == 200;
    cr_expect(good >= 2, "%d of 4", good);
    cr_expect(eq(int, upload(port, "/api/predict", bytes, n).status, 200));
    scope_end_all();
}

static long resident_kib(void)
{
    long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file && fscanf(file, "%ld %ld", &pages, &resident) != 2)
        resident = 0;
    if (file)
        fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

/* A photo with some of its bytes changed, cut off, or doubled. */
static size_t mutate(Stream *random, const uint8_t *from, size_t n, uint8_t *to)
{
    memcpy(to, from, n);
    for (int64_t edits = 1 + stream_below(random, 8); edits-- > 0;)
        to[stream_below(random, (int64_t)n)] = (uint8_t)stream_below(random, 256);
    switch (stream_below(random, 4)) {
    case 0:
        return (size_t)stream_below(random, (int64_t)n);
    case 1: {
        size_t at = (size_t)stream_below(random, (int64_t)n / 2);
        memmove(to + at, to + at + n / 4, n - n / 4 - at);
        return n - n / 4;
    }
    default:
        return n;
    }
}

/* APP_UPLOADS=100000 for more. */
Test(app, bears_mutated_photos, .timeout = 3600)
{
    const char *wanted = getenv("APP_UPLOADS");
    int uploads = wanted ? atoi(wanted) : 400;
    float good[3];
    const char *model = model_file();
    expected(model, photo_files[0], good);
    int port = http_port(app_start((AppOptions){.model = model, .http.threads = 2}));
    Stream random = stream_of(11, 0, 0);
    size_t n[3];
    uint8_t *files[3], *mutant = scope_alloc(1 << 20);
    for (int i = 0; i < 3; i++)
        files[i] = file_read(photo_files[i], 1 << 20, &n[i]);
    long before = 0;
    int decoded = 0;
    for (int i = 0; i < uploads; i++) {
        Scope scope = scope_begin();
        int which = i % 3;
        size_t n_mutant = mutate(&random, files[which], n[which], mutant);
        Reply reply = upload(port, "/api/predict", mutant, n_mutant);
        cr_expect(reply.status == 200 || reply.status == 422 || reply.status == 400, "%d: %d %s", i,
                  reply.status, reply.body);
        decoded += reply.status == 200;
        if (i % 100 == 99) {
            json_t *value = parsed(upload(port, "/api/predict", files[0], n[0]));
            expect_answer(value, good);
            json_decref(value);
        }
        scope_end(scope);
        if (i == uploads / 4)
            before = resident_kib();
    }
    cr_expect(decoded > 0 && decoded < uploads);
#ifndef POISON_ON /* the sanitizer keeps what was freed for a while */
    cr_expect(resident_kib() - before < 4096, "%ld KiB more", resident_kib() - before);
#endif
    if (wanted)
        cr_log_warn("%d uploads, %d decoded, %ld KiB more", uploads, decoded, resident_kib() - before);
    scope_end_all();
}

/* --- watching
 * ---------------------------------------------------------------------------------------------------- */

Test(app, sees_that_photos_are_of_another_kind)
{
    enum { KNOWN = 40, FEATURES = 256 };
    const char *folder = temp_folder(), *domain = temp_path(folder, "domain.safetensors");
    float *features = scope_alloc(KNOWN * FEATURES * sizeof *features),
          *confidences = scope_alloc(KNOWN * sizeof(float));
    for (int i = 0; i < KNOWN; i++) {
        for (int j = 0; j < FEATURES; j++)
            features[i * FEATURES + j] = j % 8 == 0 ? 1 + (float)((i * 7 + j) % 5) / 50 : 0;
        confidences[i] = 0.95f + (float)i / 1000;
    }
    cr_assert(domain_save(domain_of(KNOWN, FEATURES, features, confidences), domain), "%s", error_text());
    int port = http_port(app_start((AppOptions){.model = model_file(), .domain = domain}));
    cr_assert(port > 0, "%s", error_text());
    size_t n;
    uint8_t *bytes = file_read(photo_files[1], 0, &n);
    for (int i = 0; i < 60; i++) {
        json_t *value = parsed(upload(port, "/api/predict", bytes, n));
        cr_expect(json_object_get(json_object_get(value, "domain"), "inside") == json_false());
        cr_expect(json_object_get(value, "sure") == json_false());
        json_decref(value);
    }
    json_t *info = parsed(client_get(port, "/api/info"));
    cr_expect(json_object_get(json_object_get(info, "drift"), "alarm") == json_true());
    json_decref(info);
    const char *metrics = client_get(port, "/metrics").body;
    const char *lines[] = {"app_drift_alarm 1\n", "app_unsure_total 60\n",
                           "app_confidence_count{domain=\"outside\"} 60\n",
                           "# TYPE app_confidence histogram\n", "app_decoder_starts_total 8\n"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        cr_expect(strstr(metrics, lines[i]) != NULL, "%s", lines[i]);
    cr_expect_null(strstr(metrics, "<b>\"grizzly"));
    scope_end_all();
}

Test(app, says_what_is_missing)
{
    cr_expect_null(app_start((AppOptions){.model = "nowhere.safetensors"}));
    cr_expect(eq(str, (char *)error_text(), "classifier_load: nowhere.safetensors: there is no such file"));
    error_clear();
    cr_expect_null(app_start((AppOptions){.model = model_file(), .domain = "nowhere.safetensors"}));
    cr_expect(eq(int, error_code(), ERR_FILE));
    error_clear();
    scope_end_all();
}

#endif
