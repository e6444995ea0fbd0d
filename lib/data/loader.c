/* The ring of batches between the threads that make them and the caller. Batches are numbered on and on
 * through the epochs; the caller opens them in this order, so that it alone decides which samples they get.
 * Each thread makes its fixed share of every batch: no thread has more to do than another, and none is new to
 * its work after the first batch. */
#include "data/loader.h"

#include <pthread.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/scope.h"
#include "base/threads.h"
#include "data/loader_part.h"
#include "autograd/memory_plan.h"
#include "tensor/raw.h"

enum { LOOK_AHEAD = 4, DEFAULT_BATCH = 64 };

typedef struct Worker {
    Loader *loader;
    int part;
    int64_t next; /* the number of the batch to work on next */
    pthread_t thread;
} Worker;

struct Loader {
    Recipe recipe;
    int64_t batches; /* per epoch */
    Slot slots[LOOK_AHEAD];
    int n_slots;
    int64_t *order;        /* the samples of the epoch that is being opened */
    int64_t *indices;      /* of the batch that the caller has              */
    Tensor *x, *y;         /* that batch                                    */
    Tensor *items, *plans; /* of which a device makes x, where it does */
    int64_t first_epoch;
    int64_t ordered; /* the epoch whose order that is, -1: none */
    bool at_end;     /* the last batch of an epoch was handed out, the end not told yet */

    /* Shared with the threads, behind the lock. */
    pthread_mutex_t lock;
    pthread_cond_t work, ready;
    int64_t opened, taken; /* batches open for work, and handed out; batch b lies in slot b % n_slots */
    int busy;              /* threads outside the lock                                                */
    bool stop;
    atomic_bool abandon; /* what is being made is not wanted any more */
    Worker *workers;
    int n_workers;
};

/* --- the threads' side -----------------------------------------------------------------------------------
 */

static void note_failure(Slot *slot, int64_t place, const Error *error)
{
    if (place < slot->failed) {
        slot->failed = place;
        slot->error = *error;
    }
}

static void *worker_run(void *argument)
{
    Worker *me = argument;
    Loader *loader = me->loader;
    pthread_mutex_lock(&loader->lock);
    while (!loader->stop) {
        if (me->next >= loader->opened) {
            pthread_cond_wait(&loader->work, &loader->lock);
            continue;
        }
        Slot *slot = &loader->slots[me->next++ % loader->n_slots];
        loader->busy++;
        pthread_mutex_unlock(&loader->lock);
        Error error;
        int64_t failed =
            slot_fill(&loader->recipe, slot, me->part, loader->n_workers, &loader->abandon, &error);
        pthread_mutex_lock(&loader->lock);
        note_failure(slot, failed, &error);
        slot->done++;
        loader->busy--;
        if (slot->done == loader->n_workers || loader->busy == 0)
            pthread_cond_signal(&loader->ready);
    }
    pthread_mutex_unlock(&loader->lock);
    scope_end_all();
    pool_trim();
    return NULL;
}

/* --- the caller's side -----------------------------------------------------------------------------------
 */

/* The samples of an epoch in their order. */
static void order_epoch(Loader *loader, int64_t epoch)
{
    int64_t n = loader->recipe.set->n;
    if (loader->recipe.options.shuffle) {
        Stream seeds =
            stream_of(loader->recipe.options.seed, (uint64_t)epoch, UINT64_MAX); /* no sample's stream */
        Random random;
        random_init(&random, stream_u32(&seeds));
        random_randperm(&random, loader->order, n);
    } else {
        for (int64_t i = 0; i < n; i++)
            loader->order[i] = i;
    }
    loader->ordered = epoch;
}

/* Opens as many batches as there are free slots. */
static void open_batches(Loader *loader)
{
    int64_t size = loader->recipe.options.batch, n = loader->recipe.set->n;
    for (; loader->opened < loader->taken + loader->n_slots; loader->opened++) {
        Slot *slot = &loader->slots[loader->opened % loader->n_slots];
        int64_t place = loader->opened % loader->batches;
        slot->epoch = loader->first_epoch + loader->opened / loader->batches;
        if (loader->ordered != slot->epoch)
            order_epoch(loader, slot->epoch);
        slot->n = n - place * size < size ? n - place * size : size;
        memcpy(slot->index, loader->order + place * size, (size_t)slot->n * sizeof *slot->index);
        slot->failed = slot->n;
        slot->done = 0;
    }
    pthread_cond_broadcast(&loader->work);
}

/* Sees to it that the next batch is made, by this thread if there is no other. */
static Slot *finished_slot(Loader *loader)
{
    pthread_mutex_lock(&loader->lock);
    open_batches(loader);
    Slot *slot = &loader->slots[loader->taken % loader->n_slots];
    while (slot->done < loader->n_workers)
        pthread_cond_wait(&loader->ready, &loader->lock);
    pthread_mutex_unlock(&loader->lock);
    if (loader->n_workers == 0) {
        Error error;
        int64_t failed = slot_fill(&loader->recipe, slot, 0, 1, &loader->abandon, &error);
        note_failure(slot, failed, &error);
    }
    return slot;
}

