/* Chapter 08, Titanic: who survived? A table with gaps, and six models from a weighted sum to a deep net.
 *
 *     make data-titanic ch08
 *
 * With the default seed every number of this run is the one that fast.ai's course prints. */
#include "pictures.h"
#include "spreadsheet.h"

/* --- Six models --------------------------------------------------------------------------------------- */

/* A model's numbers: layers of coefficients, then the constants that are added behind them; NULL for none. */
enum { MOST_PARTS = 6 };
typedef struct Coefficients {
    int n_layers;
    Tensor *parts[MOST_PARTS];
} Coefficients;

/* Uniform random numbers times `scale`, after `minus` was taken off. */
static Tensor *random_tensor(Shape shape, double minus, double scale)
{
    return tensor_requires_grad(tensor_mul_scalar(tensor_add_scalar(tensor_rand(shape), -minus), scale));
}

static Coefficients one_layer(void)
{
    return (Coefficients){1, {random_tensor(SHAPE(FEATURES, 1), 0.5, 1)}};
}

static Coefficients one_small_layer(void)
{
    return (Coefficients){1, {random_tensor(SHAPE(FEATURES, 1), 0, 0.1)}};
}

static Coefficients hidden_layer(void)
{
    enum { HIDDEN = 20 };
    Tensor *layer1 = random_tensor(SHAPE(FEATURES, HIDDEN), 0.5, 1.0 / HIDDEN);
    Tensor *layer2 = random_tensor(SHAPE(HIDDEN, 1), 0.3, 1);
    return (Coefficients){2, {layer1, layer2, NULL, random_tensor(SHAPE(1), 0, 1)}};
}

static Coefficients two_hidden_layers(void)
{
    static const int sizes[] = {FEATURES, 10, 10, 1};
    Coefficients all = {3, {NULL}};
    for (int i = 0; i < 3; i++)
        all.parts[i] = random_tensor(SHAPE(sizes[i], sizes[i + 1]), 0.3, 4.0 / sizes[i + 1]);
    for (int i = 3; i < 6; i++)
        all.parts[i] = random_tensor(SHAPE(1), 0.5, 0.1);
    return all;
}

/* A weighted sum of each passenger's features: (n, 12) -> (n, 1). */
static Tensor *linear(const Coefficients *c, Tensor *x)
{
    return tensor_matmul(x, c->parts[0]);
}

/* Layer after layer, with a ReLU between them and a sigmoid at the end. One layer alone has no ReLU. */
static Tensor *net(const Coefficients *c, Tensor *x)
{
    for (int i = 0; i < c->n_layers; i++) {
        x = tensor_matmul(x, c->parts[i]);
        if (c->parts[c->n_layers + i])
            x = tensor_add(x, c->parts[c->n_layers + i]);
        if (i < c->n_layers - 1)
            x = tensor_relu(x);
    }
    return tensor_sigmoid(x);
}

typedef struct Model {
    const char *name;
    Coefficients (*initialise)(void);
    Tensor *(*predict)(const Coefficients *c, Tensor *x);
    double lr;
    int epochs;
    double accuracy; /* published */
} Model;

static const Model models[MODELS] = {
    {"linear", one_layer, linear, 0.2, 18, 0.7865},
    {"linear with sigmoid", one_layer, net, 100, 30, 0.8258},
    {"smaller start", one_small_layer, net, 100, 30, 0.8258},
    {"one layer of 20", hidden_layer, net, 1.4, 30, 0.7921},
    {"20 with longer steps", hidden_layer, net, 20, 30, 0.8258},
    {"two layers of 10", two_hidden_layers, net, 4, 30, 0.8258},
};

