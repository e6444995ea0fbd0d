/* What the net looks for, and where it looked. */
#include "interpretation.h"

/* --- layers -----------------------------------------------------------------------------------------------
 */

enum { DEPTHS = 3 };

/* Layers at several depths of the course's small net and of ResNets; of any other net the last one that still
 * gives pictures. */
static int layers_of(const Classifier *model, const char **layers)
{
    static const char *const known[][DEPTHS] = {{"0", "3", "7"},
                                                {"body.layer1", "body.layer2", "body.layer4"}};
    bool small = strcmp(model->net_name, "bear_net") == 0,
         residual = strncmp(model->net_name, "resnet", 6) == 0;
    for (int i = 0; i < DEPTHS; i++)
        layers[i] = small || residual ? known[residual][i] : NULL;
    return small || residual ? DEPTHS : 1;
}

static const Patch *first_of(const Patches *patches, int channel)
{
    return &patches->best[(int64_t)channel * patches->each];
}

/* The channels with the strongest answers, of those that answer most to the same photo only the strongest. */
static int strongest(const Patches *patches, int *channels, int most)
{
    int n = 0;
    for (bool more = true; more && n < most; n += more) {
        channels[n] = -1;
        for (int c = 0; c < patches->channels; c++) {
            const Patch *patch = first_of(patches, c);
            bool taken = patch->value <= 0;
            for (int j = 0; j < n; j++)
                taken = taken || patch->sample == first_of(patches, channels[j])->sample;
            if (!taken && (channels[n] < 0 || patch->value > first_of(patches, channels[n])->value))
                channels[n] = c;
        }
        more = channels[n] >= 0;
    }
    return n;
}

/* One layer: how much a place of it sees, and what its strongest channels like. */
static void show_layer(const Judge *judge, const char *layer, int number, const char *folder)
{
    enum { CHANNELS = 5, EACH = 8 };
    Module *net = judge->model->net;
    int size = judge->model->size, channels[CHANNELS];
    Loader *loader = classifier_loader(judge->model, judge->held_back);
    const ReceptiveField *field = receptive_field(net, layer, size, size, 0);
    if (!field)
        return;
    Box box = receptive_box(field, field->rows / 2, field->columns / 2);
    printf("layer %-5s %2d x %-2d places, one in the middle sees %2d x %d of %d x %d pixels\n",
           layer ? layer : "(last)", field->rows, field->columns, box.height, box.width, size, size);
    if (!folder)
        return;
    const Patches *patches = patches_find(net, layer, loader, EACH);
    int n = patches ? strongest(patches, channels, CHANNELS) : 0;
    if (n > 0)
        save_sheet(patches_montage(net, loader, patches, channels, n, 56), folder,
                   scope_text("20-patches-%d.jpg", number), "what its channels answer most to");
}

void show_layers(const Judge *judge, const char *folder)
{
    const char *layers[DEPTHS];
    Tensor *first = filters_first(judge->model->net);
    puts("\n--- What its layers look for\n");
    if (first)
        printf("the first has %" PRId64 " kernels of %" PRId64 " x %" PRId64 "\n", first->shape[0],
               first->shape[1], first->shape[2]);
    if (first && folder && first->shape[3] == 3)
        save_sheet(filters_montage(first, 8, 0), folder, "20-kernels.png", "the kernels of the first layer");
    for (int i = 0, n = layers_of(judge->model, layers); i < n; i++)
        show_layer(judge, layers[i], i + 1, folder);
}

/* --- reasons ----------------------------------------------------------------------------------------------
 */

/* Photo i of a set as the net sees it: pixels to compute with, and to look at. */
static Tensor *as_seen(const Judge *judge, int64_t i, Image **picture)
{
    Batch batch;
    Loader *one = classifier_loader(judge->model, dataset_subset(judge->held_back, &i, 1));
    if (!one || !loader_next(one, &batch))
        return NULL;
    *picture = image_scoped(loader_decode(one, &batch, 0));
    return *picture ? tensor_mul_scalar(batch.x, 1) : NULL;
}

/* For a mean over the picture and one linear layer behind it, by hand: the maps, each times its weight. */
static void check_cam(const Judge *judge, Tensor *x, int class)
{
    Capture look;
    Module *linear = nn_find(judge->model->net, "11");
    if (!linear || !capture_run(judge->model->net, NULL, x, false, &look))
        return;
    Tensor *weight = tensor_index(linear->tensors[0].tensor, class); /* (channels) */
    Tensor *sum = tensor_relu(tensor_sum(tensor_mul(look.output, tensor_detach(weight)), AXIS3));
    double places = (double)(look.output->shape[1] * look.output->shape[2]);
    check_that("Grad-CAM of this net is CAM",
               tensor_all_close(grad_cam(judge->model->net, NULL, x, &class),
                                tensor_mul_scalar(sum, 1 / places), 1e-3, 1e-5));
}

/* A right answer of each class, the surest one, and then the worst answers of all. */
static int choose(const Interpretation *answers, int64_t *chosen, int most)
{
    const int64_t *worst = top_losses(answers, false), *best = top_losses(answers, true);
    int n = 0;
    for (int c = 0; c < answers->n_classes && n < most && best; c++)
        for (int64_t i = 0; i < answers->n; i++)
            if (answers->actual[best[i]] == c && answers->predicted[best[i]] == c) {
                chosen[n++] = best[i];
                break;
            }
    for (int64_t i = 0; i < answers->n && n < most && worst; i++)
        if (answers->actual[worst[i]] != answers->predicted[worst[i]])
            chosen[n++] = worst[i];
    return n;
}

