/* Drawing the weights, in the order in which the book drew them. */
#include "weights.h"

static Tensor *normal_numbers(Random *random, Shape shape, int n)
{
    float numbers[PIXELS];
    random_randn(random, numbers, n);
    return tensor_from(shape, numbers, n);
}

static Linear trainable(Linear model)
{
    tensor_requires_grad(model.weights);
    tensor_requires_grad(model.bias);
    return model;
}

/* The book drew these after the 20 + 3 numbers of chapter 05, from the same generator. */
Linear weights_first(uint64_t seed)
{
    Random random;
    float before[20];
    random_init(&random, seed);
    random_randn(&random, before, 20);
    random_randn(&random, before, 3);
    Tensor *weights = normal_numbers(&random, SHAPE(PIXELS, 1), PIXELS);
    return trainable((Linear){weights, normal_numbers(&random, SHAPE(1), 1)});
}

static void skip(Random *random, uint64_t seed, int n_draws)
{
    random_init(random, seed);
    for (int i = 0; i < n_draws; i++)
        random_u32(random);
}

/* And these, which it trains, further on in the stream: how far was found by trying. */
Linear weights_to_train(uint64_t seed)
{
    Random random;
    float pair[2];
    skip(&random, seed, 1620);
    random_randn(&random, pair, 2);
    skip(&random, seed, 4269);
    Tensor *weights = normal_numbers(&random, SHAPE(PIXELS, 1), PIXELS);
    return trainable((Linear){weights, tensor_from(SHAPE(1), pair + 1, 1)});
}

Linear weights_small(uint64_t seed)
{
    random_seed(seed);
    Parameters *layer = nn_parameters(nn_linear(PIXELS, 1));
    if (!layer)
        return (Linear){NULL, NULL};
    Tensor *weights = tensor_reshape(tensor_detach(layer->tensors[0]), SHAPE(PIXELS, 1));
    return trainable((Linear){weights, tensor_detach(layer->tensors[1])});
}
