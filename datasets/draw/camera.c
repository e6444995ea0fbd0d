/* From light to bytes, the way a pocket camera does it. */
#include "camera.h"

View camera_frame(const Body *body, int first, int end, int width, int height, float fill, float stray,
                  Rng *rng)
{
    Vec3 low, high;
    surface_bounds(body, first, end, &low, &high);
    float w = (float)width, h = (float)height, wide = high.x - low.x, tall = high.y - low.y;
    float zoom = fill * fminf(w / wide, h / tall);
    float x = 0.5f * w + stray * rng_range(rng, -0.5f, 0.5f) * fabsf(w - zoom * wide);
    float y = 0.5f * h + stray * rng_range(rng, -0.5f, 0.5f) * fabsf(h - zoom * tall);
    return (View){x - zoom * 0.5f * (low.x + high.x), y + zoom * 0.5f * (low.y + high.y), zoom};
}

bool camera_lens(Canvas *canvas, Rng *rng)
{
    bool done = true;
    float s = canvas->side;
    if (rng_chance(rng, 0.20f))
        done = canvas_blur(canvas, s * rng_range(rng, 0.002f, 0.006f));
    if (rng_chance(rng, 0.10f)) {
        float angle = rng_range(rng, 0.0f, 2.0f * VEC_PI), far = s * rng_range(rng, 0.006f, 0.014f);
        done = canvas_smear(canvas, far * cosine(angle), 0.6f * far * sine(angle)) && done;
    }
    float dark = rng_range(rng, 0.0f, 0.35f);
    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++) {
            float u = 2.0f * (float)x / (float)canvas->width - 1.0f,
                  v = 2.0f * (float)y / (float)canvas->height - 1.0f;
            Vec3 *pixel = &canvas->pixels[y * canvas->width + x];
            *pixel = scale(*pixel, 1.0f - dark * 0.5f * (u * u + v * v));
        }
    return done;
}

/* Bright light saturates gently: 0 -> 0, 1 -> about 0.8, never above 1. Then the screen's gamma. */
static float tone(float light)
{
    float l = fmaxf(light, 0.0f);
    return sqrtf(l * (1.0f + 0.18f * l) / (1.0f + 0.45f * l + 0.18f * l * l));
}

static uint8_t byte(float value)
{
    return (uint8_t)clampf(value * 255.0f + 0.5f, 0.0f, 255.0f);
}

void camera_develop(const Canvas *canvas, uint8_t *rgb, Rng *rng)
{
    int count = canvas->width * canvas->height;
    double sum = 0.0;
    for (int i = 0; i < count; i++)
        sum += (double)fminf(luminance(canvas->pixels[i]), 1.5f);
    /* An automatic exposure aims at a middle grey, whatever was photographed: brightness tells no class. */
    float aim = rng_range(rng, 0.14f, 0.28f), mean = (float)(sum / count) + 0.01f;
    float gain = clampf(aim / mean, 0.4f, 1.9f);
    float red = rng_range(rng, 0.90f, 1.10f), blue = rng_range(rng, 0.88f, 1.12f);
    Vec3 balance = scale(vec(red, 1.0f, blue), gain);
    float grain = rng_chance(rng, 0.5f) ? rng_range(rng, 0.004f, 0.020f) : 0.003f;
    for (int i = 0; i < count; i++) {
        Vec3 light = tint(canvas->pixels[i], balance);
        float speck = rng_unit(rng);
        speck =
            grain * 2.4f * (speck + rng_unit(rng) - 1.0f); /* two draws make middling specks the likeliest */
        rgb[3 * i] = byte(tone(light.x) + speck + grain * (rng_unit(rng) - 0.5f));
        rgb[3 * i + 1] = byte(tone(light.y) + speck);
        rgb[3 * i + 2] = byte(tone(light.z) + speck + grain * (rng_unit(rng) - 0.5f));
    }
}
