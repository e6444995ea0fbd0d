/* A net's weights to and from a model file, and what is said when they do not fit. */
#include "nn/safetensors.h"

#include <string.h>

#include "base/error.h"
#include "nn/torch_file.h"

/* PyTorch's order of axes in memory order, and back. */
#define OIHW_OF_OHWI SHAPE(0, 3, 1, 2)
#define OHWI_OF_OIHW SHAPE(0, 2, 3, 1)

static bool ends_in(const char *name, const char *ending)
{
    size_t length = strlen(name), end = strlen(ending);
    return length >= end && strcmp(name + length - end, ending) == 0;
}

/* PyTorch's batch norm counts its batches; nothing here asks how many there were. */
static bool is_counter(const char *name)
{
    return ends_in(name, ".num_batches_tracked");
}

static bool is_part_of(const char *end, const char *name)
{
    return end && strncmp(name, end, strlen(end)) == 0;
}

static bool is_conv_weight(const char *name, const Tensor *tensor)
{
    return tensor->n_dims == 4 && ends_in(name, "weight");
}

/* The shape that a tensor of a net has in a file. */
static Shape stored_shape(const char *name, const Tensor *tensor)
{
    Shape s = tensor_shape(tensor);
    return is_conv_weight(name, tensor) ? SHAPE(s.size[0], s.size[3], s.size[1], s.size[2]) : s;
}

static bool same_shape(Shape a, Shape b)
{
    bool same = a.n_dims == b.n_dims;
    for (int i = 0; same && i < a.n_dims; i++)
        same = a.size[i] == b.size[i];
    return same;
}

static bool save(Module *net, const char *path, const Metadata *metadata, Precision precision)
{
    Parameters *state = nn_state(net);
    Tensor **tensors = state ? scope_alloc((size_t)state->n * sizeof *tensors) : NULL;
    if (!tensors)
        return false;
    for (int i = 0; i < state->n; i++) {
        Tensor *tensor = state->tensors[i];
        tensors[i] = is_conv_weight(state->names[i], tensor) ? tensor_permute(tensor, OIHW_OF_OHWI) : tensor;
    }
    return safetensors_write_as(path, state->n, state->names, tensors, metadata, precision);
}

bool nn_save_as(Module *net, const char *path, const Metadata *metadata, Precision precision)
{
    if (!net || !path)
        return false;
    bool recording = grad_enable(false);
    Scope scope = scope_begin();
    bool done = save(net, path, metadata, precision);
    scope_end(scope);
    grad_enable(recording);
    return done;
}

bool nn_save(Module *net, const char *path, const Metadata *metadata)
{
    return nn_save_as(net, path, metadata, PRECISION_FLOAT32);
}

/* One kind of mismatch: how many, and the first few by name. */
typedef struct Complaint {
    int n;
    const char *text;
} Complaint;

static void complain(Complaint *complaint, const char *name)
{
    enum { NAMED = 3 };
    if (complaint->n < NAMED)
        complaint->text =
            scope_text("%s%s%.50s", complaint->n ? complaint->text : "", complaint->n ? ", " : "", name);
    else if (complaint->n == NAMED)
        complaint->text = scope_text("%s ...", complaint->text);
    complaint->n++;
}

static int index_of(int n, const char **names, const char *name)
{
    for (int i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

static const char *complaint_text(Complaint complaint, const char *what)
{
    return complaint.n ? scope_text("; %d %s (%s)", complaint.n, what, complaint.text) : "";
}

/* The tensors of a net that are to come from a file. */
static Parameters *wanted_state(Module *net, const char *end)
{
    Parameters *state = nn_state(net);
    int n = 0;
    for (int i = 0; state && i < state->n; i++)
        if (!is_part_of(end, state->names[i])) {
            state->names[n] = state->names[i];
            state->tensors[n++] = state->tensors[i];
        }
    if (state)
        state->n = n;
    return state;
}

/* Finds each tensor of the net in the file: at[i] is the place of the net's i-th. */
static bool match(const Parameters *state, const TensorFile *file, const char *path, const char *end, int *at)
{
    Complaint missing = {0}, extra = {0}, shaped = {0};
    for (int i = 0; i < state->n; i++) {
        at[i] = index_of(file->n, file->names, state->names[i]);
        if (at[i] < 0) {
            complain(&missing, state->names[i]);
            continue;
        }
        Shape wanted = stored_shape(state->names[i], state->tensors[i]),
              found = tensor_shape(file->tensors[at[i]]);
        if (!same_shape(wanted, found))
            complain(&shaped, scope_text("%s is (%s), not (%s)", state->names[i], shape_text(found),
                                         shape_text(wanted)));
    }
    for (int i = 0; i < file->n; i++)
        if (index_of(state->n, state->names, file->names[i]) < 0 && !is_counter(file->names[i]) &&
            !is_part_of(end, file->names[i]))
            complain(&extra, file->names[i]);
    if (missing.n + extra.n + shaped.n == 0)
        return true;
    error_set(ERR_FORMAT, "nn_load: %s: does not fit the net%s%s%s", path, complaint_text(missing, "missing"),
              complaint_text(extra, "extra"), complaint_text(shaped, "of another shape"));
    error_hint("build the net as it was when the file was saved");
    return false;
}

static bool load(Module *net, const char *path, TensorFile *file, const char *end)
{
    Parameters *state = wanted_state(net, end);
    int *at = state && file ? scope_alloc((size_t)state->n * sizeof *at) : NULL;
    if (!at || !match(state, file, path, end, at))
        return false;
    Tensor **values = scope_alloc((size_t)state->n * sizeof *values);
    if (!values)
        return false;
    /* All views first: once copying begins, nothing can fail half-way. */
    for (int i = 0; i < state->n; i++) {
        Tensor *stored = file->tensors[at[i]];
        values[i] = is_conv_weight(state->names[i], stored) ? tensor_permute(stored, OHWI_OF_OIHW) : stored;
        if (!values[i])
            return false;
    }
    bool done = true;
    for (int i = 0; i < state->n; i++)
        done = tensor_copy_(state->tensors[i], values[i]) && done;
    return done;
}

static bool load_from(Module *net, const char *path, const char *end)
{
    bool recording = grad_enable(false);
    Scope scope = scope_begin();
    bool done = load(net, path, is_torch_file(path) ? torch_file_read(path) : safetensors_read(path), end);
    scope_end(scope);
    grad_enable(recording);
    return done;
}

bool nn_load(Module *net, const char *path, Metadata *metadata)
{
    if (!net || !path || (metadata && !safetensors_metadata(path, metadata)))
        return false;
    return load_from(net, path, NULL);
}

bool nn_load_without(Module *net, const char *path, const char *end)
{
    return net && path && load_from(net, path, end);
}
