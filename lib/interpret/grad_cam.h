/* Where in a picture the evidence for a class lies. (chapter 20) */
#ifndef INTERPRET_GRAD_CAM_H
#define INTERPRET_GRAD_CAM_H

#include "nn/module.h"
#include "vision/image.h"

/* Grad-CAM (Selvaraju et al. 2017): the maps that a layer gives are added up, each weighted by how much the
 * logit of the class would rise with it (the mean of the gradient over the map); what speaks against the
 * class is cut off. With a mean over the picture and one linear layer behind it this is CAM (Zhou et al.
 * 2016), divided by h * w.
 *
 *   layer    its path, as in capture_run; NULL: the last one whose output is still a picture
 *   x        (n, height, width, 3), as the net wants them
 *   classes  n of them, which class to ask about; NULL: the one that the net predicts
 *   returns  (n, h, w) in the layer's size, 0 and above, in the current scope
 *   cost     one pass forward and one back; the net and its gradients stay as they are */
Tensor *grad_cam(Module *net, const char *layer, Tensor *x, const int *classes);

typedef struct Occlusion {
    int size;   /* of the covered square, in pixels; 0: a fifth of the picture's height       */
    int stride; /* from one place to the next; 0: half the size                               */
    float fill; /* the value it is covered with; 0 is the mean colour of normalised pictures  */
} Occlusion;

/* Cover a square of one picture, here, there and everywhere, and note how much the probability of the class
 * falls (Zeiler and Fergus 2014). It needs no gradient, so it works for anything that answers.
 *
 *   x        (1, height, width, 3); class < 0: the predicted one
 *   returns  (rows, columns), one for each place, above 0 where the square hid evidence, in the current scope
 *   cost     a forward pass for each place, 32 at a time */
Tensor *occlusion_map(Module *net, Tensor *x, int class, Occlusion how);

#endif
