/* Without gaps, with fewer dummies and squared errors: one valley, whose lowest point can be computed; then
 * two ReLUs, and many valleys, each with a lowest point that can be computed, too. */
#include "spreadsheet.h"

enum { ROWS = 712, TERMS = 10, ALL = 2 * TERMS };

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

/* A row's part in the equations: what the terms that count in it should add up to. */
static void add_row(double m[ALL][ALL + 1], const double *x, const bool counts[2], double wanted)
{
    for (int a = 0; a < ALL; a++) {
        if (!counts[a / TERMS])
            continue;
        for (int b = 0; b < ALL; b++)
            m[a][b] += counts[b / TERMS] ? x[a % TERMS] * x[b % TERMS] : 0;
        m[a][ALL] += x[a % TERMS] * wanted;
    }
}

/* Where the loss is lowest all its slopes are 0: that is a linear equation for each coefficient, and
 * elimination solves them. No exchange of rows: the matrix is a square of another one, so no pivot is below
 * 0. Where one is 0 the loss does not depend on the coefficient, or others can do its work: it gets 0. */
static void solve(double m[ALL][ALL + 1], double *c)
{
    memset(c, 0, ALL * sizeof *c);
    for (int p = 0; p < ALL; p++)
        for (int a = 0; a < ALL && m[p][p] > 1e-9; a++) {
            double share = a == p ? 0 : m[a][p] / m[p][p];
            for (int b = p; b <= ALL; b++)
                m[a][b] -= share * m[p][b];
        }
    for (int a = 0; a < ALL; a++)
        if (m[a][a] > 1e-9)
            c[a] = m[a][ALL] / m[a][a];
}

static double linear_lowest(const Sheet *sheet, double *c)
{
    double m[ALL][ALL + 1] = {{0}}, sum = 0;
    for (int i = 0; i < sheet->n; i++)
        add_row(m, sheet->x[i], (bool[2]){true, false}, sheet->survived[i]);
    solve(m, c);
    for (int i = 0; i < sheet->n; i++) {
        double error = dot(sheet->x[i], c) - sheet->survived[i];
        sum += error * error;
    }
    return sum / sheet->n;
}

/* --- Many valleys ------------------------------------------------------------------------------------- */

/* The mean squared error of relu(x . c) + relu(x . (c + TERMS)). */
static double relus_loss(const Sheet *sheet, const double *c)
{
    double sum = 0;
    for (int i = 0; i < sheet->n; i++) {
        const double *x = sheet->x[i];
        double error = fmax(0, dot(x, c)) + fmax(0, dot(x, c + TERMS)) - sheet->survived[i];
        sum += error * error;
    }
    return sum / sheet->n;
}

/* As long as nobody changes sides, from below 0 to above it or back, two ReLUs are linear, and their lowest
 * point can be computed. Where that would send somebody to the other side, go as much of the way as helps,
 * and compute again. The loss at the end. */
static double settle(const Sheet *sheet, double *c)
{
    const double above = 1e-9; /* not 0: where somebody's 0 is met exactly, rounding would choose the side */
    const double least = 1e-3; /* share of the way */
    double loss = relus_loss(sheet, c), step[ALL], next[ALL];
    for (double share = 1; share > least;) {
        double m[ALL][ALL + 1] = {{0}};
        for (int i = 0; i < sheet->n; i++) {
            const double *x = sheet->x[i];
            double inside[2] = {dot(x, c), dot(x, c + TERMS)};
            add_row(m, x, (bool[2]){inside[0] > above, inside[1] > above},
                    sheet->survived[i] - fmax(0, inside[0]) - fmax(0, inside[1]));
        }
        solve(m, step);
        for (share = 1; share > least; share /= 2) {
            for (int k = 0; k < ALL; k++)
                next[k] = c[k] + share * step[k];
            double there = relus_loss(sheet, next);
            if (there < loss - 1e-12) {
                memcpy(c, next, sizeof next);
                loss = there;
                break;
            }
        }
    }
    return loss;
}

/* From a random start; the loss at the end. */
static double settle_somewhere(const Sheet *sheet, Random *random)
{
    float start[ALL];
    double c[ALL];
    random_rand(random, start, ALL);
    for (int k = 0; k < ALL; k++)
        c[k] = start[k] - 0.5;
    return settle(sheet, c);
}

/* One ReLU for those who came on board in Southampton, the other for everybody else: both begin near the
 * linear model, and far below zero for those who are not theirs. */
static double settle_divided(const Sheet *sheet, const double *linear, Random *random)
{
    enum { SOUTHAMPTON = 6, CONSTANT = 9, FAR = 9 };
    float start[ALL];
    double c[ALL];
    random_rand(random, start, ALL);
    for (int k = 0; k < ALL; k++)
        c[k] = linear[k % TERMS] + start[k] - 0.5;
    c[SOUTHAMPTON] += FAR;
    c[CONSTANT] -= FAR;
    c[TERMS + SOUTHAMPTON] -= FAR;
    return settle(sheet, c);
}

static void many_valleys(const Sheet *sheet, const double *linear)
{
    enum { SOMEWHERE = 6, DIVIDED = 100 };
    const double course = 0.14315209641, same = 1e-9;
    double lowest = 1, second = 1;
    Random random;
    random_init(&random, 442);
    printf("two ReLUs, from %d random starts:", SOMEWHERE);
    for (int i = 0; i < SOMEWHERE; i++) {
        double loss = settle_somewhere(sheet, &random);
        lowest = fmin(lowest, loss);
        printf(" %.5f", loss);
    }
    check_that("two ReLUs go below the spreadsheet's loss", lowest < course);

    lowest = 1;
    for (int i = 0; i < DIVIDED; i++) {
        double loss = settle_divided(sheet, linear, &random);
        if (loss < lowest - same) {
            second = lowest;
            lowest = loss;
        } else if (loss > lowest + same) {
            second = fmin(second, loss);
        }
    }
    printf("\none for Southampton, one for the other ports, from %d starts: %.8f, then %.8f\n", DIVIDED,
           lowest, second);
    check_near("the valley of the spreadsheet's two ReLUs", second, course, 1.2e-10);
}

void spreadsheet(void)
{
    static Sheet sheet;
    read_sheet(csv_read(passengers_file), &sheet);
    if (!error_ok())
        return;
    double c[ALL], lowest = linear_lowest(&sheet, c);
    printf("\n--- The spreadsheet: %d passengers without gaps, squared errors\n\n", sheet.n);
    printf("linear, solved exactly: %.8f\n", lowest);
    check_near("lowest squared error of the linear model", lowest, 0.14422714931, 5e-11);
    many_valleys(&sheet, c);
}
