/* Where the time goes: the clock beside the tape. Inside autograd only; what everybody may call is in tape.h.
 */
#ifndef AUTOGRAD_PROFILE_H
#define AUTOGRAD_PROFILE_H

#include "autograd/tape.h"

/* When the op before ended; 0: nobody wants to know. */
extern _Thread_local double profile_mark;

/* Add the time since then to *seconds. */
void profile_take(double *seconds);

/* Called for every op: one comparison when no time is taken. */
static inline void profile_node(Node *node, bool backward)
{
    if (profile_mark > 0)
        profile_take(&node->seconds[backward]);
}

#endif
