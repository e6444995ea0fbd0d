/* Reading, filling gaps, turning words into numbers, and scaling. */
#include "passengers.h"

const char passengers_file[] = "datasets/titanic/titanic.csv";

const char *const feature_names[FEATURES] = {"Age",      "SibSp",      "Parch",      "LogFare",
                                             "Sex_male", "Sex_female", "Pclass_1",   "Pclass_2",
                                             "Pclass_3", "Embarked_C", "Embarked_Q", "Embarked_S"};

/* --- Gaps --------------------------------------------------------------------------------------------- */

/* The text that stands in a column most often, gaps aside: the mode. */
static const char *most_frequent(const Csv *csv, int column, int *n_gaps)
{
    const char *mode = "";
    int most = 0;
    *n_gaps = 0;
    for (int64_t i = 0; i < csv->n_rows; i++) {
        const char *cell = csv_cell(csv, i, column);
        int count = 0;
        for (int64_t k = 0; k < csv->n_rows; k++)
            count += strcmp(csv_cell(csv, k, column), cell) == 0;
        *n_gaps += !*cell;
        if (*cell && count > most) {
            most = count;
            mode = cell;
        }
    }
    return mode;
}

/* A gap is filled with the mode: not because that is likely to be true, but because it is a value that the
 * column has. */
static void fill_gaps(const Csv *csv, const char *name)
{
    int n_gaps, column = csv_column(csv, name);
    if (column < 0)
        return;
    const char *mode = most_frequent(csv, column, &n_gaps);
    for (int64_t i = 0; i < csv->n_rows; i++) {
        const char **cell = &csv->cells[i * csv->n_columns + column];
        *cell = **cell ? *cell : mode;
    }
    if (n_gaps > 0)
        printf("%-8s  %3d gaps, filled with the most frequent value: %s\n", name, n_gaps, mode);
}

/* --- Numbers ------------------------------------------------------------------------------------------- */

static const double *numbers(const Csv *csv, const char *name)
{
    double *out = scope_alloc(PASSENGERS * sizeof *out);
    return out && csv_numbers(csv, name, out) ? out : NULL;
}

/* A column of words becomes one column of 0 and 1 for each word: a dummy. (891, n words) */
static Tensor *dummies(const Csv *csv, const char *name, int n_words, const char *const *words)
{
    float *out = scope_alloc((size_t)(PASSENGERS * n_words) * sizeof *out);
    int column = csv_column(csv, name);
    if (!out || column < 0)
        return NULL;
    for (int i = 0; i < PASSENGERS; i++)
        for (int w = 0; w < n_words; w++)
            out[i * n_words + w] = strcmp(csv_cell(csv, i, column), words[w]) == 0;
    return tensor_from(SHAPE(PASSENGERS, n_words), out, (int64_t)PASSENGERS * n_words);
}

/* (891, 1) */
static Tensor *column_of(const double *values)
{
    float out[PASSENGERS];
    for (int i = 0; values && i < PASSENGERS; i++)
        out[i] = (float)values[i];
    return values ? tensor_from(SHAPE(PASSENGERS, 1), out, PASSENGERS) : NULL;
}

/* The 12 features side by side. */
static Tensor *features(const Csv *csv, const double *age, const double *fare)
{
    double *log_fare = scope_alloc(PASSENGERS * sizeof *log_fare);
    if (!age || !fare || !log_fare)
        return NULL;
    for (int i = 0; i < PASSENGERS; i++)
        log_fare[i] = log(fare[i] + 1); /* a few fares are enormous, and some are 0, whose log is not */

    Tensor *parts[] = {
        column_of(age),
        column_of(numbers(csv, "SibSp")),
        column_of(numbers(csv, "Parch")),
        column_of(log_fare),
        dummies(csv, "Sex", 2, (const char *const[]){"male", "female"}),
        dummies(csv, "Pclass", 3, (const char *const[]){"1", "2", "3"}),
        dummies(csv, "Embarked", 3, (const char *const[]){"C", "Q", "S"}),
    };
    return tensor_cat(parts, sizeof parts / sizeof *parts, 1);
}

static void print_summary(const Passengers *passengers)
{
    printf("\n              mean    largest   (%d passengers)\n", PASSENGERS);
    Tensor *means = tensor_mean(passengers->raw, AXIS0), *largest = tensor_max(passengers->raw, AXIS0);
    for (int i = 0; means && largest && i < FEATURES; i++)
        printf("%-10s  %6.3f  %9.4f\n", feature_names[i], tensor_at(means, i), tensor_at(largest, i));
}

const Passengers *passengers_read(void)
{
    if (!file_exists(passengers_file)) {
        error_set(ERR_FILE, "passengers_read: there is no %s", passengers_file);
        error_hint("make data-titanic");
        return NULL;
    }
    Passengers *passengers = scope_alloc(sizeof *passengers);
    const Csv *csv = csv_read(passengers_file);
    if (!passengers || !csv)
        return NULL;
    if (csv->n_rows != PASSENGERS)
        return error_set(ERR_FORMAT, "passengers_read: %s has %lld passengers, should be %d", passengers_file,
                         (long long)csv->n_rows, PASSENGERS);
    printf("\n--- %s: %lld rows, %d columns\n\n", passengers_file, (long long)csv->n_rows, csv->n_columns);
    fill_gaps(csv, "Age");
    fill_gaps(csv, "Embarked");

    const double *age = numbers(csv, "Age"), *fare = numbers(csv, "Fare");
    Tensor *raw = features(csv, age, fare);
    Tensor *x = tensor_div(raw, tensor_max(raw, AXIS0)); /* 12 largest values, stretched over 891 rows */
    *passengers = (Passengers){raw, x, column_of(numbers(csv, "Survived")), age, fare};
    if (!error_ok())
        return NULL;
    print_summary(passengers);
    return passengers;
}
