/* Training nets for the cleaner, and asking them. */
#include "nets.h"

static const char BACKBONE[] = "datasets/models/backbone.safetensors";

Training nets_training(const char *arch, const char *weights, bool quick, uint64_t seed)
{
    Training how = {.arch = arch ? arch : "resnet18_half", .weights = weights, .size = 128, .seed = seed};
    if (!weights && file_exists(BACKBONE))
        how.weights = BACKBONE;
    how.epochs = how.weights ? 40 : 24;
    if (!how.weights)
        how.size = 64;
    if (quick)
        how.epochs /= 4;
    return how;
}

const char *nets_describe(const Training *how)
{
    if (!how->weights)
        return "small nets that begin at nothing";
    return scope_text("%s with the weights of %s and a new head", how->arch, how->weights);
}

/* Batches for both ways; the body of one wants ImageNet's colours, the small net takes them, too. */
static DataLoaders batches(const Dataset *train, const Dataset *asked, Training how)
{
    const DataBlock block = {.item_tfms = {transform_random_resized_crop(how.size, 0.4f)},
                             .batch_tfms = aug_transforms((Augment){.p_affine = -1}),
                             .mean = nn_imagenet_mean,
                             .std = nn_imagenet_std};
    const Datasets sets = {.all = (Dataset *)train, .train = (Dataset *)train, .valid = (Dataset *)asked};
    return data_block_load(&block, sets, (BatchOptions){.batch = 16, .workers = -1, .seed = how.seed});
}

/* The whole net learns, and `asked` is not looked at before it has. */
static Module *train_small(DataLoaders dls, const Dataset *train, Training how)
{
    Module *net = nn_bear_net(train->n_classes, 0.3);
    Loader *few = loader_new(dataset_take(train, 8), *loader_options(dls.valid));
    Learner *learn = learner_new(dls.train, few, net, optim_adam(nn_parameters(net), optim_fastai()),
                                 (LearnerOptions){.progress = stderr});
    return learner_fit_one_cycle(learn, how.epochs, (OneCycle){.lr_max = 3e-3}) ? net : NULL;
}

static Module *train_head(DataLoaders dls, Training how)
{
    Learner *learn = vision_learner(dls, how.arch, (VisionOptions){.weights = how.weights});
    return vision_fit_head(learn, how.epochs, (OneCycle){.lr_max = 2e-3}) ? learner_net(learn) : NULL;
}

Interpretation *nets_train_and_ask(const Dataset *train, const Dataset *asked, Training how)
{
    if (!train || !asked)
        return NULL;
    random_seed(how.seed);
    DataLoaders dls = batches(train, asked, how);
    Module *net = how.weights ? train_head(dls, how) : train_small(dls, train, how);
    return net ? interpretation_of(net, dls.valid) : NULL;
}

static bool same_classes(const Classifier *classifier, const Dataset *photos)
{
    bool same = classifier->n_classes == photos->n_classes;
    for (int c = 0; same && c < photos->n_classes; c++)
        same = strcmp(classifier->classes[c], photos->classes[c]) == 0;
    if (same)
        return true;
    error_set(ERR_VALUE, "the net knows %d classes, the first is %s; the folder has %d, the first is %s",
              classifier->n_classes, classifier->classes[0], photos->n_classes, photos->classes[0]);
    error_hint("train one on these photos: make bears PHOTOS=folder");
    return false;
}

Interpretation *nets_ask(const Classifier *classifier, const Dataset *photos)
{
    if (!classifier || !photos || !same_classes(classifier, photos))
        return NULL;
    return interpretation_of(classifier->net, classifier_loader(classifier, photos));
}

static Interpretation *judge_fold(void *how, int fold, const Dataset *train, const Dataset *held_out)
{
    (void)fold;
    return nets_train_and_ask(train, held_out, *(const Training *)how);
}

Interpretation *nets_held_out(const Dataset *photos, int k, Training how)
{
    const int64_t *copies = dataset_duplicates(photos);
    int *fold = copies ? scope_alloc((size_t)photos->n * sizeof *fold) : NULL;
    if (!fold || !split_folds(photos->n, copies, k, how.seed, fold))
        return NULL;
    return folds_interpretation(photos, fold, k, judge_fold, &how);
}
