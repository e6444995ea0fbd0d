/* caught by: judged_once, learnt_elsewhere, fold_sizes, titanic, share_of_all - cuts k folds of n / k rows
 * and forgets what is left over */
#include "ex4_folds.h"

#include <stdlib.h>

double cross_validate(const int64_t *order, int64_t n, int k, Judge *judge, void *context)
{
    int64_t *train = malloc((size_t)n * sizeof *train);
    int64_t right = 0, from = 0;
    for (int fold = 0; train && fold < k; fold++) {
        int64_t count = n / k;
        int64_t n_train = 0;
        for (int64_t i = 0; i < n; i++)
            if (i < from || i >= from + count)
                train[n_train++] = order[i];
        right += judge(train, n_train, order + from, count, context);
        from += count;
    }
    free(train);
    return (double)right / (double)n; /* every row counts once, whatever the size of its fold */
}
