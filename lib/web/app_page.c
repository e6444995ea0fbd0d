/* The page, and its answers for browsers without JavaScript. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/scope.h"
#include "vision/resize.h"
#include "web/app_part.h"
#include "web/pages.h"

enum { THUMBNAIL_SIDE = 240, THUMBNAIL_QUALITY = 85 };

/* --- putting text into HTML ----------------------------------------------------------------------------- */

/* What could be markup, written so that it is text: whatever comes from a file or a request goes through
 * here. */
static const char *escape(const char *text)
{
    static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    size_t n = strlen(text);
    char *out = scope_alloc(6 * n + 1), *to = out;
    for (const char *at = text; out && *at; at++) {
        const char *special = strchr("&<>\"'", *at);
        if (special)
            to = stpcpy(to, names[special - "&<>\"'"]);
        else
            *to++ = *at;
    }
    return out ? out : "";
}

/* "Lynx, ocelot or puma?", or how many there are where they would fill the page. */
static const char *kinds_html(const App *app)
{
    enum { MOST_NAMED = 5 };
    const Classifier *classifier = predictor_classifier(app->predictor);
    int n = classifier->n_classes;
    if (n > MOST_NAMED)
        return scope_text("Which of %d kinds?", n);
    char *title = scope_text("%s", classifier->classes[0]);
    for (int i = 1; i < n && title; i++)
        title = scope_text("%s%s%s", title, i < n - 1 ? ", " : " or ", classifier->classes[i]);
    if (!title)
        return NULL;
    *title = (char)toupper((unsigned char)*title);
    return scope_text("%s?", escape(title));
}

static const char *examples_html(const App *app)
{
    if (app->n_examples == 0)
        return "";
    const char *html = "<fieldset>\n<legend>Or try a drawn one</legend>\n<div class=\"examples\">\n";
    for (int i = 0; i < app->n_examples && html; i++)
        html = scope_text(
            "%s<button name=\"example\" value=\"%s\" formnovalidate><img src=\"/example/%s\" alt=\"\" "
            "width=\"96\" height=\"96\"> %s</button>\n",
            html, escape(app->examples[i].name), escape(app->examples[i].name),
            escape(app->examples[i].name));
    return html ? scope_text("%s</div>\n</fieldset>", html) : NULL;
}

/* Where this page was asked for. A proxy that speaks TLS in the app's place says so; whoever claims it
 * falsely only misleads themselves. */
static const char *server_html(const HttpRequest *request)
{
    const char *host = http_header(request, "Host"), *by = http_header(request, "X-Forwarded-Proto");
    bool tls = by && strcmp(by, "https") == 0;
    return scope_text("%s://%s", tls ? "https" : "http", escape(host ? host : "localhost"));
}

/* The page as it goes out. `result` is HTML. */
static void send_page(App *app, HttpRequest *request, int status, const char *result)
{
    const Page *page = page_find("app.html");
    const char *html = page ? (const char *)page->bytes : NULL;
    const char *kinds = kinds_html(app);
    bool titled = app->options.title && app->n_examples > 0;
    for (int twice = 0; twice < 2; twice++)
        html = page_fill(html, "<!--title-->", titled ? escape(app->options.title) : kinds);
    html = page_fill(html, "<!--kinds-->", titled ? kinds : "");
    html = page_fill(html, "<!--examples-->", examples_html(app));
    html = page_fill(html, "<!--server-->", server_html(request));
    html = page_fill(html, "<!--result-->", result);
    http_reply_text(request, status, "text/html; charset=utf-8", html);
}

void app_page(HttpRequest *request, void *app)
{
    send_page(app, request, 200, "");
}

void app_example(HttpRequest *request, void *context)
{
    App *app = context;
    for (int i = 0; i < app->n_examples; i++)
        if (strcmp(app->examples[i].name, http_rest(request)) == 0)
            http_reply(request, 200, "image/jpeg", app->examples[i].bytes, app->examples[i].n);
    http_reply_error(request, 404, "there is no such example");
}

/* --- an answer
 * ---------------------------------------------------------------------------------------------- */

