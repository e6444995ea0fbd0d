/* SHA-256 against the examples of the standard. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"
#include "base/sha256.h"
#include "tests/support/temp_folder.h"

static const char *const of_a_million_a = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

Test(sha256, examples_of_the_standard)
{
    static const struct {
        const char *text, *sum;
    } examples[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmno"
         "pqrstnopqrstu",
         "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    };
    char text[SHA256_TEXT_SIZE];
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        sha256_of(examples[i].text, strlen(examples[i].text), text);
        cr_assert(eq(str, text, (char *)examples[i].sum));
    }
}

Test(sha256, pieces_and_files)
{
    enum { MILLION = 1000000 };
    uint8_t *as = mem_alloc(MILLION), digest[SHA256_BYTES];
    memset(as, 'a', MILLION);
    char text[SHA256_TEXT_SIZE];
    for (size_t piece = 1; piece < 200; piece += 63) {
        Sha256 sha;
        sha256_begin(&sha);
        for (size_t at = 0; at < MILLION; at += piece)
            sha256_add(&sha, as + at, MILLION - at < piece ? MILLION - at : piece);
        sha256_end(&sha, digest);
        sha256_text(digest, text);
        cr_assert(eq(str, text, (char *)of_a_million_a), "in pieces of %zu", piece);
    }
    const char *folder = temp_folder();
    cr_assert(sha256_file(temp_file(folder, "as", as, MILLION), text));
    cr_assert(eq(str, text, (char *)of_a_million_a));
    mem_free(as);
    cr_assert_not(sha256_file(NULL, text));
    cr_assert(error_ok());
    cr_assert_not(sha256_file(file_join(folder, "missing"), text));
    cr_assert(eq(int, error_code(), ERR_FILE));
    error_clear();
    scope_end_all();
}
