/* Chapter 21, the cleaner: is it the net that errs, or the label?
 *
 *     make ch21                       how well losses find planted faults, and what cleaning is worth
 *     make cleaner PHOTOS=folder      a page for looking through your own photos
 *     make cleaner ARGS=--terminal    the same without a browser */
#include "faults.h"
#include "nets.h"
#include "sort.h"

#include <stdlib.h>

enum { FOLDS = 5, LOOK_PERCENT = 15, TEST_FROM = 61 };

static const char MESSY[] = "datasets/messy", CLEAN[] = "datasets/drawn";

/* --- 1. What surprises a net -------------------------------------------------------------------------- */

/* Of the planted faults, how many are among the photos with the highest losses? */
static double show_found(const char *name, const Interpretation *interp, const Faults *faults, int64_t looked)
{
    const int64_t *order = top_losses(interp, false);
    if (!order || !faults)
        return 0;
    int64_t all = faults_among(faults, order, faults->n), found = faults_among(faults, order, looked);
    printf("%-34s %4.1f%% %8" PRId64 " of %" PRId64 "\n", name, 100 * interpretation_accuracy(interp), found,
           all);
    return (double)found / (double)all;
}

/* --- 2. The person ------------------------------------------------------------------------------------ */

/* Puts right what is wrong among the first `looked` photos of this order, as somebody would who sees them. */
static int64_t put_right(Clean *clean, const Faults *faults, const int64_t *order, int64_t looked)
{
    for (int64_t i = 0; i < looked; i++)
        clean_mark(clean, order[i], faults->truth[order[i]]);
    return clean_apply(clean);
}

/* A copy of the usable photos that may be changed. */
static bool copy_photos(const Dataset *photos, const char *from, const char *to)
{
    for (int64_t i = 0; i < photos->n && error_ok(); i++) {
        Scope scope = scope_begin();
        const char *path = photos->path(photos, i), *name = path + strlen(from) + 1;
        const char *class = photos->classes[photos->label(photos, i)];
        size_t n;
        const uint8_t *bytes = file_read(path, 0, &n);
        if (file_make_folder(file_join(to, class)))
            file_write(file_join(to, name), bytes, n);
        scope_end(scope);
    }
    return error_ok();
}

/* --- 3. Before and after ------------------------------------------------------------------------------ */

/* Photos that no net here was trained on, all rightly labelled: those of the clean set whose numbers the
 * messy one does not have. */
static const Dataset *test_photos(void)
{
    const Dataset *all = folder_open(CLEAN, KEEP_SIDE, NULL);
    int64_t *numbers = all ? scope_alloc((size_t)all->n * sizeof *numbers) : NULL, n = 0;
    for (int64_t i = 0; numbers && i < all->n; i++)
        if (atoi(strrchr(all->path(all, i), '/') + 1) >= TEST_FROM)
            numbers[n++] = i;
    return dataset_subset(all, numbers, n);
}

static double test_accuracy(const Dataset *train, const Dataset *test, Training how)
{
    Scope scope = scope_begin();
    double accuracy = interpretation_accuracy(nets_train_and_ask(train, test, how));
    scope_end(scope);
    return accuracy;
}

/* The copy as it was: an earlier run may have been stopped after it had moved photos. */
static const Dataset *fresh_copy(const Dataset *photos, const char *copy)
{
    RejectUndo undone;
    if (file_is_folder(copy) && reject_can_undo(copy))
        reject_undo(copy, &undone);
    return copy_photos(photos, MESSY, copy) ? folder_open(copy, KEEP_SIDE, NULL) : NULL;
}

typedef struct Round {
    const Dataset *photos, *test;
    const Faults *faults;
    const char *copy; /* the folder that is cleaned */
    int64_t looked;
    Training how;
} Round;

/* Train, clean a copy by the first photos of this order, train again, and put the copy back as it was. */
static void clean_and_train(const Round *round, const int64_t *order, double accuracy[2])
{
    const Dataset *mine = order ? fresh_copy(round->photos, round->copy) : NULL;
    Clean *clean = clean_open(round->copy, mine);
    if (!clean)
        return;
    int64_t moved = put_right(clean, round->faults, order, round->looked);
    accuracy[0] = test_accuracy(round->photos, round->test, round->how);
    accuracy[1] = test_accuracy(folder_open(round->copy, KEEP_SIDE, NULL), round->test, round->how);
    RejectUndo undone = {0};
    clean_undo(clean, &undone);
    printf("seed %-24" PRIu64 " %3" PRId64 " of %" PRId64 "   %6.1f%%  %6.1f%%\n", round->how.seed, moved,
           faults_among(round->faults, order, round->faults->n), 100 * accuracy[0], 100 * accuracy[1]);
    check_near("every marked photo moved", (double)moved,
               (double)faults_among(round->faults, order, round->looked), 0);
    check_near("every moved photo is back", (double)undone.n_back, (double)moved, 0);
}

