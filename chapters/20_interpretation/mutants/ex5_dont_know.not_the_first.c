/* caught by: equal - never tries the first confidence */
#include "ex5_dont_know.h"

static double cost_of(double threshold, const double *confidence, const bool *right, int n, double silence)
{
    double cost = 0;
    for (int i = 0; i < n; i++)
        cost += confidence[i] < threshold ? silence : right[i] ? 0 : 1;
    return cost;
}

/* Between two neighbouring confidences the cost does not change, so only these need to be tried. */
double best_threshold(const double *confidence, const bool *right, int n, double silence)
{
    double best = 2, least = cost_of(best, confidence, right, n, silence);
    for (int i = 1; i < n; i++) {
        double cost = cost_of(confidence[i], confidence, right, n, silence);
        if (cost < least || (cost == least && confidence[i] < best)) {
            least = cost;
            best = confidence[i];
        }
    }
    return best;
}
