/* The bear classifier's recipe. */
#include "recipe.h"

static const char MODELS[] = "datasets/models", BACKBONE[] = "datasets/models/backbone.safetensors";

/* The small net of chapter 14, for whom nobody has done anything before. */
static Recipe from_scratch(void)
{
    return (Recipe){.arch = "bear_net",
                    .size = 96,
                    .batch = 16,
                    .lr = 3e-3,
                    .dropout = 0.3,
                    .min_scale = 0.4f,
                    .augment = {.p_affine = -1}}; /* flips and light; no turns, zooms and warps */
}

/* The book's: half the photo at least, fast.ai's augmentations, fine_tune(4). */
static Recipe from_weights(const char *arch, const char *weights)
{
    return (Recipe){.arch = arch,
                    .weights = weights,
                    .size = 160,
                    .batch = 64,
                    .freeze_epochs = 1,
                    .epochs = 4,
                    .lr = 2e-3,
                    .lr_mult = 100,
                    .dropout = 0.5,
                    .min_scale = 0.5f};
}

/* Our own backbone has seen far less than ImageNet and must move more: more steps, higher rates, and the
 * body's not so far below the head's. In so many steps it would also learn wrong labels by heart, if it were
 * to be sure of any: with label smoothing they are worth taking. Found by cross-validation on photos of
 * bears. */
static Recipe from_backbone(const char *weights)
{
    Recipe recipe = from_weights("resnet18_half", weights);
    recipe.batch = 16;
    recipe.epochs = 9;
    recipe.label_smoothing = true;
    recipe.lr = 4e-3;
    recipe.lr_mult = 8;
    return recipe;
}

/* SqueezeNet has no batch norms to catch a step that is too long: with first layers at an eighth of the rate
 * and not at a fiftieth, 6 errors that the new head had left among 255 became 9. */
static Recipe from_squeezenet(const char *arch, const char *weights)
{
    Recipe recipe = from_weights(arch, weights);
    recipe.batch = 16;
    recipe.freeze_epochs = recipe.epochs = 2;
    recipe.lr = 1e-3;
    recipe.lr_mult = 50;
    return recipe;
}

/* Which file has the body's weights? NULL, with a word about it, where there is none. */
static const char *find_weights(const Wishes *wishes, const char *arch)
{
    if (wishes->weights)
        return strcmp(wishes->weights, "none") == 0 ? NULL : wishes->weights;
    const char *file = wishes->arch ? file_join(MODELS, scope_text("%s.safetensors", arch)) : BACKBONE;
    if (strcmp(arch, "resnet18_half") == 0)
        file = BACKBONE;
    if (file && file_exists(file))
        return file;
    printf("%s is not there, so the net begins at nothing", file);
    if (strcmp(arch, "resnet18") == 0)
        printf("; make weights-resnet18 fetches it");
    printf("\n");
    return NULL;
}

/* A wrong word is better told before all photos are decoded than after it. */
static bool can_be_had(const Wishes *wishes, const char *arch)
{
    const char *weights = wishes->weights, *smoothing = wishes->label_smoothing;
    if (smoothing && strcmp(smoothing, "on") != 0 && strcmp(smoothing, "off") != 0)
        return error_set(ERR_VALUE, "recipe_new: --label-smoothing is on or off, not %s", smoothing);
    if (!nn_vision_name(arch))
        return nn_vision_model(arch, (VisionModel){.n_classes = 1}) != NULL; /* it lists those there are */
    if (!weights || strcmp(weights, "none") == 0 || file_exists(weights))
        return true;
    error_set(ERR_FILE, "recipe_new: %s: there is no such file", weights);
    error_hint("WEIGHTS=file names a safetensors file or a PyTorch state dict for %s", arch);
    return false;
}

