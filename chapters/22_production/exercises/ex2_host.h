/* Exercise 22.2, fix: a server that knows its name. */
#ifndef EX2_HOST_H
#define EX2_HOST_H

#include <stdbool.h>

#include "chapters/exercise.h"

/* Is a request for this server? A page elsewhere can make a browser ask any address, also 127.0.0.1, by a
 * name that its owner has pointed there. The Host header tells: it holds the name that was asked for, perhaps
 * a colon and a port.
 *
 *   host     the header's value: "localhost", "localhost:8000", "LOCALHOST", "evil.example",
 * "localhost.evil.example" name     the server's own: "localhost" returns  true when the name before the port
 * is exactly `name`, capital letters or not, and what follows it is nothing, or a colon and one to five
 * digits */
bool host_is(const char *host, const char *name);

#endif
