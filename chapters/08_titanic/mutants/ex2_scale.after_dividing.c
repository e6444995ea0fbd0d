/* caught by: own_largest, same_passenger, unusual_age, three_columns - looks for the largest value again
 * after the training part was divided */
#include "ex2_scale.h"

static float largest_of(const float *table, size_t n, size_t n_columns, size_t column)
{
    float largest = 0;
    for (size_t i = 0; i < n; i++)
        if (table[i * n_columns + column] > largest)
            largest = table[i * n_columns + column];
    return largest;
}

static void divide(float *table, size_t n, size_t n_columns, size_t column, float by)
{
    for (size_t i = 0; by > 0 && i < n; i++)
        table[i * n_columns + column] /= by;
}

void scale(float *train, size_t n_train, float *valid, size_t n_valid, size_t n_columns)
{
    for (size_t column = 0; column < n_columns; column++) {
        float largest = largest_of(train, n_train, n_columns, column);
        divide(train, n_train, n_columns, column, largest);
        divide(valid, n_valid, n_columns, column,
               largest_of(train, n_train, n_columns,
                          column)); /* may give values above 1: that is as it should be */
    }
}