/* The losses of all their epochs, published or by PyTorch. */
static const double expected_losses[MODELS][MOST_EPOCHS] = {
    {.536, .502, .477, .454, .431, .409, .388, .367, .349, .336, .330, .326, .329, .304, .314, .296, .300,
     .289},
    {.510, .327, .294, .207, .201, .199, .198, .197, .196, .196, .196, .195, .195, .195, .195,
     .195, .195, .195, .194, .194, .194, .194, .194, .194, .194, .194, .194, .194, .194, .194},
    {.512, .323, .290, .205, .200, .198, .197, .197, .196, .196, .196, .195, .195, .195, .195,
     .195, .195, .194, .194, .194, .194, .194, .194, .194, .194, .194, .194, .194, .194, .194},
    {.543, .532, .520, .505, .487, .466, .439, .407, .373, .343, .319, .301, .286, .274, .264,
     .256, .250, .245, .240, .237, .234, .231, .229, .227, .226, .224, .223, .222, .221, .220},
    {.543, .400, .260, .390, .221, .211, .197, .195, .193, .193, .193, .193, .193, .193, .193,
     .193, .193, .192, .192, .192, .192, .192, .192, .192, .192, .192, .192, .192, .192, .192},
    {.521, .483, .427, .379, .379, .379, .379, .378, .378, .378, .378, .378, .378, .378, .378,
     .378, .377, .376, .371, .333, .239, .224, .208, .204, .203, .203, .207, .197, .196, .195},
};

/* --- Training and measuring --------------------------------------------------------------------------- */

/* The mean absolute error: how far the predictions are from 1 for survived and 0 for died. */
static Tensor *loss_of(Tensor *predictions, Tensor *survived)
{
    return tensor_mean(tensor_abs(tensor_sub(predictions, survived)), ALL_AXES);
}

static double one_epoch(const Model *model, const Coefficients *c, Part train)
{
    Scope epoch = scope_begin();
    Tensor *loss = loss_of(model->predict(c, train.x), train.survived);
    tensor_backward(loss);
    for (int i = 0; i < MOST_PARTS; i++) {
        if (!c->parts[i])
            continue;
        tensor_add_(c->parts[i], c->parts[i]->grad, -model->lr);
        tensor_zero_grad(c->parts[i]);
    }
    double value = tensor_item(loss);
    scope_end(epoch);
    return value;
}

/* The share of passengers of whom a prediction above one half is right. */
static double accuracy_of(Tensor *predictions, Tensor *survived)
{
    Tensor *says_survived = tensor_gt(predictions, tensor_scalar(0.5));
    return tensor_item(tensor_mean(tensor_eq(says_survived, survived), ALL_AXES));
}

static void check_run(int i, const Run *run)
{
    for (int epoch = 0; epoch < run->epochs; epoch++)
        check_near(scope_text("%s: loss of epoch %d", run->name, epoch + 1), run->losses[epoch],
                   expected_losses[i][epoch], 0.00051);
    check_near(scope_text("%s: accuracy", run->name), run->accuracy, models[i].accuracy, 5e-5);
}

static Coefficients train_model(const Model *model, Part train, Part valid, Run *run)
{
    random_seed(442);
    Coefficients c = model->initialise();
    *run = (Run){.name = model->name, .epochs = model->epochs};
    printf("\n%s: lr %g, %d epochs\n", model->name, model->lr, model->epochs);
    for (int epoch = 0; epoch < model->epochs; epoch++) {
        run->losses[epoch] = one_epoch(model, &c, train);
        printf("%.3f%c", run->losses[epoch], epoch % 10 == 9 || epoch == model->epochs - 1 ? '\n' : ' ');
    }
    run->accuracy = accuracy_of(model->predict(&c, valid.x), valid.survived);
    printf("accuracy %.4f\n", run->accuracy);
    return c;
}

/* --- The first guess ---------------------------------------------------------------------------------- */

/* The loss after one step of 0.1 along the gradient that this many backwards have added up. */
static double loss_after_step(const Passengers *all, int backwards)
{
    random_seed(442);
    Coefficients c = one_layer();
    for (int i = 0; i < backwards; i++)
        tensor_backward(loss_of(linear(&c, all->x), all->survived));
    tensor_add_(c.parts[0], c.parts[0] ? c.parts[0]->grad : NULL, -0.1);
    return tensor_item(loss_of(linear(&c, all->x), all->survived));
}

