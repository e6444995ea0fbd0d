/* The net whose answers are looked at. */
#include "interpretation.h"

enum { SIZE = 64, KEEP = 96, BATCH = 16, EPOCHS = 12, QUICK_EPOCHS = 2 };
static const double HELD_BACK = 0.4; /* much, for here we want to measure, not to win */

Classifier *judge_train(const Dataset *train, const Dataset *valid, int epochs, uint64_t seed)
{
    random_seed(seed);
    Classifier *model =
        train ? classifier_new("bear_net", train->n_classes, train->classes, SIZE, KEEP, 0.3) : NULL;
    if (!model)
        return NULL;
    Loader *shown = loader_new(train, (LoaderOptions){.batch = BATCH,
                                                      .shuffle = true,
                                                      .drop_last = true,
                                                      .train = true,
                                                      .item = transform_random_resized_crop(SIZE, 0.5f),
                                                      .batch_tfms = aug_transforms((Augment){.p_affine = -1}),
                                                      .mean = model->mean,
                                                      .std = model->std,
                                                      .workers = -1,
                                                      .seed = seed});
    Learner *learn = learner_new(shown, classifier_loader(model, valid), model->net,
                                 optim_adam(nn_parameters(model->net), optim_fastai()),
                                 (LearnerOptions){.progress = stderr});
    return learner_fit_one_cycle(learn, epochs, (OneCycle){.lr_max = 3e-3}) ? model : NULL;
}

/* The photos of a folder with the classes, and in the size, that a model knows. */
static Dataset *open_for(const Classifier *model, const char *folder)
{
    DataBlock block = {.get_items = get_class_files,
                       .splitter = random_splitter(1, 0), /* the model has seen none of them, we trust */
                       .vocab = {model->n_classes, model->classes},
                       .photos = {.keep_side = model->keep_side}};
    return data_block_datasets(&block, folder).all;
}

Judge *judge_new(const char *photos, const char *model, uint64_t seed, bool quick)
{
    Judge *judge = scope_alloc(sizeof *judge);
    if (!judge)
        return NULL;
    puts("\n--- The judge");
    if (model) {
        judge->model = classifier_load(model);
        judge->held_back = judge->model ? open_for(judge->model, photos) : NULL;
    } else {
        Split split = dataset_split(folder_open(photos, KEEP, NULL), HELD_BACK, seed);
        judge->held_back = split.valid;
        judge->model = judge_train(split.train, split.valid, quick ? QUICK_EPOCHS : EPOCHS, seed);
    }
    if (!judge->model || !judge->held_back)
        return NULL;
    judge->answers = interpretation_of(judge->model->net, classifier_loader(judge->model, judge->held_back));
    printf("\na %s, asked about %" PRId64
           " photos that it was not trained on: %.1f %% right, mean loss %.3f\n",
           judge->model->net_name, judge->held_back->n, 100 * interpretation_accuracy(judge->answers),
           interpretation_mean_loss(judge->answers));
    return judge->answers ? judge : NULL;
}
