/* Your answer to exercise 21.1. The contract is in chapters/21_cleaner/exercises/ex1_look_first.h. */
#include "ex1_look_first.h"

void look_first(int64_t n, int n_classes, const float *log_p, const int *labels, int64_t *order)
{
    TODO("the loss of each photo, and the numbers sorted by it");
}
