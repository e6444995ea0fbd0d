/* The font: ninety-five letters of five by nine pixels. */
#include "vision/font.h"

#include <limits.h>

/* From the blank to the tilde. Nine rows each, a digit of base 32 for every row: its five bits are the
 * pixels, the highest to the left. The last two rows hang below the line. */
/* clang-format off */
static const char *const LETTERS[] = {
    /*   */ "000000000", /* ! */ "444440400", /* " */ "aaa000000", /* # */ "aavavaa00",
    /* $ */ "4fke5u400", /* % */ "pp248jj00", /* & */ "cik8lid00", /* ' */ "444000000",
    /* ( */ "248884200", /* ) */ "842224800", /* star */ "04lel4000", /* + */ "044v44000",
    /* , */ "00000cc48", /* - */ "000v00000", /* . */ "00000cc00", /* slash */ "11248gg00",
    /* 0 */ "ehjlphe00", /* 1 */ "4c4444e00", /* 2 */ "eh168gv00", /* 3 */ "eh161he00",
    /* 4 */ "26aiv2200", /* 5 */ "vgu11he00", /* 6 */ "68guhhe00", /* 7 */ "v12448800",
    /* 8 */ "ehhehhe00", /* 9 */ "ehhf12c00", /* : */ "0cc0cc000", /* ; */ "0cc00cc48",
    /* < */ "024842000", /* = */ "00v0v0000", /* > */ "084248000", /* ? */ "eh1640400",
    /* @ */ "ehnlmge00", /* A */ "ehhvhhh00", /* B */ "uhhuhhu00", /* C */ "ehggghe00",
    /* D */ "sihhhis00", /* E */ "vgguggv00", /* F */ "vgguggg00", /* G */ "ehgjhhf00",
    /* H */ "hhhvhhh00", /* I */ "e44444e00", /* J */ "72222ic00", /* K */ "hikokih00",
    /* L */ "ggggggv00", /* M */ "hrllhhh00", /* N */ "hplljhh00", /* O */ "ehhhhhe00",
    /* P */ "uhhuggg00", /* Q */ "ehhhlid00", /* R */ "uhhukih00", /* S */ "fgge11u00",
    /* T */ "v44444400", /* U */ "hhhhhhe00", /* V */ "hhhhaa400", /* W */ "hhhllrh00",
    /* X */ "hha4ahh00", /* Y */ "hha444400", /* Z */ "v1248gv00", /* [ */ "e88888e00",
    /* backslash */ "gg8421100", /* ] */ "e22222e00", /* ^ */ "4ah000000", /* _ */ "0000000v0",
    /* ` */ "840000000", /* a */ "00e1fhf00", /* b */ "gguhhhu00", /* c */ "00fgggf00",
    /* d */ "11fhhhf00", /* e */ "00ehvge00", /* f */ "688u88800", /* g */ "00fhhhf1e",
    /* h */ "gguhhhh00", /* i */ "40c444e00", /* j */ "2062222ic", /* k */ "ggikoki00",
    /* l */ "c44444e00", /* m */ "00qllll00", /* n */ "00uhhhh00", /* o */ "00ehhhe00",
    /* p */ "00uhhhugg", /* q */ "00fhhhf11", /* r */ "00mpggg00", /* s */ "00fge1u00",
    /* t */ "88u888600", /* u */ "00hhhjd00", /* v */ "00hhha400", /* w */ "00hllla00",
    /* x */ "00ha4ah00", /* y */ "00hhhhf1e", /* z */ "00v248v00", /* { */ "244844200",
    /* | */ "444444400", /* } */ "844244800", /* ~ */ "008l20000",
};
/* clang-format on */

enum { COLUMNS = 5, ROWS = 9 };

static const char *letter_of(char c)
{
    return LETTERS[c >= ' ' && c <= '~' ? c - ' ' : '?' - ' '];
}

static int bits_of(char digit)
{
    return digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

/* The bytes of a character after its first one have no letter of their own. */
static bool continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static void fill(Image *image, int64_t x, int64_t y, int size, const uint8_t colour[3])
{
    for (int64_t row = y < 0 ? 0 : y; row < y + size && row < image->height; row++)
        for (int64_t column = x < 0 ? 0 : x; column < x + size && column < image->width; column++) {
            uint8_t *pixel = image->pixels +
                             ((size_t)row * (size_t)image->width + (size_t)column) * (size_t)image->channels;
            for (int c = 0; c < image->channels; c++)
                pixel[c] = colour[c];
        }
}

void font_write(Image *image, int x, int y, const char *text, int scale, const uint8_t colour[3])
{
    if (!image || !text || !colour || scale < 1)
        return;
    for (int64_t left = x; *text && left < image->width; text++) {
        if (continues(*text))
            continue;
        const char *letter = letter_of(*text);
        for (int64_t row = 0; row < ROWS; row++)
            for (int64_t column = 0; column < COLUMNS; column++)
                if (bits_of(letter[row]) >> (COLUMNS - 1 - column) & 1)
                    fill(image, left + column * scale, y + row * scale, scale, colour);
        left += (int64_t)FONT_WIDTH * scale;
    }
}

int font_width(const char *text, int scale)
{
    int64_t n = 0;
    for (; text && *text; text++)
        n += !continues(*text);
    n *= (int64_t)FONT_WIDTH * scale;
    return n < INT_MAX ? (int)n : INT_MAX;
}
