/* The programs that look at photos, chapters 00 and 17 to 21: what they print, and what they say without any.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "nn/safetensors.h"
#include "nn/squeezenet.h"
#include "tests/chapters/run.h"
#include "tests/support/temp_folder.h"
#include "train/classifier.h"

TestSuite(photos, .init = enter, .fini = test_folder_remove);

/* An untrained net knows nothing, and its file is as good as any. */
Test(photos, whole_game_with_a_model)
{
    static const char *classes[] = {"black", "grizzly", "teddy"};
    cr_assert(use("chapters"));
    const char *model = in_folder("untrained.safetensors");
    random_seed(1);
    Classifier *bears = classifier_new("bear_net", 3, classes, 32, 64, 0);
    Metadata metadata = {0};
    cr_assert(classifier_describe(bears, &metadata) && classifier_save(bears, model, &metadata), "no model");

    Run r = run("", "00_whole_game",
                "--model untrained.safetensors --out pictures chapters/00_whole_game/teddy.jpg");
    expect_pass(&r);
    expect_text(&r, "vocabulary:    black grizzly teddy\n");
    expect_text(&r, "--- chapters/00_whole_game/teddy.jpg\nlabel:");
    expect_text(&r, "probabilities:\n  black        0.");
    expect_text(&r, "--- A grey wall");
}

Test(photos, whole_game_without_a_model)
{
    Run r = run("", "00_whole_game", "");
    expect_refused(&r, "build/bears/bears.safetensors: there is no such file\nhint: make bears\n");
}

Test(photos, data_block_follows_a_sample)
{
    use_data(MESSY_BEARS);
    Run r = run("PHOTOS=", "17_data_block", "--out pictures");
    expect_pass(&r);
    expect_text(&r, "171 of 180 files are pictures that can be used\n");
    expect_text(&r, "\nbatch       the first 4 training samples\nFAILS HERE  loader_next: ");
    expect_text(&r, "of 395 photos, seed 42 takes 79: 42 34 372 113 181 250 202 339 201 360 ...\n");
    expect_text(&r, "5 workers: digest the same");
    const char *picture = in_folder("pictures/17-resize.jpg");
    cr_expect(access(picture, R_OK) == 0, "no %s", picture);
}

Test(photos, data_block_without_photos)
{
    Run r = run("PHOTOS=", "17_data_block", "");
    expect_refused(&r, "17_data_block: there is no datasets/messy\nhint: make data-messy\n");
}

/* Its numbers want trainings that take longer than a test may. */
Test(photos, cleaner_without_drawings)
{
    Run r = run("PHOTOS=", "21_cleaner", "");
    cr_expect(eq(int, r.status, 1));
    expect_text(&r, "21_cleaner: there is no datasets/messy\nhint: make data-messy\n");
    r = run("PHOTOS=", "21_cleaner", "sort --photos nowhere --folds 3");
    cr_expect(eq(int, r.status, 1));
    expect_text(&r, "nowhere: there is no such folder");
}

/* Chapter 00's picture of a bear as photos/<kind>/<i>.jpg. */
static void link_photo(const char *bear, const char *kind, int i)
{
    const char *from = file_join(here, scope_text("chapters/00_whole_game/%s.jpg", bear));
    const char *to = temp_path(test_folder, scope_text("photos/%s/%d.jpg", kind, i));
    cr_assert(symlink(from, to) == 0);
}

/* One of the classes has a name of two words. */
Test(photos, cleaner_sorts_on_a_terminal)
{
    static const char *kinds[] = {"black", "teddy bear"};
    static const char input[] = "c teddy bear\nm 2 black\nc polar bear\nc\napply\nundo\nq\n";
    for (int i = 0; i < 4; i++)
        link_photo(i % 2 ? "teddy" : "black", kinds[i % 2], i);
    Classifier *bears = classifier_new("bear_net", 2, kinds, 32, 64, 0);
    Metadata metadata = {0};
    cr_assert(classifier_describe(bears, &metadata) &&
              classifier_save(bears, file_join(test_folder, "untrained.safetensors"), &metadata));
    temp_file(test_folder, "input", input, sizeof input - 1);
    Run r =
        run("", "21_cleaner", "sort --terminal --photos photos --model untrained.safetensors <input 2>&1;");
    expect_text(&r, "\n4 photos, 0 changes marked\n> \n  no. label");
    expect_text(&r, "\n2 photos, 0 changes marked\n> \n");
    expect_text(&r, ".jpg  -> black\n2 photos, 1 changes marked\n> there is no class polar bear\n");
    expect_text(&r, "\n4 photos, 1 changes marked\n> moved 1 photos\n");
    expect_text(&r, "\n> brought 1 photos back\n");
}

