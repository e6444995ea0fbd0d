/* A classifier of photos as it is kept and used: the net, and all that must be known to show it a photo.
 * (chapters 00, 22) */
#ifndef TRAIN_CLASSIFIER_H
#define TRAIN_CLASSIFIER_H

#include "data/loader.h"
#include "nn/module.h"
#include "nn/safetensors.h"

enum { CLASSIFIER_MOST_CLASSES = 1000 };

typedef struct Classifier {
    Module *net;
    const char *net_name;  /* "bear_net" of nn/nets.h, or a net of nn/vision_model.h: "resnet18"    */
    int n_classes;         /*                                                                       */
    const char **classes;  /* the vocabulary: number i of every answer is about classes[i]          */
    int size;              /* of the squares that the net sees, in pixels                           */
    int keep_side;         /* before that, a photo's shorter side is shrunk to this; 0: it is not   */
    float mean[3], std[3]; /* of the colours, after /255                                            */
    Precision precision;   /* of the numbers in its file; a net that was loaded has that of its own */
} Classifier;

/* An untrained one in the current scope, with ImageNet's mean and std and weights from random_default().
 * `classes` are kept, not copied. ERR_VALUE for the name of a net that there is none of. */
Classifier *classifier_new(const char *net_name, int n_classes, const char **classes, int size, int keep_side,
                           double dropout);

/* One with a net that is there already, for photos as `loader` shows them: its size, mean and std, and the
 * classes of its set. ERR_VALUE for the name of a net that there is none of, and for a loader that shows
 * another part of a photo than classifier_see, as transform_resize does: trained on that, the net would be
 * asked about what it has not seen. ERR_SHAPE for other than squares in colour. */
Classifier *classifier_of(Module *net, const char *net_name, const Loader *loader, int keep_side);

/* What is in this photo? The number of the likeliest class, or -1 with an error. `probabilities` gets one for
 * each class, in the order of the vocabulary; they sum to 1, also for photos of things that are in no class.
 * The photo is treated as classifier_loader treats it. cost: one forward pass. */
int classifier_predict(const Classifier *classifier, const Image *photo, float *probabilities);

/* The two halves of that, for servers and for looking inside. What the net is shown of n photos: (n, size,
 * size, 3); ERR_SHAPE for a photo that is not in colour. And its answers, (n, n_classes) before the softmax,
 * with the `features` (n, numbers) that its last layers judge by: what comes out of its Flatten. */
Tensor *classifier_see(const Classifier *classifier, int n, const Image *const *photos);
Tensor *classifier_answer(const Classifier *classifier, Tensor *x, Tensor **features);

/* Shows the net photos as it should see them in use: one after another, the middle of each. The set's photos
 * are already shrunk to keep_side: folder_open does that. */
Loader *classifier_loader(const Classifier *classifier, const Dataset *photos);

/* The classifier as text pairs for the file. ERR_VALUE when a class cannot be written down: worth knowing
 * before training. */
bool classifier_describe(const Classifier *classifier, Metadata *metadata);
/* Weights and description in one safetensors file, and back; loading needs to know nothing but the file's
 * name, and draws no weights. The numbers' checksum is among the metadata, and is compared. ERR_FILE, with a
 * hint when the file is not there; ERR_FORMAT, also when the numbers are not those that were saved. */
bool classifier_save(const Classifier *classifier, const char *path, const Metadata *metadata);
Classifier *classifier_load(const char *path);

#endif
