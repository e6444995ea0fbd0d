/* Opening a data block: one function for each question, in the order in which they are asked. */
#include <stdarg.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scope.h"
#include "data/data_block_part.h"

/* A block on its way through the questions. */
typedef struct Opening {
    DataBlock block; /* defaults filled in */
    const char *source;
    FILE *out;
    Items *items;
    const char **names; /* (items->n) labels as text */
    int *labels;        /* (items->n) and as numbers */
    Datasets sets;
} Opening;

void summary_say(FILE *out, const char *step, const char *format, ...)
{
    if (!out)
        return;
    fprintf(out, "%-11s ", step);
    va_list values;
    va_start(values, format);
    vfprintf(out, format, values);
    va_end(values);
    fprintf(out, "\n");
}

static const char *name_or_own(const char *name)
{
    return name ? name : "a function of your own";
}

/* --- the questions ------------------------------------------------------------------------------------ */

static bool find_items(Opening *opening)
{
    const GetItems *get_items = &opening->block.get_items;
    summary_say(opening->out, "get_items", "%s", name_or_own(get_items->name));
    opening->items = get_items->get(opening->source, get_items->how);
    if (!opening->items)
        return false;
    if (opening->items->n == 0) {
        error_set(ERR_VALUE, "data_block: %s: no items found in it by %s", opening->source,
                  name_or_own(get_items->name));
        error_hint("is it the right folder? pictures are told by the endings of their names: jpg, png ...");
        return false;
    }
    summary_say(opening->out, "", "%lld files, the first %s", (long long)opening->items->n,
                opening->items->paths[0]);
    return true;
}

static bool label_items(Opening *opening)
{
    const GetY *get_y = &opening->block.get_y;
    const Items *items = opening->items;
    summary_say(opening->out, "get_y", "%s", name_or_own(get_y->name));
    opening->names = scope_alloc((size_t)items->n * sizeof *opening->names);
    for (int64_t i = 0; opening->names && i < items->n; i++) {
        opening->names[i] = get_y->label(items, i, get_y->how);
        if (opening->names[i] && *opening->names[i])
            continue;
        error_set(ERR_VALUE, "data_block: %s: %s gave no label", items->paths[i], name_or_own(get_y->name));
        return false;
    }
    if (opening->names)
        summary_say(opening->out, "", "\"%s\" for the first", opening->names[0]);
    return opening->names != NULL;
}

/* Class names in a line, for people: no more than fit. */
static const char *shown(const Vocab *vocab)
{
    enum { SHOWN = 10 };
    const char *text = "";
    for (int i = 0; text && i < vocab->n && i < SHOWN; i++)
        text = scope_text("%s%s%s", text, i ? " " : "", vocab->names[i]);
    return text && vocab->n > SHOWN ? scope_text("%s ...", text) : text;
}

static bool number_labels(Opening *opening)
{
    const Items *items = opening->items;
    Vocab *vocab = &opening->block.vocab;
    if (!vocab->names) {
        *vocab = vocab_of(items->n, opening->names);
        if (vocab->n == 1) {
            error_set(ERR_VALUE, "data_block: %s: all %lld items have the same label, '%s'", opening->source,
                      (long long)items->n, vocab->names[0]);
            error_hint("a classifier tells two classes apart at least: has each a sub-folder of its own, or "
                       "does get_y look at something else?");
            return false;
        }
    }
    opening->labels = vocab->names ? scope_alloc((size_t)items->n * sizeof *opening->labels) : NULL;
    const char *names = opening->labels ? shown(vocab) : NULL;
    if (!names)
        return false;
    summary_say(opening->out, "vocab", "%d classes: %s", vocab->n, names);
    for (int64_t i = 0; i < items->n; i++) {
        opening->labels[i] = vocab_find(vocab, opening->names[i]);
        if (opening->labels[i] >= 0)
            continue;
        error_set(ERR_VALUE, "data_block: %s: its label '%s' is not in the vocabulary", items->paths[i],
                  opening->names[i]);
        error_hint("labels can be: %s", names);
        return false;
    }
    return true;
}