Recipe recipe_new(const Wishes *wishes)
{
    const char *arch = wishes->arch ? wishes->arch : "resnet18_half";
    if (!can_be_had(wishes, arch))
        return (Recipe){0};
    const char *weights = find_weights(wishes, arch);
    bool is_backbone = weights && strcmp(arch, "resnet18_half") == 0;
    bool is_squeezenet = weights && strncmp(arch, "squeezenet", 10) == 0;
    Recipe recipe = is_backbone               ? from_backbone(weights)
                    : is_squeezenet           ? from_squeezenet(arch, weights)
                    : weights || wishes->arch ? from_weights(arch, weights)
                                              : from_scratch();
    if (!weights)
        recipe.epochs = 0;
    /* The book trains the norms of the frozen body; that costs the way back through all of it. */
    recipe.freeze_norms = !wishes->arch;
    if (wishes->quick) { /* fewer pixels and epochs: good enough to see that all is well */
        recipe.size = weights ? 96 : 64;
        recipe.epochs = weights ? 1 : 4;
    }
    recipe.size = wishes->size ? (int)wishes->size : recipe.size;
    recipe.batch = wishes->batch ? (int)wishes->batch : recipe.batch;
    recipe.epochs = wishes->epochs ? (int)wishes->epochs : recipe.epochs;
    recipe.lr = wishes->lr > 0 ? wishes->lr : recipe.lr;
    recipe.no_augment = wishes->no_augment;
    recipe.cache_features = wishes->cache_features;
    if (wishes->label_smoothing)
        recipe.label_smoothing = strcmp(wishes->label_smoothing, "on") == 0;
    recipe.keep_side = weights ? 7 * recipe.size / 5 : 5 * recipe.size / 3;
    return recipe;
}

void recipe_set_epochs(Recipe *recipe, int64_t n_train)
{
    enum { PHOTOS_SEEN = 16000, FEWEST = 12, MOST = 40 };
    if (recipe->epochs > 0)
        return;
    int64_t epochs = n_train > 0 ? PHOTOS_SEEN / n_train : MOST;
    recipe->epochs = (int)(epochs < FEWEST ? FEWEST : epochs > MOST ? MOST : epochs);
}

DataBlock recipe_block(const Recipe *recipe, Splitter splitter)
{
    return (DataBlock){
        .get_items = get_class_files, .splitter = splitter, .photos.keep_side = recipe->keep_side};
}

/* In training, too, the middle as in use. */
static Image *middle(const Image *image, const void *how, Stream *stream)
{
    const Recipe *recipe = how;
    (void)stream;
    return image_random_resized_crop(image, recipe->size, 1, NULL);
}

/* What is done to a photo between the folder and the net. */
static DataBlock transforms(const Recipe *recipe)
{
    DataBlock block = {.mean = nn_imagenet_mean, .std = nn_imagenet_std};
    if (recipe->no_augment) {
        block.item_tfms[0] = (ItemTransform){.apply = middle, .how = recipe, .name = "middle"};
    } else {
        block.item_tfms[0] = transform_random_resized_crop(recipe->size, recipe->min_scale);
        block.batch_tfms = aug_transforms(recipe->augment);
    }
    return block;
}

DataLoaders recipe_loaders(const Recipe *recipe, Datasets photos, uint64_t seed)
{
    DataBlock block = transforms(recipe);
    return data_block_load(&block, photos,
                           (BatchOptions){.batch = recipe->batch, .workers = -1, .seed = seed});
}

Loader *recipe_several_looks(const Recipe *recipe, const Dataset *photos, uint64_t seed)
{
    Recipe gentle = *recipe;
    gentle.no_augment = false;
    gentle.min_scale = fmaxf(recipe->min_scale, 0.7f);
    DataBlock block = transforms(&gentle);
    return loader_new(photos, (LoaderOptions){.batch = recipe->batch,
                                              .train = true,
                                              .item = block.item_tfms[0],
                                              .batch_tfms = block.batch_tfms,
                                              .mean = block.mean,
                                              .std = block.std,
                                              .workers = -1,
                                              .seed = seed});
}

Learner *recipe_learner(const Recipe *recipe, DataLoaders dls, LearnerOptions options)
{
    if (recipe->label_smoothing)
        options.loss_items = nn_label_smoothing_items;
    if (strcmp(recipe->arch, "bear_net") != 0)
        return vision_learner(
            dls, recipe->arch,
            (VisionOptions){.weights = recipe->weights, .dropout = recipe->dropout, .learner = options});
    Module *net = nn_bear_net(dls.vocab.n, recipe->dropout);
    return learner_new(dls.train, dls.valid, net, optim_adam(nn_parameters(net), optim_fastai()), options);
}

bool recipe_fit(const Recipe *recipe, Learner *learn)
{
    if (!recipe->weights)
        return learner_fit_one_cycle(learn, recipe->epochs, (OneCycle){.lr_max = recipe->lr});
    return learner_fine_tune(learn, (FineTune){.epochs = recipe->epochs,
                                               .freeze_epochs = recipe->freeze_epochs,
                                               .base_lr = recipe->lr,
                                               .lr_mult = recipe->lr_mult,
                                               .freeze_norms = recipe->freeze_norms,
                                               .cache_features = recipe->cache_features});
}
