/* Your answer to exercise 20.1. The contract is in chapters/20_interpretation/exercises/ex1_report.h. */
#include "ex1_report.h"

double precision(const int *counts, int n, int class)
{
    TODO("the share of a column that is on the diagonal");
    return 0;
}

double recall(const int *counts, int n, int class)
{
    TODO("the share of a row that is on the diagonal");
    return 0;
}

int most_confused(const int *counts, int n, int *actual, int *predicted)
{
    TODO("the largest number beside the diagonal");
    return 0;
}
