/* Assertions that several test files need. In a header, because benchmarks link tests/support without
 * Criterion. */
#ifndef SUPPORT_EXPECT_H
#define SUPPORT_EXPECT_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/error.h"
#include "tensor/tensor.h"

/* The kept error is exactly this one; then it is cleared. */
static inline void expect_error(ErrorCode code, const char *text, const char *hint)
{
    cr_expect(eq(int, error_code(), code), "%s", error_text());
    cr_expect(eq(str, (char *)error_text(), (char *)text));
    cr_expect(eq(str, (char *)error_advice(), (char *)hint));
    error_clear();
}

/* A call gave nothing, and this error with code ERR_SHAPE. */
static inline void expect_refused(const void *result, const char *text, const char *hint)
{
    cr_expect(eq(ptr, (void *)result, NULL));
    expect_error(ERR_SHAPE, text, hint);
}

/* t has exactly these n values. */
static inline void expect_values(Tensor *t, const float *values, int64_t n)
{
    float out[64];
    cr_assert(eq(i64, tensor_count(t), n), "%s", error_text());
    cr_assert(n <= 64 && tensor_read(t, out));
    for (int64_t i = 0; i < n; i++)
        cr_expect(eq(flt, out[i], values[i]), "element %ld", (long)i);
}
#define EXPECT_VALUES(t, ...)                        \
    expect_values((t), (const float[]){__VA_ARGS__}, \
                  (int64_t)(sizeof((const float[]){__VA_ARGS__}) / sizeof(float)))

#endif
