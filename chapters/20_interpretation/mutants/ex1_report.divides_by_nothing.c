/* caught by: precision, recall - 0 / 0 is no number */
#include "ex1_report.h"

double precision(const int *counts, int n, int class)
{
    int called = 0;
    for (int i = 0; i < n; i++)
        called += counts[i * n + class];
    return (double)counts[class * n + class] / called;
}

double recall(const int *counts, int n, int class)
{
    int is = 0;
    for (int j = 0; j < n; j++)
        is += counts[class * n + j];
    return (double)counts[class * n + class] / is;
}

/* Only a larger count takes the place, so the first of equal ones stays. */
int most_confused(const int *counts, int n, int *actual, int *predicted)
{
    int most = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            if (i != j && counts[i * n + j] > most) {
                most = counts[i * n + j];
                *actual = i;
                *predicted = j;
            }
    return most;
}
