/* What programs ask: predictions and facts as JSON. */
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/scope.h"
#include "web/app_part.h"

const int *app_likeliest_first(const Classifier *classifier, const Answer *answer)
{
    int *order = scope_alloc((size_t)classifier->n_classes * sizeof *order);
    for (int i = 0; order && i < classifier->n_classes; i++) {
        int place = i;
        for (; place > 0 && answer->probabilities[order[place - 1]] < answer->probabilities[i]; place--)
            order[place] = order[place - 1];
        order[place] = i;
    }
    return order;
}

static json_t *confidences(const Classifier *classifier, const Answer *answer)
{
    json_t *list = json_array();
    const int *order = app_likeliest_first(classifier, answer);
    for (int i = 0; order && i < classifier->n_classes; i++)
        json_array_append_new(list, json_pack("{s:s, s:f}", "label", classifier->classes[order[i]],
                                              "confidence", (double)answer->probabilities[order[i]]));
    return list;
}

static double milliseconds(double seconds)
{
    return round(1e4 * seconds) / 10;
}

static json_t *prediction_json(const App *app, const Prediction *prediction)
{
    const Classifier *classifier = predictor_classifier(app->predictor);
    const Domain *domain = predictor_domain(app->predictor);
    const Answer *answer = &prediction->answer;
    json_t *value =
        json_pack("{s:s, s:o, s:b, s:{s:f, s:f, s:i}}", "label", classifier->classes[answer->label],
                  "confidences", confidences(classifier, answer), "sure", prediction->sure, "milliseconds",
                  "decoding", milliseconds(prediction->decode_seconds), "answer",
                  milliseconds(prediction->answer_seconds), "together", answer->together);
    if (domain)
        json_object_set_new(value, "domain",
                            json_pack("{s:f, s:f, s:b}", "distance", answer->distance, "limit", domain->limit,
                                      "inside", !answer->outside));
    return value;
}

void app_predict(HttpRequest *request, void *context)
{
    App *app = context;
    Prediction prediction;
    double began = clock_seconds();
    if (!app_photo(app, request, &prediction)) {
        app_note_refused(app);
        if (app_photo_status(&prediction) == 413)
            http_reply_error(request, 413, "%s", error_text());
        return;
    }
    app_note(app, &prediction);
    json_t *value = prediction_json(app, &prediction);
    if (prediction.as_data)
        value = json_pack("{s:[o], s:f}", "data", value, "duration", clock_seconds() - began);
    http_reply_json(request, 200, value);
}

void app_health(HttpRequest *request, void *context)
{
    (void)context;
    http_reply_json(request, 200, json_pack("{s:s}", "status", "ok"));
}

static json_t *drift_json(App *app)
{
    int n;
    bool alarm;
    TwoSamples test = app_drift(app, &n, &alarm);
    return json_pack("{s:i, s:f, s:f, s:b}", "photos", n, "distance", test.distance, "p", test.p, "alarm",
                     alarm);
}

void app_info(HttpRequest *request, void *context)
{
    App *app = context;
    const Classifier *classifier = predictor_classifier(app->predictor);
    const Domain *domain = predictor_domain(app->predictor);
    json_t *about = json_object(), *labels = json_array();
    for (int i = 0; i < app->about->n; i++)
        json_object_set_new(about, app->about->keys[i], json_string(app->about->values[i]));
    for (int i = 0; i < classifier->n_classes; i++)
        json_array_append_new(labels, json_string(classifier->classes[i]));
    json_t *value = json_pack("{s:o, s:o, s:s, s:I, s:f, s:{s:i, s:i, s:i}, s:o}", "labels", labels, "file",
                              about, "sha256", app->checksum, "parameters", (json_int_t)app->n_parameters,
                              "sure", app->options.sure, "most", "bytes", PHOTO_BYTES, "pixels", PHOTO_PIXELS,
                              "seconds", 15, "drift", drift_json(app));
    if (domain)
        json_object_set_new(value, "domain",
                            json_pack("{s:i, s:f}", "photos", domain->n, "limit", domain->limit));
    http_reply_json(request, 200, value);
}
