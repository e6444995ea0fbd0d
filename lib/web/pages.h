/* The files of lib/web/pages, which every program that serves them carries in itself. (chapters 21, 22) */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

#include <stddef.h>

#include "web/http.h"

typedef struct Page {
    const char *name;           /* "cleaner.html"        */
    const unsigned char *bytes; /* and a zero after them */
    size_t n;
} Page;

/* The table, which tools/embed writes when the library is built. */
extern const Page pages_all[];
extern const int pages_count;

const Page *page_find(const char *name); /* NULL when there is none */
const char *page_type(const Page *page); /* for Content-Type         */

/* The page as text with a mark such as <!--result--> replaced, in the current scope; the same text where the
 * mark is missing. NULL for NULL, and without memory. */
const char *page_fill(const char *html, const char *mark, const char *with);

/* A handler: the page that the path names. */
void page_send(HttpRequest *request, void *context);

#endif
