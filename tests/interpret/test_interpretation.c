/* What a classifier said about each sample: its scores, its worst answers, and answers out of fold. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "data/splitters.h"
#include "data/transforms.h"
#include "interpret/folds.h"
#include "interpret/report.h"
#include "interpret/top_losses.h"

TestSuite(interpretation, .fini = scope_end_all);

static const char *names[] = {"class 0", "class 1", "class 2"};

/* The text that a function prints; the caller frees it. */
#define PRINTED(call)                            \
    ({                                           \
        char *text_ = NULL;                      \
        size_t n_;                               \
        FILE *out = open_memstream(&text_, &n_); \
        call;                                    \
        fclose(out);                             \
        text_;                                   \
    })

/* Probabilities that come out even: logits are their logarithms. Actual 0 1 2 2 2, taken for 0 0 2 2 1. */
static Interpretation *small(void)
{
    static const float p[15] = {.7f, .2f,  .1f,  .8f, .1f, .1f,  .1f, .2f,
                                .7f, .25f, .25f, .5f, .1f, .85f, .05f};
    float logits[15];
    for (int i = 0; i < 15; i++)
        logits[i] = logf(p[i]) + (float)(i / 3 % 2); /* softmax does not see what all logits of a row share */
    return interpretation_from(tensor_from(SHAPE(5, 3), logits, 15), tensor_of(SHAPE(5), 0, 1, 2, 2, 2), 3,
                               names);
}

Test(interpretation, keeps_losses_and_predictions)
{
    Interpretation *interp = small();
    static const double losses[5] = {0.356675, 2.302585, 0.356675, 0.693147, 2.995732};
    static const int predicted[5] = {0, 0, 2, 2, 1};
    cr_assert(ne(ptr, interp, NULL), "%s", error_text());
    for (int i = 0; i < 5; i++) {
        cr_expect(epsilon_eq(dbl, interp->losses[i], losses[i], 1e-5));
        cr_expect(eq(int, interp->predicted[i], predicted[i]));
    }
    cr_expect(epsilon_eq(dbl, interpretation_p(interp, 4, 1), 0.85, 1e-6));
    cr_expect(epsilon_eq(dbl, interpretation_accuracy(interp), 0.6, 1e-12));
    cr_expect(epsilon_eq(dbl, interpretation_mean_loss(interp), 1.340963, 1e-5));
    float far[3] = {1000, 0, -1000}; /* exponentials that no float holds */
    cr_assert(interpretation_put(interp, 0, 2, far));
    cr_expect(epsilon_eq(dbl, interp->losses[0], 2000, 1e-3));
    cr_assert(not(interpretation_put(interp, 0, 3, far)));
    cr_expect(eq(int, error_code(), ERR_VALUE));
    error_clear();
    cr_assert(
        eq(ptr, interpretation_from(tensor_zeros(SHAPE(2, 2)), tensor_zeros(SHAPE(2)), 3, names), NULL));
    cr_expect(eq(int, error_code(), ERR_SHAPE));
}

/* The example of scikit-learn's documentation, as scikit-learn prints it. */
Test(interpretation, reports_as_scikit_learn)
{
    char *text = PRINTED(report_print(out, report_of(interpretation_confusion(small()))));
    cr_assert(eq(str, text,
                 "              precision    recall  f1-score   support\n"
                 "\n"
                 "     class 0       0.50      1.00      0.67         1\n"
                 "     class 1       0.00      0.00      0.00         1\n"
                 "     class 2       1.00      0.67      0.80         3\n"
                 "\n"
                 "    accuracy                           0.60         5\n"
                 "   macro avg       0.50      0.56      0.49         5\n"
                 "weighted avg       0.70      0.60      0.61         5\n"),
              "%s", text);
    free(text);
}

