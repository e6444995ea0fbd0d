/* Ownership: what is made belongs to the innermost open scope of its thread and dies with it. (chapter 02) */
#ifndef BASE_SCOPE_H
#define BASE_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct ScopeFrame *Scope;

/* Open a scope. Out of memory: NULL with ERR_MEMORY set; things are then made in the enclosing scope, and
 * scope_end(NULL) does nothing, so callers need not check. Cost: no malloc from the second time on, frames
 * and their chunks are recycled. */
Scope scope_begin(void);

/* Close a scope, and every scope opened inside it that is still open: destructors run newest first, then the
 * memory is reused, and the handle must not be used any more: the next scope_begin may give out the same one.
 * NULL, and a handle whose scope is closed and not yet given out again, do nothing. */
void scope_end(Scope scope);

/* The current scope leaves its place among the others: what is made from now on goes to the one around it,
 * and what it holds lives until scope_end(scope), which the caller sees to, with scope_defer, say. For things
 * that are replaced in another order than they were made. Scopes inside it that are still open are closed. */
void scope_detach(Scope scope);

/* The innermost open scope; the outermost one opens by itself. */
Scope scope_current(void);

/* Zeroed memory that lives as long as the scope, 16-byte aligned; NULL with ERR_MEMORY set, or ERR_STATE for
 * a scope that is closed. For small things: headers, names, tape nodes. */
void *scope_alloc(size_t bytes);
void *scope_alloc_in(Scope scope, size_t bytes);

/* A formatted text that lives as long as the current scope. */
char *scope_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Call destroy(object) when the scope ends. On failure destroy(object) is called at once and false returned,
 * so that nothing leaks on either path. */
bool scope_defer(void (*destroy)(void *), void *object);
bool scope_defer_in(Scope scope, void (*destroy)(void *), void *object);

/* scope_alloc_in and scope_defer_in in one, for objects that are made by the thousand: destroy(object) is
 * called with the object itself, which is all zeros until it is filled. NULL with ERR_MEMORY set. */
void *scope_object_in(Scope scope, size_t bytes, void (*destroy)(void *));

/* visit(object, context) for everything that will be destroyed by `destroy` when this thread's open scopes
 * end, newest first: to find out what there is. It must not defer or end anything. */
void scope_each(void (*destroy)(void *), void (*visit)(void *, void *), void *context);

/* Close every scope of this thread, the outermost too, and give recycled memory back. finish() calls it; a
 * thread of its own that used the library calls it last. */
void scope_end_all(void);

#endif