Test(photos, augmentation_interpolates_once)
{
    use_data(DRAWN_BEARS);
    cr_assert(use("chapters"));
    Run r = run("", "18_augmentation", "--quick --photos datasets/drawn --out pictures");
    expect_pass(&r);
    expect_text(&r, "one interpolation    80.0 %\none for each         57.0 %\n");
    expect_text(&r, "\nafter   -0.4112 -0.6617 -0.9531    0.4530 0.5094 0.2676\n");
    const char *picture = in_folder("pictures/18-sixteen.jpg");
    cr_expect(access(picture, R_OK) == 0, "no %s", picture);
}

/* All that needs no photos to learn from, and then one message. */
Test(photos, augmentation_without_photos)
{
    cr_assert(use("chapters"));
    Run r = run("", "18_augmentation", "--no-plot --photos nowhere");
    expect_refused(&r, "18_augmentation: folder_open: nowhere: there is no such folder\nhint: ");
}

Test(photos, transfer_learning_has_fastai_counts_and_rates)
{
    cr_assert(use("chapters"));
    Run r = run("", "19_transfer_learning", "--out pictures");
    expect_pass(&r);
    expect_text(&r, "  together                                11705408\n");
    expect_text(&r, "      2      1   9.923e-06   9.923e-05   9.923e-04\n");
}

/* Four photos of each kind, all alike: enough to go the whole way. */
static void make_photos(void)
{
    static const char *const kinds[] = {"black", "grizzly", "teddy"};
    for (int i = 0; i < 12; i++)
        link_photo(kinds[i % 3], kinds[i % 3], i);
}

/* In a world of its own, where a small disk can be mounted, and is gone with it. */
Test(photos, bears_want_room_before_they_are_trained)
{
    static const char small_disk[] =
        "unshare -rm sh -c 'mkdir full && mount -t tmpfs -o size=1m none full && exec \"$@\"' sh";
    make_photos();
    Run r = run(small_disk, "19_transfer_learning",
                "train --photos photos --arch squeezenet1_1 --weights none --size 32 --out full");
    if (!strstr(r.output, "12 photos in photos")) {
        test_folder_remove();
        cr_skip_test("no small disk can be mounted here");
    }
    cr_expect(eq(int, r.status, 1));
    expect_text(&r, "bears: train: full/bears.safetensors: 5 MB cannot be written there: No space left");
    expect_text(&r, "\nhint: free some space, or choose another folder: make bears OUT=folder\n");
}

Test(photos, bears_want_photos_of_every_kind)
{
    make_photos();
    cr_assert(file_make_folder(in_folder("photos/panda")));
    Run r = run("", "19_transfer_learning", "train --photos photos --quick --no-plot --out out");
    expect_refused(&r, "bears: train: photos/panda: there is no picture in it\nhint: put photos into it");
}

Test(photos, bears_go_on_from_a_trained_body)
{
    make_photos();
    const char *weights = in_folder("weights.safetensors");
    random_seed(1);
    cr_assert(nn_save(nn_squeezenet1_1(5), weights, NULL), "%s", error_text());
    Run r =
        run("", "19_transfer_learning",
            "train --photos photos --arch squeezenet1_1 --weights weights.safetensors --size 32 --batch 5 "
            "--epochs 1 --cache-features --label-smoothing on --precision int8 --no-plot --out out");
    cr_expect(eq(int, r.status, 0), "%s", r.output);
    expect_text(&r, "12 photos in photos: black 4, grizzly 4, teddy 4\n");
    expect_text(&r, "its body from weights.safetensors; 528896 of them learn while that is frozen\n");
    expect_text(&r, "errors on the validation set: ");
    expect_text(&r, "photos of the validation set, named by that file:\nphotos/");

    r = run("", "19_transfer_learning", "evaluate --model out/bears.safetensors photos");
    expect_text(&r, " of 12\n");
    r = run("", "19_transfer_learning",
            "train --photos photos --arch squeezenet1_1 --weights weights.safetensors --size 32 --batch 5 "
            "--epochs 1 --no-plot --out out");
    expect_text(&r, "  out/bears.safetensors.before         the one that was there before\n");
    r = run("", "19_transfer_learning", "evaluate --model out/bears.safetensors.before photos");
    expect_text(&r, " of 12\n");
    r = run("", "19_transfer_learning",
            "train --photos photos --arch resnet18 --weights weights.safetensors --out out");
    cr_expect(eq(int, r.status, 1));
    expect_text(&r, "missing (conv1.weight, ");
    expect_text(&r, "extra (features.0.weight, ");
    r = run("", "19_transfer_learning", "train --photos photos --arch resnet19 --out out");
    cr_expect(eq(int, r.status, 1));
    cr_expect(eq(str, r.output,
                 "bears: nn_vision_model: there is no net named resnet19\n"
                 "hint: there are resnet18, resnet18_half, resnet34, resnet50, squeezenet1_0, "
                 "squeezenet1_1\n"));
    r = run("", "19_transfer_learning", "train --photos photos --label-smoothing 0.1 --out out");
    cr_expect(eq(int, r.status, 1));
    cr_expect(eq(str, r.output, "bears: recipe_new: --label-smoothing is on or off, not 0.1\n"));
    r = run(
        "", "19_transfer_learning",
        "--measure --photos photos --arch squeezenet1_1 --weights weights.safetensors --epochs 50 --out out");
    cr_expect(eq(int, r.status, 1));
    expect_text(&r, "bears: lesson_photos: 50 epochs are more than the 49 that are compared at most\n");
    r = run("", "19_transfer_learning", "train --photos photos --weights none.pth --out out");
    cr_expect(eq(int, r.status, 1));
    cr_expect(strncmp(r.output, "bears: recipe_new: none.pth: there is no such file\nhint: ", 57) == 0, "%s",
              r.output);
}

