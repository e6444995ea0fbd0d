/* The helper that decodes: what it refuses, that it is locked in, and that the program outlives its end. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/poison.h"
#include "base/pool.h"
#include "base/sandbox.h"
#include "base/scope.h"
#include "tests/support/temp_folder.h"
#include "vision/decoder.h"
#include "vision/helper/protocol.h"

static const uint8_t *good_bytes(size_t *n)
{
    return file_read("tests/vision/files/progressive.jpg", 0, n);
}

static bool has_child(void)
{
    return waitpid(-1, NULL, WNOHANG) >= 0 || errno != ECHILD;
}

/* --- stand-ins for the helper ----------------------------------------------------------------------------
 */

/* A program that answers as a helper that is ready, and then does what `script` says. Its standard input is
 * the socket. */
static const char *stand_in(const char *name, const char *script)
{
    char *text = scope_text("#!/bin/sh\nhead -c %d /dev/zero >&0\nhead -c %d >/dev/null\n%s\n",
                            (int)sizeof(HelperAnswer), (int)sizeof(HelperRequest), script);
    const char *path = temp_file(temp_folder(), name, text, strlen(text));
    chmod(path, 0700);
    return path;
}

/* Gives this answer, whatever it is asked. */
static const char *answer_script(const HelperAnswer *answer)
{
    const char *path = temp_file(temp_folder(), "answer", (const char *)answer, sizeof *answer);
    return scope_text("cat %s >&0; exec sleep 100", path);
}

static void expect_blame(const char *name, const char *script, const char *reason)
{
    Decoder *decoder = decoder_open((DecoderOptions){.program = stand_in(name, script), .seconds = 0.5});
    cr_assert(decoder != NULL, "%s: %s", name, error_text());
    size_t n;
    const uint8_t *bytes = good_bytes(&n);
    for (int again = 0; again < 2; again++) {
        double began = clock_seconds();
        cr_expect_null(decoder_decode(decoder, "photo", bytes, n));
        cr_expect(eq(int, error_code(), ERR_FORMAT));
        char *wanted = scope_text("decoder_decode: photo: %s", reason);
        cr_expect(strcmp(error_text(), wanted) == 0, "%s: %s", name, error_text());
        cr_expect(clock_seconds() - began < 5);
        error_clear();
        cr_expect(eq(int, (int)decoder_starts(decoder), again + 1), "%s: replaced when it is needed again",
                  name);
    }
    decoder_close(decoder);
    cr_expect_not(has_child(), "%s: leaves a process", name);
}

Test(decoder, outlives_its_helper)
{
    expect_blame("hangs", "exec sleep 100", "takes longer than 0.5 s to decode");
    expect_blame("trickles", "while :; do printf x >&0; sleep 0.2; done",
                 "takes longer than 0.5 s to decode");
    expect_blame("crashes", "kill -SEGV $$", "crashes its decoder (signal 11)");
    expect_blame("forbidden", "kill -SYS $$", "makes its decoder try what it may not do");
    expect_blame("leaves", "exit 0", "ends its decoder");
    expect_blame("breaks off", "printf half >&0; exit 0", "ends its decoder");
    expect_blame("babbles",
                 scope_text("head -c %d /dev/urandom >&0; exec sleep 100", (int)sizeof(HelperAnswer)),
                 "makes its decoder answer nonsense");
    scope_end_all();
}

Test(decoder, believes_no_answer)
{
    static const struct {
        const char *name;
        uint64_t serial;
        int32_t code, width;
        const char *text, *reason;
    } answers[] = {
        {"an old answer", 7, ERR_NONE, 4, "", "makes its decoder answer nonsense"},
        {"a huge picture", 1, ERR_NONE, INT32_MAX, "", "makes its decoder answer nonsense"},
        {"a negative one", 1, ERR_NONE, -16, "", "makes its decoder answer nonsense"},
        {"an empty one", 1, ERR_NONE, 0, "", "makes its decoder answer nonsense"},
        {"an error of another kind", 1, ERR_DEVICE, 0, "oh", "makes its decoder answer nonsense"},
        {"no memory", 1, ERR_MEMORY, 0, "", "takes more memory to decode than is allowed"},
        {"colours for the terminal", 1, ERR_FORMAT, 0, "is \033[31mred", "is ?[31mred"},
        {"a picture", 1, ERR_NONE, 4, "", NULL},
    };
    size_t n;
    const uint8_t *bytes = good_bytes(&n);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        HelperAnswer answer = {.serial = answers[i].serial, .code = answers[i].code};
        answer.picture.shape = (RawShape){
            answers[i].width, answers[i].width, 1, JPEG_JOINED, 3, {1}, {1}, {3 * (answers[i].width & 7)}};
        snprintf(answer.text, sizeof answer.text, "%s", answers[i].text);
        Decoder *decoder = decoder_open(
            (DecoderOptions){.program = stand_in(answers[i].name, answer_script(&answer)), .seconds = 5});
        cr_assert(decoder != NULL, "%s", error_text());
        Image *image = decoder_decode(decoder, "photo", bytes, n);
        bool believed = image != NULL;
        cr_expect(believed == !answers[i].reason, "%s", answers[i].name);
        if (answers[i].reason)
            cr_expect(strcmp(error_text(), scope_text("decoder_decode: photo: %s", answers[i].reason)) == 0,
                      "%s: %s", answers[i].name, error_text());
        image_free(image);
        error_clear();
        decoder_close(decoder);
    }
    cr_expect_not(has_child());
    scope_end_all();
}

