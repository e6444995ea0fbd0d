/* The one error rule: the first error of a thread is kept, with its values and a hint, until somebody asks.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

typedef enum {
    ERR_NONE,
    ERR_SHAPE,       /* sizes that do not fit together                              */
    ERR_VALUE,       /* an argument outside its range                               */
    ERR_MEMORY,      /* out of memory                                               */
    ERR_FILE,        /* a file or folder cannot be opened, read or written          */
    ERR_FORMAT,      /* a file's contents are not what they should be               */
    ERR_STATE,       /* a call that makes no sense now (backward without a tape...) */
    ERR_DEVICE,      /* the device or its driver refuses                            */
    ERR_INTERRUPTED, /* the person pressed Ctrl-C                                   */
} ErrorCode;

enum { ERROR_TEXT_SIZE = 768 };

/* An error as a value, for handing it from one thread to another. */
typedef struct Error {
    ErrorCode code;
    char text[ERROR_TEXT_SIZE]; /* one line                                               */
    char hint[ERROR_TEXT_SIZE]; /* empty when there is none; one line, out of memory a few */
} Error;

/* Keep this error, unless an earlier one is kept already. Returns NULL, so that a function may
 * `return error_set(...)`. Texts start with the name of the function and hold the offending values.
 * ERROR_TRAP=1 in the environment stops a debugger here. (chapter 02) */
void *error_set(ErrorCode code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Tell the person what to do about the error just set. Ignored when that was not the first error, or it has a
 * hint. */
void error_hint(const char *format, ...) __attribute__((format(printf, 1, 2)));

bool error_ok(void);            /* no error is kept                                            */
ErrorCode error_code(void);     /* ERR_NONE when there is none                                 */
const char *error_text(void);   /* "" when there is none; valid until error_clear              */
const char *error_advice(void); /* the hint, "" when there is none; valid until error_clear    */
void error_clear(void);         /* forget it: for servers, for tests, and to go on on purpose  */

/* Move this thread's error out (it is then clear); false when there is none. */
bool error_take(Error *out);
/* Keep an error that another thread, or an earlier moment, took. */
void error_put(const Error *error);

#endif