enum { COLUMNS = 4 };

/* The photo, the reasons for what was said and for what would have been right, and what hides them. */
static bool reasons_for(const Judge *judge, int64_t i, const Image **row, const char **captions)
{
    enum { SHOWN = 104 };
    const Interpretation *answers = judge->answers;
    int said = answers->predicted[i], actual = answers->actual[i];
    Module *net = judge->model->net;
    Image *seen = NULL;
    Tensor *x = as_seen(judge, i, &seen);
    Image *large = seen ? image_scoped(image_resize(seen, SHOWN, SHOWN)) : NULL;
    Tensor *cam = grad_cam(net, NULL, x, &said), *other = grad_cam(net, NULL, x, &actual);
    Tensor *hidden = occlusion_map(net, x, said, (Occlusion){0});
    if (!large || !cam || !other || !hidden)
        return false;
    row[0] = large;
    row[1] = image_scoped(heat_overlay(large, tensor_index(cam, 0), 0));
    row[2] = image_scoped(heat_overlay(large, tensor_index(other, 0), 0));
    row[3] = image_scoped(heat_overlay(large, hidden, 0));
    captions[0] = scope_text("a %s", answers->classes[actual]);
    captions[1] = scope_text("said %s %.2f", answers->classes[said], interpretation_p(answers, i, said));
    captions[2] = scope_text("for %s %.2f", answers->classes[actual], interpretation_p(answers, i, actual));
    captions[3] = scope_text("hides %s", answers->classes[said]);
    return row[1] && row[2] && row[3];
}

void show_reasons(const Judge *judge, const char *folder)
{
    enum { ROWS = 6 };
    static const char *const headings[COLUMNS] = {"the photo", "Grad-CAM", "Grad-CAM", "occlusion"};
    int64_t chosen[ROWS];
    const Image *pictures[ROWS * COLUMNS];
    const char *captions[ROWS * COLUMNS];
    int n = choose(judge->answers, chosen, ROWS);
    puts("\n--- Where it looked\n");
    bool done = n > 0;
    for (int i = 0; done && i < n; i++)
        done = reasons_for(judge, chosen[i], pictures + i * COLUMNS, captions + i * COLUMNS);
    Image *first = NULL;
    if (done && strcmp(judge->model->net_name, "bear_net") == 0)
        check_cam(judge, as_seen(judge, chosen[0], &first), judge->answers->predicted[chosen[0]]);
    if (done && folder)
        save_sheet(
            montage(n * COLUMNS, pictures,
                    (Montage){.columns = COLUMNS, .scale = 1, .captions = captions, .headings = headings}),
            folder, "20-reasons.jpg", "the surest answers, and the worst");
}

/* --- all on one plane -------------------------------------------------------------------------------------
 */

/* Of how many photos is the nearest other one, by these rows of numbers, of the same class? */
static double same_neighbour(Tensor *rows, const Dataset *set)
{
    int64_t n = rows->shape[0], d = rows->shape[1], same = 0;
    float *values = scope_alloc((size_t)(n * d) * sizeof *values);
    if (!values || !tensor_read(rows, values))
        return NAN;
    for (int64_t i = 0; i < n; i++) {
        double least = INFINITY;
        int64_t nearest = i;
        for (int64_t j = 0; j < n; j++) {
            double distance = j == i ? INFINITY : 0;
            for (int64_t k = 0; k < d && distance < least; k++) {
                double difference = (double)values[i * d + k] - (double)values[j * d + k];
                distance += difference * difference;
            }
            if (distance < least) {
                least = distance;
                nearest = j;
            }
        }
        same += set->label(set, nearest) == set->label(set, i);
    }
    return (double)same / (double)n;
}

void show_plane(const Judge *judge, const char *folder)
{
    double share[2], kl = 0;
    Tensor *features =
        features_of(judge->model->net, NULL, classifier_loader(judge->model, judge->held_back));
    Tensor *pca = features_pca(features, 2, share), *tsne = features_tsne(features, (Tsne){0}, &kl);
    if (!pca || !tsne)
        return;
    puts("\n--- All photos on one plane\n");
    printf("%" PRId64 " features; the nearest photo is of the same class for %.1f %%\n", features->shape[1],
           100 * same_neighbour(features, judge->held_back));
    printf("two principal components hold %.1f %% and %.1f %% of the variance: %.1f %%\n", 100 * share[0],
           100 * share[1], 100 * same_neighbour(pca, judge->held_back));
    printf("t-SNE's two dimensions: %.1f %%\n", 100 * same_neighbour(tsne, judge->held_back));
    check_that("t-SNE brings the divergence down", kl < 2);
    if (!folder)
        return;
    save_sheet(features_scatter(judge->held_back, pca, 760, 600, 34), folder, "20-pca.jpg",
               "the two directions in which they differ most");
    save_sheet(features_scatter(judge->held_back, tsne, 760, 600, 34), folder, "20-tsne.jpg",
               "neighbours stay neighbours");
}
