/* The app as attackers meet it: dead decoders, mutated uploads, and clients that never finish. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/poison.h"
#include "base/pool.h"
#include "base/program.h"
#include "base/random.h"
#include "base/scope.h"
#include "tests/web/ask.h"
#include "tests/web/client.h"
#include "vision/image.h"
#include "web/app.h"

#ifdef HAVE_MICROHTTPD

static void end_all(void)
{
    scope_end_all();
    pool_trim();
}

TestSuite(app_attacks, .fini = end_all);

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

static void *ask_good_photo(void *port)
{
    enum { TIMES = 40 };
    size_t n;
    uint8_t *bytes = file_read(ask_photos[0], 0, &n);
    intptr_t good = 0;
    for (int i = 0; i < TIMES; i++) {
        Reply reply = ask_upload(*(int *)port, "/api/predict", bytes, n);
        bool blamed = reply.status == 422 && strstr(reply.body, "crashes its decoder (signal 9)");
        /* 503: the new one was ended before it was ready. */
        cr_expect(reply.status == 200 || reply.status == 503 || blamed, "%d %s%s", reply.status, reply.body,
                  reply.lost ? reply.lost : "");
        good += reply.status == 200;
    }
    scope_end_all();
    return (void *)good;
}

/* Ended between two photos, nobody notices; ended at work, only the photo that it had. */
Test(app_attacks, dead_decoders_are_replaced)
{
    enum { CLIENTS = 4 };
    int port = http_port(app_start((AppOptions){.model = ask_model_file(), .http.threads = 3}));
    cr_assert(port > 0, "%s", error_text());
    if (kill_children() == 0)
        cr_skip_test("cannot find the decoders here");
    usleep(50000);
    size_t n;
    uint8_t *bytes = file_read(ask_photos[0], 0, &n);
    for (int i = 0; i < 6; i++)
        cr_expect(eq(int, ask_upload(port, "/api/predict", bytes, n).status, 200));

    pthread_t clients[CLIENTS];
    intptr_t good = 0, killed = 0;
    for (int i = 0; i < CLIENTS; i++)
        pthread_create(&clients[i], NULL, ask_good_photo, &port);
    for (int i = 0; i < 20; i++, usleep(15000))
        killed += kill_children();
    for (int i = 0; i < CLIENTS; i++) {
        void *some;
        pthread_join(clients[i], &some);
        good += (intptr_t)some;
    }
    cr_expect(good >= CLIENTS * 40 - killed && good > 0, "%d good, %d killed", (int)good, (int)killed);
    for (int i = 0; i < 6; i++)
        cr_expect(eq(int, ask_upload(port, "/api/predict", bytes, n).status, 200));
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

/* Not much more than before; but a sanitizer keeps what was freed for a while. */
static void expect_no_more(long before, long most)
{
    long more = resident_kib() - before;
#ifdef POISON_ON
    most = more;
#endif
    cr_expect(more <= most, "%ld KiB more", more);
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

/* Phones make photos of 12 million pixels: 36 MB each in the decoder, in the memory that it shares, and here.
 */
Test(app_attacks, a_large_photo_takes_no_room_for_ever)
{
    program_keep_little();
    int port = http_port(app_start((AppOptions){.model = ask_model_file(), .http.threads = 3}));
    cr_assert(port > 0, "%s", error_text());
    size_t n, n_large;
    uint8_t *small = file_read(ask_photos[0], 0, &n);
    Image *large = image_new(3900, 3900, 3);
    uint8_t *bytes = image_encode_jpeg(large, 80, &n_large);
    image_free(large);
    cr_assert(bytes != NULL);
    for (int i = 0; i < 6; i++)
        cr_expect(eq(int, ask_upload(port, "/api/predict", small, n).status, 200));
    long before = resident_kib();
    for (int i = 0; i < 6; i++) {
        Reply reply = ask_upload(port, "/api/predict", bytes, n_large);
        cr_expect(eq(int, reply.status, 200), "%s", reply.body);
    }
    usleep(100000); /* the thread that answered gives its pool back after that */
    expect_no_more(before, 20000);
    scope_end_all();
}

enum { CROWD = 40 };

/* Those who never finish what they say get a letter in, and come back when they are cut off. */
static void say_a_letter(int port, int *line, bool in_body)
{
    if (*line >= 0 && client_say(*line, "s"))
        return;
    if (*line >= 0)
        close(*line);
    *line = client_connect(port);
    client_say(*line, in_body
                          ? "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\n"
                          : "GET / HTTP/1.1\r\nHo");
}

/* Every fourth time it is the form around the photo that is changed. */
static Reply upload_mutant(int port, Stream *random, const uint8_t *bytes, size_t n, bool form_too)
{
    size_t n_form;
    uint8_t *mutant = scope_alloc(n + 1024);
    if (!form_too)
        return ask_upload(port, "/api/predict", mutant, mutate(random, bytes, n, mutant));
    const char *form = client_form("photo", "bear.jpg", "image/jpeg", bytes, n, &n_form);
    n = mutate(random, (const uint8_t *)form, n_form, mutant);
    mutant[stream_below(random, 120)] = (uint8_t)stream_below(random, 256);
    return client_ask(port, "POST", "/api/predict", ASK_FORM, mutant, n);
}

/* APP_UPLOADS=100000 for more, which tells the memory as it goes. */
Test(app_attacks, bears_mutated_photos, .timeout = 6 * 3600)
{
    const char *wanted = getenv("APP_UPLOADS"), *model = ask_model_file();
    program_keep_little();
    int uploads = wanted ? atoi(wanted) : 400, decoded = 0, crowd[CROWD];
    float good[3];
    ask_expected(model, ask_photos[0], good);
    int port = http_port(app_start((AppOptions){.model = model, .http = {.threads = 2, .seconds = 5}}));
    Stream random = stream_of(11, 0, 0);
    size_t n[3];
    uint8_t *files[3];
    for (int i = 0; i < 3; i++)
        files[i] = file_read(ask_photos[i], 1 << 20, &n[i]);
    memset(crowd, -1, sizeof crowd);
    long before = 0;
    for (int i = 0; i < uploads; i++) {
        Scope scope = scope_begin();
        say_a_letter(port, &crowd[i % CROWD], i % 2);
        Reply reply = upload_mutant(port, &random, files[i % 3], n[i % 3], i % 4 == 3);
        cr_expect(reply.status == 200 || reply.status == 422 || reply.status == 400, "%d: %d %s%s", i,
                  reply.status, reply.body, reply.lost ? reply.lost : "");
        decoded += reply.status == 200;
        if (i % 100 == 99) {
            json_t *value = ask_parsed(ask_upload(port, "/api/predict", files[0], n[0]));
            ask_expect_answer(value, good);
            json_decref(value);
        }
        scope_end(scope);
        if (i == uploads / 4)
            before = resident_kib();
        if (wanted && (i == 99 || (i + 1) % 10000 == 0))
            cr_log_warn("%d uploads, %d decoded, %ld KiB", i + 1, decoded, resident_kib());
    }
    cr_expect(decoded > 0 && decoded < uploads);
    expect_no_more(before, 4096);
    for (int i = 0; i < CROWD; i++)
        close(crowd[i]);
    scope_end_all();
}

#endif
