/* caught by: the_label_counts, equal_losses, no_number - looks where the net is least sure, whatever the
 * label says */
#include "ex1_look_first.h"

static float highest(int n_classes, const float *row)
{
    float most = row[0];
    for (int c = 1; c < n_classes; c++)
        most = row[c] > most ? row[c] : most;
    return most;
}

void look_first(int64_t n, int n_classes, const float *log_p, const int *labels, int64_t *order)
{
    (void)labels;
    for (int64_t i = 0; i < n; i++) {
        int64_t place = i;
        for (; place > 0; place--) {
            if (highest(n_classes, log_p + i * n_classes) >=
                highest(n_classes, log_p + order[place - 1] * n_classes))
                break;
            order[place] = order[place - 1];
        }
        order[place] = i;
    }
}
