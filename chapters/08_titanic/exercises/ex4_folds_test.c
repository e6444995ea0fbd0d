/* The tests of exercise 08.4. */
#include "ex4_folds.h"

#include "lib.h"

#include <criterion/criterion.h>

enum { MOST = 100 };

/* What a judge that only watches saw. */
typedef struct Seen {
    int calls;
    int judged[MOST], learnt[MOST];
    int64_t sizes[MOST];
    int place[MOST]; /* of each row, in `order` */
    bool learnt_what_it_judges, out_of_order;
} Seen;

/* Has all rows below 7 right. */
static int64_t watch(const int64_t *train, int64_t n_train, const int64_t *valid, int64_t n_valid,
                     void *context)
{
    Seen *seen = context;
    int64_t right = 0;
    for (int64_t i = 0; i < n_valid; i++) {
        seen->judged[valid[i]]++;
        right += valid[i] < 7;
        for (int64_t k = 0; k < n_train; k++)
            seen->learnt_what_it_judges |= train[k] == valid[i];
    }
    for (int64_t k = 0; k < n_train; k++)
        seen->learnt[train[k]]++;
    for (int64_t k = 1; k < n_train; k++)
        seen->out_of_order |= seen->place[train[k]] < seen->place[train[k - 1]];
    for (int64_t i = 1; i < n_valid; i++)
        seen->out_of_order |= seen->place[valid[i]] < seen->place[valid[i - 1]];
    seen->sizes[seen->calls++ % MOST] = n_valid;
    return right;
}

static double run(int64_t n, int k, Seen *seen)
{
    int64_t order[MOST];
    *seen = (Seen){0};
    for (int64_t i = 0; i < n; i++) {
        order[i] = (7 * i + 3) % n; /* every row once, and not in the order of their numbers */
        seen->place[order[i]] = (int)i;
    }
    return cross_validate(order, n, k, watch, seen);
}

Test(folds, judged_once)
{
    Seen seen;
    run(23, 5, &seen);
    for (int i = 0; i < 23; i++)
        cr_assert(seen.judged[i] == 1,
                  "row %d of 23 was judged %d times; with 5 folds each row is judged exactly once", i,
                  seen.judged[i]);
    cr_assert(seen.calls == 5, "5 folds are 5 models; you trained %d", seen.calls);
}

Test(folds, learnt_elsewhere)
{
    Seen seen;
    run(23, 5, &seen);
    cr_assert(!seen.learnt_what_it_judges,
              "a model was judged by rows that it had learnt from: that measures its memory");
    for (int i = 0; i < 23; i++)
        cr_assert(seen.learnt[i] == 4,
                  "row %d took part in %d trainings; it should in all but the one that it judges", i,
                  seen.learnt[i]);
}

Test(folds, in_the_order_given)
{
    Seen seen;
    run(23, 5, &seen);
    cr_assert(
        !seen.out_of_order,
        "the rows of a list are not in the order of `order`, which is shuffled: place i of it holds row "
        "order[i], not row i");
}

Test(folds, fold_sizes)
{
    Seen seen;
    run(23, 5, &seen);
    for (int fold = 0; fold < 5; fold++)
        cr_assert(seen.sizes[fold] == (fold < 3 ? 5 : 4),
                  "fold %d has %lld rows; 23 rows in 5 folds are 5, 5, 5, 4, 4", fold,
                  (long long)seen.sizes[fold]);
}

Test(folds, share_of_all)
{
    Seen seen;
    double share = run(23, 5, &seen);
    cr_assert(fabs(share - 7.0 / 23) < 1e-12,
              "7 of 23 rows were right, that is %.4f, and you say %.4f. Is each row worth the same, whatever "
              "fold it is in?",
              7.0 / 23, share);
}

static double survived[891], is_woman[891];

/* The model that says what most of the training rows of one's sex did. */
static int64_t by_sex(const int64_t *train, int64_t n_train, const int64_t *valid, int64_t n_valid,
                      void *context)
{
    (void)context;
    double balance[2] = {0, 0};
    int64_t right = 0;
    for (int64_t i = 0; i < n_train; i++)
        balance[(int)is_woman[train[i]]] += survived[train[i]] ? 1 : -1;
    for (int64_t i = 0; i < n_valid; i++)
        right += (balance[(int)is_woman[valid[i]]] > 0) == (survived[valid[i]] > 0);
    return right;
}

Test(folds, titanic)
{
    const Csv *csv =
        file_exists("datasets/titanic/titanic.csv") ? csv_read("datasets/titanic/titanic.csv") : NULL;
    if (!csv || csv->n_rows != 891 || !csv_numbers(csv, "Survived", survived))
        cr_skip_test("make data-titanic");
    int64_t order[891];
    for (int i = 0; i < 891; i++)
        is_woman[i] = strcmp(csv_cell(csv, i, csv_column(csv, "Sex")), "female") == 0;
    Random random;
    random_init(&random, 42);
    random_randperm(&random, order, 891);
    double share = cross_validate(order, 891, 5, by_sex, NULL);
    cr_assert(fabs(share - 701.0 / 891) < 1e-12,
              "\"women survive\" is right for 701 of 891, %.6f; you have %.6f", 701.0 / 891, share);
}
