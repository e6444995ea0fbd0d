/* Augmentation: one item makes one pixel, from its place in the input to its normalised colours. What the
 * steps mean is told where the processor does them: vision/grid_sample.c, light.c and augment_erase.c. */

/* --- where a pixel comes from --- */

enum { AROUND_REFLECTION, AROUND_BORDER, AROUND_ZEROS };

/* Two neighbouring pixels along an axis, and their shares. */
typedef struct Neighbours {
    int first, second;
    float first_share, second_share;
} Neighbours;

/* A mirror at the first and at the last pixel's middle. */
static float reflected(float at, float last)
{
    float way = at - floor(at / (2.0f * last)) * 2.0f * last;
    return way > last ? 2.0f * last - way : way;
}

static Neighbours neighbours_of(float at, int n, int around)
{
    Neighbours found;
    float last = (float)(n - 1);
    if (around == AROUND_ZEROS) {
        float place = at > -2.0f ? at : -2.0f; /* also where the map gives no number */
        place = place < last + 2.0f ? place : last + 2.0f;
        int first = (int)floor(place), second = first + 1;
        float share = place - floor(place);
        found.first_share = first >= 0 && first < n ? 1.0f - share : 0.0f;
        found.second_share = second >= 0 && second < n ? share : 0.0f;
        found.first = clamp(first, 0, n - 1);
        found.second = clamp(second, 0, n - 1);
        return found;
    }
    float place = around == AROUND_REFLECTION && n > 1 ? reflected(at, last) : at;
    place = place > 0.0f ? place : 0.0f;
    place = place < last ? place : last;
    found.first = (int)place;
    found.second = min(found.first + 1, n - 1);
    found.second_share = place - (float)found.first;
    found.first_share = 1.0f - found.second_share;
    return found;
}

/* --- light: of a pixel of c channels --- */

static float inside(float x)
{
    return clamp(x, 1e-7f, 1.0f - 1e-7f);
}

/* A pixel's place on the circle of colours in sixths, 0 for red; 0 for grey. */
static float hue_of(const float *rgb, float most, float range)
{
    if (range <= 0.0f)
        return 0.0f;
    if (rgb[0] == most)
        return (rgb[1] - rgb[2]) / range;
    if (rgb[1] == most)
        return 2.0f + (rgb[2] - rgb[0]) / range;
    return 4.0f + (rgb[0] - rgb[1]) / range;
}

static void turn_hue(float *rgb, float hue)
{
    float most = fmax(rgb[0], fmax(rgb[1], rgb[2])), least = fmin(rgb[0], fmin(rgb[1], rgb[2]));
    float sixths = hue_of(rgb, most, most - least) + 6.0f * hue;
    sixths -= 6.0f * floor(sixths / 6.0f);
    for (int c = 0; c < 3; c++) {
        float away = fabs(sixths - 2.0f * (float)c);
        away = away > 3.0f ? 6.0f - away : away;
        rgb[c] = least + (most - least) * clamp(2.0f - away, 0.0f, 1.0f);
    }
}

static void change_light(float *pixel, int channels, const PicturePlan *plan)
{
    bool colour = channels == 3 && plan->saturation != 1.0f;
    if (channels == 3 && plan->hue != 0.0f)
        turn_hue(pixel, plan->hue);
    if (!colour && plan->contrast == 1.0f && plan->brightness == 0.0f)
        return;
    for (int c = 0; c < channels; c++) {
        float x = inside(pixel[c]);
        pixel[c] = (log(x / (1.0f - x)) + plan->brightness) * plan->contrast;
    }
    if (colour) {
        float grey = 0.2989f * pixel[0] + 0.5870f * pixel[1] + 0.1140f * pixel[2];
        for (int c = 0; c < 3; c++)
            pixel[c] = pixel[c] * plan->saturation + grey * (1.0f - plan->saturation);
    }
    for (int c = 0; c < channels; c++)
        pixel[c] = 1.0f / (1.0f + exp(-pixel[c]));
}

/* --- erasing --- */

