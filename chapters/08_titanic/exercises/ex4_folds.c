/* Your answer to exercise 08.4. The contract is in chapters/08_titanic/exercises/ex4_folds.h. */
#include "ex4_folds.h"

double cross_validate(const int64_t *order, int64_t n, int k, Judge *judge, void *context)
{
    TODO("judge each of the k folds by a model that learnt from the others, and count all right answers");
    return 0;
}
