/* The numbers that the book and PyTorch print, and the checks against them. */
#include "published.h"

/* What the book prints, and what PyTorch makes of the same weights when the validation pictures come in the
 * order of their names. The book listed them in no order, and the mean of its batches depends on that. */
static const double book[EPOCHS + 1] = {.5219, .6883, .8314, .9017, .9227, .9349, .9438, .9501,
                                        .9535, .9564, .9594, .9618, .9613, .9638, .9643, .9652,
                                        .9662, .9677, .9687, .9691, .9691, .9696};
static const double pytorch[EPOCHS + 1] = {.5215, .6884, .8315, .9018, .9228, .9350, .9438, .9501,
                                           .9536, .9565, .9594, .9619, .9614, .9638, .9643, .9653,
                                           .9662, .9677, .9687, .9692, .9692, .9697};

void check_first(double prediction, double accuracy)
{
    check_near("prediction for the first picture", prediction, 20.2336, 5.1e-5);
    check_near("accuracy of the first weights", accuracy, 0.4912, 5e-5);
}

void check_four(Tensor *predictions, double loss, double slope, double bias_slope)
{
    static const double wanted[4] = {-11.1002, 5.9263, 9.9627, -8.1484};
    for (int i = 0; i < 4; i++)
        check_near(scope_text("prediction %d", i), tensor_at(predictions, i, 0), wanted[i], 5.1e-5);
    check_near("loss of four pictures", loss, 0.5006, 5e-5);
    check_near("mean slope of the weights", slope, -0.0001, 5e-5);
    check_near("slope of the bias", bias_slope, -0.0008, 5e-5);
}

void check_accuracies(const History *history, bool full)
{
    if (!full) { /* with so few digits it takes seven epochs before the sevens get a chance */
        check_near("npm digits: accuracy after epoch 7", history->accuracy[7], 0.4023, 5e-5);
        check_near("npm digits: accuracy after epoch 10", history->accuracy[10], 0.9481, 0.003);
        return;
    }
    for (int epoch = 0; epoch <= EPOCHS; epoch++) {
        check_near(scope_text("accuracy after epoch %d", epoch), history->accuracy[epoch], pytorch[epoch],
                   6e-5);
        check_near(scope_text("the book's accuracy %d", epoch), history->accuracy[epoch], book[epoch],
                   0.0005);
    }
}
