/* Training on mixtures, and asking several times: mixup and test-time augmentation. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "base/error.h"
#include "base/random.h"
#include "data/transforms.h"
#include "tests/support/end_all.h"
#include "train/learner.h"
#include "train/mixup.h"

TestSuite(augmented, .fini = end_all);

enum { SIDE = 8 };

/* Bright above for even samples, below for odd ones, and noise. */
static Image *half_image(const Dataset *set, int64_t i)
{
    (void)set;
    Image *image = image_new(SIDE, SIDE, 1);
    Stream stream = stream_of(7, 0, (uint64_t)i);
    for (int p = 0; image && p < SIDE * SIDE; p++) {
        bool bright = (p / SIDE < SIDE / 2) == (i % 2 == 0);
        image->pixels[p] = (uint8_t)(stream_below(&stream, 128) + (bright ? 100 : 0));
    }
    return image;
}

static int half_label(const Dataset *set, int64_t i)
{
    (void)set;
    return (int)(i % 2);
}

static const Dataset halves = {
    .n = 90, .name = "halves", .n_classes = 2, .image = half_image, .label = half_label};

Test(augmented, mixes_pictures_and_labels)
{
    random_seed(3);
    enum { N = 400 };
    float x[2 * N], y[N];
    for (int i = 0; i < N; i++) {
        y[i] = (float)(i % 5);
        x[2 * i] = y[i];
        x[2 * i + 1] = 1;
    }
    Batch batch = {tensor_from(SHAPE(N, 1, 2, 1), x, 2 * N), tensor_from(SHAPE(N), y, N), N, NULL};
    Mixup mixed = mixup_batch(&batch, 0.4);
    cr_assert(mixed.x != NULL, "%s", error_text());
    Tensor *labels = mixup_labels(&mixed, 5);
    double sum = 0, most = 0, mixtures = 0;
    for (int i = 0; i < N; i++) {
        double share = tensor_at(mixed.share, i, 0), first = tensor_at(mixed.y, i),
               second = tensor_at(mixed.other, i), total = 0, mean = 0;
        cr_assert(share >= 0.5 && share <= 1 && first == (double)y[i]);
        for (int c = 0; c < 5; c++) {
            total += tensor_at(labels, i, c);
            mean += c * tensor_at(labels, i, c);
        }
        /* What was mixed was the class itself, so its mean by the labels is what is in the picture. */
        double pixel = tensor_at(mixed.x, i, 0, 0, 0);
        cr_assert(fabs(total - 1) < 1e-6 && fabs(mean - pixel) < 1e-5 &&
                  fabs(pixel - share * first - (1 - share) * second) < 1e-5);
        cr_assert(fabs(tensor_at(mixed.x, i, 0, 1, 0) - 1) < 1e-6);
        sum += share;
        most += share > 0.95;
        mixtures += share < 0.75;
    }
    /* Of the larger part of Beta(.4, .4): mean .84, above .95 in 36 and below .75 in 29 of 100. */
    cr_expect(fabs(sum / N - 0.84) < 0.03, "mean %g", sum / N);
    cr_expect(most > N * 0.29 && most < N * 0.43 && mixtures > N * 0.2 && mixtures < N * 0.38, "%g and %g",
              most, mixtures);

    cr_assert(mixup_batch(&batch, 0).x == NULL && error_code() == ERR_VALUE);
    error_clear();
    cr_assert(mixup_batch(NULL, 1).x == NULL && mixup_labels(NULL, 3) == NULL && error_ok());
}

Test(augmented, learns_from_mixtures)
{
    random_seed(1);
    Split split = dataset_split(&halves, 0.3, 42);
    Loader *train = loader_new(split.train, (LoaderOptions){.batch = 9, .shuffle = true});
    Loader *valid = loader_new(split.valid, (LoaderOptions){.batch = 30});
    Module *net = nn_sequential(nn_flatten(), nn_linear(SIDE * SIDE, 8), nn_relu(), nn_linear(8, 2));
    Optim *adam = optim_adam(nn_parameters(net), optim_fastai());
    Learner *learn = learner_new(train, valid, net, adam, (LearnerOptions){.mixup = 0.4});
    cr_assert(learner_fit(learn, 6, 0.01), "%s", error_text());
    cr_assert(learner_accuracy(net, valid) > 0.9);
}

static int n_asked;

static Tensor *counted_loss(Tensor *logits, Tensor *labels)
{
    n_asked++;
    return nn_label_smoothing_items(logits, labels);
}

