/* Scopes: a stack of frames per thread, each with its own chain of memory chunks and its list of destructors.
 * Frames and chunks go to a free list when a scope ends, so that a training loop allocates nothing after its
 * first step. What was used of a chunk is zeroed when it goes there, in one stroke rather than piece by piece
 * when it is given out: the room of every chunk is zeros wherever nothing lies yet. */
#include "base/scope.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/poison.h"

enum { CHUNK_BYTES = 32 * 1024, ALIGNMENT = 16 };

typedef struct Chunk {
    struct Chunk *next;
    size_t size, used; /* bytes of room that follow this header */
    _Alignas(ALIGNMENT) unsigned char room[];
} Chunk;

typedef struct Cleanup {
    struct Cleanup *next;
    void (*destroy)(void *);
    void *object; /* often what follows this */
    _Alignas(ALIGNMENT) unsigned char room[];
} Cleanup;

struct ScopeFrame {
    Scope parent;
    Chunk *chunks;     /* newest first                               */
    Cleanup *cleanups; /* newest first                               */
    bool open;         /* false while the frame waits for its next use */
    bool detached;     /* not in the stack                             */
};

static _Thread_local Scope innermost;
static _Thread_local Scope spare_frames;
static _Thread_local Chunk *spare_chunks; /* all of CHUNK_BYTES */

static Scope frame_new(void)
{
    Scope frame = spare_frames;
    if (frame)
        spare_frames = frame->parent;
    else
        frame = mem_alloc(sizeof *frame);
    if (!frame)
        return NULL;
    *frame = (struct ScopeFrame){.parent = innermost, .open = true};
    return innermost = frame;
}

Scope scope_current(void)
{
    return innermost ? innermost : frame_new();
}

Scope scope_begin(void)
{
    return scope_current() ? frame_new()
                           : NULL; /* not the parent: the caller's scope_end would close that too early */
}

static Chunk *chunk_new(size_t bytes)
{
    Chunk *chunk = spare_chunks;
    if (bytes <= CHUNK_BYTES && chunk) {
        spare_chunks = chunk->next;
    } else {
        size_t size = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
        chunk = mem_alloc(sizeof *chunk + size);
        if (!chunk)
            return NULL;
        chunk->size = size;
    }
    chunk->used = 0;
    return chunk;
}

void *scope_alloc_in(Scope scope, size_t bytes)
{
    if (!scope)
        return NULL;
    if (!scope->open)
        return error_set(ERR_STATE, "scope_alloc: this scope is closed");
    if (bytes > SIZE_MAX / 2)
        return error_set(ERR_MEMORY, "scope_alloc: %zu bytes is more than any machine has", bytes);
    bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    Chunk *chunk = scope->chunks;
    if (!chunk || chunk->size - chunk->used < bytes) {
        chunk = chunk_new(bytes);
        if (!chunk)
            return NULL;
        /* A chunk of one large block goes behind the newest, which may still have room for small ones. */
        Chunk **place = chunk->size > CHUNK_BYTES && scope->chunks ? &scope->chunks->next : &scope->chunks;
        chunk->next = *place;
        *place = chunk;
    }
    unsigned char *memory = chunk->room + chunk->used;
    chunk->used += bytes;
    unpoison(memory, bytes);
    return memory;
}

void *scope_alloc(size_t bytes)
{
    return scope_alloc_in(scope_current(), bytes);
}

char *scope_text(const char *format, ...)
{
    va_list values, again;
    va_start(values, format);
    va_copy(again, values);
    int length = vsnprintf(NULL, 0, format, values);
    char *text = scope_alloc((size_t)length + 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(values);
    return text;
}

static Cleanup *cleanup_new(Scope scope, void (*destroy)(void *), size_t room)
{
    Cleanup *cleanup = room < SIZE_MAX / 2 ? scope_alloc_in(scope, sizeof *cleanup + room) : NULL;
    if (!cleanup)
        return NULL;
    cleanup->destroy = destroy;
    cleanup->next = scope->cleanups;
    return scope->cleanups = cleanup;
}

void *scope_object_in(Scope scope, size_t bytes, void (*destroy)(void *))
{
    Cleanup *cleanup = cleanup_new(scope, destroy, bytes);
    return cleanup ? cleanup->object = cleanup->room : NULL;
}

bool scope_defer_in(Scope scope, void (*destroy)(void *), void *object)
{
    Cleanup *cleanup = cleanup_new(scope, destroy, 0);
    if (!cleanup) {
        destroy(object);
        return false;
    }
    cleanup->object = object;
    return true;
}

bool scope_defer(void (*destroy)(void *), void *object)
{
    return scope_defer_in(scope_current(), destroy, object);
}

void scope_each(void (*destroy)(void *), void (*visit)(void *, void *), void *context)
{
    for (Scope scope = innermost; scope; scope = scope->parent)
        for (const Cleanup *cleanup = scope->cleanups; cleanup; cleanup = cleanup->next)
            if (cleanup->destroy == destroy)
                visit(cleanup->object, context);
}

static void chunks_recycle(Chunk *chunk)
{
    while (chunk) {
        Chunk *next = chunk->next;
        if (chunk->size == CHUNK_BYTES) {
            memset(chunk->room, 0, chunk->used);
            poison(chunk->room, chunk->size);
            chunk->next = spare_chunks;
            spare_chunks = chunk;
        } else {
            mem_free(chunk);
        }
        chunk = next;
    }
}

static void innermost_end(void)
{
    Scope scope = innermost;
    while (scope->cleanups) { /* a destructor may itself defer: take one at a time */
        Cleanup *cleanup = scope->cleanups;
        scope->cleanups = cleanup->next;
        cleanup->destroy(cleanup->object);
    }
    chunks_recycle(scope->chunks);
    innermost = scope->parent;
    scope->open = false;
    scope->parent = spare_frames;
    spare_frames = scope;
}

static void end_inside(Scope scope)
{
    while (innermost != scope)
        innermost_end();
}

void scope_end(Scope scope)
{
    if (!scope || !scope->open)
        return;
    if (scope->detached) { /* back, so that its destructors may defer */
        scope->detached = false;
        scope->parent = innermost;
        innermost = scope;
    }
    end_inside(scope);
    innermost_end();
}

void scope_detach(Scope scope)
{
    if (!scope || !scope->open || scope->detached)
        return;
    end_inside(scope);
    innermost = scope->parent;
    scope->detached = true;
}

void scope_end_all(void)
{
    while (innermost)
        innermost_end();
    while (spare_frames) {
        Scope frame = spare_frames;
        spare_frames = frame->parent;
        mem_free(frame);
    }
    while (spare_chunks) {
        Chunk *chunk = spare_chunks;
        spare_chunks = chunk->next;
        unpoison(chunk->room, chunk->size);
        mem_free(chunk);
    }
}