static void first_guess(const Passengers *all)
{
    static const double expected[] = {0.1927, -0.6239, 0.0979, 0.2056};
    random_seed(442);
    Coefficients c = one_layer();
    Tensor *predictions = linear(&c, all->x);
    double loss = tensor_item(loss_of(predictions, all->survived));
    printf("\n--- Random coefficients guess, and step once\n\npredictions:");
    for (int i = 0; i < 4; i++) {
        printf(" %.4f", tensor_at(predictions, i, 0));
        check_near(scope_text("prediction %d", i), tensor_at(predictions, i, 0), expected[i], 5.1e-5);
    }
    double once = loss_after_step(all, 1), thrice = loss_after_step(all, 3);
    printf(" ...\nloss: %.4f, and %.4f after one step of 0.1\n", loss, once);
    printf("after one step along three gradients added up: %.4f\n", thrice);
    check_near("first loss", loss, 0.5382, 5.1e-5);
    check_near("loss after one step", once, 0.5197, 5.1e-5);
    check_near("loss after the course's step", thrice, 0.4945, 5.1e-5);
}

/* --- All of them -------------------------------------------------------------------------------------- */

/* Passengers by number. */
static Part part_of(const Passengers *all, const int64_t *order, int n)
{
    float rows[PASSENGERS];
    for (int i = 0; i < n; i++)
        rows[i] = (float)order[i];
    Tensor *which = tensor_from(SHAPE(n), rows, n);
    return (Part){tensor_gather(all->x, which), tensor_gather(all->survived, which)};
}

static void print_coefficients(Tensor *c)
{
    static const double published[FEATURES] = {-1.5061, -1.1575, -0.4267, 0.2543, -10.3320, 8.4185,
                                               3.8389,  2.1398,  -6.2331, 1.4771, 2.1168,   -4.7958};
    for (int i = 0; i < FEATURES && error_ok(); i++) {
        printf("%-10s %8.4f%s", feature_names[i], tensor_at(c, i, 0), i % 3 == 2 ? "\n" : "    ");
        check_near(feature_names[i], tensor_at(c, i, 0), published[i], 0.001);
    }
}

int main(int argc, char **argv)
{
    CommonFlags flags;
    bool begun = chapter_begin(stdout, "Chapter 08, Titanic: takes about a second.", &flags, argc, argv);
    const Passengers *all = begun ? passengers_read() : NULL;
    if (!all)
        return finish("08_titanic");
    first_guess(all);

    int64_t order[PASSENGERS];
    Random random;
    random_init(&random, (uint64_t)flags.seed);
    random_randperm(&random, order, PASSENGERS);
    enum { N_VALID = PASSENGERS / 5, N_TRAIN = PASSENGERS - N_VALID };
    Part valid = part_of(all, order, N_VALID), train = part_of(all, order + N_VALID, N_TRAIN);

    printf("\n--- Six models, %d passengers to learn from and %d to be judged by\n", N_TRAIN, N_VALID);
    static Run runs[MODELS];
    for (int i = 0; i < MODELS && error_ok(); i++) {
        Coefficients c = train_model(&models[i], train, valid, &runs[i]);
        if (flags.seed == 42)
            check_run(i, &runs[i]);
        if (flags.seed == 42 && models[i].predict == net && models[i].initialise == one_layer)
            print_coefficients(c.parts[0]);
    }
    double women = accuracy_of(tensor_slice(valid.x, 1, 5, 6), valid.survived);
    double deviation = sqrt(women * (1 - women) / N_VALID);
    printf("\nno model at all, women survive and men die: accuracy %.4f\n", women);
    printf("chance alone moves the accuracy on %d passengers by +- %.3f\n", N_VALID, deviation);

    spreadsheet();
    if (!flags.no_plot && file_make_folder(flags.out))
        pictures(flags.out, all, runs, women, N_VALID);
    check_report(stdout);
    return finish("08_titanic");
}
