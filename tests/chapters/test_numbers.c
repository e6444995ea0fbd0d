/* The chapters' programs, run as a reader runs them: what they print, on which data, and how they end. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/random.h"
#include "train/classifier.h"

static char here[1000]; /* the project                                                            */
static char folder[] = "/tmp/test_chapters.XXXXXX"; /* where programs run; its datasets/mnist is empty */

static void enter(void)
{
    char command[100];
    cr_assert(getcwd(here, sizeof here) != NULL && mkdtemp(folder) != NULL);
    snprintf(command, sizeof command, "mkdir -p %s/datasets/mnist", folder);
    cr_assert(eq(int, system(command), 0));
}

static void leave(void)
{
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert(eq(int, system(command), 0));
}

TestSuite(chapters, .init = enter, .fini = leave);

typedef struct Run {
    int status;
    char output[1 << 16]; /* what it printed, errors included, in the order of printing */
} Run;

/* The program of a chapter with these flags, started in the test's folder; `setting` goes before it, as FOO=1
 * does in a shell. */
static Run run(const char *setting, const char *chapter, const char *flags)
{
    const char *build = getenv("BUILD_DIR");
    cr_assert(build != NULL, "BUILD_DIR is not set: run this by `make test LAYERS=chapters`");

    char command[3000];
    snprintf(command, sizeof command,
             "cd %s && env -u MNIST_DIR PLOTS_DIR='%s/plots' %s '%s/%s/chapters/%s' %s 2>&1 </dev/null",
             folder, here, setting, build[0] == '/' ? "" : here, build, chapter, flags);
    FILE *program = popen(command, "r");
    cr_assert(program != NULL);
    Run result;
    size_t n = fread(result.output, 1, sizeof result.output - 1, program);
    result.output[n] = '\0';
    int status = pclose(program);
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    return result;
}

static void expect_text(const Run *r, const char *text)
{
    cr_expect(strstr(r->output, text) != NULL, "\"%s\" is missing from\n%s", text, r->output);
}

/* Status 0, and the last line is the verdict. */
static void expect_pass(const Run *r)
{
    static const char verdict[] = "\ncheck: PASS\n";
    size_t length = strlen(r->output), n = sizeof verdict - 1;
    cr_expect(length >= n && strcmp(r->output + length - n, verdict) == 0,
              "no `check: PASS` at the end of\n%s", r->output);
    cr_expect(eq(int, r->status, 0));
}

/* --- Which digits ------------------------------------------------------------------------------------- */

/* Let the test's folder hold these files of datasets/mnist and no others. Where one is missing the test is
 * skipped. */
static void use_digits(int n_files, const char *const *files)
{
    for (int i = 0; i < n_files; i++) {
        char from[2000], to[2000];
        snprintf(from, sizeof from, "%s/datasets/mnist/%s", here, files[i]);
        snprintf(to, sizeof to, "%s/datasets/mnist/%s", folder, files[i]);
        if (access(from, R_OK) != 0) {
            leave();
            cr_skip_test("no datasets/mnist/%s: make data-mnist", files[i]);
        }
        cr_assert(eq(int, symlink(from, to), 0));
    }
}

static void use_full_mnist(void)
{
    static const char *const files[] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                        "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};
    use_digits(4, files);
}

static void use_npm_digits(void)
{
    static const char *const files[] = {"npm-images-idx3-ubyte", "npm-labels-idx1-ubyte"};
    use_digits(2, files);
}

/* --- The chapters ------------------------------------------------------------------------------------- */

/* The project's own pictures, at the place where a program looks for them. */
static void use_chapters(void)
{
    char from[2000], to[2000];
    snprintf(from, sizeof from, "%s/chapters", here);
    snprintf(to, sizeof to, "%s/chapters", folder);
    cr_assert(eq(int, symlink(from, to), 0));
}

/* An untrained net knows nothing, and its file is as good as any. */
Test(chapters, whole_game_with_a_model)
{
    static const char *classes[] = {"black", "grizzly", "teddy"};
    use_chapters();
    char model[100];
    snprintf(model, sizeof model, "%s/untrained.safetensors", folder);
    random_seed(1);
    Classifier *bears = classifier_new("bear_net", 3, classes, 32, 64, 0);
    Metadata metadata = {0};
    cr_assert(classifier_describe(bears, &metadata) && classifier_save(bears, model, &metadata), "no model");

    Run r = run("", "00_whole_game",
                "--model untrained.safetensors --out pictures chapters/00_whole_game/teddy.jpg");
    expect_pass(&r);
    expect_text(&r, "vocabulary:    black grizzly teddy\n");
    expect_text(&r, "--- chapters/00_whole_game/teddy.jpg\nlabel:");
    expect_text(&r, "probabilities:\n  black        0.");
    expect_text(&r, "--- A grey wall");
}

Test(chapters, whole_game_without_a_model)
{
    Run r = run("", "00_whole_game", "");
    cr_expect(eq(int, r.status, 1));
    expect_text(&r, "build/bears/bears.safetensors: there is no such file\nhint: make bears\n");
    cr_expect(strstr(r.output, "check") == NULL, "%s", r.output);
}

