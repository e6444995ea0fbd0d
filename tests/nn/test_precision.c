/* Weights in 8 bits: as near as half a scale, unchanged when it is done again, and files that say too little
 * about them are refused. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/random.h"
#include "nn/safetensors.h"
#include "tests/nn/hand_made.h"
#include "tests/support/temp_folder.h"

TestSuite(precision, .init = test_folder_make, .fini = test_folder_remove);

Test(precision, has_names)
{
    for (int p = PRECISION_FLOAT32; p <= PRECISION_INT8; p++) {
        Precision found = PRECISION_FLOAT32;
        cr_expect(precision_named(precision_name((Precision)p), &found) && (int)found == p);
    }
    Precision none = PRECISION_FLOAT16;
    cr_expect(not(precision_named("int4", &none)));
    cr_expect(eq(int, error_code(), ERR_VALUE));
    cr_expect(eq(str, (char *)error_text(), "precision_named: 'int4': must be float32, float16 or int8"));
    error_clear();
    cr_expect(none == PRECISION_FLOAT16 && !precision_named(NULL, &none) && error_ok());
}

/* By hand: scales 2, 1/4, and 1 for what is next to nothing. Halves go to the even number. */
Test(precision, every_channel_has_its_own_scale)
{
    enum { CHANNELS = 4, EACH = 4 };
    Tensor *weight = tensor_of(SHAPE(CHANNELS, 2, 2), 254, -254, 1, 3.1f, 31.75f, 0.124f, -0.13f, -0.375f, 0,
                               -0.0f, 0, 0, 1e-38f, -1e-40f, 0, 0),
           *scale;
    static const double whole[] = {127, -127, 0, 2, 127, 0, -1, -2, 0, 0, 0, 0, 0, 0, 0, 0},
                        scales[] = {2, 0.25, 1, 1};
    Tensor *found = precision_quantize(weight, &scale);
    cr_assert(tensor_same_shape(found, weight) && tensor_count(scale) == CHANNELS, "%s", error_text());
    for (int i = 0; i < CHANNELS * EACH; i++)
        cr_expect(tensor_at(found, i / EACH, i / 2 % 2, i % 2) == whole[i] &&
                      (whole[i] != 0 || !signbit(tensor_at(found, i / EACH, i / 2 % 2, i % 2))),
                  "number %d is %g, not %g", i, tensor_at(found, i / EACH, i / 2 % 2, i % 2), whole[i]);
    for (int k = 0; k < CHANNELS; k++)
        cr_expect(tensor_at(scale, k) == scales[k], "scale %d is %g", k, tensor_at(scale, k));

    float bad[] = {NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 3; i++) {
        weight = tensor_of(SHAPE(2, 1), 1, bad[i]);
        cr_expect_null(precision_quantize(weight, &scale));
        cr_expect(eq(int, error_code(), ERR_VALUE));
        error_clear();
    }
    cr_expect(error_ok() && !precision_quantize(NULL, &scale) && !precision_dequantize(weight, NULL) &&
              error_ok());
}

/* Channels from the smallest floats to the largest: what comes back is nowhere farther than half a step of
 * its channel, the largest number to 1 in 65,536, and doing it again changes no bit. */
Test(precision, quantising_again_changes_nothing)
{
    enum { CHANNELS = 250, EACH = 37 };
    static float values[CHANNELS][EACH], again[CHANNELS][EACH];
    random_seed(8);
    cr_assert(tensor_read(tensor_randn(SHAPE(CHANNELS, EACH)), values[0]));
    for (int k = 0; k < CHANNELS; k++)
        for (int i = 0; i < EACH; i++)
            values[k][i] =
                i == k % EACH ? ldexpf(4.1f + (float)k / 100, k - 125) : ldexpf(values[k][i], k - 125);
    values[CHANNELS - 1][0] = FLT_MAX;
    Tensor *weight = tensor_from(SHAPE(CHANNELS, EACH), values[0], CHANNELS * EACH), *scale, *scale_again;
    Tensor *whole = precision_quantize(weight, &scale), *back = precision_dequantize(whole, scale);
    cr_assert(back && tensor_read(back, again[0]), "%s", error_text());
    for (int k = 0; k < CHANNELS; k++) {
        double step = tensor_at(scale, k), largest = 0;
        for (int i = 0; i < EACH; i++)
            largest = fmax(largest, fabs((double)values[k][i]));
        for (int i = 0; i < EACH; i++) {
            double error = fabs((double)again[k][i] - (double)values[k][i]);
            bool top = fabs((double)values[k][i]) == largest;
            cr_expect(error <= (top && step != 1 ? largest * 0x1p-16 : step / 2),
                      "channel %d: %g became %g with the scale %g", k, (double)values[k][i],
                      (double)again[k][i], step);
        }
    }
    cr_expect(tensor_equal(precision_quantize(back, &scale_again), whole));
    cr_expect(tensor_equal(scale_again, scale));
}

