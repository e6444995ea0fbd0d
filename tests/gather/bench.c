/* What the tests of gathering share. */
#include "tests/gather/bench.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"
#include "tests/support/blobs.h"
#include "tests/support/temp_folder.h"
#include "vision/image.h"

static int port;
const char *folder, *into;

void gather_begin(void)
{
    if (access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm",
               0); /* where syncing, which gather does after every photo, takes no time */
    folder = temp_folder();
    into = file_join(folder, "photos");
}

void gather_begin_with_server(void)
{
    gather_begin();
    port = fake_server_start();
#ifndef HAVE_CURL
    cr_skip_test("built without libcurl");
#endif
}

/* Only now may the folder go, and the pictures that are served. */
void gather_end(void)
{
    fake_server_stop();
    scope_end_all();
}

/* Something on the server. */
const char *at_server(const char *path)
{
    return scope_text("http://127.0.0.1:%d%s", port, path);
}

Bytes jpeg(int seed, int width, int height, int quality)
{
    Bytes found;
    const char *path = temp_path(folder, "picture");
    cr_assert(image_save_jpeg(blobs((uint64_t)seed, width, height), path, quality));
    found.bytes = file_read(path, 0, &found.n);
    return found;
}

/* Photos 0 .. n - 1 as /photo/000.jpg ... */
void serve_photos(int n, int delay_ms)
{
    for (int i = 0; i < n; i++) {
        Bytes file = jpeg(i, 160, 120, 80);
        fake_server_answer((FakeAnswer){
            .path = scope_text("/photo/%03d", i), .body = file.bytes, .n = file.n, .delay_ms = delay_ms});
    }
}

/* A list of addresses, one a line. */
const char *list_of(const char *name, const char *const *paths, int n)
{
    const char *text = "# a list\n\n";
    for (int i = 0; i < n; i++)
        text = scope_text("%s%s \r\n", text, *paths[i] == '/' ? at_server(paths[i]) : paths[i]);
    return temp_file(folder, name, text, strlen(text));
}

const char *list_of_photos(int n)
{
    const char **paths = scope_alloc((size_t)n * sizeof *paths);
    for (int i = 0; i < n; i++)
        paths[i] = scope_text("/photo/%03d.jpg", i);
    return list_of("list", paths, n);
}

GatherOptions options_for(const char *from, int most)
{
    return (GatherOptions){.classes = "bear",
                           .into = into,
                           .from = from,
                           .contact = "me@example.org",
                           .most = most,
                           .timeout_ms = 5000,
                           .second_ms = 5,
                           .private_too = true};
}

GatherReport *gather_well(GatherOptions options)
{
    GatherReport *report = gather(options);
    cr_assert(report != NULL, "%s", error_text());
    return report;
}

const Csv *manifest(const char *class_name)
{
    const Csv *csv = csv_read(scope_text("%s/%s/manifest.csv", into, class_name));
    cr_assert(csv != NULL, "%s", error_text());
    return csv;
}

/* A cell of the newest row of an address. */
const char *cell(const Csv *csv, const char *url, const char *column)
{
    for (int64_t i = csv->n_rows - 1; i >= 0; i--)
        if (strcmp(csv_cell(csv, i, 0), url) == 0)
            return csv_cell(csv, i, csv_column(csv, column));
    return "no such address";
}

int n_photos(const char *class_name)
{
    return (int)file_list(file_join(into, class_name))->n - 1; /* and the manifest */
}
