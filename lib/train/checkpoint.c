/* Checkpoints as safetensors files: what is a tensor is kept as one, what is a number as text with all its
 * digits. */
#include "train/checkpoint.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/random.h"
#include "nn/safetensors.h"
#include "tensor/raw.h"
#include "train/optim_part.h"

/* --- the tensors ---------------------------------------------------------------------------------------- */

typedef struct NamedTensors {
    int n;
    const char **names;
    Tensor **tensors;
} NamedTensors;

static bool add(NamedTensors *list, const char *kind, const char *name, Tensor *tensor)
{
    list->names[list->n] = scope_text("%s.%s", kind, name);
    list->tensors[list->n] = tensor;
    return list->names[list->n++] != NULL;
}

static bool add_all(NamedTensors *list, const char *kind, const Parameters *from)
{
    bool done = true;
    for (int i = 0; i < from->n; i++)
        done = add(list, kind, from->names[i], from->tensors[i]) && done;
    return done;
}

static bool add_memory(NamedTensors *list, const Optim *optim)
{
    bool done = true;
    for (int i = 0; i < optim->parameters->n; i++) {
        const OptimState *state = &optim->states[i];
        const char *name = optim->parameters->names[i];
        done = (!state->first || add(list, "optim.first", name, state->first)) &&
               (!state->second || add(list, "optim.second", name, state->second)) &&
               (!state->third || add(list, "optim.third", name, state->third)) && done;
    }
    return done;
}

/* All tensors that a step changes, themselves and not copies, in a fixed order. */
static NamedTensors *tensors_of(const Training *training)
{
    enum { RECORDED = 4 };
    const Parameters *state = nn_state(training->net), *averages = ema_state(training->ema);
    NamedTensors *list = scope_alloc(sizeof *list);
    if (!state || !list)
        return NULL;
    int most = state->n + (averages ? averages->n : 0) + 3 * training->optim->parameters->n + RECORDED;
    list->names = scope_alloc((size_t)most * sizeof *list->names);
    list->tensors = scope_alloc((size_t)most * sizeof *list->tensors);
    bool done = list->names && list->tensors && add_all(list, "net", state) &&
                (!averages || add_all(list, "ema", averages)) && add_memory(list, training->optim);
    return done ? list : NULL;
}

/* --- the record's long rows ----------------------------------------------------------------------------- */

/* The recorder's numbers of each step, with the names they have in the file. */
typedef struct Track {
    const char *name;
    float *values;
} Track;

enum { N_TRACKS = 4 };

static void tracks_of(const Recorder *recorder, Track tracks[N_TRACKS])
{
    tracks[0] = (Track){"record.losses", recorder->losses};
    tracks[1] = (Track){"record.smoothed", recorder->smoothed};
    tracks[2] = (Track){"record.lrs", recorder->lrs};
    tracks[3] = (Track){"record.moms", recorder->moms};
}

static bool add_tracks(NamedTensors *list, const Recorder *recorder)
{
    Track tracks[N_TRACKS];
    tracks_of(recorder, tracks);
    for (int i = 0; recorder->n_steps > 0 && i < N_TRACKS; i++) {
        list->names[list->n] = tracks[i].name;
        list->tensors[list->n] = tensor_from(SHAPE(recorder->n_steps), tracks[i].values, recorder->n_steps);
        if (!list->tensors[list->n++])
            return false;
    }
    return true;
}

static Tensor *find(const TensorFile *file, const char *name)
{
    for (int i = 0; i < file->n; i++)
        if (strcmp(file->names[i], name) == 0)
            return file->tensors[i];
    return NULL;
}

static bool read_tracks(const TensorFile *file, Recorder *recorder, const char *path)
{
    Track tracks[N_TRACKS];
    tracks_of(recorder, tracks);
    for (int i = 0; recorder->n_steps > 0 && i < N_TRACKS; i++) {
        Tensor *stored = find(file, tracks[i].name);
        if (!stored || tensor_count(stored) != recorder->n_steps) {
            error_set(ERR_FORMAT, "checkpoint_read: %s: %s does not have %lld steps", path, tracks[i].name,
                      (long long)recorder->n_steps);
            return false;
        }
        if (!tensor_read(stored, tracks[i].values))
            return false;
    }
    return true;
}

/* --- the numbers ---------------------------------------------------------------------------------------- */

/* One walk over all numbers serves both ways, so that what is read is what was written. */
typedef struct Numbers {
    double *values;
    int64_t n, room;
    bool reading, good;
} Numbers;

static void real(Numbers *numbers, double *value)
{
    if (numbers->n >= numbers->room) {
        numbers->good = false;
        return;
    }
    if (numbers->reading)
        *value = numbers->values[numbers->n];
    else
        numbers->values[numbers->n] = *value;
    numbers->n++;
}

