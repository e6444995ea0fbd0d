/* Taking forms apart, in place and within bounds: what comes here comes from anybody. */
#include "web/http_form.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/scope.h"

enum { LONGEST_BOUNDARY = 70 }; /* RFC 2046 */

/* --- headers with parameters --------------------------------------------------------------------------- */

/* Past the value that begins at `at`: quoted up to its closing quote, else up to a semicolon or blank. */
static const char *value_end(const char *at)
{
    if (*at != '"')
        return at + strcspn(at, "; \t");
    for (at++; *at && *at != '"'; at++)
        if (*at == '\\' && at[1])
            at++;
    return *at ? at + 1 : at;
}

static const char *unquote(const char *begin, const char *end)
{
    char *text = scope_alloc((size_t)(end - begin) + 1);
    if (!text)
        return NULL;
    char *to = text;
    bool quoted = *begin == '"';
    for (const char *at = begin + quoted; at < end && !(quoted && *at == '"'); at++) {
        /* Browsers write %22 for a quote and leave backslashes alone; only \" and \\ can be meant as escapes.
         */
        if (quoted && *at == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
        *to++ = *at;
    }
    return text;
}

const char *http_parameter(const char *header, const char *name)
{
    if (!header || !name)
        return NULL;
    const char *at = strchr(header, ';');
    while (at && *at) {
        at += strspn(at, "; \t");
        size_t length = strcspn(at, "=; \t");
        if (at[length] != '=') {
            at = strchr(at, ';');
            continue;
        }
        const char *value = at + length + 1, *end = value_end(value);
        if (length == strlen(name) && strncasecmp(at, name, length) == 0)
            return unquote(value, end);
        at = strchr(end, ';');
    }
    return NULL;
}

/* --- application/x-www-form-urlencoded ----------------------------------------------------------------- */

static int hex(char c)
{
    return isdigit((unsigned char)c) ? c - '0' : isxdigit((unsigned char)c) ? tolower(c) - 'a' + 10 : -1;
}

/* In place; the decoded text is never longer. Returns its length and ends it with a zero byte. */
static size_t percent_decode(char *text, size_t n)
{
    size_t to = 0;
    for (size_t at = 0; at < n; at++) {
        if (text[at] == '%' && at + 2 < n && hex(text[at + 1]) >= 0 && hex(text[at + 2]) >= 0) {
            text[to++] = (char)(hex(text[at + 1]) * 16 + hex(text[at + 2]));
            at += 2;
        } else {
            text[to++] = text[at] == '+' ? ' ' : text[at];
        }
    }
    text[to] = '\0';
    return to;
}

static int too_many(void)
{
    error_set(ERR_FORMAT, "http_form_parse: more than %d fields", HTTP_MOST_FIELDS);
    return -1;
}

static int parse_urlencoded(char *body, size_t n, HttpField *fields)
{
    int count = 0;
    for (char *at = body, *end = body + n; at < end;) {
        char *stop = memchr(at, '&', (size_t)(end - at));
        stop = stop ? stop : end;
        char *equals = memchr(at, '=', (size_t)(stop - at));
        char *name_end = equals ? equals : stop, *value = equals ? equals + 1 : stop;
        if (stop > at) {
            if (count == HTTP_MOST_FIELDS)
                return too_many();
            /* The value first: decoding the name writes its zero byte over the equals sign. */
            size_t length = percent_decode(value, (size_t)(stop - value));
            percent_decode(at, (size_t)(name_end - at));
            fields[count++] = (HttpField){.name = at, .type = "", .bytes = equals ? value : "", .n = length};
        }
        at = stop + 1;
    }
    return count;
}

/* --- multipart/form-data ------------------------------------------------------------------------------- */

static int broken(const char *why)
{
    error_set(ERR_FORMAT, "http_form_parse: the form %s", why);
    return -1;
}

/* One line of a part's head, zero-terminated, without its line end; NULL when none ends before `end`. */
static char *next_line(char **at, char *end)
{
    char *line = *at, *stop = memmem(line, (size_t)(end - line), "\r\n", 2);
    if (!stop)
        return NULL;
    *stop = '\0';
    *at = stop + 2;
    return line;
}

static const char *header_value(const char *line, const char *name)
{
    size_t length = strlen(name);
    if (strncasecmp(line, name, length) != 0 || line[length] != ':')
        return NULL;
    return line + length + 1 + strspn(line + length + 1, " \t");
}

/* The part's head: what the field is called. False when it does not end, or names nothing. */
static bool read_head(char **at, char *end, HttpField *field)
{
    *field = (HttpField){.type = ""};
    char *line;
    while ((line = next_line(at, end)) && *line) {
        const char *disposition = header_value(line, "Content-Disposition");
        const char *type = header_value(line, "Content-Type");
        if (disposition) {
            field->name = http_parameter(disposition, "name");
            field->file_name = http_parameter(disposition, "filename");
        }
        if (type)
            field->type = type;
    }
    return line && field->name;
}

static int parse_multipart(const char *boundary, char *body, size_t n, HttpField *fields)
{
    if (!boundary || !*boundary || strlen(boundary) > LONGEST_BOUNDARY)
        return error_ok() ? broken("has no boundary") : -1;
    char *delimiter = scope_text("\r\n--%s", boundary);
    if (!delimiter)
        return -1;
    size_t length = strlen(delimiter);
    char *end = body + n;

    /* The first delimiter has no line before it. */
    if (n < length - 2 || memcmp(body, delimiter + 2, length - 2) != 0)
        return broken("does not begin with its boundary");
    char *at = body + length - 2;
    int count = 0;
    while (end - at < 2 || memcmp(at, "--", 2) != 0) {
        if (end - at < 2 || memcmp(at, "\r\n", 2) != 0)
            return broken("breaks off");
        if (count == HTTP_MOST_FIELDS)
            return too_many();
        at += 2;
        HttpField *field = &fields[count++];
        if (!read_head(&at, end, field))
            return error_ok() ? broken("has a part without a name") : -1;
        /* An empty part: its delimiter's line end is the one that ended the head. */
        char *stop = memmem(at - 2, (size_t)(end - at) + 2, delimiter, length);
        if (!stop)
            return broken("breaks off");
        field->bytes = stop < at ? "" : at;
        field->n = stop < at ? 0 : (size_t)(stop - at);
        *stop = '\0';
        at = stop + length;
    }
    return count;
}

int http_form_parse(const char *content_type, char *body, size_t n, HttpField **fields)
{
    if (!content_type || !body || !fields)
        return -1;
    size_t length = strcspn(content_type, "; \t");
    bool multipart = length == 19 && strncasecmp(content_type, "multipart/form-data", length) == 0;
    bool urlencoded =
        length == 33 && strncasecmp(content_type, "application/x-www-form-urlencoded", length) == 0;
    if (!multipart && !urlencoded) {
        error_set(ERR_VALUE, "http_form_parse: %.100s is no form",
                  *content_type ? content_type : "what has no Content-Type");
        return -1;
    }
    *fields = scope_alloc(HTTP_MOST_FIELDS * sizeof **fields);
    if (!*fields)
        return -1;
    if (urlencoded)
        return parse_urlencoded(body, n, *fields);
    return parse_multipart(http_parameter(content_type, "boundary"), body, n, *fields);
}