Test(chapters, pixels_of_full_mnist)
{
    use_full_mnist();
    use_chapters();
    Run r = run("", "01_pixels", "--out pictures");
    expect_pass(&r);
    expect_text(&r, "   0   0   0  48 166 224\n   0  93 244 249 253 187\n"); /* as in fast.ai's book */
    expect_text(&r, "as a tensor: (28, 28, 1); unrolled: (784)\n");

    static char head[16];
    char picture[100];
    snprintf(picture, sizeof picture, "%s/pictures/01-teddy.ppm", folder);
    FILE *file = fopen(picture, "rb");
    cr_assert(file && fread(head, 1, 15, file) == 15 && fseek(file, 0, SEEK_END) == 0);
    cr_expect(eq(str, head, "P6\n256 256\n255\n"));
    cr_expect(ftell(file) == 15 + 256 * 256 * 3, "%s has %ld bytes", picture, ftell(file));
    fclose(file);
}

Test(chapters, pixels_of_npm_digits)
{
    use_npm_digits();
    use_chapters();
    Run r = run("", "01_pixels", "--no-plot");
    expect_pass(&r);
    expect_text(&r, "data: the 10,000 digits of the npm package\n");
    cr_expect(strstr(r.output, "wrote") == NULL, "--no-plot wrote a file");
}

Test(chapters, tensors_prints_what_pytorch_prints)
{
    Run r = run("", "02_tensors", "--quick");
    expect_pass(&r);
    expect_text(&r, "tns[1]\ntensor([4., 5., 6.])\n");
    expect_text(&r, "tns[:,1]\ntensor([2., 5.])\n");
    expect_text(&r, "tns[1,1:3]\ntensor([5., 6.])\n");
    expect_text(&r, "tns + 1\ntensor([[2., 3., 4.],\n        [5., 6., 7.]])\n");
    expect_text(&r, "tns * 1.5\ntensor([[1.5000, 3.0000, 4.5000],\n        [6.0000, 7.5000, 9.0000]])\n");
    expect_text(&r, "c over m   rank 2, shape (3, 3), strides (0, 1)\n");
    expect_text(&r, "column     rank 2, shape (3, 3), strides (1, 0)\n");
    expect_text(&r, "tensor([[-1.4652, -1.0989, -0.7326],\n");
    expect_text(&r, "error: tensor_add: (3, 3) and (2)");
}

Test(chapters, similarity_of_full_mnist)
{
    use_full_mnist();
    Run r = run("", "03_pixel_similarity", "--out pictures");
    expect_pass(&r);
    expect_text(&r, "data: full MNIST\n");
    expect_text(&r, "L1       0.1114    0.1586\nRMSE     0.2021    0.3021\n");
    expect_text(&r, "L1    3s 0.9168   7s 0.9854   both 0.9511\n");
    expect_text(&r, "RMSE  3s 0.9584   7s 0.9737   both 0.9661\n");
    expect_text(&r, "All ten digits: L1 0.6685, RMSE 0.8203.");
    expect_text(&r, "wrote pictures/03-ideal-digits.png");
    char picture[100];
    snprintf(picture, sizeof picture, "%s/pictures/03-ideal-digits.png", folder);
    cr_expect(access(picture, R_OK) == 0, "no %s", picture);
}

Test(chapters, similarity_of_npm_digits)
{
    use_npm_digits();
    Run r = run("", "03_pixel_similarity", "--no-plot");
    expect_pass(&r);
    expect_text(&r, "data: the 10,000 digits of the npm package\n");
    expect_text(&r, "L1    3s 0.8738   7s 0.9953   both 0.9346\n");
    expect_text(&r, "RMSE  3s 0.9369   7s 0.9907   both 0.9638\n");
    expect_text(&r, "All ten digits: L1 0.6668, RMSE 0.8081.");
    cr_expect(strstr(r.output, "wrote") == NULL, "--no-plot wrote a file");
}

/* The passengers, where a program looks for them. Without them the test is skipped. */
static void use_passengers(void)
{
    char from[2000], to[2000];
    snprintf(from, sizeof from, "%s/datasets/titanic", here);
    snprintf(to, sizeof to, "%s/datasets/titanic", folder);
    char file[2100];
    snprintf(file, sizeof file, "%s/titanic.csv", from);
    if (access(file, R_OK) != 0) {
        leave();
        cr_skip_test("no datasets/titanic/titanic.csv: make data-titanic");
    }
    cr_assert(eq(int, symlink(from, to), 0));
}

/* The program compares every loss, accuracy and coefficient with the course's; here are the most important.
 */
Test(chapters, titanic_as_in_the_course)
{
    use_passengers();
    Run r = run("", "08_titanic", "--no-plot");
    expect_pass(&r);
    expect_text(&r, "\nAge       177 gaps, filled with the most frequent value: 24\n");
    expect_text(&r, "\npredictions: 0.1927 -0.6239 0.0979 0.2056 ...\nloss: 0.5382,");
    expect_text(&r, "0.330 0.326 0.329 0.304 0.314 0.296 0.300 0.289\naccuracy 0.7865\n");
    expect_text(&r, "\n0.510 0.327 0.294 0.207 0.201 0.199 0.198 0.197 0.196 0.196\n");
    expect_text(&r, "0.239 0.224 0.208 0.204 0.203 0.203 0.207 0.197 0.196 0.195\naccuracy 0.8258\n");
    expect_text(&r, "\nlinear, solved exactly: 0.14422715\n");
}

