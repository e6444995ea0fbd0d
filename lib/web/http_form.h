/* Forms as browsers send them: application/x-www-form-urlencoded and multipart/form-data. (chapter 22) */
#ifndef WEB_HTTP_FORM_H
#define WEB_HTTP_FORM_H

#include <stddef.h>

enum { HTTP_MOST_FIELDS = 1024 };

typedef struct HttpField {
    const char *name;      /*                                                  */
    const char *file_name; /* of a file that was chosen, as the browser says it */
    const char *type;      /* the part's own Content-Type; "" when there is none */
    const char *bytes;     /* zero-terminated, and may hold zeros               */
    size_t n;
} HttpField;

/* Takes a body apart in place: names and bytes lie in it, and its bytes change. `body` has room for a zero
 * byte after its n. `content_type` is the whole header, with its boundary. Returns how many fields there are
 * and puts them into `fields`, in the current scope; -1 with ERR_VALUE when the type is none of the two, and
 * with ERR_FORMAT when the body is broken or has more than HTTP_MOST_FIELDS. */
int http_form_parse(const char *content_type, char *body, size_t n, HttpField **fields);

/* The value of a parameter in a header such as `form-data; name="photo"`, unquoted, in the current scope;
 * NULL when there is none. */
const char *http_parameter(const char *header, const char *name);

#endif
