/* Finding a page among those that the program carries. */
#include "web/pages.h"

#include <string.h>

#include "base/scope.h"

const Page *page_find(const char *name)
{
    for (int i = 0; name && i < pages_count; i++)
        if (strcmp(pages_all[i].name, name) == 0)
            return &pages_all[i];
    return NULL;
}

const char *page_type(const Page *page)
{
    static const char *const types[][2] = {{".html", "text/html; charset=utf-8"},
                                           {".css", "text/css; charset=utf-8"},
                                           {".js", "text/javascript; charset=utf-8"},
                                           {".svg", "image/svg+xml"}};
    const char *ending = page ? strrchr(page->name, '.') : NULL;
    for (size_t i = 0; ending && i < sizeof types / sizeof *types; i++)
        if (strcmp(ending, types[i][0]) == 0)
            return types[i][1];
    return "application/octet-stream";
}

const char *page_fill(const char *html, const char *mark, const char *with)
{
    const char *place = html && with ? strstr(html, mark) : NULL;
    return place ? scope_text("%.*s%s%s", (int)(place - html), html, with, place + strlen(mark)) : html;
}

void page_send(HttpRequest *request, void *context)
{
    (void)context;
    const Page *page = page_find(http_path(request) + 1);
    if (page)
        http_reply(request, 200, page_type(page), page->bytes, page->n);
    else
        http_reply_error(request, 404, "there is nothing here");
}
