/* A machine for pickles that can build tensors and nothing else. It has a stack of values, and a memo: values
 * that the pickle put aside under a number to use them again. Instructions are single letters, some with a
 * few bytes behind them. */
#include "nn/torch_pickle.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"

typedef enum { NOTHING, NUMBER, TEXT, FUNCTION, TUPLE, LIST, DICT, STORAGE, TENSOR, MARK } Kind;

/* What the pickle may name. The storages' names stand for the width of their numbers. */
typedef enum { MAKE_DICT, MAKE_TENSOR, MAKE_PARAMETER, NAME_STORAGE } Function;

typedef struct Value Value;
struct Value {
    Kind kind;
    int64_t number;   /* NUMBER; of a FUNCTION which; of a STORAGE how many numbers */
    NumberType type;  /* of a STORAGE or its name                                   */
    const char *text; /* TEXT; of a STORAGE the entry                               */
    int n;            /* TUPLE: how many items                                      */
    Value **items;
    Value *key, *held, *next; /* DICT: next is its first pair, and of a pair the pair after it */
    PickledTensor *tensor;
};

typedef struct Machine {
    const char *path;
    const uint8_t *at, *end;
    Value **stack, **memo;
    int64_t height; /* of the stack                                                          */
    int64_t room;   /* of stack and memo: an instruction adds at most one value to either    */
    int n_keys;
} Machine;

static const struct {
    const char *name;
    Function function;
    NumberType type;
} KNOWN[] = {
    {"collections\nOrderedDict", MAKE_DICT, 0},
    {"torch._utils\n_rebuild_tensor_v2", MAKE_TENSOR, 0},
    {"torch._utils\n_rebuild_parameter", MAKE_PARAMETER, 0},
    {"torch\nHalfStorage", NAME_STORAGE, NUMBERS_F16},
    {"torch\nBFloat16Storage", NAME_STORAGE, NUMBERS_BF16},
    {"torch\nFloatStorage", NAME_STORAGE, NUMBERS_F32},
    {"torch\nDoubleStorage", NAME_STORAGE, NUMBERS_F64},
    {"torch\nLongStorage", NAME_STORAGE, NUMBERS_I64},
};

static void *refused(const Machine *m, const char *what)
{
    if (what)
        error_set(ERR_FORMAT, "torch_file_read: %s: %s", m->path, what);
    error_hint("only a dictionary of tensors is read: in Python, torch.save(net.state_dict(), file)");
    return NULL;
}

static void *broken(const Machine *m)
{
    return refused(m, "its description of the tensors is broken");
}

/* --- the stack ---------------------------------------------------------------------------------------- */

static Value *value_new(Kind kind)
{
    Value *value = scope_alloc(sizeof *value);
    if (value)
        value->kind = kind;
    return value;
}

static bool push(Machine *m, Value *value)
{
    if (value)
        m->stack[m->height++] = value; /* room: each value took at least one byte of the pickle */
    return value != NULL;
}

static bool push_number(Machine *m, int64_t number)
{
    Value *value = value_new(NUMBER);
    if (value)
        value->number = number;
    return push(m, value);
}

static Value *pop(Machine *m)
{
    return m->height > 0 ? m->stack[--m->height] : broken(m);
}

/* A tuple of the n values on top, which it takes from the stack; `marks` marks below them go as well. */
static bool push_tuple(Machine *m, int64_t n, int marks)
{
    if (n < 0 || n + marks > m->height)
        return broken(m);
    Value *tuple = value_new(TUPLE);
    Value **items = scope_alloc((size_t)n * sizeof(Value *) + 1);
    if (!tuple || !items)
        return false;
    *tuple = (Value){TUPLE, .n = (int)n, .items = items};
    memcpy(items, m->stack + m->height - n, (size_t)n * sizeof(Value *));
    m->height -= n + marks;
    return push(m, tuple);
}

/* How many values lie above the last mark, -1 without one. */
static int64_t above_mark(const Machine *m)
{
    for (int64_t i = m->height - 1; i >= 0; i--)
        if (m->stack[i]->kind == MARK)
            return m->height - 1 - i;
    return -1;
}

static bool is_tuple_of(const Value *value, int n)
{
    return value && value->kind == TUPLE && value->n >= n;
}

/* --- what follows an instruction ----------------------------------------------------------------------- */

/* A little-endian number of so many bytes. */
static bool take_number(Machine *m, int bytes, int64_t *number)
{
    if (m->end - m->at < bytes)
        return broken(m);
    uint64_t bits = 0;
    for (int i = 0; i < bytes; i++)
        bits |= (uint64_t)*m->at++ << 8 * i;
    *number = (int64_t)bits;
    return true;
}

static bool take_text(Machine *m, int64_t length)
{
    if (length > m->end - m->at || memchr(m->at, 0, (size_t)length))
        return broken(m);
    Value *value = value_new(TEXT);
    if (!value || !(value->text = scope_text("%.*s", (int)length, (const char *)m->at)))
        return false;
    m->at += length;
    return push(m, value);
}

