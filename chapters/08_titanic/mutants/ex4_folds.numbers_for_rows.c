/* caught by: in_the_order_given, learnt_elsewhere - takes places in the list for rows of the table */
#include "ex4_folds.h"

#include <stdlib.h>

double cross_validate(const int64_t *order, int64_t n, int k, Judge *judge, void *context)
{
    int64_t *train = malloc((size_t)n * sizeof *train);
    int64_t right = 0, from = 0;
    for (int fold = 0; train && fold < k; fold++) {
        int64_t count = n / k + (fold < n % k);
        int64_t n_train = 0;
        for (int64_t i = 0; i < n; i++)
            if (i < from || i >= from + count)
                train[n_train++] = i;
        right += judge(train, n_train, order + from, count, context);
        from += count;
    }
    free(train);
    return (double)right / (double)n; /* every row counts once, whatever the size of its fold */
}
