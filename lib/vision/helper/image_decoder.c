/* The helper program of decoder.h: decodes pictures from outside where they can do no harm. It is never
 * started by hand. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/error.h"
#include "base/program.h"
#include "base/sandbox.h"
#include "vision/decode.h"
#include "vision/helper/protocol.h"

typedef struct Helper {
    uint8_t *shared;
    size_t most_bytes;
    int64_t most_pixels;
} Helper;

/* All of n bytes; false at the end of the conversation. */
static bool hear(void *message, size_t n)
{
    size_t heard = 0;
    while (heard < n) {
        ssize_t more = read(HELPER_SOCKET, (char *)message + heard, n - heard);
        if (more == 0 || (more < 0 && errno != EINTR))
            return false;
        heard += more > 0 ? (size_t)more : 0;
    }
    return true;
}

static bool say(const HelperAnswer *answer)
{
    size_t said = 0;
    while (said < sizeof *answer) {
        ssize_t more = write(HELPER_SOCKET, (const char *)answer + said, sizeof *answer - said);
        if (more < 0 && errno != EINTR)
            return false;
        said += more > 0 ? (size_t)more : 0;
    }
    return true;
}

/* What it holds goes to its place in the shared memory, or the reason into the answer. */
static void decode(const Helper *helper, size_t n, HelperAnswer *answer)
{
    RawRoom room = {helper->shared + helper_file_room(helper->most_bytes),
                    helper_picture_room(helper->most_pixels)};
    Raw raw = {0};
    if (n <= helper->most_bytes && decode_raw(helper->shared, n, helper->most_pixels, room, &raw))
        answer->picture = raw_to_message(&raw, room);
    raw_free(&raw);
    Error error;
    if (!error_take(&error))
        return;
    answer->code = error.code;
    snprintf(answer->text, sizeof answer->text, "%.*s", HELPER_TEXT_SIZE - 1, error.text);
    snprintf(answer->hint, sizeof answer->hint, "%.*s", HELPER_TEXT_SIZE - 1, error.hint);
}

/* What the greediest picture needs, with the shared memory and the program itself; stb.c counts in the same
 * way. */
static size_t memory_needed(const Helper *helper, size_t n_shared)
{
    return n_shared + 9 * helper->most_bytes + 36 * (size_t)helper->most_pixels + (128 << 20);
}

/* What one picture took is there for the next. The C library would give it back after each, and to have it
 * again, page by page, takes up to a quarter of the time of decoding. */
static void keep_memory(size_t most)
{
#ifdef __GLIBC__
    size_t largest = 32 << 20; /* block that the library can keep */
    mallopt(M_MMAP_THRESHOLD, (int)(most < largest ? most : largest));
    mallopt(M_TRIM_THRESHOLD, (int)(most < INT_MAX ? most : INT_MAX));
#else
    (void)most;
#endif
}

/* When the machine's memory ends, the system should take this process and not the one that asked. */
static void go_first(void)
{
    FILE *wish = fopen("/proc/self/oom_score_adj", "w");
    if (!wish)
        return;
    fputs("1000", wish);
    fclose(wish);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        error_set(ERR_VALUE, "this decodes pictures for other programs, which start it by themselves");
        return finish("image_decoder");
    }
    Helper helper = {.most_bytes = strtoull(argv[1], NULL, 10), .most_pixels = strtoll(argv[2], NULL, 10)};
    size_t n_shared = helper_file_room(helper.most_bytes) + helper_picture_room(helper.most_pixels);
    helper.shared = mmap(NULL, n_shared, PROT_READ | PROT_WRITE, MAP_SHARED, HELPER_MEMORY, 0);
    if (helper.shared == MAP_FAILED)
        return 1;
    keep_memory(strtoull(argv[4], NULL, 10));
    go_first();
    HelperAnswer answer = {0};
    if (!sandbox_enter(memory_needed(&helper, n_shared), (unsigned)strtoul(argv[3], NULL, 10))) {
        answer.code = ERR_STATE;
        snprintf(answer.text, sizeof answer.text, "cannot lock itself in: %s", strerror(errno));
    }
    HelperRequest request;
    while (say(&answer) && answer.code != ERR_STATE && hear(&request, sizeof request)) {
        answer = (HelperAnswer){.serial = request.serial};
        decode(&helper, request.n_bytes, &answer);
    }
    return 0;
}
