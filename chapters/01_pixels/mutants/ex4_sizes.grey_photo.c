/* caught by: bytes_of_a_photo - counts pixels */
#include "ex4_sizes.h"

int64_t bytes_of_a_photo(void)
{
    return 4000 * 3000;
}

int64_t bytes_of_a_batch(void)
{
    return 64 * 224 * 224 * 3 * 4;
}

int64_t place_in_grey(void)
{
    return 5 * 30 + 7;
}

int64_t place_of_blue(void)
{
    return (2 * 30 + 3) * 3 + 2;
}

int64_t brighter(void)
{
    return 4; /* 260 - 256: nearly white has become nearly black */
}
