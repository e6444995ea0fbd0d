/* Putting the app together: model, decoders, routes. */
#include "web/app.h"

#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "nn/safetensors.h"
#include "web/app_part.h"
#include "web/pages.h"

enum { HANDLERS = 8, EXAMPLE_BYTES = 1 << 20 };

static const HttpRoute routes[] = {
    {"GET", "/", app_page, 0},
    {"POST", "/", app_page_answer, BODY_BYTES_OF_PHOTO},
    {"POST", "/api/predict", app_predict, BODY_BYTES_OF_PHOTO},
    {"GET", "/api/info", app_info, 0},
    {"GET", "/api/health", app_health, 0},
    {"GET", "/metrics", app_metrics, 0},
    {"GET", "/card", app_page_card, 0},
    {"GET", "/example/", app_example, 0},
    {"GET", "/app.css", page_send, 0},
    {"GET", "/app.js", page_send, 0},
};

static void close_app(void *object)
{
    App *app = object;
    for (int i = 0; i < app->n_decoders; i++)
        decoder_close(app->decoders[i]);
    pthread_mutex_destroy(&app->lock);
    app_watch_end(app);
}

static bool open_decoders(App *app, int n)
{
    DecoderOptions options = {.most_bytes = PHOTO_BYTES, .most_pixels = PHOTO_PIXELS, .seconds = 15};
    for (int i = 0; i < n && i < DECODERS; i++) {
        Decoder *decoder = decoder_open(options);
        if (!decoder)
            return false;
        app->decoders[app->n_decoders++] = app->idle[app->n_idle++] = decoder;
    }
    return true;
}

static bool is_class(const App *app, const char *name)
{
    const Classifier *classifier = predictor_classifier(app->predictor);
    bool found = false;
    for (int i = 0; name && i < classifier->n_classes && !found; i++)
        found = strcmp(classifier->classes[i], name) == 0;
    return found;
}

/* Of what the model knows: the others would mislead. */
static bool read_examples(App *app, const char *folder)
{
    FileList *files = folder && file_is_folder(folder) ? file_list(folder) : NULL;
    for (int64_t i = 0; files && i < files->n && app->n_examples < EXAMPLES; i++) {
        const char *name = file_stem(files->names[i]);
        if (strcmp(file_extension(files->names[i]), "jpg") != 0 || !is_class(app, name))
            continue;
        Example *example = &app->examples[app->n_examples++];
        example->name = name;
        example->bytes = file_read(file_join(folder, files->names[i]), EXAMPLE_BYTES, &example->n);
    }
    return error_ok();
}

static bool read_model(App *app)
{
    Metadata *about = scope_alloc(sizeof *about);
    char *checksum = scope_alloc(SHA256_TEXT_SIZE);
    app->predictor =
        predictor_start(app->options.model, (PredictorOptions){.most_together = app->options.together,
                                                               .domain = app->options.domain});
    if (!app->predictor || !about || !checksum || !safetensors_metadata(app->options.model, about) ||
        !sha256_file(app->options.model, checksum))
        return false;
    app->about = about;
    app->checksum = checksum;
    app->n_parameters = nn_parameter_count(predictor_classifier(app->predictor)->net);
    if (predictor_classifier(app->predictor)->n_classes <=
        (int)(sizeof app->watch.by_label / sizeof(int64_t)))
        return true;
    error_set(ERR_VALUE, "app_start: %s: more than %zu classes", app->options.model,
              sizeof app->watch.by_label / sizeof(int64_t));
    return false;
}

Http *app_start(AppOptions options)
{
    App *app = options.model ? scope_alloc(sizeof *app) : NULL;
    if (!app)
        return NULL;
    options.sure = options.sure > 0 ? options.sure : 0.6;
    options.http.threads = options.http.threads > 0 ? options.http.threads : HANDLERS;
    options.http.routes = routes;
    options.http.n_routes = sizeof routes / sizeof *routes;
    options.http.context = app;
    options.http.too_long = app_too_long;
    app->options = options;
    pthread_mutex_init(&app->lock, NULL);
    app_watch_begin(app);
    if (!scope_defer(close_app, app) || !read_model(app) || !read_examples(app, options.examples) ||
        !open_decoders(app, options.http.threads))
        return NULL;
    return app->server = http_start(options.http);
}
