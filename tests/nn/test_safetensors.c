/* Model files: what is written comes back bit for bit, and no damage to a file does more than set an error.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/program.h"
#include "nn/safetensors.h"
#include "tests/nn/hand_made.h"
#include "tests/support/temp_folder.h"

TestSuite(safetensors, .init = test_folder_make, .fini = test_folder_remove);

static const char *make_file(const char *name, const char *header, const void *data, size_t n_data)
{
    return hand_made_file(in_folder(name), header, data, n_data);
}

/* Did it fail with this error? The error is then forgotten. */
static bool refused(bool done, ErrorCode code)
{
    bool right = !done && error_code() == code;
    error_clear();
    return right;
}

Test(safetensors, reads_a_file_made_by_hand)
{
    /* 1.5 -2 as F32, 1 -0.5 2^-24 inf as F16, 3.140625 as BF16; not in the order of their offsets. */
    const uint8_t data[] = {0,    0,    0xC0, 0x3F, 0, 0,    0,    0xC0, 0x00,
                            0x3C, 0x00, 0xB8, 1,    0, 0x00, 0x7C, 0x49, 0x40};
    const char *path = make_file("hand.safetensors",
                                 "{\"half\":{\"dtype\":\"F16\",\"shape\":[2,2],\"data_offsets\":[8,16]},"
                                 "\"__metadata__\":{\"who\":\"me\",\"empty\":\"\"},"
                                 "\"wide\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                                 "\"brain\":{\"dtype\":\"BF16\",\"shape\":[],\"data_offsets\":[16,18]},"
                                 "\"none\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[18,18]}}   ",
                                 data, sizeof data);
    TensorFile *file = safetensors_read(path);
    cr_assert(ne(ptr, file, NULL), "%s", error_text());
    cr_assert(eq(int, file->n, 4));
    cr_assert(eq(str, (char *)file->names[0], "half"));
    cr_assert(eq(str, (char *)metadata_get(&file->metadata, "who"), "me"));
    cr_assert(eq(str, (char *)metadata_get(&file->metadata, "empty"), ""));
    cr_assert(eq(ptr, (void *)metadata_get(&file->metadata, "absent"), NULL));
    cr_assert(eq(flt, (float)tensor_at(file->tensors[0], 0, 1), -0.5f));
    cr_assert(eq(flt, (float)tensor_at(file->tensors[0], 1, 0), 0x1p-24f));
    cr_assert(isinf(tensor_at(file->tensors[0], 1, 1)));
    cr_assert(eq(flt, (float)tensor_at(file->tensors[1], 1), -2.0f));
    cr_assert(eq(flt, (float)tensor_item(file->tensors[2]), 3.140625f));
    cr_assert(eq(i64, tensor_count(file->tensors[3]), 0));
}

Test(safetensors, writes_one_canonical_form)
{
    Tensor *a = tensor_of(SHAPE(2, 1), 1, -0.0f), *b = tensor_scalar(2);
    const char *names[] = {"a", "b"};
    Metadata metadata = {0};
    cr_assert(metadata_set(&metadata, "k", "old") && metadata_set(&metadata, "k", "v\n\"\xC3\xA4"));
    const char *path = in_folder("canonical");
    cr_assert(safetensors_write(path, 2, names, (Tensor *[]){a, b}, &metadata), "%s", error_text());
    static const char header[] = "{\"__metadata__\":{\"k\":\"v\\n\\\"\xC3\xA4\"},"
                                 "\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
                                 "\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[8,12]}}";
    static const uint8_t data[] = {0, 0, 0x80, 0x3F, 0, 0, 0, 0x80, 0, 0, 0, 0x40};
    size_t n, length = strlen(header), padded = (length + 7) / 8 * 8;
    uint8_t *bytes = file_read(path, 0, &n);
    cr_assert(eq(sz, n, 8 + padded + sizeof data));
    cr_assert(bytes[0] == padded && bytes[1] == 0 && memcmp(bytes + 8, header, length) == 0);
    for (size_t i = length; i < padded; i++)
        cr_assert(bytes[8 + i] == ' ');
    cr_assert(memcmp(bytes + 8 + padded, data, sizeof data) == 0);

    Metadata read = {0};
    cr_assert(safetensors_metadata(path, &read) && read.n == 1);
    cr_assert(eq(str, (char *)metadata_get(&read, "k"), "v\n\"\xC3\xA4"));

    names[1] = "a";
    cr_assert(refused(safetensors_write(path, 2, names, (Tensor *[]){a, b}, NULL), ERR_VALUE));
    names[1] = "\xFF";
    cr_assert(refused(safetensors_write(path, 2, names, (Tensor *[]){a, b}, NULL), ERR_VALUE));
    cr_assert(ne(ptr, safetensors_read(path), NULL), "a write that failed has left the old file alone");
    cr_assert(refused(safetensors_write(in_folder("no/such/folder"), 1, names, &a, NULL), ERR_FILE));
}

