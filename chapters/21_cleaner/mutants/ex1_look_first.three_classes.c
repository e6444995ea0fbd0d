/* caught by: the_label_counts - takes the number of bears for the number of classes */
#include "ex1_look_first.h"

#include <math.h>
#include <stdbool.h>

static bool comes_before(float a, float b)
{
    return isnan(a) ? !isnan(b) : a > b;
}

void look_first(int64_t n, int n_classes, const float *log_p, const int *labels, int64_t *order)
{
    for (int64_t i = 0; i < n; i++) {
        float loss = -log_p[i * 3 + labels[i]];
        int64_t place = i;
        for (; place > 0; place--) {
            int64_t other = order[place - 1];
            if (!comes_before(loss, -log_p[other * 3 + labels[other]]))
                break;
            order[place] = other;
        }
        order[place] = i;
    }
}