Test(decoder, cannot_be_started)
{
    const char *programs[] = {"/no/such/program", "tests/vision/files/grey.jpg", "/bin/true"};
    for (int i = 0; i < 3; i++) {
        cr_expect_null(decoder_open((DecoderOptions){.program = programs[i]}));
        cr_expect(error_code() == ERR_STATE && strstr(error_text(), programs[i]) && *error_advice(), "%s",
                  error_text());
        error_clear();
    }
    setenv("IMAGE_DECODER", "/no/such/program", 1);
    cr_expect_null(image_load("tests/vision/files/grey.jpg"), "nothing decodes in its stead");
    cr_expect(error_code() == ERR_STATE && strstr(error_text(), "/no/such/program"), "%s", error_text());
    error_clear();
    unsetenv("IMAGE_DECODER");
    Image *image = image_load("tests/vision/files/grey.jpg");
    cr_expect(image != NULL, "%s", error_text());
    image_free(image);
    cr_expect_null(decoder_decode(NULL, "photo", (const uint8_t *)"", 0));
    cr_expect(error_ok());
    scope_end_all();
}

/* --- the real one ----------------------------------------------------------------------------------------
 */

static void expect_refused(Decoder *decoder, const char *name, const uint8_t *bytes, size_t n,
                           const char *reason)
{
    cr_expect_null(decoder_decode(decoder, name, bytes, n));
    char *wanted = scope_text("decoder_decode: %s: %s", name, reason);
    cr_expect(strncmp(error_text(), wanted, strlen(wanted)) == 0, "%s: got \"%s\"", name, error_text());
    error_clear();
}

