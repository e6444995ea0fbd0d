/* Without gaps, with fewer dummies and squared errors: one valley, whose lowest point can be computed; then
 * two ReLUs, and many valleys. */
#include "spreadsheet.h"

enum { ROWS = 712, TERMS = 10, STARTS = 6, STEPS = 3000 };

typedef struct Sheet {
    int n;
    double x[ROWS]
            [TERMS]; /* SibSp Parch Age LogFare Pclass_1 Pclass_2 Embarked_S Embarked_C Sex_male, and 1 */
    double survived[ROWS];
} Sheet;

/* The rows that lack neither the age nor the port. Of three classes and three ports two get a dummy each: the
 * third is what is neither, and the constant stands for it. */
static void read_sheet(const Csv *csv, Sheet *sheet)
{
    enum { AGE, FARE, SIBSP, PARCH, CLASS, SURVIVED, COLUMNS };
    static const char *const names[COLUMNS] = {"Age", "Fare", "SibSp", "Parch", "Pclass", "Survived"};
    double column[COLUMNS][PASSENGERS];
    for (int i = 0; i < COLUMNS; i++)
        if (!csv_numbers(csv, names[i], column[i]))
            return;
    int sex = csv_column(csv, "Sex"), port = csv_column(csv, "Embarked");
    for (int i = 0; i < PASSENGERS && error_ok() && sheet->n < ROWS; i++) {
        const char *from = csv_cell(csv, i, port);
        if (isnan(column[AGE][i]) || !*from)
            continue;
        double *x = sheet->x[sheet->n];
        x[0] = column[SIBSP][i];
        x[1] = column[PARCH][i];
        x[2] = column[AGE][i] / 80;
        x[3] = log10(column[FARE][i] + 1);
        x[4] = column[CLASS][i] == 1;
        x[5] = column[CLASS][i] == 2;
        x[6] = *from == 'S';
        x[7] = *from == 'C';
        x[8] = strcmp(csv_cell(csv, i, sex), "male") == 0;
        x[9] = 1;
        sheet->survived[sheet->n++] = column[SURVIVED][i];
    }
}

static double dot(const double *a, const double *b)
{
    double sum = 0;
    for (int k = 0; k < TERMS; k++)
        sum += a[k] * b[k];
    return sum;
}

/* --- One valley --------------------------------------------------------------------------------------- */

/* Where the loss is lowest all its slopes are 0: that is TERMS linear equations for TERMS coefficients, and
 * elimination solves them. */
static void least_squares(const Sheet *sheet, double *c)
{
    double m[TERMS][TERMS + 1] = {{0}};
    for (int i = 0; i < sheet->n; i++)
        for (int a = 0; a < TERMS; a++) {
            for (int b = 0; b < TERMS; b++)
                m[a][b] += sheet->x[i][a] * sheet->x[i][b];
            m[a][TERMS] += sheet->x[i][a] * sheet->survived[i];
        }
    /* No exchange of rows: the matrix is a square of another one, so its pivots are above 0. */
    for (int p = 0; p < TERMS; p++)
        for (int a = 0; a < TERMS; a++) {
            double share = a == p ? 0 : m[a][p] / m[p][p];
            for (int b = p; b <= TERMS; b++)
                m[a][b] -= share * m[p][b];
        }
    for (int a = 0; a < TERMS; a++)
        c[a] = m[a][TERMS] / m[a][a];
}

static double linear_loss(const Sheet *sheet, const double *c)
{
    double sum = 0;
    for (int i = 0; i < sheet->n; i++) {
        double error = dot(sheet->x[i], c) - sheet->survived[i];
        sum += error * error;
    }
    return sum / sheet->n;
}

/* --- Many valleys ------------------------------------------------------------------------------------- */

/* The mean squared error of relu(x . c[0]) + relu(x . c[1]), and its slopes. */
static double relus_loss(const Sheet *sheet, double c[2][TERMS], double slopes[2][TERMS])
{
    double sum = 0;
    memset(slopes, 0, 2 * sizeof *slopes);
    for (int i = 0; i < sheet->n; i++) {
        double inside[2] = {dot(sheet->x[i], c[0]), dot(sheet->x[i], c[1])};
        double error = fmax(0, inside[0]) + fmax(0, inside[1]) - sheet->survived[i];
        sum += error * error;
        for (int r = 0; r < 2; r++)
            for (int k = 0; k < TERMS && inside[r] > 0; k++)
                slopes[r][k] += 2 * error * sheet->x[i][k] / sheet->n;
    }
    return sum / sheet->n;
}

/* Gradient descent with momentum from a random start; the last loss. */
static double descend(const Sheet *sheet, Random *random)
{
    double c[2][TERMS], slopes[2][TERMS], speed[2][TERMS] = {{0}};
    float start[2 * TERMS];
    random_rand(random, start, 2 * TERMS);
    for (int k = 0; k < 2 * TERMS; k++)
        c[k / TERMS][k % TERMS] = start[k] - 0.5;
    for (int step = 0; step < STEPS; step++) {
        relus_loss(sheet, c, slopes);
        for (int k = 0; k < 2 * TERMS; k++) {
            double *v = &speed[k / TERMS][k % TERMS];
            *v = 0.9 * *v + slopes[k / TERMS][k % TERMS];
            c[k / TERMS][k % TERMS] -= 0.02 * *v;
        }
    }
    return relus_loss(sheet, c, slopes);
}

void spreadsheet(void)
{
    static Sheet sheet;
    read_sheet(csv_read(passengers_file), &sheet);
    if (!error_ok())
        return;
    double c[TERMS], lowest = 1;
    least_squares(&sheet, c);
    double linear = linear_loss(&sheet, c);
    printf("\n--- The spreadsheet: %d passengers without gaps, squared errors\n\n", sheet.n);
    printf("linear, solved exactly: %.8f\n", linear);
    check_near("lowest squared error of the linear model", linear, 0.14422714931, 5e-11);

    Random random;
    random_init(&random, 442);
    printf("two ReLUs, %d steps from %d random starts:", STEPS, STARTS);
    for (int i = 0; i < STARTS; i++) {
        double loss = descend(&sheet, &random);
        lowest = fmin(lowest, loss);
        printf(" %.5f", loss);
    }
    puts("");
    check_that("two ReLUs go below the 0.14315210 at which the course's solver stopped",
               lowest < 0.14315209641);
}
