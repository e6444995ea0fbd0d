/* Exercise 17.2, fix: the same scene on both sides. */
#ifndef EX2_SCENES_H
#define EX2_SCENES_H

#include <stdbool.h>
#include <stdint.h>

#include "chapters/exercise.h"

/* Holds back a share of photos to validate on, chosen at random, but never part of a scene: photos of one
 * scene are all for training or all for validation, so that no net can recognise what it has seen.
 *
 *   n, scene    photo i shows scene[i], one of 0 .. n_scenes - 1; every scene has a photo at least
 *   share       of the PHOTOS, not of the scenes: at most share * n are held back; a scene that would be too
 *               much is left out, and the next ones are tried
 *   seed        another seed, other scenes; the same seed, the same ones
 *   is_valid    (n) is set for every photo */
void split_scenes(int64_t n, const int64_t *scene, int64_t n_scenes, double share, uint64_t seed,
                  bool *is_valid);

#endif