/* The head of a PNG of one bit per pixel, and enough bytes behind it to be believed. */
static uint8_t *bomb(uint32_t width, uint32_t height, size_t n)
{
    uint8_t *bytes = scope_alloc(n);
    const uint8_t head[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    memcpy(bytes, head, sizeof head);
    for (int i = 0; i < 4; i++) {
        bytes[16 + i] = (uint8_t)(width >> (24 - 8 * i));
        bytes[20 + i] = (uint8_t)(height >> (24 - 8 * i));
        bytes[33 + i] = (uint8_t)((n - 57) >> (24 - 8 * i));
    }
    bytes[24] = 1;
    memcpy(bytes + 37, "IDAT", 4);
    memcpy(bytes + n - 8, "IEND", 4);
    return bytes;
}

Test(decoder, refuses_what_is_too_much)
{
    size_t n;
    const uint8_t *bytes = good_bytes(&n);
    Decoder *decoder = decoder_open((DecoderOptions){.most_bytes = 100000, .most_pixels = 1000000});
    cr_assert(decoder != NULL, "%s", error_text());
    Image *image = decoder_decode(decoder, "good", bytes, n);
    cr_expect(image && image->width == 16);
    image_free(image);
    expect_refused(decoder, "long", bomb(9, 9, 100001), 100001, "is too large: 100001 bytes, at most 100000");
    expect_refused(decoder, "bomb", bomb(9000, 9000, 99999), 99999,
                   "is too large: 9000 x 9000 pixels, at most 1 ");
    expect_refused(decoder, "bad", bomb(900, 900, 99999), 99999, "is damaged");
    expect_refused(decoder, "small bomb", bomb(60000, 60000, 122), 122, "is damaged");
    expect_refused(decoder, "empty", bytes, 0, "is empty");
    expect_refused(decoder, "half", bytes, n / 2, "is truncated");
    image = decoder_decode(decoder, "good", bytes, n);
    cr_expect(image != NULL, "%s", error_text());
    image_free(image);
    cr_expect(eq(int, (int)decoder_starts(decoder), 1));
    decoder_close(decoder);
    scope_end_all();
}

/* Tables that are too wide, a gigabyte in 122 bytes and the like: refused before they do any harm. */
Test(decoder, hostile_files)
{
    const char *folder = "tests/fuzz/corpus/pictures";
    const FileList *files = file_list(folder);
    cr_assert(files && files->n >= 10);
    for (int64_t i = 0; i < files->n; i++) {
        const char *name = files->names[i];
        Image *image = image_load(file_join(folder, name));
        bool harmless = strncmp(name, "exif", 4) == 0 || strcmp(name, "long.png") == 0;
        cr_expect(harmless == (image != NULL), "%s: %s", name, error_text());
        cr_expect(image || error_code() == ERR_FORMAT);
        error_clear();
        image_free(image);
    }
    cr_expect(eq(int, (int)decoder_starts(decoder_own()), 1), "none crashes the helper");
    scope_end_all();
}

static void *load_in_thread(void *path)
{
    for (int i = 0; i < 20; i++)
        image_free(image_load(path));
    bool good = error_ok();
    error_clear();
    scope_end_all();
    pool_trim();
    return good ? path : NULL;
}

Test(decoder, each_thread_has_its_own)
{
    pthread_t threads[4];
    char path[] = "tests/vision/files/progressive.jpg";
    for (int t = 0; t < 4; t++)
        cr_assert(pthread_create(&threads[t], NULL, load_in_thread, path) == 0);
    for (int t = 0; t < 4; t++) {
        void *good;
        pthread_join(threads[t], &good);
        cr_expect(good != NULL);
    }
    cr_expect_not(has_child(), "helpers end with their threads");

    cr_assert(load_in_thread(path) != NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(load_in_thread(path) && decoder_starts(decoder_own()) == 1 ? 0 : 1);
    int status;
    cr_expect(waitpid(child, &status, 0) == child && status == 0, "a copy of the process starts its own");
    cr_expect(load_in_thread(path) && decoder_starts(decoder_own()) == 1, "and leaves this one's alone");
    scope_end_all();
}

/* --- the walls -------------------------------------------------------------------------------------------
 */

static void open_a_file(void)
{
    open("/dev/null", O_RDONLY);
}

static void start_a_process(void)
{
    if (fork() == 0)
        _exit(0);
}

static void talk_to_the_world(void)
{
    kill(getppid(), 0);
}

static void compute_on_and_on(void)
{
    for (volatile int i = 0;; i = i + 1)
        ;
}

static void take_memory(void)
{
    volatile char *memory = malloc(300 << 20);
    if (memory)
        memory[0] = 1;
    _exit(memory ? 7 : 8);
}

/* The signal that ended it, or minus its exit status. */
static int end_behind_walls(void (*act)(void))
{
    pid_t child = fork();
    if (child == 0) {
        if (!sandbox_enter(200 << 20, 1))
            _exit(99);
        act();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

Test(decoder, walls_hold)
{
#ifdef POISON_ON
    cr_skip_test("a sanitizer needs more than the walls allow");
#endif
    cr_expect(eq(int, end_behind_walls(take_memory), -8));
    int end = end_behind_walls(compute_on_and_on);
    cr_expect(end == SIGXCPU || end == SIGKILL, "ended by %d", end);
#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
    cr_expect(eq(int, end_behind_walls(open_a_file), SIGSYS));
    cr_expect(eq(int, end_behind_walls(start_a_process), SIGSYS));
    cr_expect(eq(int, end_behind_walls(talk_to_the_world), SIGSYS));
#endif
}

/* A descriptor that this program left open for its children is closed in the helper. */
Test(decoder, helper_inherits_nothing)
{
    int leaked = open("/dev/null", O_RDONLY);
    cr_assert(leaked >= 0);
    Decoder *decoder = decoder_open((DecoderOptions){0});
    cr_assert(decoder != NULL, "%s", error_text());
    char name[64] = "";
    FILE *children = fopen("/proc/thread-self/children", "r");
    if (!children || fscanf(children, "%60s", name) != 1)
        cr_skip_test("this system does not list children");
    fclose(children);
    DIR *open_files = opendir(scope_text("/proc/%s/fd", name));
    if (!open_files)
        cr_skip_test("this system does not list open files");
    int n = 0;
    for (const struct dirent *entry; (entry = readdir(open_files));)
        n += entry->d_name[0] != '.';
    closedir(open_files);
    cr_expect(n <= 3, "%d files are open", n);
    close(leaked);
    decoder_close(decoder);
    scope_end_all();
}
