/* Is this photo of the kind that the net was made for? Far from all photos it knows, no answer should be
 * trusted, however sure the net is. (chapter 22) */
#ifndef INTERPRET_DOMAIN_H
#define INTERPRET_DOMAIN_H

#include <stdbool.h>

/* The photos that the net knows, as its last layers see them. */
typedef struct Domain {
    int n, n_features;
    const float *features;    /* (n, n_features), each of length 1                                         */
    const float *confidences; /* (n) the probability that the net gave its answer: what is usual           */
    double limit;             /* of the distance: one in twenty of these photos is farther from the others */
} Domain;

/* Copies both, in the current scope. ERR_VALUE for fewer than 20 photos, features that are all zero or no
 * numbers, and confidences that are no probabilities. */
Domain *domain_of(int n, int n_features, const float *features, const float *confidences);

/* How far a photo is from the fifth nearest of these: 0 the same direction, 1 at a right angle. -1 for
 * features that are no numbers. cost: n * n_features multiplications */
double domain_distance(const Domain *domain, const float *features);

/* As safetensors of 16 bits, beside the model. Errors of safetensors_write and _read; ERR_FORMAT for another
 * kind of file. */
bool domain_save(const Domain *domain, const char *path);
Domain *domain_load(const char *path);
/* Where the app looks for it: "a/bears.domain.safetensors" beside "a/bears.safetensors". In the current
 * scope. */
char *domain_path(const char *model);

/* The chance that a score of `out` is above one of `in`, ties counting half: 1 tells them apart, .5 is a
 * coin's. The area under the ROC curve. */
double domain_auroc(int n_in, const double *in, int n_out, const double *out);

/* Do two samples come from one distribution? The largest distance between their cumulated shares, and how
 * probable one at least as large is if they do (Kolmogorov and Smirnov's test, by its limit for many: from
 * about 30 each). */
typedef struct TwoSamples {
    double distance, p;
} TwoSamples;
/* A p of 1 when one of them is empty; what is no number counts as below all. cost: sorting copies of them */
TwoSamples domain_two_samples(int n, const float *a, int m, const float *b);

#endif
