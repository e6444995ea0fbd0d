/* Marks on a picture: coverage of a pixel is found from its distance to the shape's edge. */
#include "canvas.h"

#include <stdlib.h>

bool canvas_start(Canvas *canvas, int width, int height)
{
    int side = width < height ? width : height;
    *canvas = (Canvas){width, height, (float)side, calloc((size_t)width * (size_t)height, sizeof(Vec3))};
    return canvas->pixels != NULL;
}

void canvas_free(Canvas *canvas)
{
    free(canvas->pixels);
    canvas->pixels = NULL;
}

void canvas_blend(Canvas *canvas, int x, int y, Vec3 paint, float alpha)
{
    if (x < 0 || y < 0 || x >= canvas->width || y >= canvas->height)
        return;
    Vec3 *pixel = &canvas->pixels[y * canvas->width + x];
    *pixel = mix(*pixel, paint, alpha);
}

/* The part of [low, high] that lies on an axis of `size` pixels. */
static void cut(float low, float high, int size, int *first, int *last)
{
    *first = (int)clampf(floorf(low), 0.0f, (float)size);
    *last = (int)clampf(ceilf(high), -1.0f, (float)size - 1.0f);
}

void canvas_stroke(Canvas *canvas, float x0, float y0, float x1, float y1, float r0, float r1, Vec3 paint,
                   float alpha)
{
    float reach = fmaxf(r0, r1) + 1.0f;
    int left, right, top, bottom;
    cut(fminf(x0, x1) - reach, fmaxf(x0, x1) + reach, canvas->width, &left, &right);
    cut(fminf(y0, y1) - reach, fmaxf(y0, y1) + reach, canvas->height, &top, &bottom);
    float dx = x1 - x0, dy = y1 - y0;
    float per_length = 1.0f / (dx * dx + dy * dy + 1e-6f);
    for (int y = top; y <= bottom; y++) {
        for (int x = left; x <= right; x++) {
            float px = (float)x - x0, py = (float)y - y0;
            float t = clampf((px * dx + py * dy) * per_length, 0.0f, 1.0f);
            float away = square(px - t * dx) + square(py - t * dy);
            float radius = mixf(r0, r1, t) + 0.5f;
            if (away >= square(radius))
                continue;
            float cover = clampf(radius - sqrtf(away), 0.0f, 1.0f);
            Vec3 *pixel = &canvas->pixels[y * canvas->width + x];
            *pixel = mix(*pixel, paint, alpha * cover);
        }
    }
}

void canvas_disc(Canvas *canvas, float cx, float cy, float rx, float ry, float soft, Vec3 paint, float alpha)
{
    int left, right, top, bottom;
    cut(cx - rx - 1.0f, cx + rx + 1.0f, canvas->width, &left, &right);
    cut(cy - ry - 1.0f, cy + ry + 1.0f, canvas->height, &top, &bottom);
    float edge = fmaxf(soft, 1.0f / fmaxf(fminf(rx, ry), 1.0f));
    for (int y = top; y <= bottom; y++) {
        for (int x = left; x <= right; x++) {
            float away = sqrtf(square(((float)x - cx) / rx) + square(((float)y - cy) / ry));
            if (away < 1.0f)
                canvas_blend(canvas, x, y, paint, alpha * smoothf(0.0f, edge, 1.0f - away));
        }
    }
}

void canvas_box(Canvas *canvas, float x0, float y0, float x1, float y1, float round, float fall, Vec3 paint)
{
    int left, right, top, bottom;
    cut(x0 - 1.0f, x1 + 1.0f, canvas->width, &left, &right);
    cut(y0 - 1.0f, y1 + 1.0f, canvas->height, &top, &bottom);
    float cx = 0.5f * (x0 + x1), cy = 0.5f * (y0 + y1);
    float hx = 0.5f * (x1 - x0) - round, hy = 0.5f * (y1 - y0) - round;
    for (int y = top; y <= bottom; y++) {
        float shade = 1.0f - fall * clampf(((float)y - y0) / (y1 - y0 + 1e-6f), 0.0f, 1.0f);
        for (int x = left; x <= right; x++) {
            float qx = fmaxf(fabsf((float)x - cx) - hx, 0.0f), qy = fmaxf(fabsf((float)y - cy) - hy, 0.0f);
            float cover = clampf(round + 0.5f - sqrtf(qx * qx + qy * qy), 0.0f, 1.0f);
            if (cover > 0.0f)
                canvas_blend(canvas, x, y, scale(paint, shade), cover);
        }
    }
}

