/* Your answer to exercise 15.3. The contract is in chapters/15_speed/exercises/ex3_sums.h.
 *
 * Everything is written, and the sums are right. Take the TODO out, and find where the threads get in each
 * other's way. */
#include "ex3_sums.h"

int64_t sums_room(int pieces)
{
    TODO("take this line out, and find the false sharing");
    return pieces;
}

float *sums_place(float *room, int piece)
{
    return room + piece;
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