/* low .. high are the values that it may have. */
static void whole(Numbers *numbers, int64_t *value, int64_t low, int64_t high)
{
    double as_real = (double)*value;
    real(numbers, &as_real);
    if (!(as_real >= (double)low && as_real <= (double)high))
        numbers->good = false;
    else
        *value = (int64_t)as_real;
}

static void small(Numbers *numbers, int *value, int low, int high)
{
    int64_t wide = *value;
    whole(numbers, &wide, low, high);
    *value = (int)wide;
}

static void flag(Numbers *numbers, bool *value)
{
    int64_t wide = *value;
    whole(numbers, &wide, 0, 1);
    *value = wide != 0;
}

enum { PLACE_NUMBERS = 7, ROW_NUMBERS = 6, WORDS = 624, OTHER_NUMBERS = 11 };
static const int64_t MOST = (int64_t)1 << 53; /* whole numbers that a double holds */

static void walk_place(Numbers *numbers, TrainingPlace *place)
{
    small(numbers, &place->fit, 1, INT32_MAX);
    whole(numbers, &place->n_steps, 1, MOST);
    whole(numbers, &place->done, 0, MOST);
    whole(numbers, &place->epochs, 0, MOST);
    real(numbers, &place->seconds);
    small(numbers, &place->rows, 0, 1000000);
    whole(numbers, &place->recorded, 0, MOST);
}

static void walk_random(Numbers *numbers, Random *random)
{
    for (int i = 0; i < WORDS; i++) {
        int64_t word = random->state[i];
        whole(numbers, &word, 0, UINT32_MAX);
        random->state[i] = (uint32_t)word;
    }
    small(numbers, &random->next, 0, WORDS);
    flag(numbers, &random->has_torch_spare);
    flag(numbers, &random->has_numpy_spare);
    real(numbers, &random->torch_spare);
    real(numbers, &random->numpy_spare);
}

static void walk_optim(Numbers *numbers, Optim *optim)
{
    real(numbers, &optim->lr);
    real(numbers, &optim->momentum);
    whole(numbers, &optim->steps, 0, MOST);
    for (int i = 0; i < optim->parameters->n; i++) {
        whole(numbers, &optim->states[i].steps, 0, MOST);
        real(numbers, &optim->states[i].mu_product);
    }
}

static void walk_record(Numbers *numbers, Recorder *recorder)
{
    whole(numbers, &recorder->fit_start, 0, recorder->n_steps);
    real(numbers, &recorder->average);
    for (int i = 0; i < recorder->n_rows; i++) {
        EpochRow *row = &recorder->rows[i];
        small(numbers, &row->epoch, 0, INT32_MAX);
        real(numbers, &row->train_loss);
        real(numbers, &row->valid_loss);
        real(numbers, &row->error_rate);
        real(numbers, &row->seconds);
        whole(numbers, &row->step, 0, MOST);
        for (int m = 0; m < recorder_n_metrics(recorder); m++)
            real(numbers, &row->metrics[m]);
    }
}

/* The place comes first, so that it can be read alone. */
static void walk(Numbers *numbers, Training *training)
{
    walk_place(numbers, &training->place);
    walk_random(numbers, random_default());
    walk_optim(numbers, training->optim);
    walk_record(numbers, training->recorder);
    int64_t updates = ema_updates(training->ema);
    whole(numbers, &updates, 0, MOST);
    ema_set_updates(training->ema, updates);
}

/* Room for the numbers of this training. */
static Numbers numbers_for(const Training *training)
{
    int64_t room = PLACE_NUMBERS + WORDS + OTHER_NUMBERS + 2 * training->optim->parameters->n +
                   (ROW_NUMBERS + recorder_n_metrics(training->recorder)) * training->recorder->n_rows;
    double *values = scope_alloc((size_t)room * sizeof *values);
    return (Numbers){.values = values, .room = values ? room : 0, .good = values != NULL};
}

static bool write_numbers(Metadata *metadata, const Numbers *numbers)
{
    enum { LONGEST = 26 };
    char *text = scope_alloc((size_t)numbers->n * LONGEST + 1);
    size_t length = 0;
    for (int64_t i = 0; text && i < numbers->n; i++)
        length += (size_t)snprintf(text + length, LONGEST, "%.17g ", numbers->values[i]);
    return text && metadata_set(metadata, "numbers", text);
}

