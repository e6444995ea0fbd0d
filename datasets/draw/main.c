/* draw_bears: draws a folder of bear pictures for people who have no photographs. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contact.h"
#include "render.h"
#include "store.h"

typedef struct {
    const char *folder, *contact;
    int per_class, size;
    uint64_t seed;
    bool faults;
} Options;

static const char USAGE[] = "usage: draw_bears OUT_DIR [--per-class 150] [--size 256] [--seed 42] [--faults] "
                            "[--contact FILE.png]";

static bool refuse(const char *problem, const char *what, const char *hint)
{
    fprintf(stderr, "draw_bears: %s '%s'\nhint: %s\n", problem, what, hint);
    return false;
}

/* A whole number in [low, high]. */
static bool parse_number(const char *flag, const char *text, uint64_t low, uint64_t high, uint64_t *number)
{
    char *end = NULL, hint[96], problem[32];
    errno = 0;
    unsigned long long value = text == NULL ? 0 : strtoull(text, &end, 10);
    if (text != NULL && text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 && value >= low &&
        value <= high) {
        *number = value;
        return true;
    }
    snprintf(hint, sizeof hint, "give a whole number from %" PRIu64 " to %" PRIu64, low, high);
    snprintf(problem, sizeof problem, "%s cannot be", flag);
    return refuse(problem, text == NULL ? "" : text, hint);
}

static bool parse(Options *options, int count, char **words)
{
    uint64_t number = 0;
    for (int i = 1; i < count; i++) {
        const char *word = words[i], *next = i + 1 < count ? words[i + 1] : NULL;
        if (strcmp(word, "--faults") == 0) {
            options->faults = true;
        } else if (strcmp(word, "--per-class") == 0) {
            if (!parse_number(word, next, 1, 5000, &number)) /* all files are held in memory: 20 KiB each */
                return false;
            options->per_class = (int)number, i++;
        } else if (strcmp(word, "--size") == 0) {
            if (!parse_number(word, next, 32, 1024, &number))
                return false;
            options->size = (int)number, i++;
        } else if (strcmp(word, "--seed") == 0) {
            if (!parse_number(word, next, 0, UINT64_MAX, &options->seed))
                return false;
            i++;
        } else if (strcmp(word, "--contact") == 0) {
            if (next == NULL || next[0] == '-')
                return refuse("--contact needs a file name, not", next == NULL ? "" : next,
                              "for example sheet.png");
            options->contact = next, i++;
        } else if (word[0] == '-' || word[0] == '\0' || options->folder != NULL) {
            return refuse("does not understand", word, USAGE);
        } else {
            options->folder = word;
        }
    }
    if (options->folder == NULL)
        return refuse("needs a folder to draw into, got", "", USAGE);
    return true;
}

/* The sheet must not lie among the pictures, where the next run would take it for a stranger's file, nor
 * replace a file that is no PNG. */
static bool contact_allowed(const Options *options)
{
    size_t length = strlen(options->folder);
    while (length > 1 && options->folder[length - 1] == '/')
        length--;
    if (strncmp(options->contact, options->folder, length) == 0 && options->contact[length] == '/')
        return refuse("the contact sheet cannot be", options->contact,
                      "put it outside the folder of pictures");
    FILE *file = fopen(options->contact, "rb");
    if (file == NULL)
        return true;
    char start[4] = {0};
    bool png = fread(start, 1, 4, file) == 4 && memcmp(start, "\x89PNG", 4) == 0;
    fclose(file);
    return png || refuse("will not replace", options->contact, "that file is no PNG; name another");
}

static bool draw_all(const Options *options, const Plan *plan, Bytes *files, uint8_t *thumbnails)
{
    if (!render_all(plan, files, thumbnails))
        return refuse("ran out of memory for", options->folder, "ask for fewer or smaller pictures");
    if (!store_write(options->folder, plan, files, options->seed, options->faults))
        return false;
    Bytes sheet = {0};
    bool done = true;
    if (options->contact != NULL) {
        done = contact_sheet(&sheet, plan, thumbnails) ||
               refuse("ran out of memory for", options->contact, "ask for fewer pictures");
        done = done && store_file(options->contact, &sheet);
    }
    bytes_free(&sheet);
    return done;
}

static bool run(const Options *options)
{
    if ((options->contact != NULL && !contact_allowed(options)) || !store_prepare(options->folder))
        return false;
    Plan plan;
    uint8_t *thumbnails = NULL;
    bool ready = plan_make(&plan, options->per_class, options->size, options->seed, options->faults);
    Bytes *files = calloc((size_t)plan.count, sizeof *files);
    if (options->contact != NULL)
        thumbnails = malloc((size_t)plan.count * RENDER_THUMB * RENDER_THUMB * 3);
    bool done = ready && files != NULL && (options->contact == NULL || thumbnails != NULL);
    if (!done)
        refuse("ran out of memory for", options->folder, "ask for fewer pictures");
    done = done && draw_all(options, &plan, files, thumbnails);
    if (done)
        printf("drew %d pictures (%d of each kind%s, seed %" PRIu64 ") in %s\n", plan.count, plan.per_class,
               options->faults ? ", faults in faults.csv" : "", options->seed, options->folder);
    for (int i = 0; files != NULL && i < plan.count; i++)
        bytes_free(&files[i]);
    free(files);
    free(thumbnails);
    plan_free(&plan);
    return done;
}

int main(int count, char **words)
{
    Options options = {.per_class = 150, .size = 256, .seed = 42};
    return parse(&options, count, words) && run(&options) ? EXIT_SUCCESS : EXIT_FAILURE;
}
