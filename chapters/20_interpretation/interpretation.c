/* Chapter 20, interpretation: where a net errs, how sure it is, what it looks at, and whether a label is
 * wrong.
 *
 *     make ch20
 *     make ch20 ARGS="--quick"
 *     make ch20 PHOTOS=folder               photos of yours, one sub-folder per class
 *     make ch20 ARGS="--model build/bears/bears.safetensors" PHOTOS=folder
 *                                           another net, about photos that it has not been trained on */
#include "interpretation.h"

#include <stdlib.h>

int main(int argc, char **argv)
{
    CommonFlags common = {.seed = 42, .out = "build/plots"};
    const char *photos = getenv("PHOTOS"), *model = NULL;
    photos = photos && *photos ? photos : "datasets/drawn";
    const Flag flags[] = {FLAGS_COMMON(common),
                          {"photos", FLAG_TEXT, &photos, 0, 0, "ask about these, a sub-folder per class"},
                          {"model", FLAG_TEXT, &model, 0, 0, "ask this net, a file of `make bears`"}};
    const CommandLine line = {"Chapter 20, interpretation: takes about a minute.\n",
                              (int)(sizeof flags / sizeof *flags), flags, 0, 0};
    if (!flags_parse(&line, stdout, &argc, argv) || !chapter_apply(&common))
        return finish("20_interpretation");
    fputs(line.usage, stdout);
    if (!chapter_device(stdout))
        return finish("20_interpretation");
    uint64_t seed = (uint64_t)common.seed;
    const char *folder = common.no_plot || !file_make_folder(common.out) ? NULL : common.out;

    const Judge *judge = judge_new(photos, model, seed, common.quick);
    if (!judge && !file_is_folder(photos))
        error_hint("make draw, or name a folder of photos: make ch20 PHOTOS=folder");
    if (judge) {
        show_matrix(judge, folder);
        show_losses(judge, folder);
        show_confidence(judge, folder);
        show_layers(judge, folder);
        show_reasons(judge, folder);
        show_plane(judge, folder);
    }
    if (judge && !model)
        show_planted(photos, seed, common.quick, folder);
    check_report(stdout);
    return finish("20_interpretation");
}
