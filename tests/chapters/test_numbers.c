/* The chapters' programs, run as a reader runs them: what they print, on which data, and how they end. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "tests/chapters/run.h"
#include "tests/support/temp_folder.h"

TestSuite(chapters, .init = enter, .fini = test_folder_remove);

Test(chapters, pixels_of_full_mnist)
{
    use_data(FULL_MNIST);
    cr_assert(use("chapters"));
    Run r = run("", "01_pixels", "--out pictures");
    expect_pass(&r);
    expect_text(&r, "   0   0   0  48 166 224\n   0  93 244 249 253 187\n"); /* as in fast.ai's book */
    expect_text(&r, "as a tensor: (28, 28, 1); unrolled: (784)\n");

    static char head[16];
    const char *picture = in_folder("pictures/01-teddy.ppm");
    FILE *file = fopen(picture, "rb");
    cr_assert(file && fread(head, 1, 15, file) == 15 && fseek(file, 0, SEEK_END) == 0);
    cr_expect(eq(str, head, "P6\n256 256\n255\n"));
    cr_expect(ftell(file) == 15 + 256 * 256 * 3, "%s has %ld bytes", picture, ftell(file));
    fclose(file);
}

Test(chapters, titanic_without_passengers)
{
    Run r = run("", "08_titanic", "");
    expect_refused(&r, "08_titanic: passengers_read: there is no datasets/titanic/titanic.csv\n"
                       "hint: make data-titanic\n");
}

/* Cut short, but a good table: one message, and none of the lines after it. */
Test(chapters, titanic_with_too_few_passengers)
{
    static const char table[] = "Age,Embarked\n22,S\n";
    temp_file(test_folder, "datasets/titanic/titanic.csv", table, strlen(table));
    Run r = run("", "08_titanic", "");
    cr_expect(eq(int, r.status, 1));
    expect_text(&r, "has 1 passengers, should be 891\n");
}

Test(chapters, neural_net_on_npm_digits_is_the_same_with_one_thread)
{
    use_data(NPM_DIGITS);
    Run r = run("", "10_neural_net", "--quick --no-plot"),
        alone = run("OMP_NUM_THREADS=1", "10_neural_net", "--quick --no-plot");
    expect_pass(&r);

    /* All but the table of ten digits, whose last column is a time. */
    char *table = strstr(r.output, "Ten digits");
    cr_assert(table != NULL);
    size_t before = (size_t)(table - r.output);
    cr_expect(strncmp(r.output, alone.output, before) == 0, "other numbers with one thread");
    cr_expect(
        eq(str, strstr(r.output, "accuracy on ten digits"), strstr(alone.output, "accuracy on ten digits")));
}

Test(chapters, relus_follow_curves)
{
    Run r = run("", "07_sum_of_relus", "--quick --no-plot"),
        alone = run("OMP_NUM_THREADS=1", "07_sum_of_relus", "--quick --no-plot");
    expect_pass(&r);
    expect_text(&r, "the largest of 401 errors is 0\n");
    expect_text(&r, "   64          193         0.0023 ");
    cr_expect(eq(str, r.output, alone.output), "other numbers with one thread");
}

