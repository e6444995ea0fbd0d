/* The exact part of the chapter: a net cut in two, three groups, and the rates of fine_tune. */
#include "lesson.h"

enum { EPOCHS = 4, BATCHES = 8 }; /* fine_tune(4), with as many batches an epoch as the book's bears have */

static int64_t count_of(const Groups *groups, int first, bool train_norms)
{
    nn_freeze(groups, first, train_norms);
    return nn_trainable_count(groups);
}

/* The numbers of group g alone. */
static int64_t size_of(const Groups *groups, int g)
{
    return count_of(groups, g, false) - count_of(groups, g + 1, false);
}

static void body_and_head(void)
{
    bool drawing = nn_init_enable(false); /* only counted, never asked */
    Module *net = nn_vision_model("resnet18", (VisionModel){.n_classes = 3});
    nn_init_enable(drawing);
    const Groups *groups = nn_vision_groups(net);
    if (!groups)
        return;
    int64_t all = count_of(groups, 0, true), frozen = count_of(groups, 2, true),
            head = count_of(groups, 2, false);
    puts("\n--- ResNet-18 for three kinds of bears: a body, and a new head\n");
    for (int g = 0; g < groups->n; g++) {
        static const char *const what[] = {"body: stem, layer1, layer2", "body: layer3, layer4", "head"};
        printf("  group %d  %-28s %10" PRId64 " numbers\n", g, what[g], size_of(groups, g));
    }
    printf("  together %39" PRId64 "\n", all);
    printf("  learn while the body is frozen %17" PRId64 ", of which %" PRId64 " are norms of the body\n",
           frozen, frozen - head);
    check_near("parameters", (double)all, 11705408, 0);
    check_near("trainable while frozen", (double)frozen, 538496, 0);
}

/* The two cycles of fine_tune(4), written out: first the head up to 2e-3, then everything up to half of that,
 * the first group to a hundredth of the half. */
static const OneCycle of_head = {.lr_max = 2e-3, .others_tenth = true, .pct_start = 0.99},
                      of_all = {.lr_max = 1e-3, .lr_first = 1e-5, .pct_start = 0.3, .div = 5};

/* Rate of group g of three before batch i of the five epochs. */
static double rate_of(int g, int i)
{
    bool frozen = i < BATCHES;
    double position = frozen ? (double)i / BATCHES : (double)(i - BATCHES) / (EPOCHS * BATCHES);
    double last = schedule_one_cycle_lr(frozen ? of_head : of_all, position);
    if (frozen)
        return g == 2 ? last : last / 10;
    return last * pow(of_all.lr_first / of_all.lr_max, (2 - g) / 2.0);
}

static void rates(const CommonFlags *flags)
{
    static const struct {
        int batch;
        double lr; /* of the head, recorded from fast.ai */
    } known[] = {{0, 8.000e-05},
                 {1, 1.545e-04},
                 {4, 1.055e-03},
                 {7, 1.937e-03},
                 {8, 2.000e-04},
                 {17, 9.923e-04},
                 {BATCHES + 15, 8.633e-04},
                 {BATCHES + 30, 1.955e-05}};
    puts("\n--- The rates of fine_tune(4), eight batches an epoch\n");
    puts("  epoch  batch     group 0     group 1        head");
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        int i = known[k].batch;
        printf("  %5d  %5d  %10.3e  %10.3e  %10.3e%s\n", i / BATCHES, i % BATCHES, rate_of(0, i),
               rate_of(1, i), rate_of(2, i), i < BATCHES ? "   frozen: norms of the body only" : "");
        check_near("rate of the head", rate_of(2, i), known[k].lr, known[k].lr * 5e-4);
    }
    const char *data = file_join(flags->out, "19-rates.csv");
    FileWriter *writer = file_make_folder(flags->out) ? file_create(data) : NULL;
    if (!writer)
        return;
    for (int i = 0; i < (EPOCHS + 1) * BATCHES; i++)
        fprintf(file_stream(writer), "%g,%.6g,%.6g,%.6g\n", (double)i / BATCHES, rate_of(0, i), rate_of(1, i),
                rate_of(2, i));
    if (file_commit(writer) && !flags->no_plot)
        plot_show(stdout, "ch19-rates", file_join(flags->out, "19-rates.png"), "a rate for each group", 1,
                  (PlotVariable[]){{"data", data}});
}

void lesson_numbers(const CommonFlags *flags)
{
    body_and_head();
    rates(flags);
}
