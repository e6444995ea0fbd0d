/* Numbers of 8 to 64 bits to float32, and of 8, 16 and 32 back. */
#include "nn/numbers.h"

#include <math.h>
#include <string.h>
#include <sys/types.h>

#include "base/error.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "model files hold little-endian numbers, read as they lie");

enum { CHUNK_VALUES = 4096 };

int64_t numbers_bytes(NumberType type)
{
    static const int64_t bytes[] = {[NUMBERS_F16] = 2, [NUMBERS_BF16] = 2, [NUMBERS_F32] = 4,
                                    [NUMBERS_F64] = 8, [NUMBERS_I64] = 8,  [NUMBERS_I8] = 1};
    return bytes[type];
}

static float float_of_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static float float_of_half(uint16_t half)
{
    uint32_t sign = (uint32_t)(half & 0x8000u) << 16, exponent = half >> 10 & 31, fraction = half & 1023;
    if (exponent == 31)
        return float_of_bits(sign | 0x7f800000u | fraction << 13);
    if (exponent > 0)
        return float_of_bits(sign | (exponent + 112) << 23 | fraction << 13);
    /* too small for the usual form: fraction * 2^-24 */
    return (sign ? -1.0f : 1.0f) * (float)fraction * 0x1p-24f;
}

typedef union Chunk {
    int8_t bytes[CHUNK_VALUES];
    uint16_t shorts[CHUNK_VALUES];
    double doubles[CHUNK_VALUES];
    int64_t wholes[CHUNK_VALUES];
} Chunk;

static void widen(NumberType type, const Chunk *chunk, int64_t n, float *values)
{
    for (int64_t i = 0; i < n; i++)
        if (type == NUMBERS_F16)
            values[i] = float_of_half(chunk->shorts[i]);
        else if (type == NUMBERS_BF16)
            values[i] = float_of_bits((uint32_t)chunk->shorts[i] << 16);
        else if (type == NUMBERS_I64)
            values[i] = (float)chunk->wholes[i];
        else if (type == NUMBERS_I8)
            values[i] = chunk->bytes[i];
        else
            values[i] = (float)chunk->doubles[i];
}

static bool read_values(FILE *stream, NumberType type, int64_t count, float *values)
{
    if (type == NUMBERS_F32)
        return fread(values, sizeof *values, (size_t)count, stream) == (size_t)count;
    Chunk chunk;
    for (int64_t done = 0; done < count;) {
        int64_t n = count - done < CHUNK_VALUES ? count - done : CHUNK_VALUES;
        if (fread(&chunk, (size_t)numbers_bytes(type), (size_t)n, stream) != (size_t)n)
            return false;
        widen(type, &chunk, n, values + done);
        done += n;
    }
    return true;
}

Tensor *numbers_read(FILE *stream, int64_t from, NumberType type, Shape shape)
{
    Tensor *tensor = tensor_empty(shape);
    Scope scope = scope_begin();
    int64_t count = tensor_count(tensor);
    float *values = tensor ? scope_alloc((size_t)count * sizeof *values) : NULL;
    bool done = values && fseeko(stream, from, SEEK_SET) == 0 && read_values(stream, type, count, values) &&
                tensor_write(tensor, values);
    scope_end(scope);
    return done ? tensor : NULL;
}

/* --- writing -------------------------------------------------------------------------------------------- */

/* To the nearest; of two that are equally near, to the even one. */
static uint16_t half_of_float(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint16_t sign = (uint16_t)(bits >> 16 & 0x8000u);
    float size = fabsf(value);
    if (!(size < 65520))
        return (uint16_t)(sign | (isnan(value) ? 0x7e00u : 0x7c00u));
    if (size < 0x1p-14f) /* too small for the usual form: how many times 2^-24? */
        return (uint16_t)(sign | (uint16_t)lrintf(size * 0x1p24f));
    bits &= 0x7fffffffu;
    uint32_t odd = bits >> 13 & 1;
    return (uint16_t)(sign | (((bits + 0xfffu + odd) >> 13) - (112u << 10)));
}

static bool write_halves(FILE *stream, int64_t count, const float *values)
{
    uint16_t halves[CHUNK_VALUES];
    for (int64_t done = 0; done < count;) {
        int64_t n = count - done < CHUNK_VALUES ? count - done : CHUNK_VALUES;
        for (int64_t i = 0; i < n; i++) {
            float value = values[done + i];
            halves[i] = half_of_float(value);
            if (isfinite(value) && (halves[i] & 0x7fffu) == 0x7c00u) {
                error_set(ERR_VALUE, "numbers_write: %g is too large for 16 bits", (double)value);
                return false;
            }
        }
        fwrite(halves, sizeof *halves, (size_t)n, stream);
        done += n;
    }
    return true;
}

static void write_bytes(FILE *stream, int64_t count, const float *values)
{
    int8_t bytes[CHUNK_VALUES];
    for (int64_t done = 0; done < count;) {
        int64_t n = count - done < CHUNK_VALUES ? count - done : CHUNK_VALUES;
        for (int64_t i = 0; i < n; i++)
            bytes[i] = (int8_t)values[done + i];
        fwrite(bytes, sizeof *bytes, (size_t)n, stream);
        done += n;
    }
}

bool numbers_write(FILE *stream, NumberType type, Tensor *tensor)
{
    if (!stream || !tensor)
        return false;
    Scope scope = scope_begin();
    int64_t count = tensor_count(tensor);
    float *values = scope_alloc((size_t)count * sizeof *values);
    bool done = values && tensor_read(tensor, values);
    if (done && type == NUMBERS_F16)
        done = write_halves(stream, count, values);
    else if (done && type == NUMBERS_I8)
        write_bytes(stream, count, values);
    else if (done)
        fwrite(values, sizeof *values, (size_t)count, stream);
    scope_end(scope);
    return done;
}