static float random_word(const PicturePlan *plan, uint i)
{
    uint4 words = random_block(i / 4, (uint3)(plan->noise[2], plan->noise[3], plan->noise[4]),
                               (uint2)(plan->noise[0], plan->noise[1]));
    uint2 pair = i & 2 ? words.hi : words.lo;
    return uniform_of(i & 1 ? pair.y : pair.x);
}

/* Number k of the noise: normal ones come in pairs, of two uniform ones (Box and Muller 1958). */
static float noise(const PicturePlan *plan, int k)
{
    uint first = plan->noise[5] + (uint)(k & ~1);
    float radius = sqrt(-2.0f * log(1.0f - random_word(plan, first)));
    float angle = 6.28318531f * random_word(plan, first + 1);
    return radius * (k & 1 ? sin(angle) : cos(angle));
}

/* A pixel within the hole: the numbers of the noise run along its rows. */
static void erase(float *pixel, int row, int column, int channels, const PicturePlan *plan)
{
    int k = ((row - plan->top) * (plan->right - plan->left) + column - plan->left) * channels;
    for (int c = 0; c < channels; c++)
        pixel[c] = noise(plan, k + c);
}

/* --- the kernels --- */

static PicturePlan plan_of(global const float *plans, int image)
{
    return ((global const PicturePlan *)plans)[image];
}

/* The mean over the box of pixels that each pixel of the small picture covers; one item for a number. */
kernel void augment_small(global const float *x, int x_at, global const float *plans, int plans_at,
                          global float *small, int small_at, PicturesPlan p)
{
    int id = get_global_id(0), c = id % p.c, at = id / p.c, column = at % p.small_w;
    int line = at / p.small_w, row = line % p.small_h, image = line / p.small_h;
    if (image >= p.n || plan_of(plans + plans_at, image).from_small == 0.0f)
        return;
    int top = row * p.h / p.small_h, bottom = ((row + 1) * p.h + p.small_h - 1) / p.small_h;
    int left = column * p.w / p.small_w, right = ((column + 1) * p.w + p.small_w - 1) / p.small_w;
    float sum = 0.0f;
    for (int i = top; i < bottom; i++)
        for (int j = left; j < right; j++)
            sum += x[x_at + ((image * p.h + i) * p.w + j) * p.c + c];
    small[small_at + id] = sum / (float)((bottom - top) * (right - left));
}

kernel void augment(global const float *x, int x_at, global const float *small, int small_at,
                    global const float *plans, int plans_at, global float *y, int y_at, PicturesPlan p)
{
    int id = get_global_id(0), column = id % p.w2, line = id / p.w2, row = line % p.h2, image = line / p.h2;
    if (image >= p.n)
        return;
    PicturePlan plan = plan_of(plans + plans_at, image);
    const bool averaged = plan.from_small != 0.0f;
    int h = averaged ? p.small_h : p.h, w = averaged ? p.small_w : p.w;
    global const float *from = averaged ? small + small_at : x + x_at;
    from += image * h * w * p.c;

    float u = plan.map[0] * column + plan.map[1] * row + plan.map[2];
    float v = plan.map[3] * column + plan.map[4] * row + plan.map[5];
    float share = 1.0f / (plan.map[6] * column + plan.map[7] * row + plan.map[8]);
    Neighbours across = neighbours_of(u * share, w, p.around), down = neighbours_of(v * share, h, p.around);

    float pixel[3];
    for (int c = 0; c < p.c; c++) {
        global const float *upper = from + down.first * w * p.c + c,
                           *lower = from + down.second * w * p.c + c;
        float above =
            upper[across.first * p.c] * across.first_share + upper[across.second * p.c] * across.second_share;
        float below =
            lower[across.first * p.c] * across.first_share + lower[across.second * p.c] * across.second_share;
        pixel[c] = above * down.first_share + below * down.second_share;
    }
    change_light(pixel, p.c, &plan);
    for (int c = 0; c < p.c; c++)
        pixel[c] = (pixel[c] - p.mean[c]) / p.std[c];
    if (row >= plan.top && row < plan.bottom && column >= plan.left && column < plan.right)
        erase(pixel, row, column, p.c, &plan);
    for (int c = 0; c < p.c; c++)
        y[y_at + id * p.c + c] = pixel[c];
}
