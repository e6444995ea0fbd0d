/* make gather: photos from the web, from lists of addresses or from folders, one folder per class. */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "base/flags.h"
#include "base/program.h"
#include "base/scope.h"
#include "data/gather.h"
#include "train/progress.h"

static const char usage[] =
    "gather --classes \"grizzly bear,black bear\" --contact you@example.org [--into FOLDER] [--from "
    "SOURCES]\n"
    "\n"
    "Fills FOLDER/CLASS/ with photos and writes down in FOLDER/CLASS/manifest.csv where each is from, who "
    "made it and\n"
    "under which licence. The same line again goes on where it ended, and asks for nothing twice.\n"
    "\n";

typedef struct Settings {
    GatherOptions options;
    int64_t most, most_bytes, timeout;
} Settings;

static bool read_flags(Settings *settings, int argc, char **argv)
{
    GatherOptions *options = &settings->options;
    const Flag flags[] = {
        {"classes", FLAG_TEXT, &options->classes, 0, 0,
         "NAME,NAME or NAME=WHAT TO SEARCH FOR; all of a folder"},
        {"contact", FLAG_TEXT, &options->contact, 0, 0,
         "your e-mail or web address, told to every server asked"},
        {"into", FLAG_TEXT, &options->into, 0, 0, "folder of the classes (datasets/bears)"},
        {"from", FLAG_TEXT, &options->from, 0, 0,
         "commons,openverse,inaturalist,bing, NAME@ADDRESS, a list, a folder"},
        {"most", FLAG_WHOLE, &settings->most, 1, 100000, "photos per class (150)"},
        {"most-bytes", FLAG_WHOLE, &settings->most_bytes, 1000, 1e9, "of one photo (20000000)"},
        {"timeout", FLAG_WHOLE, &settings->timeout, 1, 3600, "seconds for one download (120)"},
        {"private", FLAG_SWITCH, &options->private_too, 0, 0,
         "also ask servers of this machine and its network"},
    };
    CommandLine line = {usage, sizeof flags / sizeof *flags, flags, 0, 0};
    if (!flags_parse(&line, stdout, &argc, argv))
        return false;
    options->most = (int)settings->most;
    options->most_bytes = settings->most_bytes;
    options->timeout_ms = (int)settings->timeout * 1000;
    return true;
}

typedef struct Bar {
    Progress progress;
    const char *class_name;
} Bar;

static void show(void *context, const GatherProgress *now)
{
    Bar *bar = context;
    if (bar->class_name != now->class_name) {
        progress_erase(&bar->progress);
        bar->progress = progress_begin(stderr, now->n_wanted);
        bar->class_name = now->class_name;
    }
    progress_show(&bar->progress, now->n_here, now->class_name, NAN);
}

/* What to do where a class stayed without a photo. */
static void note_empty(const GatherReport *report)
{
    if (report->n_empty == 0 || !error_ok())
        return;
    error_set(ERR_VALUE, "%d of %d classes without a photo", report->n_empty, report->n_classes);
    error_hint(
        "other words (NAME=what to search for), another service (FROM=openverse), or a list of your own: "
        "datasets/README.md");
}

int main(int argc, char **argv)
{
    Settings settings = {.options = {.into = "datasets/bears"}, 150, 20000000, 120};
    Bar bar = {.class_name = NULL};
    settings.options.progress = show;
    settings.options.context = &bar;
    if (read_flags(&settings, argc, argv)) {
        program_catch_interrupt();
        const GatherReport *report = gather(settings.options);
        progress_erase(&bar.progress);
        for (int i = 0; report && i < report->n_troubles; i++)
            fprintf(stderr, "gather: %s\n", report->troubles[i]);
        if (report) {
            printf("gather: %s\n", gather_summary(report));
            note_empty(report);
        }
    }
    return finish("make gather");
}
