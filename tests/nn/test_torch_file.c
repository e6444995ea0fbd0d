/* PyTorch's files: read as PyTorch wrote them, and nothing but tensors comes out of them. */
#include <string.h>

#include "base/file.h"
#include "base/scope.h"
#include "nn/torch_file.h"
#include "tests/support/expect.h"
#include "tests/support/temp_folder.h"

TestSuite(torch_file, .fini = scope_end_all);

#define FILES "tests/golden/torch/"

static Tensor *named(const TensorFile *file, const char *name)
{
    for (int i = 0; file && i < file->n; i++)
        if (strcmp(file->names[i], name) == 0)
            return file->tensors[i];
    return NULL;
}

Test(torch_file, reads_what_pytorch_wrote)
{
    cr_expect(is_torch_file(FILES "state.pth"));
    const TensorFile *file = torch_file_read(FILES "state.pth");
    cr_assert(file != NULL, "%s", error_text());
    cr_expect(eq(int, file->n, 5));
    cr_expect(eq(str, (char *)file->names[0], "0.weight"));
    Tensor *weight = named(file, "0.weight"), *view = named(file, "2.weight");
    cr_expect(eq(str, (char *)shape_text(tensor_shape(weight)), "2, 3, 2, 2"));
    cr_expect(eq(dbl, tensor_at(weight, 1, 2, 1, 0), 22.0 / 8));
    cr_expect(eq(dbl, tensor_at(named(file, "0.bias"), 1), -2));
    cr_expect(eq(dbl, tensor_at(named(file, "1.running_mean"), 1), -0.125));
    cr_expect(eq(dbl, tensor_item(named(file, "1.num_batches_tracked")), 7));
    cr_expect(eq(str, (char *)shape_text(tensor_shape(view)), "2, 2"));
    cr_expect(eq(dbl, tensor_at(view, 0, 0), 2));
    cr_expect(eq(dbl, tensor_at(view, 1, 1), 5));
}

Test(torch_file, a_checkpoint_holds_its_state_dict_deeper)
{
    const TensorFile *file = torch_file_read(FILES "checkpoint.pth");
    cr_assert(file != NULL, "%s", error_text());
    cr_expect(eq(int, file->n, 1));
    cr_expect(eq(dbl, tensor_at(named(file, "w"), 1), 1));
}

/* Lists of settings and steps stand beside the tensors, one of which is (3, 0). */
Test(torch_file, a_training_holds_its_optimiser_beside)
{
    const TensorFile *file = torch_file_read(FILES "training.pth");
    cr_assert(file != NULL, "%s", error_text());
    cr_expect(eq(int, file->n, 2));
    cr_expect(eq(str, (char *)shape_text(tensor_shape(named(file, "0.weight"))), "1, 2"));
    cr_expect(eq(str, (char *)shape_text(tensor_shape(named(file, "0.empty"))), "3, 0"));
    float nothing;
    cr_expect(tensor_read(named(file, "0.empty"), &nothing), "%s", error_text());
}

Test(torch_file, a_net_takes_its_weights_and_no_counter)
{
    Module *net = nn_sequential(nn_conv(1, 2, 3, (ConvOptions){0}), nn_batch_norm(2));
    cr_expect(not(nn_load(net, FILES "state.pth", NULL)));
    cr_expect(strstr(error_text(), "3 missing (1.weight, 1.bias, 1.running_var)") != NULL, "%s",
              error_text());
    cr_expect(strstr(error_text(), "1 extra (2.weight)") != NULL, "%s", error_text());
    cr_expect(strstr(error_text(), "0.weight is (2, 3, 2, 2), not (2, 1, 3, 3)") != NULL, "%s", error_text());
}

static void expect_no_file(const char *path, const char *why)
{
    cr_expect(eq(ptr, (void *)torch_file_read(path), NULL));
    cr_expect(strstr(error_text(), why) != NULL, "%s: %s", path, error_text());
    error_clear();
}

Test(torch_file, refuses_all_else)
{
    expect_no_file(FILES "evil.pth", "asks for posix.system, which is not needed for tensors");
    expect_no_file(FILES "list.pth", "holds something else than a dictionary");
    expect_no_file("README.md", "is no zip archive");
    static const char old[] = "\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.";
    const char *path = temp_file(temp_folder(), "old.pth", old, sizeof old - 1);
    cr_expect(not(nn_load(nn_linear(1, 1), path, NULL)));
    cr_expect(strstr(error_text(), "old.pth: is written as PyTorch did before version 1.6") != NULL, "%s",
              error_text());
    error_clear();
    expect_no_file("tests", "is not a regular file");
    expect_no_file("no-such-file.pth", "cannot open");
    cr_expect(not(is_torch_file("README.md")));
}

/* Every byte of a good file changed, in three ways by turns, one of them in a file cut short: an answer or an
 * error, never more memory than promised, and no byte read from outside (the checked build watches). */
Test(torch_file, survives_any_damage)
{
    const char *path = temp_path(temp_folder(), "damaged.pth");
    size_t n;
    uint8_t *bytes = file_read(FILES "state.pth", 0, &n);
    cr_assert(bytes != NULL, "%s", error_text());
    for (size_t i = 0; i < n; i++) {
        uint8_t good = bytes[i];
        size_t kept = i % 3 == 2 ? n - i : n;
        bytes[i] = i % 3 == 0 ? (uint8_t)(good ^ 1) : i % 3 == 1 ? 0xff : (uint8_t)(good + 64);
        Scope scope = scope_begin();
        FILE *damaged = fopen(path, "wb"); /* without file_write's fsync, which takes its time */
        cr_assert(damaged && fwrite(bytes, 1, kept, damaged) == kept);
        fclose(damaged);
        torch_file_read(path);
        error_clear();
        scope_end(scope);
        bytes[i] = good;
    }
}
