/* What the tests of the app share: a model, photos, and ways to send them and to read the answer. */
#ifndef WEB_ASK_H
#define WEB_ASK_H

#include <jansson.h>

#include "tests/web/client.h"

#define ASK_FORM "Content-Type: multipart/form-data; boundary=border\r\n"

extern const char *const ask_photos[3];

/* A model of three classes, one of which is named to break pages; untrained, since what counts is that all
 * get its answer. */
const char *ask_model_file(void);
/* What it should answer: three probabilities. */
void ask_expected(const char *model, const char *photo, float *probabilities);

/* As a form's file. */
Reply ask_upload(int port, const char *path, const void *bytes, size_t n);
/* The reply's JSON, to be given back; fails the test when it is none. */
json_t *ask_parsed(Reply reply);
double ask_confidence(json_t *prediction, const char *label); /* -1: no such label */
void ask_expect_answer(json_t *prediction, const float *probabilities);

#endif