static Module *small_net(void)
{
    return nn_sequential(nn_conv(2, 3, 3, (ConvOptions){.pad = 1}), nn_batch_norm(3), nn_relu(),
                         nn_adaptive_avg_pool(1, 1), nn_flatten(), nn_linear(3, 4));
}

/* A net goes into a file and back: weights to half a scale, all else bit for bit, and its file is the same
 * when the net that came back is saved. */
Test(precision, a_net_comes_back_in_8_bits)
{
    Module *net = small_net(), *copy = small_net();
    Parameters *state = nn_state(net), *loaded = nn_state(copy);
    for (int i = 0; i < state->n; i++)
        cr_assert(tensor_copy_(state->tensors[i], tensor_randn(tensor_shape(state->tensors[i]))));
    const char *path = in_folder("int8"), *second = in_folder("again");
    cr_assert(nn_save_as(net, path, NULL, PRECISION_INT8) && nn_load(copy, path, NULL), "%s", error_text());
    int quantised = 0;
    for (int i = 0; i < state->n; i++) {
        if (!precision_quantizes(state->tensors[i])) {
            cr_expect(tensor_equal(loaded->tensors[i], state->tensors[i]), "%s", state->names[i]);
            continue;
        }
        quantised++;
        Tensor *scale, *whole = precision_quantize(state->tensors[i], &scale);
        cr_expect(tensor_equal(loaded->tensors[i], precision_dequantize(whole, scale)), "%s",
                  state->names[i]);
    }
    cr_expect(eq(int, quantised, 2));
    cr_assert(nn_save_as(copy, second, NULL, PRECISION_INT8));
    size_t n, n_second;
    const uint8_t *bytes = file_read(path, 0, &n), *bytes_second = file_read(second, 0, &n_second);
    cr_expect(n == n_second && memcmp(bytes, bytes_second, n) == 0, "another file");
    static const char start[] =
        "{\"0.weight\":{\"dtype\":\"I8\",\"shape\":[3,2,3,3],\"data_offsets\":[0,54]},"
        "\"0.weight.scale\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[54,66]},"
        "\"0.bias\":{\"dtype\":\"F32\",";
    cr_expect(memcmp(bytes + 8, start, strlen(start)) == 0, "%.200s", (const char *)bytes + 8);

    cr_assert(tensor_fill_(state->tensors[0], NAN));
    cr_expect(not(nn_save_as(net, second, NULL, PRECISION_INT8)));
    cr_expect(eq(int, error_code(), ERR_VALUE));
    error_clear();
    cr_expect(nn_load(copy, second, NULL), "the file from before is still there");
}

static TensorFile *read_file(const char *tensors, const void *data, size_t n_data)
{
    return safetensors_read(hand_made_file(in_folder("hand"), scope_text("{%s}", tensors), data, n_data));
}

#define ENTRY(name, dtype, shape, offsets) \
    "\"" name "\":{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":" offsets "}"

/* Two channels of two whole numbers each, and three floats. */
typedef struct Data {
    int8_t whole[4];
    float scale[3];
} Data;

Test(precision, reads_a_file_made_by_hand)
{
    const Data data = {{127, -128, 3, 0}, {0.5f, 0.125f, 7}};
    TensorFile *file =
        read_file(ENTRY("x.scale", "F32", "[2]", "[4,12]") "," ENTRY("x", "I8", "[2,2]", "[0,4]") "," ENTRY(
                      "y.scale", "F32", "[1]", "[12,16]") "," ENTRY(".scale", "F32", "[0]", "[16,16]"),
                  &data, sizeof data);
    cr_assert(file != NULL, "%s", error_text());
    cr_assert(eq(int, file->n, 3), "the scale is part of x; what is named so without being one is a tensor");
    cr_expect(eq(str, (char *)file->names[0], "x"));
    cr_expect(eq(str, (char *)file->names[1], "y.scale"));
    cr_expect(tensor_equal(file->tensors[0], tensor_of(SHAPE(2, 2), 63.5f, -64, 0.375f, 0)));
    cr_expect(tensor_item(file->tensors[1]) == 7);
}

