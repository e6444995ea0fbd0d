/* caught by: place_of_blue - as if all the red came first, then all the green */
#include "ex4_sizes.h"

int64_t bytes_of_a_photo(void)
{
    return 4000 * 3000 * 3; /* 36 MB, where the JPEG file has perhaps 4 */
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
    return 2 * 600 + 2 * 30 + 3;
}

int64_t brighter(void)
{
    return 4; /* 260 - 256: nearly white has become nearly black */
}