Test(augmented, mixtures_are_learnt_with_any_loss)
{
    random_seed(3);
    Batch batch = {.x = tensor_randn(SHAPE(4, 6)), .y = tensor_of(SHAPE(4), 0, 1, 2, 1), .n = 4};
    Mixup mixed = mixup_batch(&batch, 1);
    Tensor *logits = tensor_randn(SHAPE(4, 3)), *labels = mixup_labels(&mixed, 3);
    Tensor *smooth = tensor_add_scalar(tensor_mul_scalar(labels, 0.9), 0.1 / 3);
    cr_expect(tensor_equal(mixup_losses(&mixed, logits, nn_cross_entropy_items),
                           nn_cross_entropy_soft_items(logits, labels)));
    cr_expect(tensor_all_close(mixup_losses(&mixed, logits, nn_label_smoothing_items),
                               nn_cross_entropy_soft_items(logits, smooth), 1e-5, 1e-6));
    cr_expect(eq(ptr, mixup_losses(&mixed, NULL, nn_cross_entropy_items), NULL));

    Loader *loader = loader_new(&halves, (LoaderOptions){.batch = 30});
    Module *net = nn_sequential(nn_flatten(), nn_linear(SIDE * SIDE, 2));
    Learner *learn = learner_new(loader, loader, net, optim_adam(nn_parameters(net), optim_fastai()),
                                 (LearnerOptions){.mixup = 0.4, .loss_items = counted_loss});
    cr_assert(learner_fit(learn, 1, 0.01), "%s", error_text());
    cr_expect(eq(int, n_asked, 3 * (int)loader_batches(loader)), "of both labels, and in validation");
}

Test(augmented, tta_is_a_mean)
{
    random_seed(2);
    Module *net = nn_sequential(nn_flatten(), nn_linear(SIDE * SIDE, 2));
    LoaderOptions options = {.batch = 32};
    Loader *plain = loader_new(&halves, options);
    options.train = true;
    options.batch_tfms = aug_transforms((Augment){.p_flip = -1, .p_affine = -1, .p_lighting = -1});
    Loader *never = loader_new(&halves, options);
    options.batch_tfms = aug_transforms((Augment){.mult = 2});
    Loader *often = loader_new(&halves, options);

    Tensor *logits, *labels, *once, *averaged, *looked[2];
    cr_assert(learner_predictions(net, plain, &logits, NULL, NULL));
    once = tensor_softmax(logits, 1);
    cr_assert(learner_tta(net, never, plain, (Tta){.n = 3}, &averaged, &labels), "%s", error_text());
    cr_assert(tensor_all_close(averaged, once, 1e-5, 1e-6) && tensor_at(labels, 3) == 1);

    /* Of one pass, all by itself, and half and half with the plain one. */
    cr_assert(learner_tta(net, often, plain, (Tta){.n = 1, .beta = -1}, &looked[0], NULL));
    cr_assert(learner_tta(net, often, plain, (Tta){.n = 1, .beta = 0.5}, &looked[1], NULL));
    cr_assert_not(tensor_all_close(looked[0], once, 1e-3, 1e-3));
    cr_assert(tensor_all_close(looked[1], tensor_mul_scalar(tensor_add(looked[0], once), 0.5), 1e-5, 1e-6));
    cr_assert(learner_tta(net, often, plain, (Tta){.n = 1, .use_max = true}, &looked[1], NULL));
    cr_assert(tensor_equal(looked[1], tensor_maximum(looked[0], once)));

    /* Of two passes the second one is what the mean has more; the largest is that of all three answers. */
    cr_assert(learner_tta(net, often, plain, (Tta){.n = 2, .beta = -1}, &averaged, NULL));
    Tensor *second = tensor_sub(tensor_mul_scalar(averaged, 2), looked[0]);
    cr_assert(learner_tta(net, often, plain, (Tta){.n = 2, .use_max = true}, &averaged, NULL));
    cr_assert(tensor_all_close(averaged, tensor_maximum(looked[1], second), 1e-5, 1e-6));

    /* Other passes look otherwise, and the same call gives the same bits. */
    cr_assert(learner_tta(net, often, plain, (Tta){.beta = -1}, &looked[1], NULL));
    cr_assert_not(tensor_all_close(looked[0], looked[1], 1e-3, 1e-3));
    cr_assert(learner_tta(net, often, plain, (Tta){.beta = -1}, &averaged, NULL));
    cr_assert(tensor_equal(averaged, looked[1]));

    cr_assert_not(learner_tta(net, often, plain, (Tta){.n = -1}, &averaged, NULL));
    cr_assert(eq(int, error_code(), ERR_VALUE));
    error_clear();
    cr_assert_not(learner_tta(net, often, plain, (Tta){.n = 1, .beta = NAN}, &averaged, NULL));
    cr_assert(eq(int, error_code(), ERR_VALUE));
    error_clear();
    cr_assert_not(learner_tta(NULL, often, plain, (Tta){0}, &averaged, NULL));
    cr_assert(error_ok());
}