/* "module\nname\n" */
static bool take_function(Machine *m)
{
    size_t left = (size_t)(m->end - m->at);
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
        size_t length = strlen(KNOWN[i].name);
        if (left <= length || memcmp(m->at, KNOWN[i].name, length) != 0 || m->at[length] != '\n')
            continue;
        Value *value = value_new(FUNCTION);
        if (!value)
            return false;
        *value = (Value){FUNCTION, .number = KNOWN[i].function, .type = KNOWN[i].type};
        m->at += length + 1;
        return push(m, value);
    }
    char shown[60] = "";
    for (size_t i = 0, lines = 0; i < left && i < sizeof shown - 1; i++) {
        if (m->at[i] == '\n' && ++lines == 2)
            break;
        shown[i] = m->at[i] == '\n' ? '.' : m->at[i] > ' ' && m->at[i] <= '~' ? (char)m->at[i] : '?';
    }
    return refused(m, scope_text("asks for %s, which is not needed for tensors", shown));
}

/* --- what is built -------------------------------------------------------------------------------------- */

static bool pair_add(Machine *m, Value *dict, Value *key, Value *held)
{
    Value *pair = value_new(DICT);
    if (!pair)
        return false;
    *pair = (Value){DICT, .key = key, .held = held, .next = dict->next};
    dict->next = pair; /* newest first */
    m->n_keys++;
    return true;
}

/* The n values on top go into the dictionary below them and the marks, as keys and what they hold in turn; or
 * into a list, which forgets them: optimisers keep settings there, but no tensors with names. */
static bool fill(Machine *m, Kind kind, int64_t n, int marks)
{
    Value *into = n >= 0 && m->height > n + marks ? m->stack[m->height - n - marks - 1] : NULL;
    if (!into || into->kind != kind || (kind == DICT && n % 2 != 0))
        return broken(m);
    for (int64_t i = m->height - n; kind == DICT && i < m->height; i += 2)
        if (!pair_add(m, into, m->stack[i], m->stack[i + 1]))
            return false;
    m->height -= n + marks;
    return true;
}

/* ("storage", FloatStorage, entry, device, how many numbers) */
static bool make_storage(Machine *m)
{
    Value *about = pop(m), *storage = value_new(STORAGE);
    if (!about || !storage)
        return false;
    if (!is_tuple_of(about, 5) || about->items[1]->kind != FUNCTION ||
        about->items[1]->number != NAME_STORAGE || about->items[2]->kind != TEXT ||
        about->items[4]->kind != NUMBER)
        return broken(m);
    *storage = (Value){STORAGE, .number = about->items[4]->number, .type = about->items[1]->type,
                       .text = about->items[2]->text};
    return push(m, storage);
}

/* Sizes or strides. */
static bool take_sizes(const Value *tuple, int n, int64_t *sizes)
{
    for (int i = 0; i < n; i++) {
        if (tuple->items[i]->kind != NUMBER || tuple->items[i]->number < 0)
            return false;
        sizes[i] = tuple->items[i]->number;
    }
    return true;
}

/* (storage, offset, sizes, strides, ...) */
static bool make_tensor(Machine *m, const Value *arguments)
{
    Value *value = value_new(TENSOR);
    PickledTensor *tensor = scope_alloc(sizeof *tensor);
    if (!value || !tensor)
        return false;
    if (!is_tuple_of(arguments, 4) || arguments->items[0]->kind != STORAGE ||
        arguments->items[1]->kind != NUMBER || !is_tuple_of(arguments->items[2], 0) ||
        !is_tuple_of(arguments->items[3], arguments->items[2]->n))
        return broken(m);
    const Value *storage = arguments->items[0], *sizes = arguments->items[2];
    if (sizes->n > MAX_DIMS)
        return refused(m, scope_text("holds a tensor of %d axes, %d are possible", sizes->n, MAX_DIMS));
    *tensor = (PickledTensor){.storage = storage->text,
                              .type = storage->type,
                              .storage_count = storage->number,
                              .offset = arguments->items[1]->number,
                              .shape.n_dims = sizes->n};
    if (tensor->offset < 0 || !take_sizes(sizes, sizes->n, tensor->shape.size) ||
        !take_sizes(arguments->items[3], sizes->n, tensor->stride))
        return broken(m);
    value->tensor = tensor;
    return push(m, value);
}

/* Calls the function below the arguments. */
static bool call(Machine *m)
{
    Value *arguments = pop(m), *function = pop(m);
    if (!arguments || !function || function->kind != FUNCTION || arguments->kind != TUPLE)
        return broken(m);
    switch ((Function)function->number) {
    case MAKE_DICT:
        return push(m, value_new(DICT)) && (arguments->n == 0 || broken(m));
    case MAKE_TENSOR:
        return make_tensor(m, arguments);
    case MAKE_PARAMETER:
        return is_tuple_of(arguments, 1) && push(m, arguments->items[0]);
    case NAME_STORAGE:
        break;
    }
    return broken(m);
}

