/* caught by: no_more_room_than_needed - steps a float too far each time */
#include "ex3_sums.h"

int64_t sums_room(int pieces)
{
    return (int64_t)pieces * LINE_FLOATS;
}

/* Fifteen floats behind each sum are never used: that is the price. A sum kept in a local variable, which is
 * a register, and written once at the end would not need it. */
float *sums_place(float *room, int piece)
{
    return room + (int64_t)piece * (LINE_FLOATS + 1);
}

float sums_add(const float *x, int64_t n, int pieces, float *room)
{
#pragma omp parallel for
    for (int piece = 0; piece < pieces; piece++) {
        volatile float *sum = sums_place(room, piece);
        *sum = 0;
        for (int64_t i = n * piece / pieces; i < n * (piece + 1) / pieces; i++)
            *sum += x[i];
    }
    float all = 0;
    for (int piece = 0; piece < pieces; piece++)
        all += *sums_place(room, piece);
    return all;
}
