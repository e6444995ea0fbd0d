/* Sorting photos without a browser: a list, and commands of one letter. */
#include "sort.h"

#include <ctype.h>
#include <stdlib.h>

enum { PAGE = 10, PICTURE_SIDE = 40 };

typedef struct Table {
    Review review;
    const Dataset *set;
    ReviewFilter filter;
    int64_t *numbers, n, from;
    FILE *out;
} Table;

/* Names come from outside, and a terminal obeys control characters. */
static const char *printable(const char *name)
{
    char *text = scope_text("%s", name);
    for (char *c = text; c && *c; c++)
        if (iscntrl((unsigned char)*c))
            *c = '?';
    return text ? text : "";
}

static const char *mark_text(const Table *table, int mark)
{
    if (mark == CLEAN_DELETE)
        return "delete";
    return mark == CLEAN_KEEP ? "" : scope_text("-> %s", printable(table->set->classes[mark]));
}

static void list(Table *table)
{
    table->n = review_list(&table->review, table->filter, table->numbers);
    if (table->from >= table->n)
        table->from = table->n > 0 ? (table->n - 1) / PAGE * PAGE : 0;
    fprintf(table->out, "\n  no. label     looks like         loss  file\n");
    for (int64_t place = table->from; place < table->n && place < table->from + PAGE; place++) {
        int64_t i = table->numbers[place];
        const CleanPhoto *photo = clean_photo(table->review.clean, i);
        int predicted = review_predicted(&table->review, i);
        fprintf(table->out, "%5" PRId64 " %-9s %-9s %5.1f%% %6.2f  %s  %s\n", place + 1,
                printable(table->set->classes[photo->label]), printable(table->set->classes[predicted]),
                100 * review_p(&table->review, i, predicted), review_loss(&table->review, i),
                printable(photo->name), mark_text(table, photo->mark));
    }
    fprintf(table->out, "%" PRId64 " photos, %" PRId64 " changes marked\n", table->n,
            clean_changes(table->review.clean));
}

/* The photo in coloured half blocks: the upper half of a cell is the letter's colour, the lower the ground's.
 */
static void show(const Table *table, int64_t i)
{
    const char *path =
        file_join(clean_folder(table->review.clean), clean_photo(table->review.clean, i)->name);
    const Image *photo = image_scoped(image_load(path));
    const Image *small = photo ? image_scoped(image_thumb(photo, PICTURE_SIDE, PICTURE_SIDE)) : NULL;
    for (int y = 0; small && y + 1 < small->height; y += 2) {
        for (int x = 0; x < small->width; x++) {
            const uint8_t *up = small->pixels + 3 * ((ptrdiff_t)y * small->width + x),
                          *down = up + (ptrdiff_t)3 * small->width;
            fprintf(table->out, "\033[38;2;%d;%d;%dm\033[48;2;%d;%d;%dm\xe2\x96\x80", up[0], up[1], up[2],
                    down[0], down[1], down[2]);
        }
        fprintf(table->out, "\033[0m\n");
    }
}

static int class_number(const Dataset *set, const char *name)
{
    for (int c = 0; c < set->n_classes; c++)
        if (strcmp(set->classes[c], name) == 0)
            return c;
    return -1;
}

static const char HELP[] = "  n, p          next page, page before\n"
                           "  s 3           show photo 3\n"
                           "  d 3           delete it, when the changes are applied\n"
                           "  m 3 grizzly   move it to that class, k 3: keep it where it is\n"
                           "  c grizzly     only this class; c alone: all\n"
                           "  o             highest loss, look-alikes, or the changes in turn\n"
                           "  apply         do what is marked;  undo: take the last apply back\n"
                           "  q             end; the marks stay\n";

/* Decides about one photo of the list, whose place is given. */
static bool decide(Table *table, char letter, int64_t place, const char *class)
{
    if (place < 1 || place > table->n) {
        fprintf(table->out, "there is no photo %" PRId64 " in this list\n", place);
        return false;
    }
    int64_t i = table->numbers[place - 1];
    int to = letter == 'm' ? class_number(table->set, class) : letter == 'd' ? CLEAN_DELETE : CLEAN_KEEP;
    if (letter == 's')
        show(table, i);
    else if (letter == 'm' && to < 0)
        fprintf(table->out, "there is no class %s\n", printable(class));
    else
        return clean_mark(table->review.clean, i, to);
    return false;
}

static bool apply_or_undo(Table *table, const char *word)
{
    RejectUndo undone;
    if (strcmp(word, "apply") == 0)
        fprintf(table->out, "moved %" PRId64 " photos\n", clean_apply(table->review.clean));
    else if (clean_undo(table->review.clean, &undone))
        fprintf(table->out, "brought %" PRId64 " photos back\n", undone.n_back);
    return true;
}

/* One line of input. True when the list should be shown anew. */
static bool obey(Table *table, const char *word, int64_t place, const char *name)
{
    bool alone = word[1] == '\0';
    if (strcmp(word, "apply") == 0 || strcmp(word, "undo") == 0)
        return apply_or_undo(table, word);
    if (alone && strchr("dkms", word[0]))
        return decide(table, word[0], place, name);
    if (alone && (word[0] == 'n' || word[0] == 'p')) {
        int64_t from = table->from + (word[0] == 'n' ? PAGE : -PAGE);
        table->from = from < 0 ? 0 : from < table->n ? from : table->from;
    } else if (alone && word[0] == 'c') {
        table->filter.label = class_number(table->set, name);
        table->from = 0;
        if (*name && table->filter.label < 0)
            fprintf(table->out, "there is no class %s\n", printable(name));
    } else if (alone && word[0] == 'o') {
        table->filter.order = (table->filter.order + 1) % (REVIEW_CHANGES + 1);
        table->from = 0;
    } else {
        fputs(HELP, table->out);
        return false;
    }
    return true;
}

/* "m 3 polar bear" into its parts: a letter or word, a number where one follows, and what is left. */
static bool read_line(Table *table, const char *line)
{
    char word[16] = "", rest[512] = "", *left;
    if (sscanf(line, "%15s %511[^\n]", word, rest) < 1)
        return true;
    int64_t place = strtoll(rest, &left, 10);
    return obey(table, word, place, word[0] == 'c' ? rest : left + strspn(left, " "));
}

/* One question and its answer; false at the end. */
static bool ask(Table *table, FILE *in)
{
    char line[600];
    fprintf(table->out, "> ");
    fflush(table->out);
    if (!fgets(line, sizeof line, in) || strcmp(line, "q\n") == 0 || program_interrupted())
        return false;
    Scope scope = scope_begin();
    if (read_line(table, line))
        list(table);
    if (!error_ok())
        fprintf(table->out, "%s\n", error_text());
    error_clear();
    scope_end(scope);
    return true;
}

void sort_on_terminal(SortOptions *options, FILE *in, FILE *out)
{
    CleanerFindings found = {0};
    if (!sort_look(options, options->folder, &found))
        return;
    Table table = {.review = {.clean = clean_open(options->folder, found.set),
                              .log_p = found.log_p,
                              .valid = found.valid,
                              .group = dataset_duplicates(found.set)},
                   .set = found.set,
                   .filter = {.label = -1},
                   .numbers = scope_alloc((size_t)found.set->n * sizeof(int64_t)),
                   .out = out};
    if (!table.review.clean || !table.review.group || !table.numbers)
        return;
    list(&table);
    while (ask(&table, in))
        ;
    fprintf(out, "\n");
}
