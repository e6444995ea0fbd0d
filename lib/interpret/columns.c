/* Words in columns. */
#include "interpret/columns.h"

int columns_of(const char *text)
{
    int columns = 0;
    for (; *text; text++)
        columns += ((unsigned char)*text & 0xC0) != 0x80;
    return columns;
}

int columns_widest(const char *const *texts, int n, int least)
{
    int widest = least;
    for (int i = 0; i < n; i++)
        widest = columns_of(texts[i]) > widest ? columns_of(texts[i]) : widest;
    return widest;
}

void columns_left(FILE *out, const char *text, int width)
{
    int pad = width - columns_of(text);
    fprintf(out, "%s%*s", text, pad > 0 ? pad : 0, "");
}

void columns_right(FILE *out, const char *text, int width)
{
    int pad = width - columns_of(text);
    fprintf(out, "%*s%s", pad > 0 ? pad : 0, "", text);
}