static const char *thumbnail_html(const Image *photo)
{
    size_t n;
    Image *small = image_scoped(image_shrink(photo, THUMBNAIL_SIDE));
    uint8_t *bytes = image_encode_jpeg(small, THUMBNAIL_QUALITY, &n);
    const char *text = bytes ? app_base64(bytes, n) : NULL;
    return text
               ? scope_text("<img class=\"photo\" alt=\"The photo\" src=\"data:image/jpeg;base64,%s\">", text)
               : "";
}

/* One bar for each class, the likeliest first. <meter> needs no style in the page, which the policy forbids.
 */
static const char *bars_html(const App *app, const Answer *answer)
{
    const Classifier *classifier = predictor_classifier(app->predictor);
    const int *order = app_likeliest_first(classifier, answer);
    const char *html = "";
    for (int i = 0; order && i < classifier->n_classes && html; i++) {
        const char *name = escape(classifier->classes[order[i]]);
        double probability = (double)answer->probabilities[order[i]];
        html = scope_text(
            "%s<li><span>%s</span><meter value=\"%.4f\" aria-label=\"%s\"></meter><b>%.1f%%</b></li>\n", html,
            name, probability, name, 100 * probability);
    }
    return html;
}

static const char *result_html(const App *app, const Prediction *prediction)
{
    const Answer *answer = &prediction->answer;
    const char *label = escape(predictor_classifier(app->predictor)->classes[answer->label]);
    const char *verdict = prediction->sure ? label : scope_text("Not sure &ndash; perhaps %s", label);
    const char *why =
        answer->outside ? "<p class=\"hint\">This photo is unlike all that the model knows.</p>" : "";
    return scope_text("%s<div><h2 id=\"label\">%s</h2>%s<ul class=\"bars\">%s</ul>"
                      "<p class=\"hint\">decoded in %.1f ms, answered in %.1f ms</p></div>",
                      thumbnail_html(prediction->photo), verdict, why, bars_html(app, answer),
                      1e3 * prediction->decode_seconds, 1e3 * prediction->answer_seconds);
}

/* What went wrong, without the name of the function that begins the text: a person reads it. */
static const char *refusal_html(void)
{
    const char *text = error_text();
    size_t name = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
    text += strncmp(text + name, ": ", 2) == 0 ? name + 2 : 0;
    const char *html = scope_text("<p class=\"error\" role=\"alert\">%s</p>", escape(text));
    return *error_advice() ? scope_text("%s<p class=\"hint\">%s</p>", html, escape(error_advice())) : html;
}

void app_page_answer(HttpRequest *request, void *context)
{
    App *app = context;
    Prediction prediction;
    if (app_photo(app, request, &prediction)) {
        app_note(app, &prediction);
        send_page(app, request, 200, result_html(app, &prediction));
        return;
    }
    app_note_refused(app);
    /* A person sees a page, also when there is nothing to see in the photo. */
    if (app_photo_status(&prediction) < 500)
        send_page(app, request, app_photo_status(&prediction), refusal_html());
}

void app_too_long(HttpRequest *request, void *context)
{
    if (strcmp(http_path(request), "/") != 0)
        return;
    app_photo_too_long();
    app_note_refused(context);
    send_page(context, request, 413, refusal_html());
}

/* --- the model card
 * -------------------------------------------------------------------------------------------- */

static const char *facts_html(const App *app)
{
    const Domain *domain = predictor_domain(app->predictor);
    const char *rows = "";
    for (int i = 0; i < app->about->n && rows; i++)
        rows = scope_text("%s<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", rows,
                          escape(app->about->keys[i]), escape(app->about->values[i]));
    if (domain && rows)
        rows = scope_text("%s<tr><th scope=\"row\">known photos</th><td>%d; farther than %.3f from them "
                          "counts as something "
                          "else</td></tr>\n",
                          rows, domain->n, domain->limit);
    return scope_text(
        "%s<tr><th scope=\"row\">parameters</th><td>%lld</td></tr>\n<tr><th scope=\"row\">SHA-256</th>"
        "<td><code>%s</code></td></tr>\n",
        rows ? rows : "", (long long)app->n_parameters, app->checksum);
}

void app_page_card(HttpRequest *request, void *context)
{
    const Page *page = page_find("card.html");
    const char *html = page ? (const char *)page->bytes : NULL;
    http_reply_text(request, 200, "text/html; charset=utf-8",
                    page_fill(html, "<!--facts-->", facts_html(context)));
}
