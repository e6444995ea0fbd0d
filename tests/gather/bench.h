/* What the tests of gathering share: a server of made-up photos, and looking at what came of a gathering. */
#ifndef GATHER_BENCH_H
#define GATHER_BENCH_H

#include "data/csv.h"
#include "data/gather.h"
#include "tests/gather/fake_server.h"

#define TEXT(text) ((char *)(text))

extern const char *folder, *into; /* of the test, and where photos go */

/* Around each test; with a server, or without. */
void gather_begin(void);
void gather_begin_with_server(void);
/* Only now may the folder go, and the pictures that are served. */
void gather_end(void);

/* Something on the server. */
const char *at_server(const char *path);

typedef struct Bytes {
    const uint8_t *bytes;
    size_t n;
} Bytes;

/* A picture of blobs. */
Bytes jpeg(int seed, int width, int height, int quality);
/* Photos 0 .. n - 1 as /photo/000.jpg ... */
void serve_photos(int n, int delay_ms);
/* A list of addresses, one a line. */
const char *list_of(const char *name, const char *const *paths, int n);
const char *list_of_photos(int n);

GatherOptions options_for(const char *from, int most);
GatherReport *gather_well(GatherOptions options);
const Csv *manifest(const char *class_name);
/* A cell of the newest row of an address. */
const char *cell(const Csv *csv, const char *url, const char *column);
int n_photos(const char *class_name);

#endif
