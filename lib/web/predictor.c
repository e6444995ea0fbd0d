/* The thread that owns the net, and those who wait for it. */
#include "web/predictor.h"

#include <pthread.h>
#include <string.h>

#include "base/error.h"
#include "base/pool.h"
#include "nn/fold.h"
#include "nn/metadata.h"

enum { TOGETHER = 8 };

/* Lies on the stack of who waits. */
typedef struct Question {
    const float *values; /* the photo as the net sees it */
    float *probabilities, *features;
    int together;
    bool done, failed;
    Error error;
    struct Question *next;
} Question;

struct Predictor {
    PredictorOptions options;
    const char *model;
    pthread_t thread;
    bool running;

    pthread_mutex_t lock; /* of all below */
    pthread_cond_t asked, answered;
    Question *first, **last;
    bool ready, stopping, failed;
    Error error; /* why it did not start */
    const Classifier *classifier;
    const Domain *domain;
    int n_features;
};

/* --- the net's thread --------------------------------------------------------------------------------- */

/* Puts n photos to the net; false with an error. */
static bool answer(Predictor *predictor, int n, Question **questions)
{
    const Classifier *classifier = predictor->classifier;
    int64_t each = (int64_t)classifier->size * classifier->size * 3;
    float *values = scope_alloc((size_t)(n * each) * sizeof *values);
    for (int i = 0; i < n && values; i++)
        memcpy(values + i * each, questions[i]->values, (size_t)each * sizeof *values);
    Tensor *x =
        values ? tensor_from(SHAPE(n, classifier->size, classifier->size, 3), values, n * each) : NULL;
    Tensor *features, *logits = classifier_answer(classifier, x, &features);
    Tensor *probabilities = tensor_softmax(logits, 1);
    if (!probabilities || !features)
        return false;
    int classes = classifier->n_classes, n_features = (int)(tensor_count(features) / n);
    float *shares = scope_alloc((size_t)(n * classes) * sizeof *shares);
    float *numbers = scope_alloc((size_t)n * (size_t)n_features * sizeof *numbers);
    if (!shares || !numbers || !tensor_read(probabilities, shares) || !tensor_read(features, numbers))
        return false;
    predictor->n_features = n_features;
    for (int i = 0; i < n; i++) {
        if (questions[i]->probabilities)
            memcpy(questions[i]->probabilities, shares + i * classes, (size_t)classes * sizeof *shares);
        if (questions[i]->features)
            memcpy(questions[i]->features, numbers + (int64_t)i * n_features,
                   (size_t)n_features * sizeof *numbers);
        questions[i]->together = n;
    }
    return true;
}

/* The lock is held; it is not while the net is at work. */
static void answer_waiting(Predictor *predictor)
{
    Question *questions[64];
    int most = predictor->options.most_together, n = 0;
    while (predictor->first && n < most) {
        questions[n] = predictor->first;
        predictor->first = questions[n++]->next;
    }
    if (!predictor->first)
        predictor->last = &predictor->first;
    pthread_mutex_unlock(&predictor->lock);
    error_clear();
    Scope scope = scope_begin();
    bool failed = !answer(predictor, n, questions);
    scope_end(scope);
    Error error = {0};
    failed = error_take(&error) || failed;
    pthread_mutex_lock(&predictor->lock);
    for (int i = 0; i < n; i++) {
        questions[i]->failed = failed;
        questions[i]->error = error;
        questions[i]->done = true;
    }
    pthread_cond_broadcast(&predictor->answered);
}

/* Loads everything and asks once: the first answer fetches memory and brings the weights into the kernels'
 * order. */
static bool get_ready(Predictor *predictor)
{
    Classifier *classifier = classifier_load(predictor->model);
    if (!classifier || !nn_fold(classifier->net))
        return false;
    predictor->classifier = classifier;
    Image *grey = image_scoped(image_new(classifier->size, classifier->size, 3));
    Tensor *x = classifier_see(classifier, 1, (const Image *const *)&grey);
    float *values = scope_alloc((size_t)classifier->size * (size_t)classifier->size * 3 * sizeof *values);
    if (!x || !values || !tensor_read(x, values))
        return false;
    Question question = {.values = values}, *questions[] = {&question};
    Scope scope = scope_begin();
    bool answered = answer(predictor, 1, questions);
    scope_end(scope);
    if (!answered || !predictor->options.domain)
        return answered;
    predictor->domain = domain_load(predictor->options.domain);
    if (predictor->domain && predictor->domain->n_features != predictor->n_features) {
        error_set(ERR_FORMAT, "predictor_start: %s: %d features for a net with %d", predictor->options.domain,
                  predictor->domain->n_features, predictor->n_features);
        error_hint("make the file anew from this model: make app says how");
        return false;
    }
    return predictor->domain != NULL;
}

