/* caught by: two_classes, ideals_from_train_alone, three_classes, clothes, not_squares, equally_near - marks
 * its own work: ideals out of the validation set */
#include "ex4_baseline.h"

#include "autograd/ops.h"
#include "nn/loss.h"

/* How near each picture is to the ideal of a class, (n): minus the distance, so that the largest one wins. */
static Tensor *nearness(const Dataset *train, int label, Tensor *pictures)
{
    Scope scope = scope_begin();
    Tensor *ideal = tensor_mean(dataset_class_images(train, label), AXIS0);
    Tensor *distance = tensor_mean(tensor_abs(tensor_sub(pictures, ideal)), AXIS1 | AXIS2 | AXIS3);
    return scope_end_keep(scope, tensor_neg(distance)); /* thousands of pictures are gone here */
}

double baseline_accuracy(const Dataset *train, const Dataset *valid)
{
    Tensor *pictures, *labels;
    Tensor **columns = scope_alloc((size_t)train->n_classes * sizeof(Tensor *));
    if (!columns || !dataset_tensors(valid, &pictures, &labels))
        return 0;
    for (int label = 0; label < train->n_classes; label++)
        columns[label] = nearness(valid, label, pictures);
    return nn_accuracy(tensor_transpose(tensor_stack(columns, train->n_classes)), labels);
}
