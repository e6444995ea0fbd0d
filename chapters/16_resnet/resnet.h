/* What the files of chapter 16 share. */
#ifndef CHAPTER_16_RESNET_H
#define CHAPTER_16_RESNET_H

#include "lib.h"

/* --- blocks.c: nets for grey pictures of 28 x 28 ----------------------------------------------------------
 */

typedef enum { PLAIN, RESIDUAL, FROM_IDENTITY } BlockKind;

/* A stem, stages of blocks, the mean over the picture, a linear layer. A stage that has more channels than
 * what comes before it halves the picture first. */
typedef struct NetPlan {
    int stem, stem_stride; /* channels of the first convolution, and its stride */
    int n_stages, widths[4];
    int blocks; /* per stage, two convolutions each */
    BlockKind kind;
} NetPlan;

/* Two convolutions, and unless PLAIN a way around them; FROM_IDENTITY: which at first changes nothing. */
Module *block_new(BlockKind kind, int in, int out);
Module *net_new(NetPlan plan, int n_classes);
/* 6 n + 2 layers: three stages of n blocks with 8, 16 and 32 channels, on 14 x 14, 7 x 7 and 4 x 4 places. */
Module *net_of_depth(BlockKind kind, int n);

/* --- depth.c: how much depth a net bears, with the way around and without --------------------------------
 */

void depth(bool quick, uint64_t seed, const char *folder);

/* --- torchvision.c: the nets that everybody uses ----------------------------------------------------------
 */

void torchvision(bool quick, const char *folder);

/* --- train.c: a residual net for real ---------------------------------------------------------------------
 */

/* Trains on all of `name`, "fashion" or "digits": many minutes. What it writes is in flags->out; resume: goes
 * on where a training that was stopped has left its state there. */
void train(const char *name, const CommonFlags *flags, bool resume);

#endif