/* As many as there are, and there is room for. */
static bool read_numbers(const Metadata *metadata, Numbers *numbers, const char *path)
{
    const char *text = metadata_get(metadata, "numbers");
    int64_t n = 0;
    for (char *end; text && n < numbers->room; n++, text = end) {
        numbers->values[n] = strtod(text, &end);
        if (end == text)
            break;
    }
    numbers->reading = true;
    numbers->room = n;
    if (!text)
        error_set(ERR_FORMAT, "checkpoint_read: %s: is not a checkpoint", path);
    return text != NULL;
}

/* --- writing and reading -------------------------------------------------------------------------------- */

static bool write_file(const char *path, const Training *training)
{
    Training copy = *training;
    NamedTensors *list = tensors_of(training);
    Numbers numbers = numbers_for(training);
    Metadata metadata = {0};
    if (!list || !numbers.values || !add_tracks(list, training->recorder))
        return false;
    walk(&numbers, &copy);
    if (!numbers.good) {
        error_set(ERR_STATE, "checkpoint_write: %s: a number is out of its range", path);
        return false;
    }
    return metadata_set(&metadata, "data", training->data) && write_numbers(&metadata, &numbers) &&
           safetensors_write(path, list->n, list->names, list->tensors, &metadata);
}

bool checkpoint_write(const char *path, const Training *training)
{
    if (!path || !training || !training->net || !training->optim || !training->recorder || !training->data)
        return false;
    Scope scope = scope_begin();
    bool done = write_file(path, training);
    scope_end(scope);
    return done;
}

bool checkpoint_place(const char *path, TrainingPlace *place)
{
    if (!path || !place)
        return false;
    Scope scope = scope_begin();
    Metadata metadata = {0};
    double values[PLACE_NUMBERS];
    Numbers numbers = {.values = values, .room = PLACE_NUMBERS, .good = true};
    bool done = safetensors_metadata(path, &metadata) && read_numbers(&metadata, &numbers, path);
    if (done)
        walk_place(&numbers, place);
    struct stat file; /* which holds the record of each step */
    if (done && (stat(path, &file) != 0 || place->recorded > file.st_size / (N_TRACKS * (int)sizeof(float))))
        numbers.good = false;
    if (done && !numbers.good)
        error_set(ERR_FORMAT, "checkpoint_read: %s: its place in the training makes no sense", path);
    scope_end(scope);
    return done && numbers.good;
}

/* Copies what the file has for each tensor, after all were found. */
static bool read_tensors(const TensorFile *file, const NamedTensors *list, const char *path)
{
    for (int i = 0; i < list->n; i++) {
        Tensor *stored = find(file, list->names[i]);
        if (stored && tensor_same_shape(stored, list->tensors[i]))
            continue;
        error_set(ERR_FORMAT, "checkpoint_read: %s: has no %s (%s): it is of another training", path,
                  list->names[i], shape_text(tensor_shape(list->tensors[i])));
        error_hint("go on with the same net, optimiser and settings as before, or begin in another folder");
        return false;
    }
    bool done = true;
    for (int i = 0; i < list->n; i++)
        done = tensor_copy_(list->tensors[i], find(file, list->names[i])) && done;
    return done;
}

static bool same_data(const TensorFile *file, const Training *training, const char *path)
{
    const char *data = metadata_get(&file->metadata, "data");
    if (data && strcmp(data, training->data) == 0)
        return true;
    error_set(ERR_FORMAT, "checkpoint_read: %s: is of a training on %s, and this one is on %s", path,
              data ? data : "other data", training->data);
    error_hint("go on with the same pictures and settings as before, or begin in another folder");
    return false;
}

static bool read_file(const char *path, Training *training)
{
    Recorder *recorder = training->recorder;
    if (!checkpoint_place(path, &training->place))
        return false;
    if (training->place.rows > recorder->row_room || training->place.recorded > recorder->step_room) {
        error_set(ERR_STATE, "checkpoint_read: %s: the record has no room for its steps", path);
        return false;
    }
    recorder->n_rows = training->place.rows;
    recorder->n_steps = training->place.recorded;
    TensorFile *file = safetensors_read(path);
    NamedTensors *list = tensors_of(training);
    Numbers numbers = numbers_for(training);
    if (!file || !list || !numbers.values || !read_tensors(file, list, path) ||
        !same_data(file, training, path) || !read_tracks(file, recorder, path) ||
        !read_numbers(&file->metadata, &numbers, path))
        return false;
    walk(&numbers, training);
    if (!numbers.good)
        error_set(ERR_FORMAT, "checkpoint_read: %s: is of another training, or damaged", path);
    return numbers.good;
}

bool checkpoint_read(const char *path, Training *training)
{
    if (!path || !training || !training->net || !training->optim || !training->recorder || !training->data)
        return false;
    Scope scope = scope_begin();
    bool done = read_file(path, training);
    scope_end(scope);
    return done;
}
