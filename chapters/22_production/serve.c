/* `make app`: the server, from the command line to Ctrl-C. */
#include "serve.h"

#include <stdlib.h>

#include "base/flags.h"
#include "web/app.h"

typedef struct ServeOptions {
    const char *model, *domain, *address, *host;
    int64_t port, threads, waiting, per_client, together;
    double sure, seconds;
    bool quiet, requests;
} ServeOptions;

/* If it is there. */
static const char *domain_beside(const char *model)
{
    const char *path = domain_path(model);
    return path && file_exists(path) ? path : NULL;
}

static bool has_model(const char *path)
{
    if (file_exists(path))
        return true;
    error_set(ERR_FILE, "app: there is no model %s", path);
    error_hint("make bears trains one; MODEL=file names another");
    return false;
}

static void serve_with(ServeOptions *o)
{
    const char *shipped = "datasets/models/bears.safetensors";
    o->model = o->model && *o->model  ? o->model
               : file_exists(shipped) ? shipped
                                      : "build/bears/bears.safetensors";
    if (!has_model(o->model))
        return;
    o->domain = o->domain && *o->domain ? o->domain : domain_beside(o->model);
    program_catch_interrupt();
    program_keep_little();
    HttpOptions http = {.address = o->address,
                        .port = (int)o->port,
                        .host = o->host,
                        .threads = (int)o->threads,
                        .most_waiting = (int)o->waiting,
                        .most_per_client = (int)o->per_client,
                        .seconds = o->seconds,
                        .log = o->requests ? stdout : NULL};
    Http *server = app_start((AppOptions){.model = o->model,
                                          .domain = o->domain,
                                          .examples = "chapters/00_whole_game",
                                          .title = "Select your bear!",
                                          .sure = o->sure,
                                          .together = (int)o->together,
                                          .log = o->quiet ? NULL : stdout,
                                          .http = http});
    if (!server)
        return;
    printf("model: %s\n", o->model);
    printf("known photos: %s\n",
           o->domain ? o->domain : "none, so that nothing is called strange (chapter 22 writes them down)");
    printf("open http://127.0.0.1:%d/ and stop with Ctrl-C\n", http_port(server));
    fflush(stdout);
    http_serve(server);
    printf("stopped: all that had come was answered\n");
}

int serve(int argc, char **argv)
{
    ServeOptions o = {.port = 8000, .sure = 0.6, .seconds = 15, .threads = 8, .waiting = 64, .together = 8};
    const Flag flags[] = {
        {"model", FLAG_TEXT, &o.model, 0, 0, "the model file; none: the shipped one, or that of make bears"},
        {"domain", FLAG_TEXT, &o.domain, 0, 0,
         "photos it knows; none: MODEL.domain.safetensors, if it is there"},
        {"port", FLAG_WHOLE, &o.port, 0, 65535, "where to listen; 0: any that is free"},
        {"address", FLAG_TEXT, &o.address, 0, 0, "of this machine; none: 127.0.0.1, which only it can reach"},
        {"host", FLAG_TEXT, &o.host, 0, 0, "another name that it may be asked by"},
        {"threads", FLAG_WHOLE, &o.threads, 1, 64, "that decode photos"},
        {"waiting", FLAG_WHOLE, &o.waiting, 1, 10000, "requests that may wait; more get 503"},
        {"per-client", FLAG_WHOLE, &o.per_client, 0, 10000, "of one address; more get 429; 0: no limit"},
        {"together", FLAG_WHOLE, &o.together, 1, 64, "photos in one pass of the net"},
        {"sure", FLAG_REAL, &o.sure, 0, 1, "less probable answers are shown as not sure"},
        {"seconds", FLAG_REAL, &o.seconds, 0.1, 3600, "for a request to come in whole"},
        {"quiet", FLAG_SWITCH, &o.quiet, 0, 0, "write no line for a prediction"},
        {"requests", FLAG_SWITCH, &o.requests, 0, 0, "write a line for every request"},
    };
    const CommandLine line = {
        .usage = "22_production serve [OPTION]...\nNames bears on a page and for programs.\n",
        .n_flags = sizeof flags / sizeof *flags,
        .flags = flags};
    if (flags_parse(&line, stdout, &argc, argv))
        serve_with(&o);
    return finish("app");
}
