/* Chapter 02, tensors: numbers in a box with a shape, and the one rule that replaces most loops.
 *
 *     make ch02
 *
 * Every value is printed and compared with what PyTorch prints for the same line. */
#include "lib.h"

/* What a line gives, beside what it should give to the four digits that PyTorch prints. */
static void show(const char *line, Tensor *got, Tensor *expected)
{
    printf("\n%s\n", line);
    tensor_print(got);
    check_that(line, tensor_all_close(got, expected, 0, 5e-5));
}

/* How a tensor lies in memory. Rank: how many axes. Shape: how long each is. Stride: how many numbers further
 * its next element is. */
static void describe(const char *name, Tensor *t, const char *expected)
{
    Shape shape = tensor_shape(t), strides = shape;
    for (int axis = 0; axis < shape.n_dims; axis++)
        strides.size[axis] = t->stride[axis];

    const char *text =
        scope_text("rank %d, shape (%s), strides (%s)", shape.n_dims, shape_text(shape), shape_text(strides));
    printf("%-10s %s\n", name, text);
    check_that(name, text && strcmp(text, expected) == 0);
}

/* A tensor is a row of numbers and a way to count through them. */
static void shapes(void)
{
    puts("\n--- Rank, shape, stride");
    describe("scalar", tensor_scalar(7), "rank 0, shape (), strides ()");
    describe("vector", tensor_arange(3), "rank 1, shape (3), strides (1)");
    describe("matrix", tensor_zeros(SHAPE(2, 3)), "rank 2, shape (2, 3), strides (3, 1)");

    /* Sixty-four colour photos: the next channel is 1 float away, the next photo 150528. */
    describe("photos", tensor_zeros(SHAPE(64, 224, 224, 3)),
             "rank 4, shape (64, 224, 224, 3), strides (150528, 672, 3, 1)");
}

/* A slice is another way to count through the same numbers: nothing is copied. */
static void slices(void)
{
    puts("\n--- Slices are views");
    Tensor *tns = tensor_of(SHAPE(2, 3), 1, 2, 3, 4, 5, 6);
    show("tns", tns, tensor_add_scalar(tensor_reshape(tensor_arange(6), SHAPE(2, 3)), 1));

    Tensor *row = tensor_index(tns, 1);          /* axis 0 disappears      */
    Tensor *column = tensor_slice(tns, 1, 1, 2); /* both axes stay: (2, 1) */
    show("tns[1]", row, tensor_of(SHAPE(3), 4, 5, 6));
    show("tns[:,1]", tensor_squeeze(column, 1), tensor_of(SHAPE(2), 2, 5));
    show("tns[1,1:3]", tensor_slice(row, 0, 1, 3), tensor_of(SHAPE(2), 5, 6));

    /* Down a column, the next number is a whole row, 3 floats, away. */
    putchar('\n');
    describe("tns[1]", row, "rank 1, shape (3), strides (1)");
    describe("tns[:,1:2]", column, "rank 2, shape (2, 1), strides (3, 1)");

    /* Who writes to a view writes to the tensor. */
    tensor_fill_(column, 0);
    show("tns after tns[:,1] = 0", tns, tensor_of(SHAPE(2, 3), 1, 0, 3, 4, 0, 6));
}

/* Arithmetic happens to each number on its own. */
static void elementwise(void)
{
    puts("\n--- Elementwise");
    Tensor *tns = tensor_of(SHAPE(2, 3), 1, 2, 3, 4, 5, 6);
    show("tns + 1", tensor_add_scalar(tns, 1), tensor_of(SHAPE(2, 3), 2, 3, 4, 5, 6, 7));
    show("tns * 1.5", tensor_mul_scalar(tns, 1.5), tensor_of(SHAPE(2, 3), 1.5, 3, 4.5, 6, 7.5, 9));
    show("tns > 3", tensor_gt(tns, tensor_scalar(3)), tensor_of(SHAPE(2, 3), 0, 0, 0, 1, 1, 1));

    /* A reduction folds axes away: over axis 0 goes down the columns, over axis 1 along the rows. */
    show("tns.sum(0)", tensor_sum(tns, AXIS0), tensor_of(SHAPE(3), 5, 7, 9));
    show("tns.mean(1)", tensor_mean(tns, AXIS1), tensor_of(SHAPE(2), 2, 5));
}

/* The rule: write the two shapes below each other, aligned at the right. Where the sizes differ, one of them
 * must be 1 or missing, and is stretched. Stretching costs no memory: the stride there is 0, so the same
 * number is read again and again. */
