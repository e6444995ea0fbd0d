/* Under AddressSanitizer, recycled memory is marked so that using it after its scope or owner has gone is
 * reported; in other builds nothing happens. POISON_ON tells which build it is. */
#ifndef BASE_POISON_H
#define BASE_POISON_H

#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__)
#define POISON_ON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISON_ON 1
#endif
#endif

#ifdef POISON_ON
#include <sanitizer/asan_interface.h>
#define poison(memory, bytes)   ASAN_POISON_MEMORY_REGION((memory), (bytes))
#define unpoison(memory, bytes) ASAN_UNPOISON_MEMORY_REGION((memory), (bytes))
#else
#define poison(memory, bytes)   ((void)(memory), (void)(bytes))
#define unpoison(memory, bytes) ((void)(memory), (void)(bytes))
#endif

#endif
