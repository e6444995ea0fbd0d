/* The tests of exercise 01.4: the library measures what was predicted. */
#include "ex4_sizes.h"

#include "autograd/ops.h"
#include "vision/image.h"

#include <criterion/criterion.h>
#include <inttypes.h>

static void predicted(int64_t said, int64_t measured, const char *why)
{
    cr_assert(measured > 0, "the measurement itself failed: nothing that you did");
    cr_assert(said == measured, "you said %" PRId64 ", and it is not. %s", said, why);
}

Test(sizes, bytes_of_a_photo)
{
    int64_t said = bytes_of_a_photo();
    Image *photo = image_scoped(image_new(4000, 3000, 3));
    predicted(
        said, photo ? (int64_t)image_bytes(photo) : 0,
        "Every pixel has a red, a green and a blue byte. Megabytes of a JPEG file do not count here: it is "
        "packed, and no program computes with it before it is unpacked");
}

Test(sizes, bytes_of_a_batch)
{
    int64_t said = bytes_of_a_batch();
    Shape batch = SHAPE(64, 224, 224, 3);
    int64_t bytes = (int64_t)sizeof(float);
    for (int axis = 0; axis < batch.n_dims; axis++)
        bytes *= batch.size[axis];
    predicted(said, bytes,
              "Multiply pictures, rows, columns and channels; and each number is a float, not a byte");
}

Test(sizes, place_in_grey)
{
    int64_t said = place_in_grey();
    Tensor *grey = tensor_reshape(tensor_arange(20 * 30), SHAPE(20, 30));
    predicted(said, (int64_t)tensor_at(grey, 5, 7),
              "Five whole rows lie before row 5, and a row is as long as the picture is wide");
}

Test(sizes, place_of_blue)
{
    int64_t said = place_of_blue();
    Tensor *colour = tensor_reshape(tensor_arange(20 * 30 * 3), SHAPE(20, 30, 3));
    predicted(said, (int64_t)tensor_at(colour, 2, 3, 2),
              "Count the pixels before it first, each is three bytes; then red and green of its own pixel");
}

Test(sizes, brighter)
{
    int64_t said = brighter();
    volatile uint8_t light = 250;
    light = (uint8_t)(light + 10);
    predicted(said, light,
              "A uint8_t holds 0 to 255 and then begins again. This is no error in C, nobody tells you");
}
