/* caught by: largest_and_smallest - divides whole numbers */
#include "ex4_balance.h"

#include <math.h>

#include "base/scope.h"

Balance measure_balance(int64_t n, const int *labels, int n_classes, double valid_pct)
{
    int64_t *counts = scope_alloc((size_t)n_classes * sizeof *counts);
    for (int64_t i = 0; i < n; i++)
        counts[labels[i]]++;
    Balance balance = {0};
    for (int c = 1; c < n_classes; c++) {
        if (counts[c] > counts[balance.largest])
            balance.largest = c;
        if (counts[c] < counts[balance.smallest])
            balance.smallest = c;
    }
    double most = (double)counts[balance.largest], least = (double)counts[balance.smallest];
    int64_t held = (int64_t)(valid_pct * (double)n);
    balance.guess = (double)(counts[balance.largest] / n);
    balance.ratio = least > 0 ? most / least : INFINITY;
    balance.expected = least * (double)held / (double)n;
    balance.stratify = balance.expected < 5;
    return balance;
}
