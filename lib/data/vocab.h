/* Names and their numbers: the vocabulary of a classifier. (chapter 17) */
#ifndef DATA_VOCAB_H
#define DATA_VOCAB_H

#include <stdint.h>

typedef struct Vocab {
    int n;
    const char **names; /* sorted bytewise, each once */
} Vocab;

/* The different ones of n texts (below 2^31), which are kept and not copied, in the current scope. n 0 and
 * names NULL without memory. cost: n log n comparisons. */
Vocab vocab_of(int64_t n, const char *const *texts);
/* The number of a name; -1 when it is not there. Names need not be sorted. */
int vocab_find(const Vocab *vocab, const char *name);

#endif
