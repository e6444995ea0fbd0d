/* Forms as browsers send them, and as nobody should. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/scope.h"
#include "web/http_form.h"

/* In a block of exactly n + 1 bytes, so that the sanitizer sees a step beyond. */
static int parse(const char *type, const char *body, size_t n, HttpField **fields)
{
    char *copy = mem_alloc(n + 1);
    scope_defer(mem_free, copy);
    memcpy(copy, body, n);
    return http_form_parse(type, copy, n, fields);
}

Test(http_form, two_ways_to_write_a_form)
{
    HttpField *f;
    const char *text = "a=1&b=x%20y+z&&c&d=%4&%41=";
    cr_assert(eq(int, parse("application/x-www-form-urlencoded", text, strlen(text), &f), 5));
    const char *names[] = {"a", "b", "c", "d", "A"}, *values[] = {"1", "x y z", "", "%4", ""};
    for (int i = 0; i < 5; i++) {
        cr_expect(eq(str, (char *)f[i].name, (char *)names[i]));
        cr_expect(eq(str, (char *)f[i].bytes, (char *)values[i]));
        cr_expect(eq(sz, f[i].n, strlen(values[i])));
    }

    static const char multipart[] =
        "--B\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a \\\"b\\\".jpg\"\r\n"
        "Content-Type: image/jpeg\r\n\r\n\0\1\r\n--b\r\n"
        "\r\n--B\r\ncontent-disposition: form-data; name=empty\r\n\r\n"
        "\r\n--B--\r\nepilogue";
    cr_assert(eq(int,
                 parse("Multipart/Form-Data; charset=x; boundary=\"B\"", multipart, sizeof multipart - 1, &f),
                 2));
    cr_expect(eq(str, (char *)f[0].name, "photo"));
    cr_expect(eq(str, (char *)f[0].file_name, "a \"b\".jpg"));
    cr_expect(eq(str, (char *)f[0].type, "image/jpeg"));
    cr_expect(f[0].n == 9 && memcmp(f[0].bytes, "\0\1\r\n--b\r\n", 10) == 0);
    cr_expect(strcmp(f[1].name, "empty") == 0 && f[1].n == 0 && !f[1].file_name && !*f[1].bytes);
    scope_end_all();
}

Test(http_form, what_is_broken_is_told)
{
    static const struct {
        const char *type, *body, *error;
    } cases[] = {
        {"", "a=1", "http_form_parse: what has no Content-Type is no form"},
        {"text/plain", "a=1", "http_form_parse: text/plain is no form"},
        {"multipart/form-data", "--B--", "http_form_parse: the form has no boundary"},
        {"multipart/form-data; boundary=", "--B--", "http_form_parse: the form has no boundary"},
        {"multipart/form-data; boundary=B", "", "http_form_parse: the form does not begin with its boundary"},
        {"multipart/form-data; boundary=B", "--",
         "http_form_parse: the form does not begin with its boundary"},
        {"multipart/form-data; boundary=B", "--B", "http_form_parse: the form breaks off"},
        {"multipart/form-data; boundary=B", "--B\r\n", "http_form_parse: the form has a part without a name"},
        {"multipart/form-data; boundary=B", "--B\r\nX: y\r\n\r\n1\r\n--B--",
         "http_form_parse: the form has a part without a name"},
        {"multipart/form-data; boundary=B", "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nbytes",
         "http_form_parse: the form breaks off"},
        {"multipart/form-data; boundary=B",
         "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nbytes\r\n--B",
         "http_form_parse: the form breaks off"},
    };
    HttpField *fields;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect(eq(int, parse(cases[i].type, cases[i].body, strlen(cases[i].body), &fields), -1));
        cr_expect(eq(str, (char *)error_text(), (char *)cases[i].error));
        error_clear();
    }
    char *many = scope_alloc(2 * HTTP_MOST_FIELDS + 3);
    for (int i = 0; i <= HTTP_MOST_FIELDS; i++)
        memcpy(many + 2 * i, "a&", 2);
    cr_expect(eq(int, parse("application/x-www-form-urlencoded", many, strlen(many), &fields), -1));
    cr_expect(eq(int, error_code(), ERR_FORMAT));
    error_clear();
    cr_expect_null(http_parameter("form-data; filename=\"name=x\"; other", "name"));
    cr_expect(eq(str, (char *)http_parameter("form-data;NAME=x;y", "name"), "x"));
    scope_end_all();
}

/* Any bytes: no step outside, and fields that lie within the body. */
Test(http_form, bears_anything)
{
    static const char seed[] = "--B\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n"
                               "Content-Type: image/png\r\n\r\nsome bytes\r\n--B\r\n"
                               "Content-Disposition: form-data; name=c\r\n\r\n%41&=+\r\n--B--\r\n";
    static const char alphabet[] = "\r\n-B:;=\"\\ %&+a\0\xff";
    Stream random = stream_of(9, 0, 0);
    for (int round = 0; round < 20000; round++) {
        Scope scope = scope_begin();
        char body[sizeof seed];
        size_t n = 1 + (size_t)stream_below(&random, sizeof seed - 1);
        memcpy(body, seed, sizeof seed);
        for (int64_t edits = stream_below(&random, 6); edits-- > 0;)
            body[stream_below(&random, (int64_t)n)] = alphabet[stream_below(&random, sizeof alphabet - 1)];
        HttpField *fields;
        int count = parse(round % 4 ? "multipart/form-data; boundary=B" : "application/x-www-form-urlencoded",
                          body, n, &fields);
        cr_assert(count >= 0 ? error_ok() : error_code() == ERR_FORMAT, "%s", error_text());
        for (int i = 0; i < count; i++)
            cr_assert(fields[i].bytes[fields[i].n] == '\0' && fields[i].n <= n);
        error_clear();
        scope_end(scope);
    }
    scope_end_all();
}