Test(precision, scales_are_there_and_fit)
{
    const Data good = {{1, 2, 3, 4}, {0.5f, 0.25f, 1}};
    static const struct {
        const char *tensors, *complaint;
    } wrong[] = {
        {ENTRY("x", "I8", "[2,2]", "[0,4]"), "tensor 'x': its dtype is I8, and its scale is missing, the "
                                             "tensor of the same name with .scale behind it"},
        {ENTRY("x", "I8", "[2,2]", "[0,4]") "," ENTRY("x.scale", "F32", "[3]", "[4,16]"),
         "tensor 'x': the shape of its scale is not the size of its first axis"},
        {ENTRY("x", "I8", "[2,2]", "[0,4]") "," ENTRY("x.scale", "F32", "[2,1]", "[4,12]"),
         "tensor 'x': the shape of its scale is not the size of its first axis"},
        {ENTRY("x", "I8", "[2,2]", "[0,4]") "," ENTRY("x.scale", "F32", "[]", "[4,8]"),
         "tensor 'x': the shape of its scale is not the size of its first axis"},
        {ENTRY("x", "I8", "[2,2]", "[0,4]") "," ENTRY("x.scale", "F16", "[2]", "[4,8]"),
         "tensor 'x': the dtype of its scale is not F32"},
        {ENTRY("x", "I8", "[2,2]", "[0,4]") "," ENTRY("x.scale", "I8", "[2]", "[4,6]"),
         "tensor 'x': the dtype of its scale is not F32"},
        {ENTRY("x", "I8", "[2,2]", "[0,4]") ",\"x.scale\":1",
         "tensor 'x': the dtype of its scale is not F32"},
        {ENTRY("x", "I8", "[]", "[0,1]") "," ENTRY("x.scale", "F32", "[1]", "[4,8]"),
         "tensor 'x': its dtype is I8, and it has no axis that scales could belong to"},
        {ENTRY("x", "I8", "[2,2]", "[0,4]") "," ENTRY("x.scale", "F32", "[2]", "[12,20]"),
         "tensor 'x.scale': its data_offsets lie outside the file"},
        {ENTRY("x", "U8", "[2,2]", "[0,4]"), "tensor 'x': its dtype is not F32, F16, BF16, F64, I64 or I8"},
        {ENTRY("x", "I16", "[2,1]", "[0,4]"), "tensor 'x': its dtype is not F32, F16, BF16, F64, I64 or I8"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cr_expect_null(read_file(wrong[i].tensors, &good, sizeof good));
        cr_expect(error_code() == ERR_FORMAT && strstr(error_text(), wrong[i].complaint) != NULL, "%s",
                  error_text());
        error_clear();
    }
    static const float scales[] = {NAN, INFINITY, -0.5f, 0};
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        Data bad = good;
        bad.scale[1] = scales[i];
        cr_expect_null(
            read_file(ENTRY("x", "I8", "[2,2]", "[0,4]") "," ENTRY("x.scale", "F32", "[2]", "[4,12]"), &bad,
                      sizeof bad));
        const char *complaint =
            scope_text("tensor 'x.scale': number 1 is %g, must be finite and above 0", (double)scales[i]);
        cr_expect(error_code() == ERR_FORMAT && strstr(error_text(), complaint) != NULL, "%s", error_text());
        error_clear();
    }
}

Test(precision, survives_every_failing_allocation)
{
    char path[64];
    snprintf(path, sizeof path, "%s/memory", test_folder);
    int failures = 0;
    for (int64_t n = 1; n < 500; n++) {
        Module *net = small_net();
        mem_fail_after(n);
        bool done = nn_save_as(net, path, NULL, PRECISION_INT8) && nn_load(net, path, NULL);
        mem_fail_after(0);
        cr_assert(done || error_code() == ERR_MEMORY, "allocation %d: %s", (int)n, error_text());
        failures += !error_ok();
        error_clear();
        scope_end_all(); /* recycled memory would hide the next allocations */
    }
    cr_assert(failures > 0);
}
