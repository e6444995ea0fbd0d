/* Writing the data of the pictures, and having them drawn. */
#include "pictures.h"

static void draw(const char *script, const char *data, const char *picture, const char *what)
{
    plot_show(stdout, script, picture, what, 1, &(PlotVariable){"data", data});
}

static void draw_sigmoid(const char *folder)
{
    const char *data = file_join(folder, "09-sigmoid.csv");
    FileWriter *writer = file_create(data);
    for (int i = -60; writer && i <= 60; i++)
        fprintf(file_stream(writer), "%.9g,%.9g\n", i / 10.0, 1 / (1 + exp(-i / 10.0)));
    if (file_commit(writer))
        draw("ch09-sigmoid", data, file_join(folder, "09-sigmoid.png"), "the sigmoid");
}

static void draw_history(const char *folder, const History *history)
{
    const char *data = file_join(folder, "09-training.csv");
    FileWriter *writer = file_create(data);
    for (int epoch = 0; writer && epoch <= EPOCHS; epoch++)
        fprintf(file_stream(writer), "%d,%.9g,%.9g\n", epoch, history->loss[epoch], history->accuracy[epoch]);
    if (file_commit(writer))
        draw("ch09-training", data, file_join(folder, "09-training.png"), "loss and accuracy by epoch");
}

/* Three blocks of 28 rows of 28 numbers. */
static void draw_weights(const char *folder, const float *before, const float *after)
{
    enum { SIDE = 28 };
    const char *data = file_join(folder, "09-weights.csv");
    FileWriter *writer = file_create(data);
    for (int block = 0; writer && block < 3; block++) {
        for (int i = 0; i < PIXELS; i++) {
            double of_block[3] = {before[i], after[i], (double)after[i] - (double)before[i]};
            fprintf(file_stream(writer), "%.9g%c", of_block[block], i % SIDE == SIDE - 1 ? '\n' : ',');
        }
        fputs("\n\n", file_stream(writer));
    }
    if (file_commit(writer))
        draw("ch09-weights", data, file_join(folder, "09-weights.png"),
             "the weights before and after, and what they learnt");
}

void pictures(const char *folder, const History *history, const float *before, const float *after)
{
    putchar('\n');
    draw_sigmoid(folder);
    draw_history(folder, history);
    draw_weights(folder, before, after);
}
