/* What one process tells another about a picture: only what lies in the room is believed. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/scope.h"
#include "vision/raw.h"

enum { WIDTH = 5, HEIGHT = 3, ROOM = 15 + 2 * 3 * 2, MOST = 100 };

/* Five by three pixels with colours at half the resolution, which fill the room to the last byte. */
static RawMessage good_message(void)
{
    return (RawMessage){.shape = {WIDTH, HEIGHT, 1, JPEG_YCC, 1, {1, 2, 2}, {1, 2, 2}, {5, 3, 3}},
                        .offset = {0, 15, 21}};
}

static uint32_t below(Random *random, uint32_t n)
{
    return random_u32(random) % n;
}

static bool accepts(const RawMessage *message)
{
    uint8_t bytes[ROOM];
    Raw raw;
    return raw_of_message(message, (RawRoom){bytes, ROOM}, MOST, &raw);
}

Test(raw, believes_what_fits)
{
    RawMessage good = good_message();
    cr_expect(accepts(&good));
#define REFUSED(member, value)                              \
    do {                                                    \
        RawMessage bad = good_message();                    \
        bad.member = (value);                               \
        cr_expect_not(accepts(&bad), #member " = " #value); \
    } while (0)
    REFUSED(shape.width, 0);
    REFUSED(shape.width, -5);
    REFUSED(shape.width, 6);
    REFUSED(shape.width, INT32_MAX);
    REFUSED(shape.height, INT32_MIN);
    REFUSED(shape.height, 6);
    REFUSED(shape.orientation, 0);
    REFUSED(shape.orientation, 9);
    REFUSED(shape.colours, JPEG_YCCK);
    REFUSED(shape.colours, JPEG_YCCK + 1);
    REFUSED(shape.colours, 255);
    REFUSED(shape.channels, 0);
    REFUSED(shape.channels, 3);
    REFUSED(shape.across[2], 0);
    REFUSED(shape.across[2], 1);
    REFUSED(shape.across[2], 5);
    REFUSED(shape.down[1], 0);
    REFUSED(shape.down[2], 1);
    REFUSED(shape.stride[0], 4);
    REFUSED(shape.stride[0], -5);
    REFUSED(shape.stride[0], INT32_MAX);
    REFUSED(offset[0], 13);
    REFUSED(offset[2], 22);
    REFUSED(offset[2], UINT64_MAX);
    RawMessage joined = {.shape = {3, 3, 6, JPEG_JOINED, 3, {1}, {1}, {9}}};
    cr_expect(accepts(&joined));
    joined.shape.channels = 4;
    cr_expect_not(accepts(&joined));
    joined.shape = (RawShape){3, 3, 1, JPEG_JOINED, 3, {2}, {1}, {9}};
    cr_expect_not(accepts(&joined));
}

/* Whatever is believed can be made a picture of; the sanitizers watch the edges of the room. */
Test(raw, any_message_is_harmless)
{
    Random random;
    random_init(&random, 11);
    RawRoom room = {mem_alloc(ROOM), ROOM};
    for (int i = 0; i < ROOM; i++)
        room.bytes[i] = (uint8_t)random_u32(&random);
    int believed = 0;
    for (int i = 0; i < 200000; i++) {
        RawMessage message = good_message();
        RawShape *shape = &message.shape;
        shape->width = (int32_t)below(&random, 7);
        shape->height = (int32_t)below(&random, 5);
        shape->orientation = (uint8_t)below(&random, 10);
        shape->colours = (uint8_t)below(&random, 6);
        shape->channels = (uint8_t)below(&random, shape->colours == JPEG_JOINED ? 6 : 3);
        for (int k = 0; k < RAW_MOST_PLANES; k++) {
            shape->across[k] = (uint8_t)below(&random, shape->colours == JPEG_JOINED ? 2 : 6);
            shape->down[k] = (uint8_t)below(&random, shape->colours == JPEG_JOINED ? 2 : 6);
            shape->stride[k] = (int32_t)below(&random, 16);
            message.offset[k] = below(&random, ROOM + 2);
        }
        Raw raw;
        if (!raw_of_message(&message, room, MOST, &raw))
            continue;
        Image *image = raw_to_image(&raw);
        bool lies = shape->orientation >= 5;
        cr_assert(image && image->width == (lies ? shape->height : shape->width));
        image_free(image);
        believed++;
    }
    mem_free(room.bytes);
    cr_expect(believed > 100, "%d", believed);
}

/* What lies elsewhere is moved there, and is the same picture on the other side. */
Test(raw, a_message_carries_the_picture)
{
    uint8_t bytes[2 * 2 * 4], *pixels = mem_alloc(sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        pixels[i] = (uint8_t)(16 * i);
    Raw raw = raw_of_pixels(2, 2, 4, pixels), other;
    raw.shape.orientation = 3;
    RawRoom room = {bytes, sizeof bytes};
    RawMessage message = raw_to_message(&raw, room);
    cr_assert(raw_of_message(&message, room, 4, &other));
    cr_expect_not(raw_of_message(&message, room, 3, &other));
    raw_of_message(&message, room, 4, &other);
    Image *here = raw_to_image(&raw), *there = raw_to_image(&other);
    cr_assert(here && there);
    cr_expect(memcmp(here->pixels, there->pixels, image_bytes(here)) == 0);
    image_free(here);
    image_free(there);
    raw_free(&raw);
    for (int n = 1; n <= 2; n++) { /* of allocations, the last fails */
        RawMessage good = good_message();
        uint8_t planes[ROOM] = {0};
        good.shape.orientation = 8;
        cr_assert(raw_of_message(&good, (RawRoom){planes, ROOM}, MOST, &raw));
        mem_fail_after(n);
        cr_expect_null(raw_to_image(&raw));
        cr_expect(error_code() == ERR_MEMORY);
        error_clear();
        mem_fail_after(0);
    }
}
