/* The kept error of each thread. */
#include "base/error.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static _Thread_local Error kept;
static _Thread_local bool hint_wanted; /* the error just set is the first one, and has no hint yet */

static void stop_debugger_if_asked(void)
{
    const char *trap = getenv("ERROR_TRAP");
    if (trap && trap[0] == '1')
        raise(SIGTRAP);
}

void *error_set(ErrorCode code, const char *format, ...)
{
    hint_wanted = kept.code == ERR_NONE;
    if (!hint_wanted)
        return NULL;
    va_list values;
    va_start(values, format);
    vsnprintf(kept.text, sizeof kept.text, format, values);
    va_end(values);
    kept.hint[0] = '\0';
    kept.code = code;
    stop_debugger_if_asked();
    return NULL;
}

void error_hint(const char *format, ...)
{
    if (!hint_wanted)
        return;
    va_list values;
    va_start(values, format);
    vsnprintf(kept.hint, sizeof kept.hint, format, values);
    va_end(values);
    hint_wanted = false;
}

bool error_ok(void)
{
    return kept.code == ERR_NONE;
}

ErrorCode error_code(void)
{
    return kept.code;
}

const char *error_text(void)
{
    return kept.text;
}

const char *error_advice(void)
{
    return kept.hint;
}

void error_clear(void)
{
    kept = (Error){.code = ERR_NONE};
    hint_wanted = false;
}

bool error_take(Error *out)
{
    *out = kept;
    error_clear();
    return out->code != ERR_NONE;
}

void error_put(const Error *error)
{
    if (kept.code == ERR_NONE)
        kept = *error;
    hint_wanted = false;
}
