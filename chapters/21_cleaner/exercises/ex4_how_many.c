/* Your answer to exercise 21.4. The contract is in chapters/21_cleaner/exercises/ex4_how_many.h. */
#include "ex4_how_many.h"

Effort how_many(int64_t n, const bool *fault, double share)
{
    TODO("go through the list until enough faults are found");
    return (Effort){0};
}
