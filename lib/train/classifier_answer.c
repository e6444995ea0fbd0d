/* A classifier's answer together with the features that it judges by. */
#include "train/classifier.h"

#include <string.h>

static bool has_flatten(const Module *module)
{
    bool found = strcmp(module->kind, "Flatten") == 0;
    for (int i = 0; i < module->n_children && !found; i++)
        found = has_flatten(module->children[i]);
    return found;
}

/* As nn_forward, step by step where the Flatten is. */
static Tensor *forward(Module *module, Tensor *x, Tensor **features)
{
    if (module->forward != nn_sequential_forward || !has_flatten(module)) {
        Tensor *y = nn_forward(module, x);
        if (strcmp(module->kind, "Flatten") == 0)
            *features = y;
        return y;
    }
    for (int i = 0; i < module->n_children; i++)
        x = forward(module->children[i], x, features);
    return x;
}

Tensor *classifier_answer(const Classifier *classifier, Tensor *x, Tensor **features)
{
    if (!classifier || !x || !features)
        return NULL;
    bool recording = grad_enable(false), training = classifier->net->training;
    *features = NULL;
    nn_eval(classifier->net);
    Tensor *answer = forward(classifier->net, x, features);
    if (training)
        nn_train(classifier->net);
    grad_enable(recording);
    return answer;
}