/* All of it with several seeds, the nets that find the faults included. */
static void show_training(Round round, int64_t seeds)
{
    double sum[2] = {0};
    if (!round.test)
        return;
    printf("\nright on %" PRId64 " other photos     put right    before    after\n", round.test->n);
    for (int64_t s = 0; s < seeds && error_ok(); s++, round.how.seed++) {
        Scope scope = scope_begin();
        double accuracy[2] = {0};
        clean_and_train(&round, top_losses(nets_held_out(round.photos, FOLDS, round.how), false), accuracy);
        sum[0] += accuracy[0], sum[1] += accuracy[1];
        scope_end(scope);
    }
    printf("%-29s             %6.1f%%  %6.1f%%\n", "mean", 100 * sum[0] / (double)seeds,
           100 * sum[1] / (double)seeds);
    if (seeds > 1 && round.how.weights)
        check_that("a net learns more from photos that were cleaned", sum[1] > sum[0]);
}

/* --- All of it ---------------------------------------------------------------------------------------- */

static bool is_drawn(const char *folder, const char *target)
{
    if (file_is_folder(folder))
        return true;
    error_set(ERR_FILE, "there is no %s", folder);
    error_hint("make %s", target);
    return false;
}

static void lesson(Training how, const char *out, bool quick, int64_t seeds)
{
    if (!is_drawn(MESSY, "data-messy") || !is_drawn(CLEAN, "draw"))
        return;
    const Dataset *photos = folder_open(MESSY, KEEP_SIDE, NULL);
    const Faults *faults = faults_read(MESSY, photos);
    if (!faults)
        return;
    int64_t looked = photos->n * LOOK_PERCENT / 100;
    printf("%" PRId64 " photos, judged by %s\n\n", photos->n, nets_describe(&how));
    printf("%-34s right  faults among the %" PRId64 " highest losses\n", "", looked);
    show_found("a net that was trained on them", nets_train_and_ask(photos, photos, how), faults, looked);
    const Interpretation *held_out = nets_held_out(photos, FOLDS, how);
    double share = show_found("nets that had not seen the photo", held_out, faults, looked);
    if (how.weights && !quick) /* nets that begin at nothing find less */
        check_at_least("share of the faults that held-out losses find", share, 0.8);
    if (!held_out)
        return;
    top_losses_print(stdout, held_out, top_losses(held_out, false), 10);
    show_training((Round){.photos = photos,
                          .test = test_photos(),
                          .faults = faults,
                          .copy = file_join(out, "21-photos"),
                          .looked = looked,
                          .how = how},
                  seeds);
}

/* --- the command line --------------------------------------------------------------------------------- */

static const char USAGE[] = "21_cleaner        what finding and mending wrong labels is worth\n"
                            "21_cleaner sort   look through photos and sort them\n\n";

typedef struct Options {
    CommonFlags common;
    SortOptions sort;
    const char *arch, *weights;
    int64_t seeds;
    bool on_terminal;
} Options;

/* The flags of both commands. */
static bool read_flags(Options *options, int argc, char **argv)
{
    SortOptions *sort = &options->sort;
    const Flag flags[] = {
        {"photos", FLAG_TEXT, &sort->folder, 0, 0, "folder to sort, one sub-folder per class"},
        {"model", FLAG_TEXT, &sort->model, 0, 0, "the net that judges the photos"},
        {"folds", FLAG_WHOLE, &sort->folds, 0, 20, "or train so many, each to judge what it has not seen"},
        {"arch", FLAG_TEXT, &options->arch, 0, 0,
         "with the body of this net: resnet18_half, squeezenet1_1 ..."},
        {"weights", FLAG_TEXT, &options->weights, 0, 0, "that was trained before: the file"},
        {"port", FLAG_WHOLE, &sort->port, 0, 65535, "of the page; 0: one that is free"},
        {"trainer", FLAG_TEXT, &sort->trainer, 0, 0, "the program behind \"train again\""},
        {"terminal", FLAG_SWITCH, &options->on_terminal, 0, 0, "sort without a browser"},
        {"seeds", FLAG_WHOLE, &options->seeds, 1, 100, "how often to clean, and to train before and after"},
        FLAGS_COMMON(options->common)};
    const CommandLine line = {USAGE, sizeof flags / sizeof *flags, flags, 0, 0};
    if (!flags_parse(&line, stdout, &argc, argv) || !chapter_apply(&options->common))
        return false;
    const CommonFlags *common = &options->common;
    sort->training = nets_training(options->arch, options->weights, common->quick, (uint64_t)common->seed);
    sort->out = common->out;
    sort->quick = common->quick;
    return true;
}

int main(int argc, char **argv)
{
    Options options = {
        .common = {.seed = 42, .out = "build/plots"},
        .sort = {.folder = "datasets/drawn", .model = "build/bears/bears.safetensors", .port = 8021},
        .seeds = 5};
    bool sorting = argc > 1 && strcmp(argv[1], "sort") == 0;
    program_catch_interrupt();
    if (!read_flags(&options, argc - sorting, argv + sorting))
        return finish("21_cleaner");
    if (!sorting)
        printf("Chapter 21, the cleaner: takes a minute or two.\n");
    if (!chapter_device(stdout))
        return finish("21_cleaner");
    if (sorting && options.on_terminal) {
        sort_on_terminal(&options.sort, stdin, stdout);
    } else if (sorting) {
        sort_on_page(&options.sort);
    } else {
        printf("\n");
        lesson(options.sort.training, options.common.out, options.common.quick, options.seeds);
        check_report(stdout);
    }
    return finish("21_cleaner");
}
