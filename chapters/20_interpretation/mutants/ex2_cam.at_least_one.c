/* caught by: looking - never divides by less than 1 */
#include "ex2_cam.h"

/* The logit is a sum over channels of means over places; in the other order it is a sum over places. */
void cam(const float *maps, int height, int width, int channels, const float *weight, float *out)
{
    int places = height * width;
    for (int i = 0; i < places; i++) {
        float sum = 0;
        for (int k = 0; k < channels; k++)
            sum += weight[k] * maps[i * channels + k];
        out[i] = sum / (float)places;
    }
}

void for_looking(float *map, int n)
{
    float largest = 1;
    for (int i = 0; i < n; i++)
        largest = map[i] > largest ? map[i] : largest;
    for (int i = 0; i < n; i++)
        map[i] = map[i] > 0 ? map[i] / largest : 0;
}
