/* Finding a page among those that the program carries. */
#include "web/pages.h"

#include <string.h>

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
