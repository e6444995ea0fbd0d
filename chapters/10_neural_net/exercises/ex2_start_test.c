/* The tests of exercise 10.2. */
#include "ex2_start.h"

#include "lib.h"

#include <criterion/criterion.h>

Test(start, hundred_inputs)
{
    double said = start_linear(100);
    cr_assert(fabs(said - 0.1) < 1e-12, "100 inputs: 100 * deviation^2 = 1 gives 0.1, not %g", said);
    cr_assert(start_linear(1) == 1, "1 input: 1 * deviation^2 = 1 gives 1, not %g", start_linear(1));
    cr_assert(start_linear(0) == 0 && start_leaky_relu(0, 0) == 0,
              "a neuron without inputs has no weights: 0, and no division by it");
}

Test(start, relu)
{
    double said = start_leaky_relu(100, 0);
    cr_assert(fabs(said - 0.141421356) < 1e-8,
              "100 inputs and a ReLU: half of the mean square is gone, so the square has to be twice as "
              "large: .1414, not %g",
              said);
}

Test(start, leaky)
{
    double said = start_leaky_relu(50, 1);
    cr_assert(fabs(said - start_linear(50)) < 1e-12,
              "a leaky ReLU of slope 1 changes nothing at all: %g, not %g", start_linear(50), said);
    said = start_leaky_relu(50, 0.5);
    cr_assert(fabs(said - sqrt(2 / (1.25 * 50))) < 1e-12,
              "slope .5: half of the squares stay, the others keep a quarter: %g, not %g",
              sqrt(2 / (1.25 * 50)), said);
}

/* 30 layers of random weights; what comes out, as a multiple of what went in: roots of mean squares. */
static double growth(double deviation, int width, double slope)
{
    random_seed(1);
    Tensor *x = tensor_randn(SHAPE(64, width));
    double first = tensor_item(tensor_mean(tensor_square(x), ALL_AXES));
    for (int layer = 0; layer < 30; layer++)
        x = tensor_leaky_relu(
            tensor_matmul(x, tensor_mul_scalar(tensor_randn(SHAPE(width, width)), deviation)), slope);
    return sqrt(tensor_item(tensor_mean(tensor_square(x), ALL_AXES)) / first);
}

Test(start, thirty_layers)
{
    const struct {
        int width;
        double slope;
    } nets[] = {{100, 1}, {100, 0}, {150, 0}, {100, 0.5}};
    for (int i = 0; i < 4; i++) {
        double deviation =
            nets[i].slope == 1 ? start_linear(nets[i].width) : start_leaky_relu(nets[i].width, nets[i].slope);
        double grown = growth(deviation, nets[i].width, nets[i].slope);
        cr_assert(grown > 0.2 && grown < 5,
                  "30 layers of %d, slope %g below 0: with your %g the numbers come out %.3g times as large "
                  "as they went in",
                  nets[i].width, nets[i].slope, deviation, grown);
    }
}
