/* One picture from first to last: body, camera, place, light, fur, foreground, development. */
#include "draw.h"

#include "camera.h"
#include "fur.h"
#include "objects.h"
#include "scene.h"
#include "teddy.h"
#include "wild.h"

/* Everything is drawn this many times larger and averaged down, which smooths edges. */
enum { OVERSAMPLE = 2 };

const char *draw_name(DrawKind kind)
{
    static const char *const NAMES[] = {"grizzly", "black", "teddy", "no_bear"};
    return kind >= DRAW_GRIZZLY && kind <= DRAW_NO_BEAR ? NAMES[kind] : "no_bear";
}

/* Turns the body towards the camera: side views, half profiles and faces, from a little above. */
static void turn_to_camera(Body *body, DrawKind kind, bool portrait, Rng *rng)
{
    float side = rng_chance(rng, 0.5f) ? 1.0f : -1.0f, draw = rng_unit(rng);
    float frontal = kind == DRAW_TEDDY ? 0.60f : portrait ? 0.50f : 0.25f;
    float yaw; /* degrees away from facing the viewer */
    if (draw < frontal)
        yaw = rng_range(rng, 0.0f, 35.0f);
    else if (draw < frontal + 0.35f)
        yaw = rng_range(rng, 35.0f, 65.0f);
    else
        yaw = rng_range(rng, 65.0f, 100.0f);
    float tilt = rng_range(rng, -0.02f, 0.24f);
    body_turn(body, compose(turn_tilt(tilt), turn_yaw((90.0f + side * yaw) * VEC_PI / 180.0f)));
}

static void build(Body *body, DrawKind kind, Rng *rng)
{
    if (kind == DRAW_TEDDY)
        teddy_build(body, rng);
    else if (kind == DRAW_NO_BEAR)
        objects_build(body, rng);
    else
        wild_build(body, kind == DRAW_BLACK, rng);
}

static Scene choose_scene(const Body *body, const Canvas *canvas, View view, DrawKind kind, Rng *rng)
{
    float indoors = kind == DRAW_TEDDY || kind == DRAW_NO_BEAR ? 0.62f : 0.0f;
    Scene scene = {.kind = scene_choose(rng_chance(rng, indoors), rng)};
    scene.light = scene.kind < SCENE_SOFA ? light_outdoors(rng) : light_indoors(rng);
    Vec3 low, high;
    surface_bounds(body, 0, body->count, &low, &high);
    scene.feet = view.y0 - view.zoom * low.y;
    /* Feet stand below the horizon; in a portrait they are out of the picture and the horizon is anywhere. */
    float height = (float)canvas->height;
    scene.horizon = fminf(rng_range(rng, 0.25f, 0.65f) * height, scene.feet - 0.06f * canvas->side);
    if (scene.kind >= SCENE_SOFA)
        scene.horizon = fminf(scene.feet - rng_range(rng, 0.05f, 0.15f) * canvas->side, 0.9f * height);
    scene.shadow_left = view.x0 + view.zoom * low.x;
    scene.shadow_right = view.x0 + view.zoom * high.x;
    return scene;
}

/* The same place on a canvas `factor` times as large. */
static Scene enlarged(Scene scene, float factor)
{
    scene.horizon *= factor;
    scene.feet *= factor;
    scene.shadow_left *= factor;
    scene.shadow_right *= factor;
    return scene;
}

/* The background is soft anyway and is painted at final size; the subject is painted large and averaged down.
 */
static bool compose_picture(Canvas *picture, Canvas *large, const Body *body, View view, DrawKind kind,
                            Rng *rng)
{
    Scene scene = choose_scene(body, picture, view, kind, rng);
    scene_paint(picture, &scene, rng);
    if (!canvas_blur(picture, picture->side * rng_range(rng, 0.0f, 0.014f)))
        return false;
    scene_shadow(picture, &scene);
    canvas_enlarge(large, picture, OVERSAMPLE);
    Surface surface;
    View close = {view.x0 * OVERSAMPLE, view.y0 * OVERSAMPLE, view.zoom * OVERSAMPLE};
    bool done = surface_start(&surface, body, large->width, large->height, close) &&
                fur_paint(large, &surface, body, &scene.light, rng);
    surface_free(&surface);
    scene = enlarged(scene, OVERSAMPLE);
    scene_foreground(large, &scene, rng);
    canvas_shrink(picture, large, OVERSAMPLE);
    return done && camera_lens(picture, rng);
}

bool draw_bear(uint8_t *rgb, int width, int height, DrawKind kind, uint64_t seed)
{
    Rng rng = {rng_derive(seed, (uint64_t)kind, 0)};
    Body body;
    build(&body, kind, &rng);
    bool portrait = body.head_end > body.head_first && rng_chance(&rng, 0.24f);
    turn_to_camera(&body, kind, portrait, &rng);
    Canvas picture, large;
    bool started = canvas_start(&picture, width, height);
    started = canvas_start(&large, width * OVERSAMPLE, height * OVERSAMPLE) && started;
    bool done = false;
    if (started) {
        float fill = portrait ? rng_range(&rng, 0.65f, 0.92f) : rng_range(&rng, 0.68f, 1.02f);
        View view = camera_frame(&body, portrait ? body.head_first : 0, portrait ? body.head_end : body.count,
                                 width, height, fill, 0.9f, &rng);
        done = compose_picture(&picture, &large, &body, view, kind, &rng);
        camera_develop(&picture, rgb, &rng);
    }
    canvas_free(&large);
    canvas_free(&picture);
    return done;
}