Test(chapters, titanic_without_passengers)
{
    Run r = run("", "08_titanic", "");
    cr_expect(eq(int, r.status, 1));
    expect_text(&r, "08_titanic: passengers_read: there is no datasets/titanic/titanic.csv\n"
                    "hint: make data-titanic\n");
    cr_expect(strstr(r.output, "check") == NULL, "%s", r.output);
}

/* Cut short, but a good table: one message, and none of the lines after it. */
Test(chapters, titanic_with_too_few_passengers)
{
    char command[200];
    snprintf(command, sizeof command,
             "mkdir %s/datasets/titanic && printf 'Age,Embarked\\n22,S\\n' >%s/datasets/titanic/titanic.csv",
             folder, folder);
    cr_assert(eq(int, system(command), 0));
    Run r = run("", "08_titanic", "");
    cr_expect(eq(int, r.status, 1));
    expect_text(&r, "has 1 passengers, should be 891\n");
}

Test(chapters, linear_digits_on_full_mnist)
{
    use_full_mnist();
    Run r = run("", "09_linear_digits", "--no-plot");
    expect_pass(&r);
    expect_text(&r, "the prediction 20.2336\naccuracy 0.4912\n");
    expect_text(&r, "\npredictions: -11.1002 5.9263 9.9627 -8.1484\nloss 0.5006, ");
}

Test(chapters, linear_digits_on_npm_digits)
{
    use_npm_digits();
    Run r = run("", "09_linear_digits", "--no-plot");
    expect_pass(&r);
    expect_text(&r, "0.4023         0.4905\n");
}

/* The programs check their accuracies themselves. */
Test(chapters, neural_net_on_full_mnist)
{
    use_full_mnist();
    Run r = run("", "10_neural_net", "--no-plot");
    expect_pass(&r);
    expect_text(&r, "23,581");
    expect_text(&r, "epoch");
}

Test(chapters, neural_net_on_npm_digits_is_the_same_with_one_thread)
{
    use_npm_digits();
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

/* The programs compare every published number themselves; here are the lines that a reader looks for. */
Test(chapters, gradient_by_hand)
{
    Run r = run("", "04_gradient_by_hand", "--no-plot");
    expect_pass(&r);
    expect_text(&r, "calculus             6.0000\n");
    expect_text(&r, "the first that diverges is 1.01.");
}

Test(chapters, seven_steps_are_those_of_the_book)
{
    Run r = run("", "05_seven_steps", "--no-plot");
    expect_pass(&r);
    expect_text(&r, "gradient    a -53195.86, b -3419.71, c -253.89\n");
    expect_text(&r, "25823.81 5435.54 1577.45 847.38 709.22 683.08 678.12 677.18 677.00 676.96 676.95\n");
}

Test(chapters, autograd_finds_the_same)
{
    Run r = run("", "06_autograd", "--no-plot");
    expect_pass(&r);
    expect_text(&r, "25823.81 5435.54 1577.45 847.38 709.22 683.08 678.12 677.18 677.00 676.96 676.95");
    expect_text(&r, "never  2.40 2.36 2.30 2.21 2.11 1.98 1.85 1.72 1.58 1.46\n");
    expect_text(&r, "zeroed 2.40 2.38 2.36 2.34 ");
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

/* The folder of Fashion-MNIST as it stands; without it the test is skipped. */
static void use_fashion(void)
{
    char from[2000], to[2000];
    snprintf(from, sizeof from, "%s/datasets/fashion", here);
    snprintf(to, sizeof to, "%s/datasets/fashion", folder);
    if (access(from, R_OK) != 0) {
        leave();
        cr_skip_test("no datasets/fashion: make data-fashion");
    }
    cr_assert(eq(int, symlink(from, to), 0));
}

Test(chapters, optimizers_step_as_they_should)
{
    use_fashion();
    Run r = run("", "11_optimizers", "--quick --no-plot");
    expect_pass(&r);
    expect_text(&r, "\n       1         0.010000                 0.099950\n");
    expect_text(&r, "\n  50            0.9948             0.0995\n");
    expect_text(&r, "\nfast.ai's Adam  0.003 ");
}

Test(chapters, learning_rate_has_fastais_schedule)
{
    use_fashion();
    Run r = run("", "12_learning_rate", "--quick --no-plot");
    expect_pass(&r);
    expect_text(&r, "frozen epoch: 8.000e-05 1.545e-04 3.666e-04 6.832e-04 1.055e-03 1.425e-03 1.735e-03 "
                    "1.937e-03\n");
    expect_text(&r, "batch 30 of 32: lr 1.955e-05, momentum 0.9480\n");
    expect_text(&r, "\nvalley   ");
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
