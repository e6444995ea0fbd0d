/* Two convolutions for ten kinds of clothes. */
#include "cnn.h"

static const float MEAN[1] = {0.28604f}, DEVIATION[1] = {0.35302f}; /* of the training set */

/* Kernels stand on every pixel, and a pool keeps the largest of four answers. The two dense layers behind
 * them have most of the parameters; dropout keeps them from learning by heart. */
static Module *two_convolutions(void)
{
    ConvOptions same_size = {.pad = 1};
    Pool halve = {.size = 2};
    return nn_sequential(nn_conv(1, 32, 3, same_size), nn_batch_norm(32), nn_relu(), nn_max_pool(halve),
                         nn_conv(32, 64, 3, same_size), nn_batch_norm(64), nn_relu(), nn_max_pool(halve),
                         nn_flatten(), nn_dropout(0.4), nn_linear(7 * 7 * 64, 128), nn_batch_norm(128),
                         nn_relu(), nn_dropout(0.4), nn_linear(128, 10));
}

void fashion(uint64_t seed, bool quick)
{
    const Dataset *train = fashion_train(), *valid = fashion_valid();
    if (!train || !valid)
        return;
    if (quick) {
        train = dataset_take(train, 2000);
        valid = dataset_take(valid, 1000);
    }
    random_seed(seed);
    Module *net = two_convolutions();
    puts("\n--- Fashion-MNIST: two convolutions\n");
    nn_print(stdout, net, SHAPE(256, 28, 28, 1));
    putchar('\n');

    Loader *batches = loader_new(train, (LoaderOptions){.batch = quick ? 64 : 256,
                                                        .shuffle = true,
                                                        .drop_last = true,
                                                        .mean = MEAN,
                                                        .std = DEVIATION,
                                                        .seed = seed});
    Loader *judge = loader_new(valid, (LoaderOptions){.batch = 500, .mean = MEAN, .std = DEVIATION});
    Optim *adam = optim_adam(nn_parameters(net), optim_fastai());
    Learner *learn =
        learner_new(batches, judge, net, adam, (LearnerOptions){.table = stdout, .progress = stderr});
    learner_fit_one_cycle(learn, quick ? 1 : 10, (OneCycle){.lr_max = 0.01});
    double accuracy = learner_accuracy(net, judge);
    printf("\naccuracy on clothes: %.4f\n", accuracy);
    check_at_least("accuracy on clothes", accuracy, quick ? 0.6 : 0.925);
}
