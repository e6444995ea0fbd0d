/* caught by: share_of_all, titanic - averages the shares of the folds, large or small */
#include "ex4_folds.h"

#include <stdlib.h>

double cross_validate(const int64_t *order, int64_t n, int k, Judge *judge, void *context)
{
    int64_t *train = malloc((size_t)n * sizeof *train);
    int64_t from = 0;
    double right = 0;
    for (int fold = 0; train && fold < k; fold++) {
        int64_t count = n / k + (fold < n % k);
        int64_t n_train = 0;
        for (int64_t i = 0; i < n; i++)
            if (i < from || i >= from + count)
                train[n_train++] = order[i];
        right += (double)judge(train, n_train, order + from, count, context) / (double)count;
        from += count;
    }
    free(train);
    return right / k; /* every row counts once, whatever the size of its fold */
}