/* x of a batch, which the device may have to finish. */
static bool write_pictures(Loader *loader, const Slot *slot)
{
    const Recipe *recipe = &loader->recipe;
    Shape shape = SHAPE(slot->n, recipe->height, recipe->width, recipe->channels);
    memory_plan_batch(slot->n);
    if (!recipe->on_device)
        return raw_renew(loader->x, shape) && tensor_write(loader->x, slot->x);
    Shape items = SHAPE(slot->n, recipe->item_height, recipe->item_width, recipe->channels);
    return raw_renew(loader->items, items) && tensor_write(loader->items, slot->x) &&
           raw_renew(loader->plans, SHAPE(slot->n, PICTURE_PLAN)) &&
           tensor_write(loader->plans, slot->plan) && raw_renew(loader->x, shape) &&
           recipe_finish(recipe, loader->items, loader->plans, loader->x);
}

bool loader_next(Loader *loader, Batch *batch)
{
    if (!loader || !batch || !error_ok())
        return false;
    if (loader->at_end) {
        loader->at_end = false;
        return false;
    }
    Slot *slot = finished_slot(loader);
    *batch = (Batch){.n = slot->n, .index = loader->indices};
    memcpy(loader->indices, slot->index, (size_t)slot->n * sizeof *slot->index);
    if (slot->failed < slot->n) {
        error_put(&slot->error);
    } else {
        if (write_pictures(loader, slot))
            batch->x = loader->x;
        if (raw_renew(loader->y, SHAPE(slot->n)) && tensor_write(loader->y, slot->y))
            batch->y = loader->y;
    }
    pthread_mutex_lock(&loader->lock);
    loader->taken++;
    loader->at_end = loader->taken % loader->batches == 0;
    open_batches(loader);
    pthread_mutex_unlock(&loader->lock);
    return batch->x && batch->y;
}

void loader_restart(Loader *loader, int64_t epoch)
{
    loader_restart_at(loader, epoch, 0);
}

void loader_restart_at(Loader *loader, int64_t epoch, int64_t batch)
{
    if (!loader || epoch < 0 || batch < 0 || batch >= loader->batches)
        return;
    const LoaderOptions *options = &loader->recipe.options;
    bool epochs_differ = options->shuffle || options->train;
    bool stands_there = loader->taken % loader->batches == batch;
    loader->at_end = false;
    if (stands_there && (!epochs_differ || loader->first_epoch + loader->taken / loader->batches == epoch))
        return;
    pthread_mutex_lock(&loader->lock);
    atomic_store(&loader->abandon, true);
    loader->opened = 0; /* no thread takes up anything */
    while (loader->busy > 0)
        pthread_cond_wait(&loader->ready, &loader->lock);
    atomic_store(&loader->abandon, false);
    loader->opened = loader->taken = batch;
    loader->first_epoch = epoch;
    for (int w = 0; w < loader->n_workers; w++)
        loader->workers[w].next = batch;
    pthread_mutex_unlock(&loader->lock);
}

int64_t loader_batches(const Loader *loader)
{
    return loader ? loader->batches : 0;
}

const Dataset *loader_dataset(const Loader *loader)
{
    return loader ? loader->recipe.set : NULL;
}

const LoaderOptions *loader_options(const Loader *loader)
{
    return loader ? &loader->recipe.options : NULL;
}

Shape loader_shape(const Loader *loader)
{
    const Recipe *recipe = loader ? &loader->recipe : NULL;
    return recipe ? SHAPE(recipe->options.batch, recipe->height, recipe->width, recipe->channels)
                  : (Shape){0};
}

bool loader_normalize(Loader *loader, const float *mean, const float *std)
{
    if (!loader || !mean || !std)
        return false;
    pthread_mutex_lock(&loader->lock);
    bool begun = loader->opened > 0; /* from here on the threads read the recipe */
    pthread_mutex_unlock(&loader->lock);
    if (begun || loader->recipe.set->row) {
        error_set(ERR_STATE, "loader_normalize: %s",
                  begun ? "the loader has begun its batches" : "its samples are no pictures");
        error_hint("name .mean and .std where the loader is made");
        return false;
    }
    return recipe_normalize("loader_normalize", &loader->recipe, mean, std);
}

Image *loader_decode(const Loader *loader, const Batch *batch, int64_t place)
{
    return loader ? recipe_decode(&loader->recipe, batch, place) : NULL;
}

/* --- making and ending -----------------------------------------------------------------------------------
 */

