/* Models, photos and replies for the tests of the app. */
#include "tests/web/ask.h"

#ifdef HAVE_MICROHTTPD

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "base/scope.h"
#include "tests/support/temp_folder.h"
#include "train/classifier.h"

const char *const ask_photos[3] = {"chapters/00_whole_game/black.jpg", "chapters/00_whole_game/grizzly.jpg",
                                   "tests/vision/files/progressive.jpg"};

const char *ask_model_file(void)
{
    static const char *classes[] = {"black", "<b>\"grizzly\"&</b>", "teddy"};
    const char *path = temp_path(temp_folder(), "model.safetensors");
    random_seed(3);
    Classifier *classifier = classifier_new("bear_net", 3, classes, 32, 40, 0);
    Metadata metadata = {0};
    cr_assert(classifier_describe(classifier, &metadata) && classifier_save(classifier, path, &metadata),
              "%s", error_text());
    return path;
}

void ask_expected(const char *model, const char *photo, float *probabilities)
{
    Classifier *classifier = classifier_load(model);
    cr_assert(classifier_predict(classifier, image_scoped(image_load(photo)), probabilities) >= 0, "%s",
              error_text());
}

double ask_confidence(json_t *prediction, const char *label)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(prediction, "confidences"), i,
                       entry) if (strcmp(json_string_value(json_object_get(entry, "label")), label) ==
                                  0) return json_number_value(json_object_get(entry, "confidence"));
    return -1;
}

Reply ask_upload(int port, const char *path, const void *bytes, size_t n)
{
    size_t n_form;
    char *form = client_form("photo", "bear.jpg", "image/jpeg", bytes, n, &n_form);
    return client_ask(port, "POST", path, ASK_FORM, form, n_form);
}

json_t *ask_parsed(Reply reply)
{
    json_t *value = json_loadb(reply.body, reply.n, 0, NULL);
    cr_assert(value != NULL, "%d %s%s", reply.status, reply.body, reply.lost ? reply.lost : "");
    return value;
}

void ask_expect_answer(json_t *prediction, const float *probabilities)
{
    cr_expect(epsilon_eq(dbl, ask_confidence(prediction, "black"), (double)probabilities[0], 1e-4));
    cr_expect(epsilon_eq(dbl, ask_confidence(prediction, "teddy"), (double)probabilities[2], 1e-4));
    json_t *first = json_array_get(json_object_get(prediction, "confidences"), 0);
    cr_expect(eq(str, (char *)json_string_value(json_object_get(prediction, "label")),
                 (char *)json_string_value(json_object_get(first, "label"))));
}

#endif
