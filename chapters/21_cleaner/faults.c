/* Reading faults.csv, and counting. */
#include "faults.h"

static int class_number(const Dataset *photos, const char *name)
{
    for (int c = 0; c < photos->n_classes; c++)
        if (strcmp(photos->classes[c], name) == 0)
            return c;
    return CLEAN_DELETE;
}

/* The row that is about this file; -1: none is. */
static int64_t row_of(const Csv *csv, int paths, const char *file)
{
    for (int64_t row = 0; row < csv->n_rows; row++)
        if (strcmp(csv_cell(csv, row, paths), file) == 0)
            return row;
    return -1;
}

Faults *faults_read(const char *folder, const Dataset *photos)
{
    const Csv *csv = photos ? csv_read(file_join(folder, "faults.csv")) : NULL;
    int paths = csv ? csv_column(csv, "path") : -1, truths = csv ? csv_column(csv, "true_class") : -1;
    Faults *faults = truths >= 0 ? scope_alloc(sizeof *faults) : NULL;
    int *truth = faults ? scope_alloc((size_t)photos->n * sizeof *truth) : NULL;
    if (!truth)
        return NULL;
    *faults = (Faults){photos->n, truth};
    for (int64_t i = 0; i < photos->n; i++) {
        int64_t row = row_of(csv, paths, photos->path(photos, i) + strlen(folder) + 1);
        int is = row < 0 ? CLEAN_KEEP : class_number(photos, csv_cell(csv, row, truths));
        truth[i] = is == photos->label(photos, i) ? CLEAN_KEEP : is;
    }
    return faults;
}

int64_t faults_among(const Faults *faults, const int64_t *order, int64_t n)
{
    int64_t found = 0;
    for (int64_t i = 0; i < n; i++)
        found += faults->truth[order[i]] != CLEAN_KEEP;
    return found;
}
