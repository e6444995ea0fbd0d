/* What is counted: how sure the answers are, how usual the photos, how long it takes; and whether that
 * changes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/scope.h"
#include "web/app_part.h"

enum { FEWEST_FOR_TEST = 50 };
#define DRIFT_P 0.001 /* so improbable by chance, the photos are held to be of another kind */

void app_watch_begin(App *app)
{
    pthread_mutex_init(&app->watch.lock, NULL);
    app->watch.began = clock_seconds();
}

void app_watch_end(App *app)
{
    pthread_mutex_destroy(&app->watch.lock);
}

static double confidence(const Prediction *prediction)
{
    return prediction->answer.probabilities[prediction->answer.label];
}

void app_note(App *app, const Prediction *prediction)
{
    Watch *watch = &app->watch;
    const Answer *answer = &prediction->answer;
    int bin = (int)(confidence(prediction) * CONFIDENCE_BINS);
    bin = bin < CONFIDENCE_BINS ? bin : CONFIDENCE_BINS - 1;
    pthread_mutex_lock(&watch->lock);
    watch->window[watch->predictions++ % WINDOW] = (float)confidence(prediction);
    watch->by_label[answer->label]++;
    watch->unsure += !prediction->sure;
    (answer->outside ? watch->outside : watch->inside)[bin]++;
    watch->decode_seconds += prediction->decode_seconds;
    watch->answer_seconds += prediction->answer_seconds;
    watch->together += answer->together;
    pthread_mutex_unlock(&watch->lock);
    FILE *log = app->options.log;
    if (!log)
        return;
    char distance[32] = "";
    if (answer->distance >= 0)
        snprintf(distance, sizeof distance, " distance %.4f", answer->distance);
    fprintf(log, "predicted %s %.4f %s%s decoding %.1f ms answer %.1f ms\n",
            predictor_classifier(app->predictor)->classes[answer->label], confidence(prediction),
            prediction->sure ? "sure" : "not-sure", distance, 1e3 * prediction->decode_seconds,
            1e3 * prediction->answer_seconds);
    fflush(log);
}

void app_note_refused(App *app)
{
    pthread_mutex_lock(&app->watch.lock);
    app->watch.refused++;
    pthread_mutex_unlock(&app->watch.lock);
}

TwoSamples app_drift(App *app, int *n, bool *alarm)
{
    const Domain *domain = predictor_domain(app->predictor);
    float window[WINDOW];
    pthread_mutex_lock(&app->watch.lock);
    *n = (int)fmin((double)app->watch.predictions, WINDOW);
    memcpy(window, app->watch.window, sizeof window);
    pthread_mutex_unlock(&app->watch.lock);
    TwoSamples test = {.p = 1};
    if (domain)
        test = domain_two_samples(*n, window, domain->n, domain->confidences);
    *alarm = *n >= FEWEST_FOR_TEST && test.p < DRIFT_P;
    return test;
}

/* --- for machines that watch ---------------------------------------------------------------------------- */

static void histogram(FILE *out, const char *domain, const int64_t *bins)
{
    int64_t sum = 0;
    for (int i = 0; i < CONFIDENCE_BINS; i++) {
        sum += bins[i];
        fprintf(out, "app_confidence_bucket{domain=\"%s\",le=\"%.1f\"} %lld\n", domain,
                (i + 1) / (double)CONFIDENCE_BINS, (long long)sum);
    }
    fprintf(
        out,
        "app_confidence_bucket{domain=\"%s\",le=\"+Inf\"} %lld\napp_confidence_count{domain=\"%s\"} %lld\n",
        domain, (long long)sum, domain, (long long)sum);
}

static void head(FILE *out, const char *name, const char *type, const char *help)
{
    fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void one(FILE *out, const char *name, const char *type, const char *help, double value)
{
    head(out, name, type, help);
    fprintf(out, "%s %.9g\n", name, value);
}

/* A name between quotes: what would end them becomes an underscore. */
static const char *quotable(const char *name)
{
    char *text = scope_text("%s", name);
    for (char *at = text; at && *at; at++)
        if (*at == '"' || *at == '\\')
            *at = '_';
    return text ? text : "";
}

static void write_counts(FILE *out, App *app, const Watch *watch)
{
    const Classifier *classifier = predictor_classifier(app->predictor);
    head(out, "app_predictions_total", "counter", "Photos answered, by label.");
    for (int i = 0; i < classifier->n_classes; i++)
        fprintf(out, "app_predictions_total{label=\"%s\"} %lld\n", quotable(classifier->classes[i]),
                (long long)watch->by_label[i]);
    one(out, "app_unsure_total", "counter", "Answers shown as not sure.", (double)watch->unsure);
    one(out, "app_refused_total", "counter", "Requests without a usable photo.", (double)watch->refused);
    one(out, "app_decode_seconds_total", "counter", "Time spent decoding.", watch->decode_seconds);
    one(out, "app_answer_seconds_total", "counter", "Time between decoding and answer.",
        watch->answer_seconds);
    one(out, "app_photos_per_pass", "gauge", "Mean number of photos in a pass of the net.",
        watch->predictions ? (double)watch->together / (double)watch->predictions : 0);
    head(out, "app_confidence", "histogram",
         "Probability of the answer, for photos inside and outside the domain.");
    histogram(out, "inside", watch->inside);
    histogram(out, "outside", watch->outside);
}

void app_metrics(HttpRequest *request, void *context)
{
    App *app = context;
    char *text = NULL;
    size_t n_text = 0;
    FILE *out = open_memstream(&text, &n_text);
    if (!out) {
        error_set(ERR_MEMORY, "app_metrics: no memory");
        return;
    }
    pthread_mutex_lock(&app->watch.lock);
    Watch watch = app->watch;
    pthread_mutex_unlock(&app->watch.lock);
    write_counts(out, app, &watch);
    int n, waiting = 0, running = 0;
    bool alarm;
    TwoSamples test = app_drift(app, &n, &alarm);
    one(out, "app_drift_p", "gauge", "How probable the last confidences are if photos are as in validation.",
        test.p);
    one(out, "app_drift_alarm", "gauge", "1 when that is too improbable.", alarm);
    http_load(app->server, &waiting, &running);
    one(out, "app_requests_waiting", "gauge", "Requests that wait for a thread.", waiting);
    one(out, "app_requests_running", "gauge", "Requests that have one.", running);
    double starts = 0;
    for (int i = 0; i < app->n_decoders; i++)
        starts += (double)decoder_starts(app->decoders[i]);
    one(out, "app_decoder_starts_total", "counter", "Decoders started, those that replaced a dead one too.",
        starts);
    one(out, "app_uptime_seconds", "gauge", "Since the start.", clock_seconds() - watch.began);
    if (fclose(out) == 0)
        http_reply(request, 200, "text/plain; version=0.0.4; charset=utf-8", text, n_text);
    free(text);
}
