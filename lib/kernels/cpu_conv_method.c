/* Which way a convolution is computed: a table, so that the same sizes are always computed the same way.
 *
 * Winograd's method saves a part of the products and pays with transforms. Transforming pixels costs the less
 * the more channels share it; transforming weights costs the less the more tiles do. So a line of the table
 * holds for so many channels and more, and says how many tiles of 4 x 4 pixels it takes, in all images
 * together. `bench_conv --methods` measures and prints the lines, on images of 7 x 7 pixels. */
#include "kernels/cpu_conv_method.h"

#include "kernels/cpu_pieces.h"
#include "kernels/cpu_tile.h"

enum { NEVER = 1 << 30 };

typedef struct Line {
    int channels;    /* of x and of y, at least                                       */
    int tiles[3][2]; /* by ConvPass: for F(2x2, 3x3) and for F(4x4, 3x3), at least     */
} Line;

static const Line lines[] = {
    {512, {{4, 32}, {4, 32}, {4, 32}}},
    {256, {{16, 32}, {16, 32}, {4, 32}}},
    {128, {{8, 32}, {8, 32}, {4, 16}}},
    {64, {{16, 8}, {16, 8}, {4, 8}}},
    {32, {{NEVER, 16}, {NEVER, 16}, {NEVER, 8}}},
    {16, {{NEVER, 64}, {NEVER, 64}, {NEVER, 32}}},
    {8, {{NEVER, NEVER}, {NEVER, NEVER}, {NEVER, NEVER}}},
};

static int64_t tiles_of(const View *images, int m)
{
    return images->shape[0] * pieces_needed(images->shape[1], m) * pieces_needed(images->shape[2], m);
}

/* Small images fill their tiles badly: what lies outside is computed in vain. */
static bool fills(const View *images, int m)
{
    int64_t pixels = images->shape[0] * images->shape[1] * images->shape[2];
    return 16 * pixels >= 9 * tiles_of(images, m) * m * m;
}

static int choose(const Convolution *how, ConvPass pass)
{
    const View *written = pass == PASS_GRAD_INPUT ? how->x : how->y;
    int64_t tiles = tiles_of(written, 4), channels = min(how->x->shape[3], how->y->shape[3]);
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        if (channels < lines[i].channels)
            continue;
        if (tiles >= lines[i].tiles[pass][1] && fills(written, 4))
            return 4;
        return tiles >= lines[i].tiles[pass][0] && fills(written, 2) ? 2 : 0;
    }
    return 0;
}

int conv_winograd(const Convolution *how, ConvPass pass)
{
    const Window *w = &how->window;
    switch (how->method) {
    case CONV_DIRECT:
        return 0;
    case CONV_WINOGRAD_2:
        return 2;
    case CONV_WINOGRAD_4:
        return 4;
    case CONV_AUTO:
        break;
    }
    bool possible = w->height == 3 && w->width == 3 && w->stride == 1 && w->pad <= 2;
    return possible ? choose(how, pass) : 0;
}
