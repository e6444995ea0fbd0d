/* Your answer to exercise 17.5. The contract is in chapters/17_data_block/exercises/ex5_zoo.h. */
#include "ex5_zoo.h"

Kind kind_of(const uint8_t *bytes, size_t n)
{
    TODO("which animal of the zoo begins like this?");
    return UNKNOWN;
}