/* --- the machine ---------------------------------------------------------------------------------------- */

static bool put_aside(Machine *m, int bytes)
{
    int64_t place;
    if (!take_number(m, bytes, &place) || place >= m->room || m->height == 0)
        return broken(m);
    m->memo[place] = m->stack[m->height - 1];
    return true;
}

static bool use_again(Machine *m, int bytes)
{
    int64_t place;
    if (!take_number(m, bytes, &place) || place >= m->room || !m->memo[place])
        return broken(m);
    return push(m, m->memo[place]);
}

static bool step(Machine *m, uint8_t instruction)
{
    int64_t number, above = memchr("tue", instruction, 3) ? above_mark(m) : 0;
    switch (instruction) {
    case 0x80: /* the pickle's version */
        return take_number(m, 1, &number);
    case '(':
        return push(m, value_new(MARK));
    case '}':
        return push(m, value_new(DICT));
    case ']':
        return push(m, value_new(LIST));
    case ')':
        return push_tuple(m, 0, 0);
    case 0x85: /* 1, 2, 3 items */
    case 0x86:
    case 0x87:
        return push_tuple(m, instruction - 0x84, 0);
    case 't': /* all above the mark */
        return push_tuple(m, above, 1);
    case 'u':
        return fill(m, DICT, above, 1);
    case 's':
        return fill(m, DICT, 2, 0);
    case 'e':
        return fill(m, LIST, above, 1);
    case 'a':
        return fill(m, LIST, 1, 0);
    case 'X':
        return take_number(m, 4, &number) && take_text(m, number);
    case 'K':
        return take_number(m, 1, &number) && push_number(m, number);
    case 'M':
        return take_number(m, 2, &number) && push_number(m, number);
    case 'J':
        return take_number(m, 4, &number) && push_number(m, (int32_t)number);
    case 0x8a: /* a long: its length, its bytes */
        return take_number(m, 1, &number) && (number <= 7 || broken(m)) &&
               take_number(m, (int)number, &number) && push_number(m, number);
    case 'G': /* a float: of no use in a tensor, but learning rates stand beside them */
        return take_number(m, 8, &number) && push(m, value_new(NOTHING));
    case 'N':
    case 0x88: /* true, false */
    case 0x89:
        return push(m, value_new(NOTHING));
    case 'c':
        return take_function(m);
    case 'Q':
        return make_storage(m);
    case 'R':
        return call(m);
    case 'q':
    case 'r':
        return put_aside(m, instruction == 'q' ? 1 : 4);
    case 'h':
    case 'j':
        return use_again(m, instruction == 'h' ? 1 : 4);
    case 'b': /* what an object is to remember besides: nothing that tensors need */
        return pop(m) != NULL;
    default:
        return refused(
            m, scope_text("asks for instruction 0x%02x, which is not needed for tensors", instruction));
    }
}

static Value *run(Machine *m)
{
    while (m->at < m->end) {
        uint8_t instruction = *m->at++;
        if (instruction == '.')
            return pop(m);
        if (!step(m, instruction))
            return refused(m, NULL);
    }
    return broken(m);
}

/* The tensors of a dictionary, or of the one that a checkpoint holds under "state_dict" or "model". */
static StateDict *collect(const Machine *m, const Value *dict)
{
    for (const Value *pair = dict->next; pair; pair = pair->next)
        if (pair->key->kind == TEXT && pair->held->kind == DICT && pair->held != dict &&
            (strcmp(pair->key->text, "state_dict") == 0 || strcmp(pair->key->text, "model") == 0)) {
            dict = pair->held;
            break;
        }
    StateDict *state = scope_alloc(sizeof *state);
    PickledTensor *tensors = scope_alloc((size_t)m->n_keys * sizeof *tensors + 1);
    if (!state || !tensors)
        return NULL;
    tensors += m->n_keys;
    for (const Value *pair = dict->next; pair; pair = pair->next) /* newest first: fill from the end */
        if (pair->held->kind == TENSOR && pair->key->kind == TEXT) {
            *--tensors = *pair->held->tensor;
            tensors->name = pair->key->text;
            state->n++;
        }
    state->tensors = tensors;
    return state->n > 0 ? state : refused(m, "holds no tensors with names");
}

StateDict *pickle_read(const char *path, const uint8_t *pickle, int64_t bytes)
{
    Machine m = {.path = path, .at = pickle, .end = pickle + bytes, .room = bytes + 1};
    m.stack = scope_alloc((size_t)m.room * sizeof(Value *));
    m.memo = scope_alloc((size_t)m.room * sizeof(Value *));
    Value *result = m.stack && m.memo ? run(&m) : NULL;
    if (!result)
        return NULL;
    return result->kind == DICT ? collect(&m, result) : refused(&m, "holds something else than a dictionary");
}