/* Copies of a photo stay in one part, every photo is judged once per seed, and the card tells of it. */
Test(photos, bears_are_crossvalidated)
{
    make_photos();
    cr_assert(file_make_folder(in_folder("out")));
    cr_assert(nn_save(nn_squeezenet1_1(5), in_folder("weights.safetensors"), NULL));
    Run r = run("", "19_transfer_learning",
                "crossvalidate --photos photos --arch squeezenet1_1 --weights weights.safetensors --size 32 "
                "--epochs 1 --folds 3 --seeds 2 --ways frozen,tuned --tta --card out/card.md");
    cr_expect(eq(int, r.status, 0), "%s", r.output);
    expect_text(&r, "\n3 groups of near copies or single photos, in 3 folds; ");
    expect_text(&r, ", each photo judged in five versions\n");
    expect_text(&r, "\n    43    3       4        - ");
    expect_text(&r, "\ntuned: ");
    expect_text(&r, " errors of 24, ");
    size_t n_bytes;
    const char *card = (const char *)file_read(in_folder("out/card.md"), 1 << 16, &n_bytes);
    cr_assert(card != NULL, "%s", error_text());
    cr_expect(strstr(card, "nor a near copy of it, in five versions (test-time augmentation). **") != NULL,
              "%s", card);

    r = run("", "19_transfer_learning", "crossvalidate --photos photos --weights none --card out/card.md");
    expect_refused(&r, "bears: crossvalidate: a card tells of a fine-tuned net, and none is wanted\n");
}

Test(photos, interpretation_looks_at_every_photo)
{
    use_data(DRAWN_BEARS);
    cr_assert(use("chapters"));
    Run r = run("", "20_interpretation", "--quick --no-plot --photos datasets/drawn");
    expect_pass(&r);
    expect_text(&r, "\na bear_net, asked about 180 photos that it was not trained on: ");
    expect_text(&r, "\nlayer 3     16 x 16 places, one in the middle sees 17 x 17 of 64 x 64 pixels\n");
    expect_text(&r, "\n--- 6 of 60 labels are made wrong: who finds them?\n");
    r = run("", "20_interpretation", "--no-plot --photos nowhere");
    cr_expect(eq(int, r.status, 1));
    expect_text(&r, "20_interpretation: folder_open: nowhere: there is no such folder\nhint: name a folder ");
}

/* Not a photo, but how photos are named to make: PHOTO=folder used to train on others without a word. */
Test(photos, mistyped_names_are_told)
{
    char command[1200], line[200];
    snprintf(command, sizeof command,
             "env -u MAKELEVEL -u MAKEFLAGS make -C '%s' help PHOTO=x photos=x PHOTOS=x SEED=1 DEVICE=cpu "
             "OMP_NUM_THREADS=1 2>&1 >/dev/null",
             here);
    FILE *told = popen(command, "r");
    int n = 0, expected = 0;
    for (; told && fgets(line, sizeof line, told); n++)
        expected += strstr(line, " PHOTO=: is it mistyped?") || strstr(line, " photos=: is it mistyped?");
    cr_assert(told && pclose(told) == 0 && n == 2 && expected == 2, "%d lines, the last: %s", n, line);
}
