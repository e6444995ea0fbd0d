/* Groups of parameters: a net that was trained before learns at the end first, and gently at the beginning.
 * (chapter 19; Howard and Ruder 2018) */
#ifndef NN_GROUPS_H
#define NN_GROUPS_H

#include "nn/module.h"

typedef struct Groups {
    int n;                  /* groups, in the order in which a picture passes through them */
    Parameters *parameters; /* nn_parameters(net)                                          */
    int *group;             /* of each parameter: 0 .. n - 1                               */
    bool *is_norm;          /* is it a batch norm's?                                       */
} Groups;

/* `group_of` gets the name of each parameter of the net. In the current scope; NULL with ERR_VALUE when it
 * says a group outside 0 .. n - 1. */
Groups *nn_groups(Module *net, int n, int (*group_of)(const char *name));

/* Groups 0 .. n - 1 shall not be trained, the others shall. Batch norms of frozen groups are trained all the
 * same if `train_norms`: it costs the way back through the whole net, and lets a body get used to new photos.
 */
void nn_freeze(const Groups *groups, int n, bool train_norms);

/* How many numbers are trained at the moment. */
int64_t nn_trainable_count(const Groups *groups);

#endif
