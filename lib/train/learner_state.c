/* Writing down where a training stands, and going on from there. */
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "train/learner_part.h"

static const char *state_path(const Learner *learn)
{
    return file_join(learn->options.folder, "state.safetensors");
}

/* FNV-1a over the samples' labels and the names of their files, whatever folder these are in. */
static uint64_t fingerprint(const Dataset *set)
{
    const uint64_t prime = 0x100000001b3;
    uint64_t hash = 0xcbf29ce484222325;
    for (int64_t i = 0; i < set->n; i++) {
        hash = (hash ^ (uint64_t)set->label(set, i)) * prime;
        const char *path = set->path ? set->path(set, i) : NULL;
        const char *slash = path ? strrchr(path, '/') : NULL;
        for (const char *c = slash ? slash + 1 : path; c && *c; c++)
            hash = (hash ^ (uint8_t)*c) * prime;
    }
    return hash;
}

/* In the current scope. */
static const char *words_of(const Learner *learn)
{
    const Dataset *train = loader_dataset(learn->train), *valid = loader_dataset(learn->valid);
    const LoaderOptions *options = loader_options(learn->train);
    return scope_text("%" PRId64 " samples in batches of %d (seed %" PRIu64 ", labels and names %016" PRIx64
                      ") and %" PRId64 " to validate (%016" PRIx64 ")",
                      train->n, options->batch, options->seed, fingerprint(train), valid->n,
                      fingerprint(valid));
}

static Training training_of(const Learner *learn)
{
    return (Training){learn->net, learn->optim, learn->options.ema, learn->recorder, words_of(learn), {0}};
}

bool learner_find_state(Learner *learn)
{
    if (!learn->options.folder)
        return true;
    Scope scope = scope_begin();
    const char *path = state_path(learn);
    bool done = path != NULL;
    if (done && file_exists(path)) {
        if (learn->options.resume)
            done = checkpoint_place(path, &learn->standing);
        else {
            error_set(ERR_STATE, "learner_new: %s: a training has left its state here", path);
            error_hint("go on with it (--resume), or name another folder (--out)");
            done = false;
        }
    }
    scope_end(scope);
    return done;
}

bool learner_write_state(Learner *learn, int64_t n_steps, int64_t done, double seconds)
{
    const char *folder = learn->options.folder;
    if (!folder)
        return true;
    Scope scope = scope_begin();
    Training training = training_of(learn);
    training.place = (TrainingPlace){.fit = learn->fits,
                                     .n_steps = n_steps,
                                     .done = done,
                                     .epochs = learn->epochs,
                                     .seconds = seconds,
                                     .rows = learn->recorder->n_rows,
                                     .recorded = learn->recorder->n_steps};
    bool written = checkpoint_write(state_path(learn), &training) &&
                   recorder_write_epochs_csv(learn->recorder, file_join(folder, "epochs.csv")) &&
                   recorder_write_steps_csv(learn->recorder, file_join(folder, "steps.csv"));
    scope_end(scope);
    return written;
}

bool learner_read_state(Learner *learn)
{
    Scope scope = scope_begin();
    Training training = training_of(learn);
    bool done = checkpoint_read(state_path(learn), &training);
    learn->epochs = training.place.epochs;
    learn->standing = (TrainingPlace){0};
    scope_end(scope);
    return done;
}
