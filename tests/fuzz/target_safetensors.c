/* Model files: header and tensors. */
#include <string.h>

#include "nn/safetensors.h"
#include "tensor/tensor.h"
#include "tests/fuzz/targets.h"

void fuzz_safetensors(const uint8_t *bytes, size_t n)
{
    const char *path = fuzz_file(0, bytes, n);
    Metadata metadata;
    bool known = safetensors_metadata(path, &metadata);
    fuzz_end(known);
    const TensorFile *file = safetensors_read(path);
    fuzz_promise(known || !file, "what has a bad header is not read");
    int64_t total = 0;
    for (int i = 0; file && i < file->n; i++) {
        fuzz_promise(file->names[i] && strlen(file->names[i]) <= 200, "names are short");
        total += tensor_count(file->tensors[i]);
    }
    fuzz_promise((size_t)total <= n, "tensors take no more memory than four times the file");
    fuzz_end(file != NULL);
}
