/* caught by: no_number - a loss that is no number counts as the lowest */
#include "ex1_look_first.h"

#include <math.h>
#include <stdbool.h>

static bool comes_before(float a, float b)
{
    return a > b;
}

void look_first(int64_t n, int n_classes, const float *log_p, const int *labels, int64_t *order)
{
    for (int64_t i = 0; i < n; i++) {
        float loss = -log_p[i * n_classes + labels[i]];
        int64_t place = i;
        for (; place > 0; place--) {
            int64_t other = order[place - 1];
            if (!comes_before(loss, -log_p[other * n_classes + labels[other]]))
                break;
            order[place] = other;
        }
        order[place] = i;
    }
}
