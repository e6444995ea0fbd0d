/* One net that answers many: photos that wait are put to it together. (chapter 22) */
#ifndef WEB_PREDICTOR_H
#define WEB_PREDICTOR_H

#include "interpret/domain.h"
#include "train/classifier.h"

typedef struct Predictor Predictor;

typedef struct PredictorOptions {
    int most_together;  /* photos in one pass; 0: 8                                */
    const char *domain; /* the file that domain_save wrote, or NULL: no distances  */
} PredictorOptions;

typedef struct Answer {
    int label;            /* number of the likeliest class                                                 */
    float *probabilities; /* one for each class, in the current scope                                      */
    double distance;      /* from the photos that the net knows; -1 when those are not known               */
    bool outside;         /* farther than they are from each other                                         */
    int together;         /* photos that were answered in the same pass                                    */
} Answer;

/* Loads a classifier in a thread of its own, folds it for use and asks it once. Belongs to the current scope,
 * which ends the thread. NULL with the errors of classifier_load and domain_load. */
Predictor *predictor_start(const char *model, PredictorOptions options);
const Classifier *predictor_classifier(const Predictor *predictor); /* to read: its net is in use */
const Domain *predictor_domain(const Predictor *predictor);         /* NULL when there is none    */

/* Waits for the answer about a photo. Any thread. The same photo gets the same answer, up to rounding,
 * whatever else is in the pass. False with an error. */
bool predictor_ask(Predictor *predictor, const Image *photo, Answer *answer);

#endif