static Module *small_net(void)
{
    return nn_sequential(nn_conv(2, 3, 3, (ConvOptions){.pad = 1}), nn_batch_norm(3), nn_relu(),
                         nn_adaptive_avg_pool(1, 1), nn_flatten(), nn_linear(3, 4));
}

Test(safetensors, a_net_comes_back_bit_for_bit)
{
    Module *net = small_net(), *copy = small_net();
    Parameters *state = nn_state(net), *loaded = nn_state(copy);
    for (int i = 0; i < state->n; i++)
        cr_assert(tensor_copy_(state->tensors[i], tensor_randn(tensor_shape(state->tensors[i]))));
    Metadata metadata = {0}, read;
    cr_assert(metadata_set_number(&metadata, "size", 0.1));
    cr_assert(metadata_set_texts(&metadata, "names", 2, (const char *[]){"b\"l", "\xC3\xA4"}));
    cr_assert(metadata_set_numbers(&metadata, "mean", 2, (const float[]){0.1f, -1e-8f}));
    cr_assert(metadata_set_numbers(&metadata, "more", 4, (const float[]){0.485f, 1, 1.0f / 3, FLT_MAX}));
    cr_assert(eq(str, (char *)metadata_get(&metadata, "more"), "[0.485, 1.0, 0.33333334, 3.4028235e38]"));
    const char *path = in_folder("net");
    cr_assert(nn_save(net, path, &metadata) && nn_load(copy, path, &read), "%s", error_text());
    for (int i = 0; i < state->n; i++)
        cr_assert(tensor_equal(state->tensors[i], loaded->tensors[i]), "%s", state->names[i]);

    double size;
    int n;
    float mean[2], more[4];
    cr_assert(metadata_number(&read, "size", 0, 1, &size) && size == 0.1);
    const char **names = metadata_texts(&read, "names", 2, &n);
    cr_assert(names && n == 2 && strcmp(names[0], "b\"l") == 0 && strcmp(names[1], "\xC3\xA4") == 0);
    cr_assert(metadata_numbers(&read, "mean", 2, mean) && mean[0] == 0.1f && mean[1] == -1e-8f);
    cr_assert(metadata_numbers(&read, "more", 4, more) && more[0] == 0.485f && more[2] == 1.0f / 3 &&
              more[3] == FLT_MAX);
    cr_assert(refused(metadata_numbers(&read, "mean", 3, mean), ERR_FORMAT));
    cr_assert(refused(metadata_texts(&read, "names", 1, &n), ERR_FORMAT));
    cr_assert(refused(metadata_number(&read, "names", 0, 1, &size), ERR_FORMAT));
    cr_assert(refused(metadata_number(&read, "size", 1, 2, &size), ERR_FORMAT));
    cr_assert(eq(int, metadata_number(&read, "none", 0, 1, &size), false));
    cr_assert(strstr(error_text(), path) != NULL, "%s", error_text());
    error_clear();

    /* In the file: PyTorch's order of axes. */
    TensorFile *file = safetensors_read(path);
    Tensor *conv = file->tensors[0];
    cr_assert(eq(str, (char *)file->names[0], "0.weight"));
    cr_assert(conv->shape[0] == 3 && conv->shape[1] == 2 && conv->shape[2] == 3 && conv->shape[3] == 3);
    cr_assert(tensor_at(conv, 2, 1, 0, 2) == tensor_at(state->tensors[0], 2, 0, 2, 1));
    cr_assert(grad_enabled() && loaded->tensors[0]->needs_grad && !loaded->tensors[0]->node);
}

