/* Features of samples, their principal components by PyTorch, and t-SNE of clusters that everybody sees. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "interpret/features.h"
#include "tests/golden/interpret.h"

TestSuite(features, .fini = scope_end_all);

Test(features, principal_components_are_pytorchs)
{
    enum { N = 12, D = 5, K = 3 };
    float rows[N * D];
    for (int i = 0; i < N * D; i++)
        rows[i] = (float)(sin(i * 0.7 + 0.3) * (i % D == 0 ? i / D / 3.0 : 1));
    double share[K];
    Tensor *places = features_pca(tensor_from(SHAPE(N, D), rows, N * D), K, share);
    cr_assert(ne(ptr, places, NULL), "%s", error_text());
    cr_expect(tensor_all_close(places, tensor_from(SHAPE(N, K), interpret_pca, N * K), 1e-3, 1e-4));
    for (int c = 0; c < K; c++)
        cr_expect(epsilon_eq(dbl, share[c], (double)interpret_pca_share[c], 1e-5));
    cr_expect(eq(ptr, features_pca(tensor_ones(SHAPE(4, 3)), 4, NULL), NULL));
    cr_expect(eq(int, error_code(), ERR_VALUE));
    error_clear();
    Tensor *flat = features_pca(tensor_ones(SHAPE(4, 3)), 2, share);
    cr_expect(tensor_equal(flat, tensor_zeros(SHAPE(4, 2))), "all rows alike");
    cr_expect(eq(dbl, share[0], 0));
}

/* Three clusters of 12 rows in 8 dimensions. */
static Tensor *clusters(void)
{
    enum { N = 36, D = 8 };
    float rows[N * D];
    Random random;
    random_init(&random, 5);
    random_randn(&random, rows, N * D);
    for (int i = 0; i < N; i++)
        rows[i * D + i % 3] += 12;
    return tensor_from(SHAPE(N, D), rows, N * D);
}

Test(features, tsne_keeps_neighbours_together)
{
    double kl_start, kl;
    Tensor *x = clusters();
    cr_assert(ne(ptr, features_tsne(x, (Tsne){.perplexity = 6, .steps = 1}, &kl_start), NULL), "%s",
              error_text());
    Tensor *places = features_tsne(x, (Tsne){.perplexity = 6, .steps = 300}, &kl);
    cr_assert(ne(ptr, places, NULL), "%s", error_text());
    cr_expect(lt(dbl, kl, 0.5));
    cr_expect(gt(dbl, kl_start, 1));
    float at[72];
    cr_assert(tensor_read(places, at));
    for (int i = 0; i < 36; i++) {
        double same = 0, other = INFINITY; /* the farthest of its own, the nearest of the others */
        for (int j = 0; j < 36; j++) {
            double distance =
                hypot((double)at[2 * i] - (double)at[2 * j], (double)at[2 * i + 1] - (double)at[2 * j + 1]);
            if (i % 3 == j % 3)
                same = fmax(same, distance);
            else
                other = fmin(other, distance);
        }
        cr_expect(lt(dbl, same, other), "row %d is nearer to another cluster", i);
    }
    cr_expect(tensor_equal(features_tsne(x, (Tsne){.perplexity = 6, .steps = 300}, NULL), places),
              "every time the same");
    cr_expect(eq(ptr, features_tsne(x, (Tsne){.perplexity = 12}, NULL), NULL));
    cr_expect(eq(int, error_code(), ERR_VALUE));
}

/* --- pictures ----------------------------------------------------------------------------------------- */

enum { SIDE = 8 };

static Image *grey_image(const Dataset *set, int64_t i)
{
    (void)set;
    Image *image = image_new(SIDE, SIDE, 3);
    if (image)
        memset(image->pixels, (int)(51 * i), image_bytes(image));
    return image;
}

static int parity(const Dataset *set, int64_t i)
{
    (void)set;
    return (int)(i % 2);
}

static const char *names[] = {"even", "odd"};
static const Dataset greys = {
    .n = 6, .name = "greys", .n_classes = 2, .classes = names, .image = grey_image, .label = parity};

Test(features, are_the_means_of_a_layers_maps)
{
    Module *net = nn_sequential(nn_max_pool((Pool){.size = 2}), nn_adaptive_avg_pool(1, 1), nn_flatten(),
                                nn_linear(3, 2));
    Loader *loader = loader_new(&greys, (LoaderOptions){.batch = 4, .shuffle = true, .drop_last = true});
    Tensor *features = features_of(net, NULL, loader);
    cr_assert(ne(ptr, features, NULL), "%s", error_text());
    cr_assert(features->shape[0] == 6 && features->shape[1] == 3);
    for (int i = 0; i < 6; i++)
        cr_expect(epsilon_eq(dbl, tensor_at(features, i, 1), i / 5.0, 1e-6));
    Tensor *answers = features_of(net, "3", loader);
    cr_expect(eq(i64, answers->shape[1], 2));
    cr_expect(eq(ptr, features_of(net, "4", loader), NULL));
    cr_expect(eq(int, error_code(), ERR_VALUE));
}

Test(features, scatter_puts_pictures_in_their_places)
{
    Tensor *places = tensor_of(SHAPE(6, 2), 0, 0, 1, 1, 0, 1, 1, 0, 0.5, 0.5, 0.2, 0.5);
    Image *sheet = image_scoped(features_scatter(&greys, places, 200, 160, 16));
    cr_assert(ne(ptr, sheet, NULL), "%s", error_text());
    const uint8_t *corner =
        sheet->pixels + (138 * 200 + 22) * 3; /* the first picture, black, at the lower left */
    cr_expect(eq(int, corner[0], 0));
    const uint8_t *frame =
        sheet->pixels + (138 * 200 + 22 - 5) * 3; /* the frame of class 0 around its 8 pixels */
    cr_expect(frame[0] == 0 && frame[1] == 114 && frame[2] == 178, "%d %d %d", frame[0], frame[1], frame[2]);
    cr_expect(eq(int, sheet->pixels[(150 * 200 + 100) * 3], 255));
    cr_expect(eq(ptr, features_scatter(&greys, tensor_zeros(SHAPE(5, 2)), 200, 160, 16), NULL));
    cr_expect(eq(int, error_code(), ERR_SHAPE));
}