/* One running-mean pass along a row or column of `count` pixels that lie `step` apart. */
static void box_pass(Vec3 *line, Vec3 *copy, int count, int step, int radius)
{
    for (int i = 0; i < count; i++)
        copy[i] = line[i * step];
    Vec3 sum = scale(copy[0], (float)radius);
    for (int i = 0; i <= radius; i++)
        sum = add(sum, copy[i < count ? i : count - 1]);
    float share = 1.0f / (float)(2 * radius + 1);
    for (int i = 0; i < count; i++) {
        line[i * step] = scale(sum, share);
        int enters = i + radius + 1 < count ? i + radius + 1 : count - 1;
        int leaves = i - radius > 0 ? i - radius : 0;
        sum = add(sum, sub(copy[enters], copy[leaves]));
    }
}

bool canvas_blur(Canvas *canvas, float radius)
{
    int box = (int)(radius * 0.6f + 0.5f); /* three boxes of 0.6 r spread about as far as one bell of r */
    if (box < 1)
        return true;
    int longest = canvas->width > canvas->height ? canvas->width : canvas->height;
    Vec3 *copy = malloc((size_t)longest * sizeof *copy);
    if (copy == NULL)
        return false;
    for (int pass = 0; pass < 3; pass++) {
        for (int y = 0; y < canvas->height; y++)
            box_pass(canvas->pixels + y * canvas->width, copy, canvas->width, 1, box);
        for (int x = 0; x < canvas->width; x++)
            box_pass(canvas->pixels + x, copy, canvas->height, canvas->width, box);
    }
    free(copy);
    return true;
}

bool canvas_smear(Canvas *canvas, float dx, float dy)
{
    Canvas still;
    if (!canvas_start(&still, canvas->width, canvas->height))
        return false;
    memcpy(still.pixels, canvas->pixels, (size_t)still.width * (size_t)still.height * sizeof(Vec3));
    enum { SHOTS = 9 };
    for (int y = 0; y < canvas->height; y++) {
        for (int x = 0; x < canvas->width; x++) {
            Vec3 sum = {0};
            for (int shot = 0; shot < SHOTS; shot++) {
                float t = (float)shot / (SHOTS - 1) - 0.5f;
                int sx = (int)clampf((float)x + t * dx + 0.5f, 0.0f, (float)canvas->width - 1.0f);
                int sy = (int)clampf((float)y + t * dy + 0.5f, 0.0f, (float)canvas->height - 1.0f);
                sum = add(sum, still.pixels[sy * still.width + sx]);
            }
            canvas->pixels[y * canvas->width + x] = scale(sum, 1.0f / SHOTS);
        }
    }
    canvas_free(&still);
    return true;
}

void canvas_shrink(Canvas *to, const Canvas *from, int factor)
{
    float share = 1.0f / (float)(factor * factor);
    for (int y = 0; y < to->height; y++) {
        for (int x = 0; x < to->width; x++) {
            Vec3 sum = {0};
            for (int j = 0; j < factor; j++)
                for (int i = 0; i < factor; i++)
                    sum = add(sum, from->pixels[(y * factor + j) * from->width + x * factor + i]);
            to->pixels[y * to->width + x] = scale(sum, share);
        }
    }
}

void canvas_enlarge(Canvas *to, const Canvas *from, int factor)
{
    float per_factor = 1.0f / (float)factor;
    for (int y = 0; y < to->height; y++) {
        float v = clampf(((float)y + 0.5f) * per_factor - 0.5f, 0.0f, (float)from->height - 1.0f);
        int row = (int)v, next_row = row + 1 < from->height ? row + 1 : row;
        for (int x = 0; x < to->width; x++) {
            float u = clampf(((float)x + 0.5f) * per_factor - 0.5f, 0.0f, (float)from->width - 1.0f);
            int column = (int)u, next = column + 1 < from->width ? column + 1 : column;
            const Vec3 *above = from->pixels + row * from->width,
                       *below = from->pixels + next_row * from->width;
            Vec3 upper = mix(above[column], above[next], u - (float)column);
            Vec3 lower = mix(below[column], below[next], u - (float)column);
            to->pixels[y * to->width + x] = mix(upper, lower, v - (float)row);
        }
    }
}
