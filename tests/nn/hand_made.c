/* Model files made byte by byte. */
#include "tests/nn/hand_made.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "base/file.h"
#include "base/scope.h"

const char *hand_made_file(const char *path, const char *header, const void *data, size_t n_data)
{
    size_t length = strlen(header);
    uint8_t *bytes = scope_alloc(8 + length + n_data);
    bytes[0] = (uint8_t)length;
    bytes[1] = (uint8_t)(length >> 8);
    memcpy(bytes + 8, header, length);
    memcpy(bytes + 8 + length, data, n_data);
    cr_assert(file_write(path, bytes, 8 + length + n_data));
    return path;
}
