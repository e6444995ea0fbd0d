/* Sorting names, and finding one again. */
#include "data/vocab.h"

#include <stdlib.h>
#include <string.h>

#include "base/scope.h"

static int bytewise(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

Vocab vocab_of(int64_t n, const char *const *texts)
{
    const char **names = texts && n > 0 ? scope_alloc((size_t)n * sizeof *names) : NULL;
    if (!names)
        return (Vocab){0};
    memcpy(names, texts, (size_t)n * sizeof *names);
    qsort(names, (size_t)n, sizeof *names, bytewise);
    int64_t n_names = 1;
    for (int64_t i = 1; i < n; i++)
        if (strcmp(names[i], names[n_names - 1]) != 0)
            names[n_names++] = names[i];
    return (Vocab){(int)n_names, names};
}

int vocab_find(const Vocab *vocab, const char *name)
{
    if (!vocab || !name || vocab->n == 0)
        return -1;
    const char *const *found = bsearch(&name, vocab->names, (size_t)vocab->n, sizeof *found, bytewise);
    if (found)
        return (int)(found - vocab->names);
    for (int i = 0; i < vocab->n; i++) /* those of others may be in an order of their own */
        if (strcmp(vocab->names[i], name) == 0)
            return i;
    return -1;
}
