/* caught by: precision, recall - divides by all samples */
#include "ex1_report.h"

double precision(const int *counts, int n, int class)
{
    int called = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            called += counts[i * n + j];
    return called ? (double)counts[class * n + class] / called : 0;
}

double recall(const int *counts, int n, int class)
{
    int is = 0;
    for (int j = 0; j < n; j++)
        for (int i = 0; i < n; i++)
            is += counts[i * n + j];
    return is ? (double)counts[class * n + class] / is : 0;
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
