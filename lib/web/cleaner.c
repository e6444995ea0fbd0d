/* The cleaner from start to stop: what it knows, and the work that is done between requests. */
#include "web/cleaner.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/program.h"
#include "base/scope.h"
#include "data/duplicates.h"
#include "web/cleaner_part.h"

/* Hexadecimal digits that nobody can guess; size - 1 of them. */
static bool draw_digits(char *digits, size_t size)
{
    unsigned char bytes[TOKEN_SIZE / 2];
    if (getentropy(bytes, size / 2) != 0) {
        error_set(ERR_DEVICE, "cleaner_start: this machine gives no random numbers");
        return false;
    }
    for (size_t i = 0; i < size / 2; i++)
        snprintf(digits + 2 * i, 3, "%02x", bytes[i]);
    return true;
}

/* --- looking ---------------------------------------------------------------------------------------------
 */

/* The last thing that was found is the first to be forgotten, before what it points to is gone: requests that
 * come now are told to wait. */
static void forget(void *object)
{
    Cleaner *cleaner = object;
    pthread_mutex_lock(&cleaner->lock);
    for (int64_t i = 0; cleaner->thumbs && i < clean_count(cleaner->review.clean); i++)
        mem_free(cleaner->thumbs[i].bytes);
    mem_free(cleaner->thumbs);
    cleaner->thumbs = NULL;
    cleaner->review = (Review){0};
    cleaner->ready = false;
    pthread_mutex_unlock(&cleaner->lock);
}

/* Finds out everything, in the current scope. The lock is free meanwhile, so that the page can ask. */
static bool find_out(Cleaner *cleaner)
{
    const CleanerOptions *options = &cleaner->options;
    CleanerFindings found = {0};
    if (!options->look(options->context, options->folder, &found) || !error_ok())
        return false;
    Review review = {.clean = clean_open(options->folder, found.set),
                     .log_p = found.log_p,
                     .valid = found.valid,
                     .group = dataset_duplicates(found.set)};
    Thumb *thumbs = review.group ? mem_alloc((size_t)found.set->n * sizeof *thumbs) : NULL;
    char session[SESSION_SIZE];
    if (!review.clean || !thumbs || !draw_digits(session, SESSION_SIZE)) {
        mem_free(thumbs);
        return false;
    }
    pthread_mutex_lock(&cleaner->lock);
    cleaner->review = review;
    cleaner->thumbs = thumbs;
    cleaner->source = found.source ? found.source : "";
    memcpy(cleaner->session, session, SESSION_SIZE);
    cleaner->ready = true;
    pthread_mutex_unlock(&cleaner->lock);
    return scope_defer(forget, cleaner);
}

static void look_away(Cleaner *cleaner)
{
    scope_end(cleaner->scope);
    cleaner->scope = NULL;
}

static bool look(Cleaner *cleaner)
{
    cleaner->scope = scope_begin();
    if (find_out(cleaner)) {
        scope_detach(cleaner->scope);
        return true;
    }
    look_away(cleaner);
    return false;
}

void cleaner_tell(Cleaner *cleaner, const char *text)
{
    if (!cleaner || !text)
        return;
    pthread_mutex_lock(&cleaner->lock);
    size_t held = strlen(cleaner->progress), more = strlen(text), room = PROGRESS_SIZE - 1;
    if (more > room)
        text += more - room, more = room;
    size_t kept = held + more > room ? room - more : held;
    memmove(cleaner->progress, cleaner->progress + held - kept, kept);
    memcpy(cleaner->progress + kept, text, more + 1);
    pthread_mutex_unlock(&cleaner->lock);
}

/* --- start and stop --------------------------------------------------------------------------------------
 */

static void cleaner_free(void *object)
{
    Cleaner *cleaner = object; /* its server has stopped */
    look_away(cleaner);
    pthread_mutex_destroy(&cleaner->lock);
    mem_free(cleaner);
}

Cleaner *cleaner_start(CleanerOptions options)
{
    if (!options.folder || !options.look || !error_ok())
        return NULL;
    Cleaner *cleaner = mem_alloc(sizeof *cleaner);
    if (!cleaner)
        return NULL;
    cleaner->options = options;
    pthread_mutex_init(&cleaner->lock, NULL);
    if (!scope_defer(cleaner_free, cleaner) || !draw_digits(cleaner->token, TOKEN_SIZE))
        return NULL;
    cleaner->server = http_start((HttpOptions){.port = options.port,
                                               .routes = cleaner_routes,
                                               .n_routes = cleaner_n_routes,
                                               .context = cleaner,
                                               .log = options.log});
    return cleaner->server && look(cleaner) ? cleaner : NULL;
}

int cleaner_port(const Cleaner *cleaner)
{
    return cleaner ? http_port(cleaner->server) : 0;
}

static Wish take_wish(Cleaner *cleaner)
{
    pthread_mutex_lock(&cleaner->lock);
    Wish wish = cleaner->wish;
    cleaner->wish = WISH_NOTHING;
    cleaner->busy = wish != WISH_NOTHING;
    pthread_mutex_unlock(&cleaner->lock);
    return wish;
}

bool cleaner_step(Cleaner *cleaner)
{
    Wish wish = cleaner ? take_wish(cleaner) : WISH_NOTHING;
    if (wish == WISH_NOTHING)
        return cleaner != NULL;
    const CleanerOptions *options = &cleaner->options;
    look_away(cleaner);
    Scope training = scope_begin();
    bool good = wish != WISH_TRAIN || options->train(options->context, options->folder, cleaner);
    scope_end(training);
    /* Where training failed, the old net still has something to say. */
    Error failure = {0};
    error_take(&failure);
    good = look(cleaner) && good;
    if (failure.code == ERR_NONE)
        error_take(&failure);
    error_clear();
    pthread_mutex_lock(&cleaner->lock);
    cleaner->failure = failure;
    cleaner->busy = false;
    pthread_mutex_unlock(&cleaner->lock);
    return good;
}

bool cleaner_serve(Cleaner *cleaner)
{
    const struct timespec nap = {.tv_nsec = 50 * 1000 * 1000};
    while (cleaner && !program_interrupted()) {
        cleaner_step(cleaner);
        nanosleep(&nap, NULL);
    }
    return cleaner != NULL;
}