static void *serve(void *object)
{
    Predictor *predictor = object;
    bool ready = get_ready(predictor);
    pthread_mutex_lock(&predictor->lock);
    predictor->ready = ready;
    predictor->failed = !ready;
    if (!ready)
        error_take(&predictor->error);
    pthread_cond_broadcast(&predictor->answered);
    while (ready && !predictor->stopping) {
        if (predictor->first)
            answer_waiting(predictor);
        else
            pthread_cond_wait(&predictor->asked, &predictor->lock);
    }
    pthread_mutex_unlock(&predictor->lock);
    scope_end_all();
    pool_trim();
    return NULL;
}

/* --- the others --------------------------------------------------------------------------------------- */

static void stop(void *object)
{
    Predictor *predictor = object;
    if (predictor->running) {
        pthread_mutex_lock(&predictor->lock);
        predictor->stopping = true;
        pthread_cond_broadcast(&predictor->asked);
        pthread_mutex_unlock(&predictor->lock);
        pthread_join(predictor->thread, NULL);
    }
    pthread_cond_destroy(&predictor->asked);
    pthread_cond_destroy(&predictor->answered);
    pthread_mutex_destroy(&predictor->lock);
}

Predictor *predictor_start(const char *model, PredictorOptions options)
{
    Predictor *predictor = model ? scope_alloc(sizeof *predictor) : NULL;
    if (!predictor)
        return NULL;
    options.most_together = options.most_together > 0 ? options.most_together : TOGETHER;
    options.most_together = options.most_together < 64 ? options.most_together : 64;
    predictor->options = options;
    predictor->model = scope_text("%s", model);
    predictor->options.domain = options.domain ? scope_text("%s", options.domain) : NULL;
    predictor->last = &predictor->first;
    pthread_mutex_init(&predictor->lock, NULL);
    pthread_cond_init(&predictor->asked, NULL);
    pthread_cond_init(&predictor->answered, NULL);
    if (!scope_defer(stop, predictor) || !predictor->model)
        return NULL;
    predictor->running = pthread_create(&predictor->thread, NULL, serve, predictor) == 0;
    if (!predictor->running)
        return error_set(ERR_STATE, "predictor_start: cannot start a thread");
    pthread_mutex_lock(&predictor->lock);
    while (!predictor->ready && !predictor->failed)
        pthread_cond_wait(&predictor->answered, &predictor->lock);
    bool ready = predictor->ready;
    pthread_mutex_unlock(&predictor->lock);
    if (!ready)
        error_put(&predictor->error);
    return ready ? predictor : NULL;
}

const Classifier *predictor_classifier(const Predictor *predictor)
{
    return predictor ? predictor->classifier : NULL;
}

const Domain *predictor_domain(const Predictor *predictor)
{
    return predictor ? predictor->domain : NULL;
}

static void ask(Predictor *predictor, Question *question)
{
    pthread_mutex_lock(&predictor->lock);
    *predictor->last = question;
    predictor->last = &question->next;
    pthread_cond_signal(&predictor->asked);
    while (!question->done)
        pthread_cond_wait(&predictor->answered, &predictor->lock);
    pthread_mutex_unlock(&predictor->lock);
}

bool predictor_ask(Predictor *predictor, const Image *photo, Answer *answer)
{
    if (!predictor || !photo || !answer)
        return false;
    const Classifier *classifier = predictor->classifier;
    Tensor *x = classifier_see(classifier, 1, &photo);
    float *values = scope_alloc((size_t)classifier->size * (size_t)classifier->size * 3 * sizeof *values);
    Question question = {.values = values,
                         .probabilities = scope_alloc((size_t)classifier->n_classes * sizeof(float)),
                         .features = scope_alloc((size_t)predictor->n_features * sizeof(float))};
    if (!x || !values || !question.probabilities || !question.features || !tensor_read(x, values))
        return false;
    ask(predictor, &question);
    if (question.failed) {
        error_put(&question.error);
        return false;
    }
    *answer =
        (Answer){.probabilities = question.probabilities, .distance = -1, .together = question.together};
    for (int i = 1; i < classifier->n_classes; i++)
        if (answer->probabilities[i] > answer->probabilities[answer->label])
            answer->label = i;
    if (predictor->domain) {
        answer->distance = domain_distance(predictor->domain, question.features);
        answer->outside = answer->distance > predictor->domain->limit;
    }
    return true;
}
