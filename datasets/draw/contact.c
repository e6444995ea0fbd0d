/* Laying the thumbnails out in a grid. */
#include "contact.h"

#include <stdlib.h>
#include <string.h>

#include "render.h"

enum { COLUMNS = 15, GAP = 4 };

bool contact_sheet(Bytes *bytes, const Plan *plan, const uint8_t *thumbnails)
{
    int columns = plan->per_class < COLUMNS ? plan->per_class : COLUMNS;
    int rows = (plan->per_class + columns - 1) / columns;
    int block = rows * RENDER_THUMB + GAP, width = columns * RENDER_THUMB, height = DRAW_KINDS * block - GAP;
    uint8_t *sheet = malloc((size_t)width * (size_t)height * 3);
    if (sheet == NULL)
        return false;
    memset(sheet, 255, (size_t)width * (size_t)height * 3);
    for (int i = 0; i < plan->count; i++) {
        int within = i % plan->per_class;
        int left = within % columns * RENDER_THUMB;
        int top = i / plan->per_class * block + within / columns * RENDER_THUMB;
        const uint8_t *thumbnail = thumbnails + (size_t)i * RENDER_THUMB * RENDER_THUMB * 3;
        for (int y = 0; y < RENDER_THUMB; y++)
            memcpy(sheet + 3 * ((top + y) * width + left), thumbnail + 3 * y * RENDER_THUMB,
                   3 * RENDER_THUMB);
    }
    bool done = encode_png(bytes, sheet, width, height);
    free(sheet);
    return done;
}
