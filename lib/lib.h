/* The whole library, for programs: #include "lib.h" and start.
 *
 * Where things are. A name's first word is its file. Folders are layers: each knows only those above it.
 *
 *   base/       what every program leans on: errors, scopes, flags, checks, random numbers, files, time
 *   kernels/    the only code that sees numbers in memory; of programs only chapter 15 calls it
 *   tensor/     make, read, write, print             tensor_zeros, tensor_item, tensor_print
 *   autograd/   what has a slope, and backward       tensor_matmul, tensor_mean, tensor_backward
 *   nn/         layers, nets and losses              nn_linear, nn_sequential, nn_cross_entropy
 *   vision/     pictures and their files             image_load, image_save_png
 *   data/       samples, and batches of them         mnist_train, data_block_loaders, loader_next
 *   train/      optimisers and the training loop     optim_sgd, learner_fit
 *   interpret/  where a classifier errs, plots       confusion_of, plot_losses
 *   web/        pages and forms                      http_start, http_reply_json
 *
 * Who owns what. Everything you make belongs to the innermost open scope and dies with it; there is no free.
 *
 *     Scope step = scope_begin();
 *     ...                         tensors made here
 *     scope_end(step);            are gone here
 *
 * The outermost scope is open from the start, and finish() closes it. A tensor that a loop wants to keep
 * leaves its scope with scope_end_keep.
 *
 * What happens on errors. The library never prints and never exits. The first error is kept, with the values
 * that caused it and a hint; the function that met it returns NULL or false; and every function that is given
 * NULL returns NULL in turn, so a program runs on to its end without doing anything more. One check there is
 * enough:
 *
 *     return finish("02_tensors");   prints the error and its hint, if there was one; the exit status
 *
 * Numbers are float32. Images are (n, height, width, channels). Labels are tensors of whole numbers. The same
 * seed gives the same bits, however many threads there are. */
#ifndef LIB_H
#define LIB_H

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/chapter.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/flags.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/program.h"
#include "base/random.h"
#include "base/scope.h"
#include "base/sha256.h"
#include "base/threads.h"
#include "kernels/machine.h"
#include "tensor/tensor.h"
#include "autograd/gradcheck.h"
#include "autograd/ops.h"
#include "nn/fold.h"
#include "nn/groups.h"
#include "nn/init.h"
#include "nn/loss.h"
#include "nn/module.h"
#include "nn/nets.h"
#include "nn/resnet.h"
#include "nn/safetensors.h"
#include "nn/squeezenet.h"
#include "nn/torch_file.h"
#include "nn/vision_model.h"
#include "vision/augment.h"
#include "vision/font.h"
#include "vision/decoder.h"
#include "vision/image.h"
#include "vision/image_hash.h"
#include "vision/montage.h"
#include "vision/resize.h"
#include "data/cache.h"
#include "data/clean.h"
#include "data/csv.h"
#include "data/data_block.h"
#include "data/dataset.h"
#include "data/duplicates.h"
#include "data/folder.h"
#include "data/idx.h"
#include "data/loader.h"
#include "data/show_batch.h"
#include "data/tiles.h"
#include "data/reject.h"
#include "data/transforms.h"
#include "data/verify.h"
#include "train/classifier.h"
#include "train/callback.h"
#include "train/learner.h"
#include "train/metrics.h"
#include "train/mixup.h"
#include "train/vision_learner.h"
#include "interpret/activation_stats.h"
#include "interpret/calibration.h"
#include "interpret/capture.h"
#include "interpret/confusion.h"
#include "interpret/features.h"
#include "interpret/domain.h"
#include "interpret/filters.h"
#include "interpret/folds.h"
#include "interpret/grad_cam.h"
#include "interpret/heat.h"
#include "interpret/interpretation.h"
#include "interpret/patches.h"
#include "interpret/plot.h"
#include "interpret/receptive_field.h"
#include "interpret/report.h"
#include "interpret/top_losses.h"
#include "web/cleaner.h"
#include "web/app.h"
#include "web/http.h"
#include "web/review.h"

#endif
