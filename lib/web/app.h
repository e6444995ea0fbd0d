/* The app: a page that names the bear in a photo, an interface for programs, and an eye on how it goes.
 * (chapter 22)
 *
 *   GET  /              the page, which works without JavaScript; POST / answers its form
 *   POST /api/predict   a photo as the body, as the file of a form, or Gradio's {"data":
 * ["data:image/jpeg;base64,..."]}:
 *                       {"label": ..., "confidences": [{"label": ..., "confidence": ...}, ...], ...}
 *   GET  /api/info      the model: classes, preprocessing, training, checksum; how usual the last photos were
 *   GET  /api/health    {"status": "ok"}
 *   GET  /metrics       numbers to watch, in Prometheus' text format
 *   GET  /card          what the model is for and what it is not for
 *
 * Photos are decoded by programs that can do nothing else (vision/decoder.h): at most 8 MiB, 16 million
 * pixels, 15 s. */
#ifndef WEB_APP_H
#define WEB_APP_H

#include "web/http.h"

typedef struct AppOptions {
    const char *model;    /* that classifier_save wrote                                                */
    const char *domain;   /* that domain_save wrote from photos of the model's kind, or NULL           */
    const char *examples; /* folder of .jpg to try: those that are named like a class; or NULL         */
    const char *title;    /* of the page of a model with examples; the others', and with NULL: classes */
    double sure;          /* an answer less probable than this is shown as "not sure"; 0: .6           */
    int together;         /* photos in one pass of the net; 0: 8                                       */
    FILE *log;            /* gets a line for each prediction: what was said, never the photo; or NULL  */
    HttpOptions http;     /* routes and context are the app's; threads 0: 8, of which each can decode  */
} AppOptions;

/* Loads the model, starts its thread, the decoders and the server, all of which belong to the current scope.
 * NULL with the errors of predictor_start, decoder_open and http_start. */
Http *app_start(AppOptions options);

#endif