/* Leaves only the usable pictures in the list. The set has them in the same order. */
static void drop_bad_items(Opening *opening)
{
    const Dataset *good = opening->sets.all;
    Items *items = opening->items;
    int64_t n = 0;
    for (int64_t i = 0; n < good->n; i++)
        if (items->paths[i] == good->path(good, n)) {
            items->paths[n] = items->paths[i];
            items->rows[n++] = items->rows[i];
        }
    items->n = n;
}

static void tell_rejected(FILE *out, const FolderReport *report)
{
    enum { SHOWN = 3 };
    for (int64_t i = 0; i < report->n_rejected && i < SHOWN; i++)
        summary_say(out, "", "left out: %s: %s", report->rejected[i].path, report->rejected[i].reason);
    if (report->n_rejected > SHOWN)
        summary_say(out, "", "and %lld more", (long long)report->n_rejected - SHOWN);
}

static bool decode_items(Opening *opening)
{
    const DataBlock *block = &opening->block;
    Datasets *sets = &opening->sets;
    summary_say(opening->out, "blocks", "%s, CATEGORY_BLOCK",
                block->blocks.x == IMAGE_BW_BLOCK ? "IMAGE_BW_BLOCK" : "IMAGE_BLOCK");
    sets->all = photos_open(opening->items, opening->labels, block->vocab.n, block->vocab.names,
                            block->photos, &sets->report);
    if (!sets->all)
        return false;
    const FolderReport *report = sets->report;
    summary_say(opening->out, "", "%lld of %lld files are pictures that can be used", (long long)sets->all->n,
                (long long)report->n_files);
    tell_rejected(opening->out, report);
    if (sets->all->n == 0)
        error_set(ERR_VALUE, "data_block: %s: none of %lld files can be used, the first, %s: %s",
                  opening->source, (long long)report->n_files, report->rejected[0].path,
                  report->rejected[0].reason);
    drop_bad_items(opening);
    return sets->all->n > 0;
}

/* A class without a sample to train on: because of the split, or because none of its files is any good. */
static void blame_class(const Opening *opening, const char *name, int64_t n)
{
    const FolderReport *report = opening->sets.report;
    if (n > 0) {
        error_set(ERR_VALUE,
                  "data_block: %s: class '%s' has nothing to train on: of %lld usable files none is on the "
                  "training side",
                  opening->source, name, (long long)n);
        error_hint("collect more of that class, or split with stratified_splitter");
        return;
    }
    error_set(ERR_VALUE, "data_block: %s: class '%s' has nothing to train on: no file that can be used",
              opening->source, name);
    if (report->n_rejected > 0)
        error_hint("%lld files were left out, the first: %s: %s", (long long)report->n_rejected,
                   report->rejected[0].path, report->rejected[0].reason);
}

/* A net cannot learn a class that it never sees. */
static bool classes_can_be_learnt(const Opening *opening)
{
    const Datasets *sets = &opening->sets;
    int64_t *all = scope_alloc((size_t)sets->all->n_classes * sizeof *all),
            *train = scope_alloc((size_t)sets->all->n_classes * sizeof *train);
    if (!all || !train)
        return false;
    dataset_class_counts(sets->all, all);
    dataset_class_counts(sets->train, train);
    for (int c = 0; sets->train->n > 0 && c < sets->all->n_classes; c++)
        if (train[c] == 0) {
            blame_class(opening, sets->all->classes[c], all[c]);
            return false;
        }
    return true;
}

static bool split_items(Opening *opening)
{
    const Splitter *splitter = &opening->block.splitter;
    Datasets *sets = &opening->sets;
    summary_say(opening->out, "splitter", "%s", name_or_own(splitter->name));
    Sides sides = splitter->split(sets->all, opening->items, splitter->how);
    if (!sides.train || !sides.valid)
        return false;
    sets->train = dataset_subset(sets->all, sides.train, sides.n_train);
    sets->valid = dataset_subset(sets->all, sides.valid, sides.n_valid);
    if (!sets->train || !sets->valid)
        return false;
    summary_say(opening->out, "", "%lld to train on, %lld to validate on", (long long)sides.n_train,
                (long long)sides.n_valid);
    return classes_can_be_learnt(opening);
}

