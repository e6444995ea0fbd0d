/* What the files of chapter 11 share: the optimisers that are compared, and the three parts of the program.
 */
#ifndef CHAPTER_11_OPTIMIZERS_H
#define CHAPTER_11_OPTIMIZERS_H

#include "lib.h"

typedef struct Contender {
    const char *name;
    Optim *(*make)(Parameters *parameters, float lr);
    float usual_lr; /* what people start with for a net */
} Contender;

enum { CONTENDERS = 12 };
extern const Contender contenders[CONTENDERS];

void one_number(const char *folder);                 /* one_number.c: what single steps do   */
void surfaces(const char *folder);                   /* surfaces.c: a ravine, a saddle, a banana */
void fashion(CommonFlags flags, const char *folder); /* fashion.c: sixty thousand pictures, once */

/* Draws <folder>/11-<name>.png from <folder>/11-<name>.csv by plots/ch11-<name>.gp. */
void draw(const char *folder, const char *name, const char *what);

#endif
