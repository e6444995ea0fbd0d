/* Writing the data of the pictures, and having them drawn. */
#include "pictures.h"

static void draw(const char *script, const char *data, const char *picture, const char *what)
{
    plot_show(stdout, script, picture, what, 1, &(PlotVariable){"data", data});
}

void picture_accuracy(const char *folder, const double *accuracies, int n, double linear)
{
    const char *data = file_join(folder, "10-accuracy.csv");
    FileWriter *writer = file_create(data);
    for (int i = 0; writer && i < n; i++)
        fprintf(file_stream(writer), "%d,%.9g\n", i + 1, accuracies[i]);
    const char *picture = file_join(folder, "10-accuracy.png");
    const PlotVariable variables[] = {{"data", data}, {"linear", scope_text("%.4f", linear)}};
    if (file_commit(writer))
        plot_show(stdout, "ch10-accuracy", picture, "accuracy by epoch", 2, variables);
}

/* Ten by three tiles of 28 x 28 with a line of nothing between them. */
void picture_weights(const char *folder, Tensor *weights)
{
    enum { SIDE = 28, TILE = SIDE + 2, ACROSS = 10, DOWN = 3 };
    static float values[ACROSS * DOWN][SIDE][SIDE];
    const char *data = file_join(folder, "10-weights.csv");
    if (tensor_count(weights) != ACROSS * DOWN * SIDE * SIDE || !tensor_read(weights, &values[0][0][0]))
        return;
    FileWriter *writer = file_create(data);
    for (int y = 0; writer && y < DOWN * TILE; y++)
        for (int x = 0; x < ACROSS * TILE; x++) {
            bool between = y % TILE >= SIDE || x % TILE >= SIDE;
            double value = between ? NAN : (double)values[y / TILE * ACROSS + x / TILE][y % TILE][x % TILE];
            fprintf(file_stream(writer), "%.5g%c", value, x == ACROSS * TILE - 1 ? '\n' : ',');
        }
    if (file_commit(writer))
        draw("ch10-weights", data, file_join(folder, "10-weights.png"),
             "what the 30 hidden neurons look for");
}

void picture_overfit(const char *folder, const Recorder *recorder)
{
    const char *data = file_join(folder, "10-overfit.csv");
    FileWriter *writer = recorder ? file_create(data) : NULL;
    for (int i = 0; writer && i < recorder->n_rows; i++)
        fprintf(file_stream(writer), "%d,%.9g,%.9g,%.9g\n", i + 1, recorder->rows[i].train_loss,
                recorder->rows[i].valid_loss, recorder->rows[i].error_rate);
    if (file_commit(writer))
        draw("ch10-overfit", data, file_join(folder, "10-overfit.png"), "learning 200 digits by heart");
}
