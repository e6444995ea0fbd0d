/* Which way a convolution is computed: a table, so that the same sizes are always computed the same way.
 *
 * Winograd's method saves a part of the products and pays with transforms. Transforming pixels costs the less
 * the more channels share it; transforming weights costs the less the more tiles do. So a line of the table
 * holds for so many channels and more, and says how many tiles of 4 x 4 pixels it takes, in all images
 * together. `bench_conv --methods` measures and prints the lines, on images of 7 x 7 pixels. One number is
 * not its: forward, 512 channels and 4 tiles are what a trained net does with a single photo, and there
 * weights have been transformed before (conv_pack). */
#include "kernels/cpu_conv_method.h"

#include "kernels/cpu_pieces.h"
#include "kernels/cpu_tile.h"

enum { NEVER = 1 << 30 };

typedef struct Line {
    int channels;    /* of x and of y, at least                                       */
    int tiles[3][2]; /* by ConvPass: for F(2x2, 3x3) and for F(4x4, 3x3), at least     */
} Line;

static const Line lines[] = {
    {512, {{4, 16}, {4, 8}, {4, 8}}},
    {256, {{16, 8}, {16, 8}, {8, 8}}},
    {128, {{8, 32}, {8, 32}, {4, 16}}},
    {64, {{16, 8}, {16, 8}, {4, 8}}},
    {32, {{NEVER, 16}, {NEVER, 16}, {NEVER, 8}}},
    {16, {{NEVER, 64}, {NEVER, 64}, {NEVER, 32}}},
    {8, {{NEVER, NEVER}, {NEVER, NEVER}, {NEVER, NEVER}}},
};

/* Small images fill their tiles badly: of their points more is computed in vain. And direct sums, except to
 * the weights, leave out what lies outside of the image, of 2 x 2 pixels more than half. */
static bool saves(const View *images, int m, int pad, ConvPass pass)
{
    const int64_t h = images->shape[1], w = images->shape[2];
    const int64_t points = (h + 2 * pieces_needed(h, m)) * (w + 2 * pieces_needed(w, m));
    const int outside = pass == PASS_GRAD_WEIGHT ? 0 : pad * (pad + 1);
    const int64_t products = (3 * h - outside) * (3 * w - outside);
    return 9 * m * m * points < 16 * (m + 2) * (m + 2) * h * w && 3 * points < 2 * products;
}

static int choose(const Convolution *how, ConvPass pass)
{
    const bool to_input = pass == PASS_GRAD_INPUT;
    const View *written = to_input ? how->x : how->y;
    const int64_t *shape = written->shape, channels = min(how->x->shape[3], how->y->shape[3]);
    const int64_t tiles = shape[0] * pieces_needed(shape[1], 4) * pieces_needed(shape[2], 4);
    const int pad = to_input ? 2 - how->window.pad : how->window.pad;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        if (channels < lines[i].channels)
            continue;
        if (tiles >= lines[i].tiles[pass][1] && saves(written, 4, pad, pass))
            return 4;
        return tiles >= lines[i].tiles[pass][0] && saves(written, 2, pad, pass) ? 2 : 0;
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
