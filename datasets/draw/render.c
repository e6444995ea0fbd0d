/* Drawing, cropping, encoding and (where the plan says so) spoiling each file. */
#include "render.h"

#include <stdlib.h>
#include <string.h>

static void crop(uint8_t *rgb, int *width, int *height, float fraction)
{
    int dx = (int)((float)*width * fraction), dy = (int)((float)*height * fraction);
    int w = *width - 2 * dx, h = *height - 2 * dy;
    for (int y = 0; y < h; y++)
        memmove(rgb + 3 * y * w, rgb + 3 * ((y + dy) * *width + dx), (size_t)(3 * w));
    *width = w;
    *height = h;
}

/* The middle square, every thumbnail pixel the mean of the pixels it stands for. */
static void shrink(uint8_t *thumbnail, const uint8_t *rgb, int width, int height)
{
    int side = width < height ? width : height, left = (width - side) / 2, top = (height - side) / 2;
    for (int y = 0; y < RENDER_THUMB; y++)
        for (int x = 0; x < RENDER_THUMB; x++) {
            int x0 = left + x * side / RENDER_THUMB, x1 = left + (x + 1) * side / RENDER_THUMB;
            int y0 = top + y * side / RENDER_THUMB, y1 = top + (y + 1) * side / RENDER_THUMB;
            int sum[3] = {0}, count = 0;
            for (int v = y0; v < y1 || v == y0; v++)
                for (int u = x0; u < x1 || u == x0; u++, count++)
                    for (int c = 0; c < 3; c++)
                        sum[c] += rgb[3 * (v * width + u) + c];
            for (int c = 0; c < 3; c++)
                thumbnail[3 * (y * RENDER_THUMB + x) + c] = (uint8_t)(sum[c] / count);
        }
}

static bool render_picture(const PlanEntry *entry, Bytes *file, uint8_t *thumbnail)
{
    int width = entry->width, height = entry->height;
    uint8_t *rgb = malloc((size_t)width * (size_t)height * 3);
    bool done = rgb != NULL && draw_bear(rgb, width, height, entry->shown, entry->seed);
    if (done) {
        crop(rgb, &width, &height, entry->crop);
        done = encode_jpeg(file, rgb, width, height, entry->quality);
        if (thumbnail != NULL)
            shrink(thumbnail, rgb, width, height);
    }
    free(rgb);
    return done;
}

static bool render_entry(const PlanEntry *entry, Bytes *file, uint8_t *thumbnail)
{
    static const char PAGE[] = "<html><head><title>404 Not Found</title></head>\n"
                               "<body><h1>This picture has moved</h1></body></html>\n";
    if (entry->fault == FAULT_EMPTY)
        return true;
    if (entry->fault == FAULT_TEXT) {
        bytes_append(file, PAGE, sizeof PAGE - 1);
        return !file->failed;
    }
    bool done = render_picture(entry, file, thumbnail);
    if (entry->fault == FAULT_TRUNCATED)
        file->size /= 2;
    return done;
}

bool render_all(const Plan *plan, Bytes *files, uint8_t *thumbnails)
{
    const size_t bytes_each = (size_t)RENDER_THUMB * RENDER_THUMB * 3;
    bool done = true;
    if (thumbnails != NULL)
        memset(thumbnails, 128, bytes_each * (size_t)plan->count);
#pragma omp parallel for schedule(dynamic) reduction(&& : done)
    for (int i = 0; i < plan->count; i++) {
        uint8_t *thumbnail = thumbnails == NULL ? NULL : thumbnails + bytes_each * (size_t)i;
        done = render_entry(&plan->entries[i], &files[i], thumbnail) && done;
    }
    return done;
}