/* A half has 11 bits: 1 + 2^-11 lies between two of them and goes to the even one, as torch.half does it. */
Test(safetensors, halves_are_the_nearest)
{
    static const float written[] = {1 + 0x1p-11f,  1 + 0x3p-11f, -1 - 0x1.8p-11f, 65519, 0x1p-24f,
                                    0x1.8p-24f,    0x1p-25f,     0x1.4p-25f,      -0.0f, 0x1.ffcp-15f,
                                    0x1.fffep-15f, INFINITY,     3.14159274f,     2049,  -6.1e-5f},
                       read[] = {1,        1 + 0x1p-9f, -1 - 0x1p-10f, 65504, 0x1p-24f,
                                 0x1p-23f, 0,           0x1p-24f,      -0.0f, 0x1p-14f,
                                 0x1p-14f, INFINITY,    3.140625f,     2048,  -0x1.ff8p-15f};
    enum { N = sizeof written / sizeof *written };
    const char *path = in_folder("half"), *names[] = {"x"};
    Tensor *x = tensor_from(SHAPE(N), written, N);
    cr_assert(safetensors_write_as(path, 1, names, &x, NULL, PRECISION_FLOAT16), "%s", error_text());
    TensorFile *file = safetensors_read(path);
    cr_assert(file && file->n == 1, "%s", error_text());
    for (int i = 0; i < N; i++)
        cr_expect(tensor_at(file->tensors[0], i) == (double)read[i], "%.9g became %.9g", (double)written[i],
                  tensor_at(file->tensors[0], i));
    x = tensor_of(SHAPE(2), 1, 65520);
    cr_expect(refused(safetensors_write_as(path, 1, names, &x, NULL, PRECISION_FLOAT16), ERR_VALUE));

    Module *net = small_net(), *copy = small_net();
    const char *half = in_folder("half-net");
    cr_assert(nn_save_as(net, half, NULL, PRECISION_FLOAT16) && nn_load(copy, half, NULL), "%s",
              error_text());
    Parameters *state = nn_state(net), *loaded = nn_state(copy);
    for (int i = 0; i < state->n; i++)
        cr_expect(tensor_all_close(loaded->tensors[i], state->tensors[i], 0x1p-11, 0), "%s", state->names[i]);
}

/* A net for other classes has another end, and the file's is not asked for. */
Test(safetensors, the_end_stays)
{
    Module *net = small_net(),
           *other = nn_sequential(nn_conv(2, 3, 3, (ConvOptions){.pad = 1}), nn_batch_norm(3));
    Tensor *end = tensor_detach(tensor_mul_scalar(nn_state(net)->tensors[6], 1));
    const char *path = in_folder("beginning");
    cr_assert(nn_save(other, path, NULL));
    cr_expect(refused(nn_load(net, path, NULL), ERR_FORMAT));
    cr_assert(nn_load_without(net, path, "5."), "%s", error_text());
    cr_expect(tensor_equal(nn_state(net)->tensors[0], nn_state(other)->tensors[0]));
    cr_expect(tensor_equal(nn_state(net)->tensors[6], end));
    cr_assert(nn_save(nn_sequential(nn_conv(2, 3, 3, (ConvOptions){.pad = 1}), nn_batch_norm(3), nn_relu(),
                                    nn_relu(), nn_relu(), nn_linear(7, 8)),
                      path, NULL));
    cr_expect(nn_load_without(net, path, "5."), "%s", error_text());
    cr_expect(refused(nn_load_without(net, path, "1."), ERR_FORMAT));
}

Test(safetensors, says_what_does_not_fit_and_changes_nothing)
{
    Module *net = small_net();
    Parameters *state = nn_state(net);
    Tensor *before = tensor_detach(tensor_mul_scalar(state->tensors[0], 1));
    Module *other = nn_sequential(nn_conv(2, 3, 3, (ConvOptions){0}), nn_relu(), nn_linear(3, 4), nn_relu(),
                                  nn_relu(), nn_linear(3, 5));
    const char *path = in_folder("other");
    cr_assert(nn_save(other, path, NULL));
    cr_assert(not(nn_load(net, path, NULL)));
    cr_assert(eq(int, error_code(), ERR_FORMAT));
    const char *text = error_text();
    cr_assert(strstr(text, path) && strstr(text, "4 missing (1.weight, 1.bias, 1.running_mean ...)"), "%s",
              text);
    cr_assert(ne(ptr, strstr(text, "2 extra (2.weight, 2.bias)"), NULL), "%s", text);
    cr_assert(ne(ptr,
                 strstr(text, "2 of another shape (5.weight is (5, 3), not (4, 3), 5.bias is (5), not (4))"),
                 NULL),
              "%s", text);
    cr_assert(error_advice()[0] != '\0');
    error_clear();
    cr_assert(tensor_equal(before, state->tensors[0]));
    cr_assert(refused(nn_load(net, in_folder("absent"), NULL), ERR_FILE));
    cr_assert(not(nn_load(NULL, path, NULL) || nn_save(NULL, path, NULL) || safetensors_read(NULL)));
}

/* Each header is wrong in its own way; two floats follow. */
static const char *const hostile[] = {
    "[]",
    "{}}",
    "{\"a\":1}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[2],"
    "\"data_offsets\":[0,8]}}",
    "{\"a\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[0,8]}}",
    "{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}",
    "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,12]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0.0,8.0]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,2],\"data_offsets\":[0,8]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[0,4294967296,4294967296,4294967296],\"data_offsets\":[0,0]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],"
    "\"data_offsets\":[0,8]}}",
    "{\"a\\u0000b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
    "{\"a\\u001b[2J\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
    "{\"__metadata__\":{\"a\":1}}",
    "{\"__metadata__\":[]}",
    "{\"__metadata__\":null}",
};

