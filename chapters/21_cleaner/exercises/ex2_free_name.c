/* Your answer to exercise 21.2. The contract is in chapters/21_cleaner/exercises/ex2_free_name.h. */
#include "ex2_free_name.h"

bool free_name(const char *name, Taken taken, const void *folder, char *out, size_t size)
{
    TODO("the name itself, or ~2, ~3 ... before its ending");
    return false;
}
