/* The helper as a process: what it shares, when it is late, and who goes first when memory ends. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/poison.h"
#include "base/random.h"
#include "base/scope.h"
#include "vision/decoder.h"
#include "vision/decoder_process.h"

/* As when this process was stopped while the helper was at work. */
Test(decoder_process, an_answer_that_is_there_is_not_late)
{
    int ends[2];
    cr_assert(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    Process process = {.socket = ends[0]};
    char heard[4] = "";
    cr_expect(eq(int, process_hear(&process, heard, 4, 0), HEARD_NOTHING_IN_TIME));
    cr_expect(write(ends[1], "done", 4) == 4);
    cr_expect(eq(int, process_hear(&process, heard, 4, 0), HEARD));
    cr_expect(memcmp(heard, "done", 4) == 0);
    close(ends[0]);
    close(ends[1]);
}

/* A program may be started without standard input; its first file then has that number. */
Test(decoder_process, starts_without_standard_input)
{
    close(STDIN_FILENO);
    Image *photo = image_load("tests/vision/files/progressive.jpg");
    cr_expect(photo != NULL, "%s", error_text());
    image_free(photo);
    scope_end_all();
}

Test(decoder_process, memory_that_is_emptied_takes_no_room)
{
    enum { BYTES = 1 << 20 };
    SharedMemory memory;
    struct stat before, after;
    cr_assert(shared_memory_new(&memory, BYTES));
    memset(memory.bytes, 7, BYTES);
    cr_expect(fstat(memory.file, &before) == 0 && before.st_blocks > 0);
    shared_memory_empty(&memory);
    cr_expect(fstat(memory.file, &after) == 0);
#ifdef __linux__
    cr_expect(after.st_blocks == 0 && memory.bytes[0] == 0 && memory.bytes[BYTES - 1] == 0);
#endif
    memory.bytes[5] = 1;
    cr_expect(memory.bytes[5] == 1);
    shared_memory_free(&memory);
}

/* The only child of this thread, 0 where the system does not tell. */
static int helper_id(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", getpid(), getpid());
    FILE *children = fopen(path, "r");
    int id = 0;
    if (children && fscanf(children, "%d", &id) != 1)
        id = 0;
    if (children)
        fclose(children);
    return id;
}

Test(decoder_process, goes_first_when_memory_ends)
{
    char path[64], text[32] = "";
    Decoder *decoder = decoder_open((DecoderOptions){0});
    cr_assert(decoder != NULL, "%s", error_text());
    snprintf(path, sizeof path, "/proc/%d/oom_score_adj", helper_id());
    FILE *wish = fopen(path, "r");
    bool read = wish && fgets(text, sizeof text, wish);
    if (wish)
        fclose(wish);
    decoder_close(decoder);
    scope_end_all();
    if (!read)
        cr_skip_test("this system does not tell");
    cr_expect(eq(str, text, "1000\n"));
}

/* How many pages it was given so far; -1 where the system does not tell. */
static long pages_given(int id)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/stat", id);
    FILE *status = fopen(path, "r");
    long pages = -1;
    if (status && fscanf(status, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %ld", &pages) != 1)
        pages = -1;
    if (status)
        fclose(status);
    return pages;
}

/* A page costs 2 microseconds, and a photo of this size had 200 when it was given them anew. */
Test(decoder_process, keeps_its_memory_for_the_next_photo)
{
    Random random;
    random_init(&random, 3);
    Image *noise = image_new(1024, 768, 3);
    for (size_t i = 0; i < image_bytes(noise); i++)
        noise->pixels[i] = (uint8_t)random_u32(&random);
    size_t n;
    uint8_t *bytes = image_encode_jpeg(noise, 80, &n);
    image_free(noise);
    cr_assert(bytes != NULL, "%s", error_text());
    Decoder *decoder = decoder_open((DecoderOptions){0});
    cr_assert(decoder != NULL, "%s", error_text());
    long before = 0;
    for (int i = 0; i < 13; i++) {
        if (i == 8) /* by then its heap has settled */
            before = pages_given(helper_id());
        Image *image = decoder_decode(decoder, "noise", bytes, n);
        cr_expect(image && image->width == 1024, "%s", error_text());
        image_free(image);
    }
    long more = pages_given(helper_id()) - before;
    decoder_close(decoder);
    scope_end_all();
    if (before < 0)
        cr_skip_test("this system does not tell");
#ifndef POISON_ON
    cr_expect(more < 100, "%ld pages in five photos", more);
#else
    (void)more;
#endif
}