Test(safetensors, hostile_headers_are_refused)
{
    const float data[2] = {1, 2};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        const char *path = make_file("hostile", hostile[i], data, sizeof data);
        Metadata metadata;
        cr_assert(eq(ptr, safetensors_read(path), NULL), "%s", hostile[i]);
        cr_assert(error_code() == ERR_FORMAT && strstr(error_text(), path) && error_advice()[0], "%s",
                  error_text());
        for (const char *c = error_text(); *c; c++)
            cr_assert(ge(chr, *c, ' '), "a name reaches the terminal");
        error_clear();
        cr_assert(not(safetensors_metadata(path, &metadata)), "%s", hostile[i]);
        error_clear();
    }
    char *deep = scope_alloc(60001);
    memset(deep, '[', 60000);
    memcpy(deep, "{\"a\":", 5);
    cr_assert(refused(safetensors_read(make_file("deep", deep, data, sizeof data)), ERR_FORMAT));
    cr_assert(refused(safetensors_read(test_folder), ERR_FILE));
}

/* A large header is a cheap way to make a reader work for minutes and take much memory. */
Test(safetensors, large_headers_are_neither_read_nor_written)
{
    Module *net = nn_linear(2, 2);
    Metadata metadata = {0};
    const char *header = "{\"__metadata__\":{";
    for (int i = 0; i <= SAFETENSORS_MOST_METADATA; i++) {
        header = scope_text("%s%s\"%d\":\"\"", header, i ? "," : "", i);
        cr_assert(metadata_set(&metadata, scope_text("%d", i), ""));
    }
    header = scope_text("%s}}", header);
    cr_assert(refused(safetensors_read(make_file("many", header, "", 0)), ERR_FORMAT));
    cr_assert(not(nn_save(net, in_folder("many"), &metadata)));
    cr_assert(eq(int, error_code(), ERR_VALUE));
    error_clear();

    char *longer = scope_alloc(SAFETENSORS_MOST_HEADER + 1);
    memset(longer, 'x', SAFETENSORS_MOST_HEADER);
    metadata = (Metadata){0};
    cr_assert(metadata_set(&metadata, "k", longer));
    cr_assert(not(nn_save(net, in_folder("long"), &metadata)));
    cr_assert(eq(int, error_code(), ERR_VALUE));
    error_clear();
}

/* Without file_write's sync to the disk, which would take minutes for thousands of files. */
static void write_quickly(const char *path, const uint8_t *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    cr_assert(eq(sz, fwrite(bytes, 1, n, file), n));
    cr_assert(eq(int, fclose(file), 0));
}

Test(safetensors, no_damage_does_harm)
{
    Module *net = nn_sequential(nn_linear(2, 2), nn_batch_norm(2));
    Metadata metadata = {0};
    cr_assert(metadata_set(&metadata, "k", "v"));
    const char *path = in_folder("whole"), *damaged = in_folder("damaged");
    cr_assert(nn_save(net, path, &metadata));
    size_t n;
    uint8_t *bytes = file_read(path, 0, &n);
    size_t header_end = 8 + bytes[0] + ((size_t)bytes[1] << 8);

    for (size_t length = 0; length < n; length++) {
        write_quickly(damaged, bytes, length);
        cr_assert(not(nn_load(net, damaged, NULL) || error_ok()), "cut to %zu bytes", length);
        error_clear();
    }
    for (size_t at = 0; at < header_end; at++)
        for (int bit = 0; bit < 8; bit++) {
            Scope scope = scope_begin();
            bytes[at] ^= (uint8_t)(1 << bit);
            write_quickly(damaged, bytes, n);
            TensorFile *read = safetensors_read(damaged);
            cr_assert(eq(int, read != NULL, error_ok()), "byte %zu", at);
            error_clear();
            bytes[at] ^= (uint8_t)(1 << bit);
            scope_end(scope);
        }
}

Test(safetensors, survives_every_failing_allocation)
{
    char path[64];
    snprintf(path, sizeof path, "%s/memory", test_folder);
    int failures = 0;
    for (int64_t n = 1; n < 500; n++) {
        Module *net = small_net();
        mem_fail_after(n);
        bool done = nn_save(net, path, NULL) && nn_load(net, path, NULL);
        mem_fail_after(0);
        cr_assert(done || error_code() == ERR_MEMORY, "allocation %d: %s", (int)n, error_text());
        failures += !error_ok();
        error_clear();
        scope_end_all(); /* recycled memory would hide the next allocations */
    }
    cr_assert(failures > 0);
}
