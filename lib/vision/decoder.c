/* Asking a helper process to decode, and replacing it when a file has been its end. */
#include "vision/decoder.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"
#include "vision/decode.h"
#include "vision/decoder_process.h"
#include "vision/helper/protocol.h"

enum { WORK_SECONDS = 30, PATH_SIZE = 4096, OWN_KEPT_BYTES = 64 << 20 };

struct Decoder {
    DecoderOptions options;
    char *program;
    SharedMemory shared;
    Process process;
    uint64_t serial; /* of the last request */
    double worked;   /* seconds that this process has decoded */
    int64_t starts;
};

/* --- starting and ending ---------------------------------------------------------------------------------
 */

/* Beside the running program, or one folder above. */
static char *find_program(void)
{
    const char *named = getenv("IMAGE_DECODER");
    if (named && *named)
        return mem_text(named);
    char path[PATH_SIZE], candidate[PATH_SIZE + 32] = "image_decoder";
    bool found = false;
    if (process_own_path(path, sizeof path))
        for (int up = 0; up < 2 && !found; up++) {
            char *slash = strrchr(path, '/');
            if (!slash)
                break;
            *slash = '\0';
            snprintf(candidate, sizeof candidate, "%s/image_decoder", path);
            found = access(candidate, X_OK) == 0;
        }
    if (found)
        return mem_text(candidate);
    error_set(ERR_STATE, "decoder_open: the program image_decoder, which decodes pictures, is missing");
    error_hint(
        "make lib builds it; it belongs beside this program or one folder above, or into IMAGE_DECODER");
    return NULL;
}

/* What the helper wrote is a stranger's words: only plain characters reach a terminal. */
static void make_plain(char *text, size_t size)
{
    text[size - 1] = '\0';
    for (; *text; text++)
        if (*text < ' ' || *text > '~')
            *text = '?';
}

static bool start(Decoder *decoder)
{
    char bytes[32], pixels[32], seconds[32], kept[32];
    snprintf(bytes, sizeof bytes, "%zu", decoder->options.most_bytes);
    snprintf(pixels, sizeof pixels, "%lld", (long long)decoder->options.most_pixels);
    /* The last picture may begin just before its time to be replaced. */
    snprintf(seconds, sizeof seconds, "%lld", WORK_SECONDS + (long long)decoder->options.seconds + 2);
    snprintf(kept, sizeof kept, "%zu", decoder->options.kept_bytes);
    char *arguments[] = {decoder->program, bytes, pixels, seconds, kept, NULL};
    int problem = process_start(&decoder->process, decoder->program, arguments, decoder->shared.file);
    if (problem != 0) {
        error_set(ERR_STATE, "decoder_open: %s cannot be started: %s", decoder->program, strerror(problem));
        error_hint("make lib builds it");
        return false;
    }
    decoder->starts++;
    decoder->worked = 0;
    HelperAnswer first;
    Hearing heard = process_hear(&decoder->process, &first, sizeof first, decoder->options.seconds);
    if (heard == HEARD && first.serial == 0 && first.code == ERR_NONE)
        return true;
    process_end(&decoder->process);
    bool told_why = heard == HEARD && first.code == ERR_STATE;
    make_plain(first.text, sizeof first.text);
    error_set(ERR_STATE, "decoder_open: %s: %s", decoder->program,
              told_why ? first.text : "does not answer as image_decoder does");
    error_hint("build again: make lib");
    return false;
}

Decoder *decoder_open(DecoderOptions options)
{
    Decoder *decoder = error_ok() ? mem_alloc(sizeof *decoder) : NULL;
    if (!decoder)
        return NULL;
    decoder->options = options;
    decoder->shared.file = -1;
    if (options.most_bytes == 0)
        decoder->options.most_bytes = 8 << 20;
    if (options.most_pixels <= 0)
        decoder->options.most_pixels = 16000000;
    if (options.seconds <= 0)
        decoder->options.seconds = 15;
    if (options.kept_bytes == 0)
        decoder->options.kept_bytes = 8 << 20;
    decoder->program = options.program ? mem_text(options.program) : find_program();
    if (decoder->program &&
        !shared_memory_new(&decoder->shared, helper_file_room(decoder->options.most_bytes) +
                                                 helper_picture_room(decoder->options.most_pixels)))
        error_set(ERR_STATE, "decoder_open: there is no memory to share with another process");
    if (decoder->shared.bytes && start(decoder))
        return decoder;
    decoder_close(decoder);
    return NULL;
}

void decoder_close(Decoder *decoder)
{
    if (!decoder)
        return;
    process_end(&decoder->process);
    shared_memory_free(&decoder->shared);
    mem_free(decoder->program);
    mem_free(decoder);
}

int64_t decoder_starts(const Decoder *decoder)
{
    return decoder ? decoder->starts : 0;
}

/* --- one file --------------------------------------------------------------------------------------------
 */

