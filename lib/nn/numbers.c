/* Numbers of 16, 32 and 64 bits to float32. */
#include "nn/numbers.h"

#include <string.h>
#include <sys/types.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "model files hold little-endian numbers, read as they lie");

enum { CHUNK_VALUES = 4096 };

int64_t numbers_bytes(NumberType type)
{
    static const int64_t bytes[] = {
        [NUMBERS_F16] = 2, [NUMBERS_BF16] = 2, [NUMBERS_F32] = 4, [NUMBERS_F64] = 8, [NUMBERS_I64] = 8};
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
