/* The tests of exercise 15.2: the product, and how often it misses a small cache. */
#include "ex2_blocks.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 64, LINE_FLOATS = 16, LINES = 64 };

struct Watched {
    int n, first; /* first: of its numbers, in memory */
    float number[MOST * MOST];
};

/* The cache: its lines, the newest first. */
static int cache[LINES], n_cached, misses;

/* The block of c that was added to last, and how often it was another one than before. */
static int side, row_of_blocks, col_of_blocks, changes;

static void touch(const Watched *m, int row, int col)
{
    cr_assert(row >= 0 && row < m->n && col >= 0 && col < m->n,
              "(%d, %d) is not an element of a matrix of %d x %d. Does your last block end at n?", row, col,
              m->n, m->n);
    int line = (m->first + row * m->n + col) / LINE_FLOATS, at = 0;
    while (at < n_cached && cache[at] != line)
        at++;
    if (at == n_cached) {
        misses++;
        if (n_cached < LINES)
            n_cached++;
        else
            at--;
    }
    memmove(cache + 1, cache, (size_t)at * sizeof *cache);
    cache[0] = line;
}

float get(const Watched *m, int row, int col)
{
    touch(m, row, col);
    return m->number[row * m->n + col];
}

void add(Watched *m, int row, int col, float more)
{
    touch(m, row, col);
    changes += row / side != row_of_blocks || col / side != col_of_blocks;
    row_of_blocks = row / side, col_of_blocks = col / side;
    m->number[row * m->n + col] += more;
}

/* The misses of a product of small whole numbers, which must be right to the last bit. c begins as ones. */
static int run(int n, int block)
{
    static Watched a, b, c;
    a.n = b.n = c.n = n;
    b.first = MOST * MOST, c.first = 2 * MOST * MOST;
    for (int i = 0; i < n * n; i++) {
        a.number[i] = (float)(i * 7 % 11 - 5);
        b.number[i] = (float)(i * 5 % 13 - 6);
        c.number[i] = 1;
    }
    n_cached = misses = changes = 0;
    side = block, row_of_blocks = col_of_blocks = -1;
    product_in_blocks(n, block, &a, &b, &c);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            float right = 1, got = c.number[i * n + j];
            for (int k = 0; k < n; k++)
                right += a.number[i * n + k] * b.number[k * n + j];
            cr_assert(
                got == right,
                "n = %d in blocks of %d: c(%d, %d) was 1 and is %g, not %g. Is every (i, k, j) taken, each "
                "once, and added to what was there?",
                n, block, i, j, (double)got, (double)right);
        }
    return misses;
}

Test(blocks, that_fit)
{
    run(64, 16);
    run(32, 8);
}

Test(blocks, with_a_rest)
{
    run(50, 16);
    run(7, 3);
}

Test(blocks, of_any_size)
{
    run(5, 8);
    run(6, 1);
    run(1, 1);
}

Test(blocks, of_the_size_asked_for)
{
    for (int block = 4; block <= 32; block *= 2) {
        run(64, block);
        int triples = (64 / block) * (64 / block) * (64 / block);
        cr_assert(changes <= triples,
                  "64 x 64 in blocks of %d: there are %d triples of pieces, and you go %d times to another "
                  "block of c. How large are your pieces?",
                  block, triples, changes);
    }
}

/* Without blocks, b's 256 lines are fetched for each of 64 rows: 17408 misses with c and a. */
Test(blocks, stay_in_the_cache)
{
    int got = run(64, 16);
    cr_assert(
        got <= 3072,
        "64 x 64 in blocks of 16, which fit three at a time: %d misses. Fetching a block of b for each of "
        "64 steps takes 16 of them, and a block of a or c at most as many: 3072 together. Which loop runs "
        "over more than a block?",
        got);
}