Test(interpretation, ranks_losses)
{
    Interpretation *interp = small();
    static const int64_t highest[5] = {4, 1, 3, 0, 2}, lowest[5] = {0, 2, 3, 1, 4};
    const int64_t *order = top_losses(interp, false);
    cr_expect(eq(int, memcmp(order, highest, sizeof highest), 0));
    cr_expect(eq(int, memcmp(top_losses(interp, true), lowest, sizeof lowest), 0));
    char *text = PRINTED(top_losses_print(out, interp, order, 2));
    cr_expect(eq(str, text,
                 "predicted  actual       loss  p(pred) p(actual)  file\n"
                 "class 1    class 2      3.00    0.850    0.0500  \n"
                 "class 0    class 1      2.30    0.800    0.1000  \n"),
              "%s", text);
    free(text);
    interp->classes = (const char *[]){"class 0", "\u00c9l\u00e9phant-b\u00e9b\u00e9", "class 2"};
    text = PRINTED(top_losses_print(out, interp, order, 2));
    cr_expect(eq(str, text,
                 "predicted      actual           loss  p(pred) p(actual)  file\n"
                 "\u00c9l\u00e9phant-b\u00e9b\u00e9  class 2          3.00    0.850    0.0500  \n"
                 "class 0        \u00c9l\u00e9phant-b\u00e9b\u00e9    2.30    0.800    0.1000  \n"),
              "%s", text);
    free(text);
    interp->losses[2] = NAN;
    cr_expect(eq(i64, top_losses(interp, false)[0], 2));
    cr_expect(eq(ptr, top_losses_montage(interp, order, 2, 0), NULL));
    cr_expect(eq(int, error_code(), ERR_STATE));
}

Test(interpretation, names_kinds_of_mistakes)
{
    static const char *four[] = {"a", "b", "c", "d"};
    static int64_t counts[16] = {9, 2, 0, 1, 5, 9, 2, 0, 0, 2, 9, 0, 0, 0, 0, 0};
    Confusion confusion = {.n_classes = 4, .classes = four, .counts = counts, .n = 39, .errors = 12};
    static const Confused expected[4] = {{1, 0, 5}, {0, 1, 2}, {1, 2, 2}, {2, 1, 2}};
    int n;
    Confused *found = confusion_most_confused(&confusion, 2, &n);
    cr_assert(eq(int, n, 4));
    for (int i = 0; i < n; i++)
        cr_expect(found[i].actual == expected[i].actual && found[i].predicted == expected[i].predicted &&
                      found[i].n == expected[i].n,
                  "place %d: %d taken for %d, %d times", i, found[i].actual, found[i].predicted,
                  (int)found[i].n);
    confusion_most_confused(&confusion, 0, &n);
    cr_expect(eq(int, n, 5), "what never happened is no mistake");
    char *text = PRINTED(confusion_print_shares(out, &confusion));
    cr_expect(eq(str, text,
                 "             predicted\n"
                 "                   a      b      c      d\n"
                 "actual  a       0.75   0.17   0.00   0.08\n"
                 "        b       0.31   0.56   0.12   0.00\n"
                 "        c       0.00   0.18   0.82   0.00\n"
                 "        d          -      -      -      -\n"),
              "%s", text);
    free(text);
}

/* --- a data set of grey squares ----------------------------------------------------------------------- */

enum { SQUARES = 30, SIDE = 8 };

static Image *square_image(const Dataset *set, int64_t i)
{
    (void)set;
    Image *image = image_new(SIDE, SIDE, 3);
    if (image)
        memset(image->pixels, (int)(10 + 20 * (i % 3) + i), image_bytes(image));
    return image;
}

static int square_label(const Dataset *set, int64_t i)
{
    (void)set;
    return (int)(i % 3);
}

static const char *square_path(const Dataset *set, int64_t i)
{
    return scope_text("somewhere/%s/%d.png", set->classes[i % 3], (int)i);
}

static const Dataset squares = {.n = SQUARES,
                                .name = "squares",
                                .n_classes = 3,
                                .classes = names,
                                .image = square_image,
                                .label = square_label,
                                .path = square_path};

/* A net whose logits are the first three numbers of a picture's red: each sample has another loss. */
static Tensor *first_pixels(Module *module, Tensor *x)
{
    (void)module;
    Tensor *grey = tensor_mean(x, AXIS1 | AXIS2); /* (n, 3) */
    return tensor_mul(grey, tensor_of(SHAPE(3), 1, 2, 3));
}