static void broadcasting(void)
{
    puts("\n--- Broadcasting");
    Tensor *m = tensor_of(SHAPE(3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9);
    Tensor *c = tensor_of(SHAPE(3), 10, 20, 30);

    show("[1,2,3] + 1", tensor_add(tensor_of(SHAPE(3), 1, 2, 3), tensor_scalar(1)),
         tensor_of(SHAPE(3), 2, 3, 4));
    show("m + c", tensor_add(m, c), tensor_of(SHAPE(3, 3), 11, 22, 33, 14, 25, 36, 17, 28, 39));
    describe("c over m", tensor_expand(c, SHAPE(3, 3)), "rank 2, shape (3, 3), strides (0, 1)");

    /* As a column, (3, 1), the same three numbers are stretched the other way. */
    Tensor *column = tensor_unsqueeze(c, 1);
    show("m + c as a column", tensor_add(m, column),
         tensor_of(SHAPE(3, 3), 11, 12, 13, 24, 25, 26, 37, 38, 39));
    describe("column", tensor_expand(column, SHAPE(3, 3)), "rank 2, shape (3, 3), strides (1, 0)");

    /* Normalising: take the mean away, divide by the deviation. */
    Tensor *normal = tensor_div(tensor_sub(m, tensor_scalar(5)), tensor_scalar(2.73));
    show("(m - 5) / 2.73", normal,
         tensor_of(SHAPE(3, 3), -1.4652f, -1.0989f, -0.7326f, -0.3663f, 0, 0.3663f, 0.7326f, 1.0989f,
                   1.4652f));
}

/* Sizes 3 and 2 do not fit and neither is 1. The library keeps the error and returns NULL; whatever is made
 * from NULL is NULL; a program finds out at its end, or asks. */
static void misfit(void)
{
    puts("\n--- What does not fit");
    Tensor *nothing = tensor_add(tensor_ones(SHAPE(3, 3)), tensor_ones(SHAPE(2)));
    Tensor *still_nothing = tensor_sqrt(nothing);
    if (error_code() != ERR_SHAPE)
        return;

    printf("error: %s\n", error_text());
    error_clear();
    check_that("a sum of shapes that do not fit", !nothing && !still_nothing);
}

/* Element (i, j) of a product is row i of a times column j of b, summed up: so the inner sizes must agree. */
static void products(void)
{
    puts("\n--- Matrix multiplication");
    Tensor *a = tensor_of(SHAPE(2, 3), 1, 2, 3, 4, 5, 6);
    Tensor *b = tensor_of(SHAPE(3, 2), 1, 0, 0, 1, 1, 1);
    show("a @ b", tensor_matmul(a, b), tensor_of(SHAPE(2, 2), 4, 5, 10, 11));

    /* The same from broadcasting: (2, 3, 1) * (3, 2) is (2, 3, 2), and axis 1 is the one to sum over. */
    show("(a[:,:,None] * b).sum(1)", tensor_sum(tensor_mul(tensor_unsqueeze(a, 2), b), AXIS1),
         tensor_of(SHAPE(2, 2), 4, 5, 10, 11));
}

/* The definition, written down as it stands. */
static void three_loops(const float *a, const float *b, float *product, int n)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            float sum = 0;
            for (int k = 0; k < n; k++)
                sum += a[i * n + k] * b[k * n + j];
            product[i * n + j] = sum;
        }
}

typedef struct Race {
    int n;
    double loops, matmul; /* seconds */
} Race;

/* The same n*n*n multiplications and additions both times. Chapter 15 goes from the first to the second, step
 * by step. */
static Race race(int n)
{
    Race race = {.n = n, .matmul = INFINITY};
    Tensor *a = tensor_randn(SHAPE(n, n)), *b = tensor_randn(SHAPE(n, n));
    size_t bytes = (size_t)n * (size_t)n * sizeof(float);
    float *a_values = scope_alloc(bytes), *b_values = scope_alloc(bytes), *values = scope_alloc(bytes);
    if (!values || !b_values || !tensor_read(a, a_values) || !tensor_read(b, b_values))
        return race;

    double start = clock_seconds();
    three_loops(a_values, b_values, values, n);
    race.loops = clock_seconds() - start;

    /* The fastest of thirty: the first call wakes the threads, and others may want the machine too. */
    Tensor *product = NULL;
    for (int i = 0; i < 30; i++) {
        start = clock_seconds();
        product = tensor_matmul(a, b);
        race.matmul = fmin(race.matmul, clock_seconds() - start);
    }
    check_that("both products",
               tensor_all_close(product, tensor_from(SHAPE(n, n), values, n * n), 1e-4, 1e-3));
    return race;
}

/* Seconds, and billions of operations in a second: a multiplication and an addition for each of n*n*n. */
static void draw_races(const char *folder, const Race *races, int n_races)
{
    const char *data = file_join(folder, "02-race.csv");
    FileWriter *writer = file_create(data);
    for (int i = 0; writer && i < n_races; i++) {
        double operations = 2e-9 * races[i].n * races[i].n * races[i].n;
        fprintf(file_stream(writer), "%d,%.9g,%.9g,%.9g,%.9g\n", races[i].n, races[i].loops, races[i].matmul,
                operations / races[i].loops, operations / races[i].matmul);
    }
    if (file_commit(writer))
        plot_show(stdout, "ch02-race", file_join(folder, "02-race.png"), "the race by size of the matrices",
                  1, &(PlotVariable){"data", data});
}

static void races(const CommonFlags *flags)
{
    enum { SIZES = 5 };
    puts("\n--- Three loops in C against the library");
    Race all[SIZES];
    for (int i = 0, n = flags->quick ? 8 : 32; i < SIZES; i++, n *= 2)
        all[i] = race(n);
    const Race *last = &all[SIZES - 1];
    printf("%d x %d: three loops %.0f ms, tensor_matmul %.1f ms, %.0f times as fast\n", last->n, last->n,
           1000 * last->loops, 1000 * last->matmul, last->loops / last->matmul);
    if (!flags->no_plot && file_make_folder(flags->out))
        draw_races(flags->out, all, SIZES);
}

int main(int argc, char **argv)
{
    CommonFlags flags;
    if (!chapter_begin(stdout, "Chapter 02, tensors: takes about a second.", &flags, argc, argv))
        return finish("02_tensors");

    shapes();
    slices();
    elementwise();
    broadcasting();
    misfit();
    products();
    races(&flags);

    check_report(stdout);
    return finish("02_tensors");
}
