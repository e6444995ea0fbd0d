/* Writing the data of the pictures, and having them drawn. */
#include "pictures.h"

static void draw(const char *script, const char *data, const char *picture, const char *what)
{
    plot_show(stdout, script, picture, what, 1, &(PlotVariable){"data", data});
}

static void draw_fares(const char *folder, const Passengers *all)
{
    const char *data = file_join(folder, "08-fares.csv");
    FileWriter *writer = file_create(data);
    for (int i = 0; writer && i < PASSENGERS; i++)
        fprintf(file_stream(writer), "%.9g,%.9g\n", all->fare[i], log(all->fare[i] + 1));
    if (file_commit(writer))
        draw("ch08-fares", data, file_join(folder, "08-fares.png"), "fares, and their logarithms");
}

static void draw_losses(const char *folder, const Run *runs)
{
    const char *data = file_join(folder, "08-losses.csv");
    FileWriter *writer = file_create(data);
    for (int m = 0; writer && m < MODELS; m++) { /* a block for each model, two empty lines between them */
        fprintf(file_stream(writer), "\"%s\"\n", runs[m].name);
        for (int epoch = 0; epoch < runs[m].epochs; epoch++)
            fprintf(file_stream(writer), "%d,%.9g\n", epoch + 1, runs[m].losses[epoch]);
        fputs("\n\n", file_stream(writer));
    }
    if (file_commit(writer))
        draw("ch08-losses", data, file_join(folder, "08-losses.png"), "the losses of the six models");
}

/* One standard deviation of a share that is measured on n passengers. */
static double deviation_of(double share, int n)
{
    return sqrt(share * (1 - share) / n);
}

static void draw_accuracies(const char *folder, const Run *runs, double women, int n_valid)
{
    const char *data = file_join(folder, "08-accuracies.csv");
    FileWriter *writer = file_create(data);
    if (writer)
        fprintf(file_stream(writer), "\"women survive\",%.9g,%.9g\n", women, deviation_of(women, n_valid));
    for (int m = 0; writer && m < MODELS; m++)
        fprintf(file_stream(writer), "\"%s\",%.9g,%.9g\n", runs[m].name, runs[m].accuracy,
                deviation_of(runs[m].accuracy, n_valid));
    if (file_commit(writer))
        draw("ch08-accuracies", data, file_join(folder, "08-accuracies.png"),
             "accuracies, and how sure they are");
}

void pictures(const char *folder, const Passengers *all, const Run *runs, double women, int n_valid)
{
    putchar('\n');
    draw_fares(folder, all);
    draw_losses(folder, runs);
    draw_accuracies(folder, runs, women, n_valid);
}
