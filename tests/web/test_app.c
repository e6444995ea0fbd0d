/* The app as browsers and programs meet it. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <pthread.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/pool.h"
#include "base/random.h"
#include "base/scope.h"
#include "interpret/domain.h"
#include "tests/support/temp_folder.h"
#include "tests/web/ask.h"
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

Test(app, answers_however_it_is_asked)
{
    const char *model = ask_model_file();
    int port = http_port(app_start((AppOptions){.model = model}));
    cr_assert(port > 0, "%s", error_text());
    for (int i = 0; i < 3; i++) {
        float probabilities[3];
        size_t n;
        uint8_t *bytes = file_read(ask_photos[i], 0, &n);
        ask_expected(model, ask_photos[i], probabilities);

        json_t *form = ask_parsed(ask_upload(port, "/api/predict", bytes, n));
        ask_expect_answer(form, probabilities);
        json_decref(form);
        json_t *raw =
            ask_parsed(client_ask(port, "POST", "/api/predict", "Content-Type: image/jpeg\r\n", bytes, n));
        ask_expect_answer(raw, probabilities);
        json_decref(raw);
        const char *gradio = scope_text("{\"data\":[\"data:image/jpeg;base64,%s\"]}", app_base64(bytes, n));
        json_t *data = ask_parsed(client_ask(port, "POST", "/api/predict",
                                             "Content-Type: application/json\r\n", gradio, strlen(gradio)));
        ask_expect_answer(json_array_get(json_object_get(data, "data"), 0), probabilities);
        json_decref(data);
    }
    scope_end_all();
}

static int served_with(const char *title, const char *examples)
{
    return http_port(
        app_start((AppOptions){.model = ask_model_file(), .title = title, .examples = examples}));
}

Test(app, its_title_is_of_its_examples_or_of_its_classes)
{
    Reply page = client_get(served_with("Is it a <bear>?", "chapters/00_whole_game"), "/");
    cr_expect(strstr(page.body, "<h1>Is it a &lt;bear&gt;?</h1>") && strstr(page.body, "lead\">Black, &lt;"));
    cr_expect(strstr(client_get(served_with("Is it a <bear>?", NULL), "/").body, "<h1>Black, ") != NULL);
    scope_end_all();
}

Test(app, works_without_javascript)
{
    int port = served_with(NULL, "chapters/00_whole_game");
    Reply page = client_get(port, "/");
    cr_expect(page.status == 200 && strstr(page.body, "<h1>Black, &lt;b&gt;&quot;grizzly"));
    cr_expect(strstr(page.body, "&amp;&lt;/b&gt; or teddy?</title>") != NULL);
    cr_expect(strstr(page.body, "name=\"example\" value=\"teddy\"") != NULL);
    cr_expect_null(strstr(page.body, "value=\"grizzly\""), "an example of no class");
    cr_expect(strstr(page.body, scope_text("http://localhost:%d/api/predict", port)) != NULL);
    Reply behind_tls = client_ask(port, "GET", "/", "X-Forwarded-Proto: https\r\n", NULL, 0);
    cr_expect(strstr(behind_tls.body, scope_text("https://localhost:%d/api/predict", port)) != NULL);
    cr_expect_null(strstr(page.body, "<h2"));
    cr_expect_null(strstr(page.body, "<!--"));

    size_t n;
    uint8_t *bytes = file_read(ask_photos[1], 0, &n);
    Reply answer = ask_upload(port, "/", bytes, n);
    cr_expect(answer.status == 200 && strstr(answer.body, "<h2 id=\"label\">Not sure"));
    cr_expect(strstr(answer.body, "&lt;b&gt;&quot;grizzly&quot;&amp;&lt;/b&gt;") != NULL,
              "names are no markup");
    cr_expect_null(strstr(answer.body, "<b>\"grizzly\""));
    cr_expect(strstr(answer.body, "src=\"data:image/jpeg;base64,/9j/") != NULL);
    const char *type = "Content-Type: application/x-www-form-urlencoded\r\n";
    answer = client_ask(port, "POST", "/", type, "example=teddy", 13);
    cr_expect(answer.status == 200 && strstr(answer.body, "<h2"));
    answer = ask_upload(port, "/", "no photo", 8);
    cr_expect(answer.status == 422 && strstr(answer.body, "role=\"alert\">the photo: ") &&
              strstr(answer.body, "<form"));
    answer = client_ask(port, "POST", "/", type, "", 0);
    cr_expect(answer.status == 400 && strstr(answer.body, "role=\"alert\">no photo was chosen</p><p") &&
              strstr(answer.body, "<form"));

    cr_expect(eq(int, client_get(port, "/app.js").status, 200));
    cr_expect(eq(str, (char *)client_header(client_get(port, "/app.css"), "Content-Type"),
                 "text/css; charset=utf-8"));
    cr_expect(
        eq(str, (char *)client_header(client_get(port, "/example/teddy"), "Content-Type"), "image/jpeg"));
    cr_expect(eq(int, client_get(port, "/example/grizzly").status, 404));
    cr_expect(eq(int, client_get(port, "/example/../production.c").status, 404));
    cr_expect(strstr(client_get(port, "/card").body, "<th scope=\"row\">SHA-256</th>") != NULL);
    scope_end_all();
}

Test(app, refuses_with_the_right_number)
{
    int port = http_port(app_start((AppOptions){.model = ask_model_file()}));
    size_t n, much = (8 << 20) + 1;
    uint8_t *bytes = file_read(ask_photos[0], 0, &n), *zeros = scope_alloc(12 << 20);
    const char *empty = "--border\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n"
                        "\r\n\r\n--border--\r\n";
    const struct {
        const char *type;
        const void *body;
        size_t n;
        int status;
        const char *error;
    } cases[] = {
        {"Content-Type: image/jpeg\r\n", bytes, 0, 422, "is empty"},
        {"Content-Type: image/jpeg\r\n", bytes, n / 2, 422, "truncated"},
        {"Content-Type: image/jpeg\r\n", zeros, much, 413, "more than 8 MiB"},
        {"Content-Type: image/jpeg\r\n", zeros, 12 << 20, 413, "more than 10.7 MiB"},
        {"Content-Type: text/plain\r\n", "bear", 4, 415, "text/plain is no form"},
        {"", "bear", 4, 415, "no form"},
        {ASK_FORM, "--border--\r\n", 12, 400, "no photo"},
        {ASK_FORM, empty, strlen(empty), 422, "is empty"},
        {ASK_FORM, "--border", 8, 400, "breaks off"},
        {"Content-Type: application/json\r\n", "{", 1, 400, "no JSON"},
        {"Content-Type: application/json\r\n", "{\"data\":[7]}", 12, 400, "no photo"},
        {"Content-Type: application/json\r\n", "{\"data\":[\"data:image/png;base64,%%\"]}", 37, 422,
         "base64"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Reply reply = client_ask(port, "POST", "/api/predict", cases[i].type, cases[i].body, cases[i].n);
        cr_expect(eq(int, reply.status, cases[i].status), "%zu: %s", i, reply.body);
        json_t *value = ask_parsed(reply);
        const char *error = json_string_value(json_object_get(value, "error"));
        cr_expect(error && strstr(error, cases[i].error), "%zu: %s", i, reply.body);
        json_decref(value);
    }
    Reply page = client_ask(port, "POST", "/", ASK_FORM, zeros, 12 << 20);
    cr_expect(page.status == 413 &&
                  strstr(page.body, "<p class=\"error\" role=\"alert\">the photo: has more than 8 MiB"),
              "a person sees a page: %s", page.body);
    cr_expect(eq(int, client_get(port, "/api/predict").status, 405));
    cr_expect(eq(int, ask_upload(port, "/api/predict", bytes, n).status, 200));
    scope_end_all();
}

/* --- a crowd
 * ------------------------------------------------------------------------------------------------ */

