/* The folder on disk: never a file of a person's is touched, never a half-written picture is left. */
#ifndef DRAW_STORE_H
#define DRAW_STORE_H

#include "encode.h"
#include "plan.h"

/* Every function returns false after one message and one hint on stderr. */

/* Writes `bytes` to a temporary name beside `path`, then renames it. */
bool store_file(const char *path, const Bytes *bytes);

/* Makes `folder` ready: creates it and the class folders, or, if it holds files of an earlier run, makes sure
 * that every one of them is listed in its DRAWN.txt and unchanged, and removes them. */
bool store_prepare(const char *folder);

/* Writes DRAWN.txt (what this is, the seed, a checksum of every file), then the files, then, if `faults`,
 * faults.csv. An interrupted run can be run again. */
bool store_write(const char *folder, const Plan *plan, const Bytes *files, uint64_t seed, bool faults);

#endif
