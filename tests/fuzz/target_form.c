/* Forms: fields lie within the body and end in a zero byte. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "tests/fuzz/targets.h"
#include "web/http_form.h"

/* The first byte says which kind of form; the rest is the body. */
void fuzz_form(const uint8_t *bytes, size_t n)
{
    size_t n_body = n > 0 ? n - 1 : 0;
    char *body = malloc(n_body + 1);
    fuzz_promise(body != NULL, "there is memory");
    if (n_body > 0)
        memcpy(body, bytes + 1, n_body);
    const char *type =
        n > 0 && bytes[0] == 'u' ? "application/x-www-form-urlencoded" : "multipart/form-data; boundary=B";
    HttpField *fields;
    int count = http_form_parse(type, body, n_body, &fields);
    fuzz_promise(count <= HTTP_MOST_FIELDS, "no more fields than there is room for");
    for (int i = 0; i < count; i++) {
        fuzz_promise(fields[i].name && fields[i].type && fields[i].bytes[fields[i].n] == '\0',
                     "a field is named and its bytes end in a zero");
        fuzz_promise(fields[i].n == 0 ||
                         (fields[i].bytes >= body && fields[i].bytes + fields[i].n <= body + n_body),
                     "its bytes are the body's");
    }
    fuzz_end(count >= 0);
    free(body);
}