static void *ask_many(void *port)
{
    enum { TIMES = 12 };
    size_t n;
    uint8_t *bytes = file_read(ask_photos[1], 0, &n);
    intptr_t together = 0;
    double first = -1;
    for (int i = 0; i < TIMES; i++) {
        json_t *value = ask_parsed(ask_upload(*(int *)port, "/api/predict", bytes, n));
        double black = ask_confidence(value, "black");
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
    int port = http_port(app_start((AppOptions){.model = ask_model_file()}));
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
    int port = http_port(app_start((AppOptions){.model = ask_model_file(), .domain = domain}));
    cr_assert(port > 0, "%s", error_text());
    size_t n;
    uint8_t *bytes = file_read(ask_photos[1], 0, &n);
    for (int i = 0; i < 60; i++) {
        json_t *value = ask_parsed(ask_upload(port, "/api/predict", bytes, n));
        cr_expect(json_object_get(json_object_get(value, "domain"), "inside") == json_false());
        cr_expect(json_object_get(value, "sure") == json_false());
        json_decref(value);
    }
    json_t *info = ask_parsed(client_get(port, "/api/info"));
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
    cr_expect_null(app_start((AppOptions){.model = ask_model_file(), .domain = "nowhere.safetensors"}));
    cr_expect(eq(int, error_code(), ERR_FILE));
    error_clear();
    scope_end_all();
}

#endif
