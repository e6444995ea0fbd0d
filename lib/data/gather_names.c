/* Names made safe: nothing that comes from outside can leave its folder, its line or its place in an address.
 */
#include "data/gather_names.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/scope.h"
#include "base/sha256.h"

enum { MOST_NAME = 100, HASH_DIGITS = 16 };

static bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_control(unsigned char c)
{
    return c < ' ' || c == 127;
}

/* The length of a text cut to `most` bytes, but not within a letter of several bytes (UTF-8). */
static size_t cut(const char *text, size_t most)
{
    size_t n = strnlen(text, most + 1);
    if (n <= most)
        return n;
    for (n = most; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80; n--)
        ;
    return n;
}

/* The first n bytes without blanks at their ends, in the current scope. */
static char *trimmed(const char *text, size_t n)
{
    while (n > 0 && strchr(" \t\r\n", text[n - 1]))
        n--;
    while (n > 0 && strchr(" \t\r\n", *text)) {
        text++;
        n--;
    }
    char *copy = scope_alloc(n + 1);
    if (copy)
        memcpy(copy, text, n);
    return copy;
}

char *gather_names_folder(const char *text)
{
    if (!text)
        return NULL;
    char *name = trimmed(text, cut(text, MOST_NAME));
    if (!name)
        return NULL;
    bool has_letter = false;
    for (char *at = name; *at; at++) {
        unsigned char c = (unsigned char)*at;
        has_letter = has_letter || is_plain(c) || c >= 0x80;
        if (!is_plain(c) && c < 0x80 && !strchr(" -_.()+&'", c))
            *at = '_';
    }
    if (*name == '.' || *name == '-')
        *name = '_';
    if (!has_letter)
        *name = '\0';
    return name;
}

bool gather_names_class(GatherClass *classes, int n_before, const char *name, const char *query)
{
    GatherClass *class = &classes[n_before];
    class->name = gather_names_folder(name);
    class->query = scope_text("%s", query);
    if (!class->name || !class->query)
        return false;
    if (!*class->name || !*class->query) {
        error_set(ERR_VALUE, "gather: class %d, '%.80s', has no name", n_before + 1, name);
        error_hint("classes look like \"grizzly bear,black bear\" or \"grizzly=Ursus arctos horribilis\"");
        return false;
    }
    for (int i = 0; i < n_before; i++)
        if (strcasecmp(classes[i].name, class->name) == 0) { /* one folder, where disks take A for a */
            error_set(ERR_VALUE, "gather: classes %d and %d would both be the folder '%s'", i + 1,
                      n_before + 1, class->name);
            return false;
        }
    return true;
}

GatherClass *gather_names_classes(const char *text, int *n)
{
    if (!text || !n)
        return NULL;
    size_t room = 1;
    for (const char *at = text; *at; at++)
        room += *at == ',';
    if (room > GATHER_MOST_CLASSES)
        return error_set(ERR_VALUE, "gather: %zu classes, must be at most %d", room, GATHER_MOST_CLASSES);
    GatherClass *classes = scope_alloc(room * sizeof *classes);
    if (!classes)
        return NULL;
    *n = 0;
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ","), name_length = strcspn(at, ",=");
        bool has_query = at[name_length] == '=';
        const char *name = trimmed(at, name_length);
        const char *query = has_query ? trimmed(at + name_length + 1, length - name_length - 1) : name;
        if (!name || !query || !gather_names_class(classes, *n, name, query))
            return NULL;
        ++*n;
        at += length;
        if (!*at)
            return classes;
    }
}

char *gather_names_file(const char *source, const char *url)
{
    char *from = source && url ? gather_names_folder(source) : NULL;
    char digest[SHA256_TEXT_SIZE];
    if (!from)
        return NULL;
    sha256_of(url, strlen(url), digest);
    return scope_text("%s-%.*s", from, HASH_DIGITS, digest);
}

char *gather_names_line(const char *text, size_t most)
{
    if (!text)
        return NULL;
    size_t n = cut(text, most);
    char *line = scope_alloc(n + 2), *to = line;
    if (!line)
        return NULL;
    if (n > 0 && strchr("=+-@", *text))
        *to++ = '\''; /* spreadsheets compute what begins so */
    for (size_t i = 0; i < n; i++)
        *to++ = is_control((unsigned char)text[i]) ? ' ' : text[i];
    return line;
}

/* The letter of an entity at `at`, &amp; and its like; *length is what it takes. 0 for others. */
static char entity(const char *at, size_t *length)
{
    static const struct {
        const char *name;
        char letter;
    } known[] = {{"&amp;", '&'},  {"&lt;", '<'},    {"&gt;", '>'},   {"&quot;", '"'},
                 {"&#39;", '\''}, {"&#039;", '\''}, {"&nbsp;", ' '}, {"&#160;", ' '}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        *length = strlen(known[i].name);
        if (strncmp(at, known[i].name, *length) == 0)
            return known[i].letter;
    }
    return 0;
}

char *gather_names_from_html(const char *html)
{
    if (!html)
        return NULL;
    char *text = scope_alloc(strlen(html) + 1), *to = text;
    bool in_tag = false;
    for (const char *at = html; text && *at; at++) {
        size_t length;
        char letter = in_tag || *at != '&' ? 0 : entity(at, &length);
        if (letter) {
            *to++ = letter;
            at += length - 1;
        } else if (*at == '<' || (in_tag && *at == '>')) {
            in_tag = *at == '<';
        } else if (!in_tag && !(strchr(" \t\r\n", *at) && (to == text || to[-1] == ' '))) {
            *to++ = strchr("\t\r\n", *at) ? ' ' : *at;
        }
    }
    if (to > text && to[-1] == ' ')
        to[-1] = '\0';
    return text;
}

char *gather_names_encode(const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    if (!text)
        return NULL;
    char *encoded = scope_alloc(3 * strlen(text) + 1), *to = encoded;
    for (; encoded && *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (is_plain(c) || strchr("-._~", c)) {
            *to++ = (char)c;
        } else {
            *to++ = '%';
            *to++ = digits[c >> 4];
            *to++ = digits[c & 15];
        }
    }
    return encoded;
}