Datasets datasets_open(const DataBlock *block, const char *source, FILE *out)
{
    if (!block || !source || !error_ok())
        return (Datasets){0};
    Opening opening = {.block = *block, .source = source, .out = out};
    if (!opening.block.get_items.get)
        opening.block.get_items = get_image_files;
    if (!opening.block.get_y.label)
        opening.block.get_y = parent_label;
    if (!opening.block.splitter.split)
        opening.block.splitter = random_splitter(0.2, 42);
    bool good = find_items(&opening) && label_items(&opening) && number_labels(&opening) &&
                decode_items(&opening) && split_items(&opening);
    return good && error_ok() ? opening.sets : (Datasets){0};
}

Datasets data_block_datasets(const DataBlock *block, const char *source)
{
    return datasets_open(block, source, NULL);
}

/* --- from sets to batches ----------------------------------------------------------------------------- */

static Image *to_grey(const Image *image, const void *how, Stream *stream)
{
    (void)how;
    (void)stream;
    return image_grey(image);
}

int block_transforms(const DataBlock *block, ItemTransform *transforms)
{
    int n = 0;
    if (block->blocks.x == IMAGE_BW_BLOCK)
        transforms[n++] = (ItemTransform){.apply = to_grey, .name = "grey"};
    for (int i = 0; i < ITEM_TFMS; i++)
        if (block->item_tfms[i].apply)
            transforms[n++] = block->item_tfms[i];
    return n;
}

/* Several transforms as one. */
typedef struct Chain {
    int n;
    ItemTransform transforms[BLOCK_TFMS];
} Chain;

static Image *apply_chain(const Image *image, const void *how, Stream *stream)
{
    const Chain *chain = how;
    Image *made = NULL;
    for (int i = 0; i < chain->n; i++) {
        const ItemTransform *transform = &chain->transforms[i];
        Image *next = transform->apply(made ? made : image, transform->how, stream);
        image_free(made);
        made = next;
        if (!made)
            return NULL;
    }
    return made;
}

LoaderOptions block_options(const DataBlock *block, BatchOptions options, bool train, int64_t n)
{
    int batch = options.batch == 0 ? 64 : options.batch;
    LoaderOptions loader = {.batch = batch,
                            .shuffle = train,
                            .drop_last = train && n >= batch,
                            .train = train,
                            .batch_tfms = block->batch_tfms,
                            .mean = block->mean,
                            .std = block->std,
                            .workers = options.workers,
                            .seed = options.seed};
    Chain *chain = scope_alloc(sizeof *chain);
    if (!chain)
        return loader;
    chain->n = block_transforms(block, chain->transforms);
    if (chain->n == 1)
        loader.item = chain->transforms[0];
    else if (chain->n > 1)
        loader.item = (ItemTransform){.apply = apply_chain, .how = chain};
    return loader;
}

static bool both_sides_are_filled(const Datasets *sets)
{
    if (sets->train->n > 0 && sets->valid->n > 0)
        return true;
    error_set(ERR_VALUE, "data_block_load: %s: %lld items to train on and %lld to validate on",
              sets->all->name, (long long)sets->train->n, (long long)sets->valid->n);
    error_hint("a training needs both: let the splitter take another share, or collect more");
    return false;
}

DataLoaders data_block_load(const DataBlock *block, Datasets sets, BatchOptions options)
{
    if (!block || !sets.all || !sets.train || !sets.valid || !both_sides_are_filled(&sets))
        return (DataLoaders){0};
    DataLoaders loaders = {
        .train = loader_new(sets.train, block_options(block, options, true, sets.train->n)),
        .valid = loader_new(sets.valid, block_options(block, options, false, sets.valid->n)),
        .vocab = {sets.all->n_classes, sets.all->classes},
        .sets = sets};
    return loaders.train && loaders.valid ? loaders : (DataLoaders){0};
}

DataLoaders data_block_loaders(const DataBlock *block, const char *source, BatchOptions options)
{
    return data_block_load(block, data_block_datasets(block, source), options);
}
