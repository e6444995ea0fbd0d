/* What the files of the app share. Inside web only. */
#ifndef WEB_APP_PART_H
#define WEB_APP_PART_H

#include <pthread.h>

#include "vision/decoder.h"
#include "web/app.h"
#include "web/predictor.h"

enum {
    PHOTO_BYTES = 8 << 20,
    PHOTO_PIXELS = 16000000,
    BODY_BYTES_OF_PHOTO = PHOTO_BYTES / 3 * 4 + 64 * 1024, /* in base64, and what is around it */
    WINDOW = 256,                                          /* predictions that the drift test looks back on */
    CONFIDENCE_BINS = 10,
    DECODERS = 64,
    EXAMPLES = 3,
};

/* The last predictions, and counts of all of them. */
typedef struct Watch {
    pthread_mutex_t lock; /* of all below */
    int64_t predictions, unsure, refused, by_label[64];
    int64_t inside[CONFIDENCE_BINS], outside[CONFIDENCE_BINS]; /* by confidence */
    double decode_seconds, answer_seconds;
    int64_t together; /* photos per pass, summed */
    float window[WINDOW];
    double began;
} Watch;

typedef struct Example {
    const char *name;
    uint8_t *bytes;
    size_t n;
} Example;

typedef struct App {
    AppOptions options;
    Http *server;
    Predictor *predictor;
    const Metadata *about; /* of the model's file */
    const char *checksum;
    int64_t n_parameters;
    Example examples[EXAMPLES];
    int n_examples;
    pthread_mutex_t lock; /* of the decoders that wait for work */
    Decoder *decoders[DECODERS], *idle[DECODERS];
    int n_decoders, n_idle;
    Watch watch;
} App;

/* A photo that came in, and the answer. */
typedef struct Prediction {
    const uint8_t *bytes;
    size_t n;
    bool as_data; /* in Gradio's JSON: so is the reply */
    const Image *photo;
    Answer answer;
    bool sure;
    double decode_seconds, answer_seconds;
} Prediction;

/* app_photo.c: finds the photo in a request, decodes it and asks. False with the reply given or an error
 * kept. */
bool app_photo(App *app, HttpRequest *request, Prediction *prediction);
/* Keeps the error for a photo of too many bytes; false. */
bool app_photo_too_long(void);
/* The status for a photo with which that failed. */
int app_photo_status(const Prediction *prediction);
/* NULL with ERR_FORMAT; in place. */
uint8_t *app_base64_decode(char *text, size_t length, size_t *n);
char *app_base64(const uint8_t *bytes, size_t n); /* in the current scope */

/* app_api.c: the numbers of the classes, in the current scope */
const int *app_likeliest_first(const Classifier *classifier, const Answer *answer);

/* app_page.c, app_api.c: the handlers */
void app_page(HttpRequest *request, void *app);
void app_page_answer(HttpRequest *request, void *app);
void app_too_long(HttpRequest *request, void *app);
void app_page_card(HttpRequest *request, void *app);
void app_example(HttpRequest *request, void *app);
void app_predict(HttpRequest *request, void *app);
void app_info(HttpRequest *request, void *app);
void app_health(HttpRequest *request, void *app);
void app_metrics(HttpRequest *request, void *app);

/* app_watch.c */
void app_watch_begin(App *app);
void app_watch_end(App *app);
void app_note(App *app, const Prediction *prediction);
void app_note_refused(App *app);
/* Are the last answers' confidences distributed as on the validation set? `n` is how many there are; alarm:
 * no. */
TwoSamples app_drift(App *app, int *n, bool *alarm);

#endif
