/* The chapter's pictures. */
#include "cnn.h"

static void draw(const char *folder, const char *name, const char *what, int n, const PlotVariable *variables)
{
    plot_show(stdout, scope_text("ch14-%s", name), file_join(folder, scope_text("14-%s.png", name)), what, n,
              variables);
}

/* A line for each training: its recipe, its errors, and those of the book. */
void picture_recipes(const Ladder *ladder, const char *folder)
{
    const char *csv = file_join(folder, "14-recipes.csv");
    FileWriter *data = file_create(csv);
    for (int r = 0; data && r < RECIPES; r++) {
        const Recipe *recipe = &ladder->recipes[r];
        for (int i = 0; i < recipe->seeds; i++)
            fprintf(file_stream(data), "%d,%.6g,%.6g\n", r, 1 - recipe->accuracy[i],
                    recipe->published > 0 ? 1 - recipe->published : NAN);
    }
    if (file_commit(data))
        draw(folder, "recipes", "share of errors by recipe", 1, &(PlotVariable){"data", csv});
}

/* A block for each recipe, a line for each look at the last ReLU. */
void picture_layers(const Ladder *ladder, const char *folder)
{
    const char *csv = file_join(folder, "14-layers.csv"), *names = "";
    FileWriter *data = file_create(csv);
    for (int r = 0; data && r < WATCHED_RECIPES; r++) {
        const Activations *a = ladder->recipes[r].worst;
        names = scope_text("%s '%s'", names, ladder->recipes[r].name);
        for (int i = 0; a && i < a->n; i++) {
            const LayerLook *look = &a->looks[i][LAYERS - 1];
            fprintf(file_stream(data), "%.4f,%.6g,%.6g,%.6g,%.6g\n", i / (double)a->n, look->mean,
                    look->deviation, look->near_zero, look->dead);
        }
        fputs("\n\n", file_stream(data));
    }
    const PlotVariable variables[] = {{"data", csv}, {"names", names}};
    if (file_commit(data))
        draw(folder, "layers", "the last ReLU while its net learns", 2, variables);
}

/* A block for each recipe: a row for each bin, a column for each look; logarithms, so that few count too. */
void picture_colours(const Ladder *ladder, const char *folder)
{
    const char *csv = file_join(folder, "14-colours.csv"), *names = "";
    FileWriter *data = file_create(csv);
    for (int r = 0; data && r < WATCHED_RECIPES; r++) {
        const Activations *a = ladder->recipes[r].worst;
        names = scope_text("%s '%s'", names, ladder->recipes[r].name);
        for (int bin = 0; a && bin < BINS; bin++)
            for (int i = 0; i < a->n; i++)
                fprintf(file_stream(data), "%.4g%c", log1p(a->looks[i][LAYERS - 1].counts[bin]),
                        i == a->n - 1 ? '\n' : ',');
        fputs("\n\n", file_stream(data));
    }
    const PlotVariable variables[] = {{"data", csv}, {"names", names}};
    if (file_commit(data))
        draw(folder, "colours", "the colourful dimension", 2, variables);
}

/* The kernels of the first layer, side by side, a column of nothing between them. */
void picture_kernels(const Ladder *ladder, const char *folder)
{
    enum { KERNELS = 8, SIDE = 5, ACROSS = KERNELS * (SIDE + 1) - 1 };
    static float kernels[KERNELS][SIDE][SIDE];
    const char *csv = file_join(folder, "14-kernels.csv");
    if (!tensor_read(ladder->first, &kernels[0][0][0]))
        return;
    FileWriter *data = file_create(csv);
    for (int y = 0; data && y < SIDE; y++)
        for (int x = 0; x < ACROSS; x++)
            fprintf(file_stream(data), "%.5g%c",
                    x % (SIDE + 1) == SIDE ? NAN : (double)kernels[x / (SIDE + 1)][y][x % (SIDE + 1)],
                    x == ACROSS - 1 ? '\n' : ',');
    if (file_commit(data))
        draw(folder, "kernels", "what the first layer looks for", 1, &(PlotVariable){"data", csv});
}
