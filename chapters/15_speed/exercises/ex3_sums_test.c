/* The tests of exercise 15.3: not how long it takes, but where the sums lie. */
#include "ex3_sums.h"

#include <criterion/criterion.h>
#include <inttypes.h>

enum { PIECES = 20, MOST = 128 * LINE_FLOATS };
static _Alignas(64) float room[MOST];

Test(sums, a_line_for_each)
{
    cr_assert(sums_room(PIECES) >= 1, "Room for no sum at all");
    for (int p = 0; p < PIECES; p++)
        for (int q = 0; q < p; q++) {
            int64_t first = sums_place(room, q) - room, second = sums_place(room, p) - room;
            cr_assert(first / LINE_FLOATS != second / LINE_FLOATS,
                      "Pieces %d and %d keep their sums at floats %" PRId64 " and %" PRId64
                      " of the room: both are in line %" PRId64 ", which two cores now take from each other",
                      q, p, first, second, first / LINE_FLOATS);
        }
}

Test(sums, no_more_room_than_needed)
{
    for (int pieces = 1; pieces <= PIECES; pieces++) {
        int64_t floats = sums_room(pieces);
        cr_assert(floats <= pieces * LINE_FLOATS,
                  "%d pieces take %" PRId64 " floats: a line each is %d. Is LINE_FLOATS counted in bytes?",
                  pieces, floats, pieces * LINE_FLOATS);
        for (int p = 0; p < pieces; p++) {
            int64_t place = sums_place(room, p) - room;
            cr_assert(place >= 0 && place < floats,
                      "sums_room(%d) is %" PRId64 ", but piece %d keeps its sum at float %" PRId64, pieces,
                      floats, p, place);
        }
    }
}

Test(sums, are_right)
{
    static float x[1000];
    for (int i = 0; i < 1000; i++)
        x[i] = (float)(i % 10);
    cr_assert(sums_room(PIECES) <= MOST, "That is more room than a line each");
    for (int pieces = 1; pieces <= PIECES; pieces++) {
        float sum = sums_add(x, 1000, pieces, room);
        cr_assert(sum == 4500, "1000 numbers in %d pieces: their sum is 4500, not %g", pieces, (double)sum);
    }
}
