/* Sorting by loss, and showing what comes first. */
#include "interpret/top_losses.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/scope.h"
#include "vision/montage.h"
#include "vision/resize.h"
#include "interpret/columns.h"

typedef struct Ranked {
    double loss;
    int64_t i;
} Ranked;

/* Higher losses first; the set's order decides between equals, so that qsort's own order never shows. */
static int by_loss(const void *a, const void *b)
{
    const Ranked *x = a, *y = b;
    if (x->loss != y->loss)
        return x->loss > y->loss ? -1 : 1;
    return (x->i > y->i) - (x->i < y->i);
}

int64_t *top_losses(const Interpretation *interp, bool smallest)
{
    if (!interp)
        return NULL;
    size_t n = (size_t)interp->n;
    int64_t *order = scope_alloc(n * sizeof *order);
    Scope scope = scope_begin();
    Ranked *ranked = scope_alloc(n * sizeof *ranked);
    for (size_t i = 0; ranked && i < n; i++) {
        double loss = isnan(interp->losses[i]) ? INFINITY : (double)interp->losses[i];
        ranked[i] = (Ranked){smallest ? -loss : loss, (int64_t)i};
    }
    if (ranked && n > 0)
        qsort(ranked, n, sizeof *ranked, by_loss);
    for (size_t i = 0; ranked && order && i < n; i++)
        order[i] = ranked[i].i;
    bool done = ranked != NULL;
    scope_end(scope);
    return done ? order : NULL;
}

/* "grizzly/black2.jpg" of a path: enough to find the file, short enough for a line. */
static const char *short_name(const Interpretation *interp, int64_t i)
{
    if (!interp->set || !interp->set->path)
        return "";
    const char *path = interp->set->path(interp->set, i), *name = path ? path + strlen(path) : "";
    for (int slashes = 0; path && name > path; name--)
        if (name[-1] == '/' && ++slashes == 2)
            break;
    return name;
}

void top_losses_print(FILE *out, const Interpretation *interp, const int64_t *order, int64_t k)
{
    if (!out || !interp || !order)
        return;
    int wide = columns_widest(interp->classes, interp->n_classes, columns_of("predicted"));
    fprintf(out, "%-*s  %-*s  %6s  %s\n", wide, "predicted", wide, "actual", "loss",
            "p(pred) p(actual)  file");
    for (int64_t j = 0; j < k && j < interp->n; j++) {
        int64_t i = order[j];
        int predicted = interp->predicted[i], actual = interp->actual[i];
        columns_left(out, interp->classes[predicted], wide + 2);
        columns_left(out, interp->classes[actual], wide + 2);
        fprintf(out, "%6.2f  %7.3f %9.4f  %s\n", (double)interp->losses[i],
                interpretation_p(interp, i, predicted), interpretation_p(interp, i, actual),
                short_name(interp, i));
    }
}

static const char *caption_of(const Interpretation *interp, int64_t i)
{
    int predicted = interp->predicted[i], actual = interp->actual[i];
    return scope_text("%s / %s\nloss %.2f\np %.2f / %.4f", interp->classes[predicted],
                      interp->classes[actual], (double)interp->losses[i],
                      interpretation_p(interp, i, predicted), interpretation_p(interp, i, actual));
}

/* A sample's picture in this size, freed with the scope. */
static Image *small_picture(const Dataset *set, int64_t i, int side)
{
    Image *image = set->image(set, i);
    Image *small = image_scoped(image_thumb(image, side, side));
    image_free(image);
    return small;
}

Image *top_losses_montage(const Interpretation *interp, const int64_t *order, int64_t k, int side)
{
    enum { SIDE = 160, MOST = 1000, ROOM = 220 }; /* large letters need so wide a picture */
    if (!interp || !order || !error_ok())
        return NULL;
    if (!interp->set || !interp->set->image)
        return error_set(ERR_STATE, "top_losses_montage: these answers came without their pictures");
    k = k > interp->n ? interp->n : k;
    side = side ? side : SIDE;
    if (k < 1 || k > MOST || side < 1)
        return error_set(ERR_VALUE, "top_losses_montage: %" PRId64 " pictures of %d pixels", k, side);
    Scope scope = scope_begin();
    const Image **pictures = scope_alloc((size_t)k * sizeof *pictures);
    const char **captions = scope_alloc((size_t)k * sizeof *captions);
    bool complete = pictures && captions;
    for (int64_t j = 0; complete && j < k; j++) {
        pictures[j] = small_picture(interp->set, order[j], side);
        captions[j] = caption_of(interp, order[j]);
        complete = pictures[j] && captions[j];
    }
    Image *sheet =
        complete ? montage((int)k, pictures, (Montage){.scale = side < ROOM ? 1 : 2, .captions = captions})
                 : NULL;
    scope_end(scope);
    return sheet;
}