Test(interpretation, sees_every_sample_of_any_loader_once)
{
    Module *net = nn_module("Grey", first_pixels, 0, 0);
    Interpretation *plain = interpretation_of(net, loader_new(&squares, (LoaderOptions){.batch = 30}));
    Loader *odd = loader_new(
        &squares,
        (LoaderOptions){.batch = 7, .shuffle = true, .drop_last = true, .train = true, .workers = 1});
    Batch batch;
    cr_assert(loader_next(odd, &batch));
    Interpretation *shuffled = interpretation_of(net, odd);
    cr_assert(plain && shuffled, "%s", error_text());
    cr_expect(eq(i64, shuffled->n, SQUARES));
    for (int i = 0; i < SQUARES; i++) {
        cr_expect(eq(int, shuffled->actual[i], i % 3));
        cr_expect(epsilon_eq(flt, shuffled->losses[i], plain->losses[i], 1e-6f), "sample %d", i);
    }
    cr_expect(loader_next(odd, &batch), "the loader goes on where it was");
    Image *sheet = top_losses_montage(plain, top_losses(plain, false), 4, 0);
    cr_assert(ne(ptr, sheet, NULL), "%s", error_text());
    cr_expect(gt(int, sheet->height, 2 * SIDE));
    image_free(sheet);
    char *text = PRINTED(top_losses_print(out, plain, (int64_t[]){5}, 1));
    cr_expect(ne(ptr, strstr(text, "  class 2/5.png\n"), NULL), "%s", text);
    free(text);
}

Test(interpretation, relabelled_samples_keep_their_pictures)
{
    int labels[SQUARES] = {[4] = 2};
    Dataset *other = dataset_relabel(&squares, labels);
    cr_assert(ne(ptr, other, NULL));
    labels[4] = 3;
    cr_expect(eq(int, other->label(other, 4), 2));
    cr_expect(eq(int, other->label(other, 5), 0));
    cr_expect(eq(str, (char *)other->path(other, 4), (char *)"somewhere/class 1/4.png"));
    Image *image = other->image(other, 4);
    cr_expect(eq(int, image->pixels[0], 34));
    image_free(image);
    cr_expect(eq(ptr, dataset_relabel(&squares, labels), NULL));
    cr_expect(eq(int, error_code(), ERR_VALUE));
}

/* "Trains" by counting, and answers with the shares of the classes among what it has seen. */
static Interpretation *count_classes(void *context, int fold, const Dataset *train, const Dataset *held_out)
{
    int64_t counts[3];
    float logits[3];
    *(int *)context += fold + 1;
    dataset_class_counts(train, counts);
    Interpretation *interp = interpretation_new(held_out, held_out->n, 3, held_out->classes);
    for (int c = 0; c < 3; c++)
        logits[c] = logf((float)counts[c]);
    for (int64_t i = 0; interp && i < held_out->n; i++)
        if (!interpretation_put(interp, i, held_out->label(held_out, i), logits))
            return NULL;
    return interp;
}

Test(interpretation, judges_each_sample_by_a_net_that_has_not_seen_it)
{
    int calls = 0;
    int labels[SQUARES], fold[SQUARES];
    for (int i = 0; i < SQUARES; i++)
        labels[i] = squares.label(&squares, i);
    cr_assert(split_folds_stratified(SQUARES, labels, 4, 1, fold), "%s", error_text());
    Interpretation *all = folds_interpretation(&squares, fold, 4, count_classes, &calls);
    cr_assert(ne(ptr, all, NULL), "%s", error_text());
    cr_expect(eq(int, calls, 1 + 2 + 3 + 4));
    for (int i = 0; i < SQUARES; i++) {
        int in = 0, of_class = 0;
        for (int j = 0; j < SQUARES; j++)
            if (fold[j] != fold[i]) {
                in++;
                of_class += j % 3 == i % 3;
            }
        cr_expect(eq(int, all->actual[i], i % 3));
        cr_expect(epsilon_eq(dbl, interpretation_p(all, i, i % 3), (double)of_class / in, 1e-5));
    }
    const int none[SQUARES] = {0};
    cr_expect(eq(ptr, folds_interpretation(&squares, none, 2, count_classes, &calls), NULL));
    cr_expect(eq(int, error_code(), ERR_VALUE));
}