static void loader_free(void *memory)
{
    Loader *loader = memory;
    pthread_mutex_lock(&loader->lock);
    loader->stop = true;
    atomic_store(&loader->abandon, true);
    pthread_cond_broadcast(&loader->work);
    pthread_mutex_unlock(&loader->lock);
    for (int w = 0; w < loader->n_workers; w++)
        pthread_join(loader->workers[w].thread, NULL);
    pthread_cond_destroy(&loader->work);
    pthread_cond_destroy(&loader->ready);
    pthread_mutex_destroy(&loader->lock);
    for (int s = 0; s < LOOK_AHEAD; s++) {
        mem_free(loader->slots[s].index);
        mem_free(loader->slots[s].x);
        mem_free(loader->slots[s].y);
        mem_free(loader->slots[s].plan);
    }
    mem_free(loader->recipe.levels);
    mem_free(loader->order);
    mem_free(loader->indices);
    mem_free(loader->workers);
    mem_free(loader);
}

static bool options_are_possible(const Dataset *set, const LoaderOptions *options)
{
    if (options->batch < 1)
        error_set(ERR_VALUE, "loader_new: batches of %d samples", options->batch);
    else if (set->n < 1)
        error_set(ERR_VALUE, "loader_new: %s has no samples", set->name);
    else if (options->drop_last && set->n < options->batch) {
        error_set(ERR_VALUE, "loader_new: %s has %lld samples, which make no batch of %d", set->name,
                  (long long)set->n, options->batch);
        error_hint("take a smaller batch, or drop_last = false");
    } else if (!options->mean != !options->std)
        error_set(ERR_VALUE, "loader_new: mean and std are given together or not at all");
    return error_ok();
}

static bool make_slots(Loader *loader)
{
    const Recipe *recipe = &loader->recipe;
    size_t batch = (size_t)recipe->options.batch;
    loader->order = mem_alloc((size_t)recipe->set->n * sizeof *loader->order);
    loader->indices = mem_alloc(batch * sizeof *loader->indices);
    bool good = loader->order && loader->indices;
    for (int s = 0; good && s < loader->n_slots; s++) {
        Slot *slot = &loader->slots[s];
        slot->index = mem_alloc(batch * sizeof *slot->index);
        slot->x = mem_alloc(batch * recipe_size(recipe) * sizeof *slot->x);
        slot->y = mem_alloc(batch * sizeof *slot->y);
        if (recipe->on_device)
            slot->plan = mem_alloc(batch * PICTURE_PLAN * sizeof *slot->plan);
        good = slot->index && slot->x && slot->y && (slot->plan || !recipe->on_device);
    }
    return good;
}

/* Threads that cannot be started are done without: the bytes are the same. */
static bool start_workers(Loader *loader, int wanted)
{
    loader->workers = mem_alloc((size_t)wanted * sizeof *loader->workers);
    if (!loader->workers)
        return false;
    pthread_mutex_lock(&loader->lock);
    for (int w = 0; w < wanted; w++) {
        Worker *worker = &loader->workers[w];
        *worker = (Worker){.loader = loader, .part = w};
        if (pthread_create(&worker->thread, NULL, worker_run, worker) != 0)
            break;
        loader->n_workers++;
    }
    pthread_mutex_unlock(&loader->lock);
    return true;
}

Loader *loader_new(const Dataset *set, LoaderOptions options)
{
    if (!set || !error_ok())
        return NULL;
    options.batch = options.batch == 0 ? DEFAULT_BATCH : options.batch;
    if (!options_are_possible(set, &options))
        return NULL;
    options.batch = options.batch > set->n ? (int)set->n : options.batch;
    int workers = options.workers < 0 ? threads_count() : options.workers;
    workers = workers > options.batch ? options.batch : workers;

    Loader *loader = mem_alloc(sizeof *loader);
    if (!loader)
        return NULL;
    pthread_mutex_init(&loader->lock, NULL);
    pthread_cond_init(&loader->work, NULL);
    pthread_cond_init(&loader->ready, NULL);
    if (!scope_defer(loader_free, loader))
        return NULL;
    loader->recipe.set = set;
    loader->recipe.options = options;
    loader->batches =
        options.drop_last ? set->n / options.batch : (set->n + options.batch - 1) / options.batch;
    loader->ordered = -1;
    loader->n_slots = workers > 0 ? LOOK_AHEAD : 1;
    loader->x = tensor_empty(SHAPE(0));
    loader->y = tensor_empty(SHAPE(0));
    loader->items = tensor_empty(SHAPE(0));
    loader->plans = tensor_empty(SHAPE(0));
    Tensor *const batch[] = {loader->x, loader->y, loader->items, loader->plans};
    for (int i = 0; i < 4; i++)
        memory_plan_name(batch[i], memory_batches);
    bool made = loader->x && loader->y && loader->items && loader->plans && recipe_learn(&loader->recipe) &&
                make_slots(loader) && (workers == 0 || start_workers(loader, workers));
    return made ? loader : NULL;
}

Loader *loader_plain(const Loader *loader, const Dataset *set, int batch)
{
    if (!loader)
        return NULL;
    LoaderOptions plain = loader->recipe.options;
    plain.shuffle = plain.drop_last = plain.train = false;
    plain.batch = batch ? batch : plain.batch;
    return loader_new(set, plain);
}
