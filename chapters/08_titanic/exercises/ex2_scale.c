/* Your answer to exercise 08.2. The contract is in chapters/08_titanic/exercises/ex2_scale.h.
 *
 * Everything is written, and both parts end between 0 and 1. That looks tidy, and it is the mistake. Take the
 * TODO out, look at what the tests say, and put it right. */
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
    TODO("take this line out, run the tests, and find what is scaled by the wrong number");
    for (size_t column = 0; column < n_columns; column++) {
        divide(train, n_train, n_columns, column, largest_of(train, n_train, n_columns, column));
        divide(valid, n_valid, n_columns, column, largest_of(valid, n_valid, n_columns, column));
    }
}
