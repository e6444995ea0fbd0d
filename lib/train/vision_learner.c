/* Body, head, groups and optimiser in one; and a head that learns from what a body saw once. */
#include "train/vision_learner.h"

#include <string.h>

#include "base/error.h"
#include "train/learner_part.h"

/* The body has seen its pictures with these, and so must it these. */
static bool normalize_for(Loader *loader)
{
    if (loader_options(loader)->mean)
        return true;
    bool grey = loader_shape(loader).size[3] == 1;
    return loader_normalize(loader, grey ? nn_imagenet_grey_mean : nn_imagenet_mean,
                            grey ? nn_imagenet_grey_std : nn_imagenet_std);
}

Learner *vision_learner(DataLoaders dls, const char *arch, VisionOptions options)
{
    if (!dls.train || !dls.valid || !arch)
        return NULL;
    VisionModel how = {.n_classes = dls.vocab.n,
                       .channels = (int)loader_shape(dls.train).size[3],
                       .dropout = options.dropout,
                       .weights = options.weights};
    Module *net = nn_vision_model(arch, how);
    Groups *groups = nn_vision_groups(net);
    if (!groups || (options.weights && (!normalize_for(dls.train) || !normalize_for(dls.valid))))
        return NULL;
    static const Adam zeros;
    bool standard = memcmp(&options.adam, &zeros, sizeof zeros) == 0;
    Optim *adam = optim_adam(groups->parameters, standard ? optim_fastai() : options.adam);
    options.learner.groups = groups;
    Learner *learn = learner_new(dls.train, dls.valid, net, adam, options.learner);
    return learn && (!options.weights || learner_freeze(learn)) ? learn : NULL;
}

/* --- the head alone ------------------------------------------------------------------------------------- */

enum { BODY, HEAD, POOLING = 2 };

/* n of the children of `from`, shared. */
static bool add_children(Module *net, const Module *from, int first, int n)
{
    bool done = true;
    for (int i = first; done && i < first + n; i++)
        done = nn_add_child(net, from->child_names[i], from->children[i]);
    return done;
}

/* The samples of a loader as the body and the head's pooling see them. */
static Dataset *seen_by(Module *eye, const Loader *loader)
{
    Scope scope = scope_begin();
    Tensor *features = NULL;
    bool done =
        learner_predictions(eye, loader_plain(loader, loader_dataset(loader), 0), &features, NULL, NULL);
    features = scope_end_keep(scope, features);
    return done ? dataset_of_rows(loader_dataset(loader), features) : NULL;
}

static Loader *feature_loader(Module *eye, const Loader *loader)
{
    LoaderOptions options = *loader_options(loader);
    return loader_new(seen_by(eye, loader), (LoaderOptions){.batch = options.batch,
                                                            .shuffle = options.shuffle,
                                                            .drop_last = options.drop_last,
                                                            .seed = options.seed});
}

static bool fit_head(Learner *learn, const Module *head, int epochs, OneCycle how)
{
    Module *eye = nn_module("Eye", nn_sequential_forward, 0, POOLING + 1),
           *rest = nn_module("Rest", nn_sequential_forward, 0, head->n_children - POOLING + 1);
    if (!nn_add_child(eye, "body", learn->net->children[BODY]) || !add_children(eye, head, 0, POOLING) ||
        !nn_add_child(rest, "rows", nn_flatten()) ||
        !add_children(rest, head, POOLING, head->n_children - POOLING))
        return false;
    Learner on_features = *learn;
    on_features.net = rest;
    on_features.options.folder = NULL; /* a state would hold the head alone */
    on_features.train = feature_loader(eye, learn->train);
    on_features.valid = feature_loader(eye, learn->valid);
    bool done = on_features.train && on_features.valid && learner_fit_one_cycle(&on_features, epochs, how);
    learn->epochs = on_features.epochs;
    learn->fits = on_features.fits;
    return done;
}

bool vision_fit_head(Learner *learn, int epochs, OneCycle how)
{
    if (!learn || !learner_freeze_to(learn, -1, false))
        return false;
    if (strcmp(learn->net->kind, "VisionModel") != 0) {
        error_set(ERR_STATE, "vision_fit_head: a %s has no body and head", learn->net->kind);
        error_hint("make the learner with vision_learner");
        return false;
    }
    Scope scope = scope_begin();
    bool done = fit_head(learn, learn->net->children[HEAD], epochs, how);
    scope_end(scope);
    return done;
}