/* The file was the end of its decoder. */
static Image *blame_file(Decoder *decoder, Hearing heard)
{
    int status = process_end(&decoder->process);
    if (heard == HEARD_NOTHING_IN_TIME)
        error_set(ERR_FORMAT, "takes longer than %g s to decode", decoder->options.seconds);
    else if (heard == HEARD)
        error_set(ERR_FORMAT, "makes its decoder answer nonsense");
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        error_set(ERR_FORMAT, "makes its decoder try what it may not do");
    else if (WIFSIGNALED(status))
        error_set(ERR_FORMAT, "crashes its decoder (signal %d)", WTERMSIG(status));
    else
        error_set(ERR_FORMAT, "ends its decoder");
    error_hint("the file is damaged or made to do harm: do not use it");
    return NULL;
}

static RawRoom picture_room(const Decoder *decoder)
{
    return (RawRoom){decoder->shared.bytes + helper_file_room(decoder->options.most_bytes),
                     helper_picture_room(decoder->options.most_pixels)};
}

/* The file lies in the shared memory. NULL with an error whose text is only the reason, or ERR_STATE. */
static Image *ask(Decoder *decoder, size_t n)
{
    /* A process may compute for so long only; it is replaced before that. */
    if (decoder->worked > WORK_SECONDS)
        process_end(&decoder->process);
    if (decoder->process.id == 0 && !start(decoder))
        return NULL;
    HelperRequest request = {.serial = ++decoder->serial, .n_bytes = n};
    process_follow(&decoder->process);
    bool said = process_say(&decoder->process, &request, sizeof request);
    if (!said) {
        /* It was ended between two files, which is not the fault of this one. */
        process_end(&decoder->process);
        if (!start(decoder))
            return NULL;
        said = process_say(&decoder->process, &request, sizeof request);
    }
    double began = clock_seconds();
    HelperAnswer answer;
    Hearing heard = HEARD_THE_END;
    if (said)
        heard = process_hear(&decoder->process, &answer, sizeof answer, decoder->options.seconds);
    decoder->worked += clock_seconds() - began;
    if (heard != HEARD || answer.serial != decoder->serial)
        return blame_file(decoder, heard);
    Raw raw;
    if (answer.code == ERR_NONE &&
        raw_of_message(&answer.picture, picture_room(decoder), decoder->options.most_pixels, &raw))
        return raw_to_image(&raw);
    make_plain(answer.text, sizeof answer.text);
    make_plain(answer.hint, sizeof answer.hint);
    if (answer.code == ERR_MEMORY)
        error_set(ERR_FORMAT, "takes more memory to decode than is allowed");
    else if (answer.code == ERR_FORMAT && answer.text[0])
        error_set(ERR_FORMAT, "%s", answer.text);
    else
        return blame_file(decoder, heard);
    error_hint("%s", answer.hint);
    return NULL;
}

static Image *decode_or_blame(const char *function, Decoder *decoder, const char *name, const uint8_t *bytes,
                              size_t n)
{
    Image *image = NULL;
    if (n > decoder->options.most_bytes) {
        error_set(ERR_FORMAT, "is too large: %zu bytes, at most %zu are allowed", n,
                  decoder->options.most_bytes);
        error_hint("make the picture smaller with another program");
    } else {
        memcpy(decoder->shared.bytes, bytes, n);
        image = ask(decoder, n);
        /* One large picture should not take its room for ever, nor lie there for whom a bad file lets in. */
        if (!image || image_bytes(image) > decoder->options.kept_bytes)
            shared_memory_empty(&decoder->shared);
    }
    if (!image && error_code() != ERR_STATE)
        decode_blame(function, name);
    return image;
}

Image *decoder_decode(Decoder *decoder, const char *name, const uint8_t *bytes, size_t n)
{
    if (!decoder || !name || !bytes || !error_ok())
        return NULL;
    return decode_or_blame("decoder_decode", decoder, name, bytes, n);
}

Image *decoder_load(Decoder *decoder, const char *path)
{
    if (!decoder || !path || !error_ok())
        return NULL;
    Scope scope = scope_begin();
    size_t n;
    const uint8_t *bytes = file_read(path, decoder->options.most_bytes, &n);
    Image *image = bytes ? decode_or_blame("image_load", decoder, path, bytes, n) : NULL;
    scope_end(scope);
    return image;
}

/* --- one for each thread ---------------------------------------------------------------------------------
 */

static pthread_key_t own_key;
static pthread_once_t own_once = PTHREAD_ONCE_INIT;
static _Thread_local Decoder *own;

static void close_own(void *decoder)
{
    decoder_close(decoder);
    own = NULL;
}

/* The main thread ends with the program, and tells no key. */
static void close_last(void)
{
    close_own(own);
}

static void make_key(void)
{
    pthread_key_create(&own_key, close_own);
    atexit(close_last);
}

Decoder *decoder_own(void)
{
    /* After fork the child has a copy of what belongs to its parent. */
    if (own && own->process.id != 0 && own->process.started_by != getpid())
        close_own(own);
    if (!own && error_ok()) {
        pthread_once(&own_once, make_key);
        own = decoder_open((DecoderOptions){
            .most_bytes = 64 << 20, .most_pixels = IMAGE_MOST_PIXELS, .kept_bytes = OWN_KEPT_BYTES});
        pthread_setspecific(own_key, own);
    }
    return own;
}
