/* Softmax by hand, and fifty layers of random weights. */
#include "scores.h"

enum { ROWS = 6 };

void softmax_table(void)
{
    static const double published[ROWS] = {0.5067, 0.6973, 2.0160, 5.6958, 0.9062, 1.0048};
    random_seed(42);
    Tensor *scores = tensor_mul_scalar(tensor_randn(SHAPE(ROWS, 2)), 2);
    Tensor *targets = tensor_of(SHAPE(ROWS), 0, 1, 0, 1, 1, 0);
    Tensor *shares = tensor_softmax(scores, -1);
    Tensor *losses = nn_cross_entropy_items(scores, targets);

    puts("\n--- Softmax and cross-entropy: six pictures, two classes\n");
    puts("   scores            softmax         right   its share   loss");
    for (int i = 0; i < ROWS && error_ok(); i++) {
        int right = (int)tensor_at(targets, i);
        double loss = -log(tensor_at(shares, i, right)); /* what nn_cross_entropy_items computes */
        printf("%8.4f %8.4f   %.4f %.4f   %5d   %9.4f   %.4f\n", tensor_at(scores, i, 0),
               tensor_at(scores, i, 1), tensor_at(shares, i, 0), tensor_at(shares, i, 1), right,
               tensor_at(shares, i, right), loss);
        check_near(scope_text("loss of row %d", i), loss, published[i], 5.1e-5);
        check_near(scope_text("library's loss of row %d", i), tensor_at(losses, i), loss, 1e-5);
    }
    double mean = tensor_item(nn_cross_entropy(scores, targets));
    printf("mean loss %.4f\n", mean);
    check_near("mean cross-entropy", mean, 1.8045, 5.1e-5);
}

/* The standard deviation of 200 rows of 100 numbers after 50 layers of normal weights with this deviation. */
static double spread_after(double deviation, bool relu)
{
    enum { WIDTH = 100, LAYERS = 50 };
    Tensor *x = tensor_randn(SHAPE(200, WIDTH));
    for (int layer = 0; layer < LAYERS; layer++) {
        x = tensor_matmul(x, tensor_mul_scalar(tensor_randn(SHAPE(WIDTH, WIDTH)), deviation));
        x = relu ? tensor_relu(x) : x;
    }
    return sqrt(tensor_item(tensor_var(x, ALL_AXES)));
}

void fifty_layers(uint64_t seed)
{
    const struct {
        double deviation;
        bool relu;
        const char *what;
    } tries[] = {
        {1, false, "1"},
        {0.01, false, "0.01"},
        {0.1, false, "0.1 = 1 / sqrt(100)"},
        {0.1, true, "0.1"},
        {sqrt(2.0 / 100), true, "0.1414 = sqrt(2 / 100), Kaiming's"},
    };
    random_seed(seed);
    puts("\n--- The spread of numbers behind 50 layers of 100 random weights each\n");
    double spread[5];
    for (int i = 0; i < 5; i++) {
        Scope scope = scope_begin();
        spread[i] = spread_after(tries[i].deviation, tries[i].relu);
        const char *shown = isnan(spread[i]) ? "nan" : scope_text("%.3g", spread[i]);
        printf("%-7s  weights %-34s %s\n", tries[i].relu ? "ReLU" : "linear", tries[i].what, shown);
        scope_end(scope);
    }
    check_that("weights of 1 explode", !isfinite(spread[0]));
    check_near("weights of 0.01 vanish", spread[1], 0, 1e-30);
    check_that("weights of 0.1 keep their spread", spread[2] > 0.1 && spread[2] < 10);
    check_that("with a ReLU they do not", spread[3] < 1e-5);
    check_that("Kaiming's do", spread[4] > 0.1 && spread[4] < 10);
}