/* The programs compare every published number themselves; here are the lines that a reader looks for. */
static const struct Case {
    const char *chapter, *flags;
    Data data;
    const char *texts[10];
} CASES[] = {
    {"01_pixels", "--no-plot", NPM_DIGITS, {"data: the 10,000 digits of the npm package\n"}},
    {"02_tensors",
     "--quick --no-plot",
     NO_DATA,
     {"tns[1]\ntensor([4., 5., 6.])\n", "tns[:,1]\ntensor([2., 5.])\n", "tns[1,1:3]\ntensor([5., 6.])\n",
      "tns + 1\ntensor([[2., 3., 4.],\n        [5., 6., 7.]])\n",
      "tns * 1.5\ntensor([[1.5000, 3.0000, 4.5000],\n        [6.0000, 7.5000, 9.0000]])\n",
      "c over m   rank 2, shape (3, 3), strides (0, 1)\n",
      "column     rank 2, shape (3, 3), strides (1, 0)\n", "tensor([[-1.4652, -1.0989, -0.7326],\n",
      "error: tensor_add: (3, 3) and (2)"}},
    {"03_pixel_similarity",
     "--out pictures",
     FULL_MNIST,
     {"data: full MNIST\n", "L1       0.1114    0.1586\nRMSE     0.2021    0.3021\n",
      "L1    3s 0.9168   7s 0.9854   both 0.9511\n", "RMSE  3s 0.9584   7s 0.9737   both 0.9661\n",
      "All ten digits: L1 0.6685, RMSE 0.8203.", "wrote pictures/03-ideal-digits.png"}},
    {"03_pixel_similarity",
     "--no-plot",
     NPM_DIGITS,
     {"data: the 10,000 digits of the npm package\n", "L1    3s 0.8738   7s 0.9953   both 0.9346\n",
      "RMSE  3s 0.9369   7s 0.9907   both 0.9638\n", "All ten digits: L1 0.6668, RMSE 0.8081."}},
    {"04_gradient_by_hand",
     "--no-plot",
     NO_DATA,
     {"calculus             6.0000\n", "the first that diverges is 1.01."}},
    {"05_seven_steps",
     "--no-plot",
     NO_DATA,
     {"gradient    a -53195.86, b -3419.71, c -253.89\n",
      "25823.81 5435.54 1577.45 847.38 709.22 683.08 678.12 677.18 677.00 676.96 676.95\n"}},
    {"06_autograd",
     "--no-plot",
     NO_DATA,
     {"25823.81 5435.54 1577.45 847.38 709.22 683.08 678.12 677.18 677.00 676.96 676.95",
      "never  2.40 2.36 2.30 2.21 2.11 1.98 1.85 1.72 1.58 1.46\n", "zeroed 2.40 2.38 2.36 2.34 ",
      "\nx            2        42\ntripled      6        14\n"}},
    {"08_titanic",
     "--no-plot",
     PASSENGERS,
     {"\nAge       177 gaps, filled with the most frequent value: 24\n",
      "\npredictions: 0.1927 -0.6239 0.0979 0.2056 ...\nloss: 0.5382,",
      "0.330 0.326 0.329 0.304 0.314 0.296 0.300 0.289\naccuracy 0.7865\n",
      "\n0.510 0.327 0.294 0.207 0.201 0.199 0.198 0.197 0.196 0.196\n",
      "0.239 0.224 0.208 0.204 0.203 0.203 0.207 0.197 0.196 0.195\naccuracy 0.8258\n",
      "\nlinear, solved exactly: 0.14422715\n", ", then 0.14315210\n"}},
    {"09_linear_digits",
     "--no-plot",
     FULL_MNIST,
     {"the prediction 20.2336\naccuracy 0.4912\n",
      "\npredictions: -11.1002 5.9263 9.9627 -8.1484\nloss 0.5006, "}},
    {"09_linear_digits", "--no-plot", NPM_DIGITS, {"0.4023         0.4905\n"}},
    {"10_neural_net", "--no-plot", FULL_MNIST, {"23,581", "epoch"}},
    {"11_optimizers",
     "--quick --no-plot",
     FASHION,
     {"\n       1         0.010000                 0.099950\n",
      "\n  50            0.9948             0.0995\n", "\nfast.ai's Adam  0.003 "}},
    {"12_learning_rate",
     "--quick --no-plot",
     FASHION,
     {"frozen epoch: 8.000e-05 1.545e-04 3.666e-04 6.832e-04 1.055e-03 1.425e-03 1.735e-03 1.937e-03\n",
      "batch 30 of 32: lr 1.955e-05, momentum 0.9480\n", "\nvalley   "}},
    {"16_resnet",
     "--quick --no-plot",
     FASHION,
     {"\nlayer4     7 x 7       8393728        71.8 %", "the body, without fc: 11176512 parameters\n",
      "bottleneck   1x1, 3x3, 1x1       69632   one of 17\n",
      "\nfrom identity    0.587   0.587   0.587   0.587   0.587\n"}},
    {"16_resnet",
     "--train fashion --quick --out pictures",
     FASHION,
     {"\nasked about the mirror image, too: 0.", "\nwrote pictures/16-fashion.safetensors: the net\n"}},
    {"13_convolution",
     "--no-plot",
     NO_DATA,
     {"254 254 254   x   1  1  1   = 762\n", "247  53   0   x   1  1  1   = -29\n", "\n6722 parameters, ",
      "14 x 14 x 288 = 56448, 7 x 7 x 1152 = 56448\n", "\n     2          5          7\n",
      "254 254 254 -> 762\n"}},
    {"14_cnn",
     "--quick --no-plot",
     FULL_MNIST,
     {"\n6,722 parameters\n", "\naccuracy on threes and sevens: 0.99", "\nand 8, with augmentation",
      "share of units that are dead\n"}},
    {"14_cnn",
     "--quick --fashion --no-plot",
     FASHION,
     {"\n422,090 parameters\n", "\naccuracy on clothes: 0."}},
    {"15_speed",
     "--quick --no-plot --device cpu",
     NO_DATA,
     {"--- The machine\n", "\n 1  three loops, as defined ", "\n10  the library, all cores ",
      "\n 5  Winograd F(4x4, 3x3) ", "\n10  linear, 512 -> 1000 "}},
};

ParameterizedTestParameters(chapters, print_their_numbers)
{
    static size_t
        numbers[sizeof CASES / sizeof *CASES]; /* Criterion copies parameters: places, no pointers */
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        numbers[i] = i;
    return cr_make_param_array(size_t, numbers, sizeof CASES / sizeof *CASES);
}

ParameterizedTest(size_t *number, chapters, print_their_numbers)
{
    const struct Case *c = &CASES[*number];
    use_data(c->data);
    cr_assert(use("chapters"));
    Run r = run("", c->chapter, c->flags);
    expect_pass(&r);
    for (const char *const *text = c->texts; *text; text++)
        expect_text(&r, *text);
    if (strstr(c->flags, "--no-plot"))
        cr_expect(strstr(r.output, "wrote") == NULL, "%s: --no-plot wrote a file", c->chapter);
}

/* One message, one hint, status 1, and nothing from the lines after it. */
Test(chapters, no_digits)
{
    static const char *const chapters[] = {"01_pixels", "03_pixel_similarity", "09_linear_digits",
                                           "10_neural_net"};
    for (int i = 0; i < 4; i++) {
        Run r = run("", chapters[i], "");
        cr_expect(eq(int, r.status, 1));
        const char *message = strstr(r.output, chapters[i]), *hint = strstr(r.output, "hint: ");
        cr_assert(message != NULL && hint != NULL, "no message or no hint:\n%s", r.output);
        cr_expect(strstr(hint, "make data-mnist") != NULL, "%s", hint);
        cr_expect(strchr(hint, '\n')[1] == '\0', "more after the hint: %s", hint);
        cr_expect(strstr(r.output, "check") == NULL && strstr(r.output, "nan") == NULL, "%s", r.output);
    }
}
