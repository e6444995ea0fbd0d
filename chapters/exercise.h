/* What every exercise includes: TODO marks the place that is yours to write.
 *
 *     TODO("the sum over k");             as a statement: everything after it is yours
 *     rank = TODO("how many axes?");      as a number: put yours in its place
 *
 * Until it is gone, every test that comes across it fails with "not written yet" and what is wanted. */
#ifndef CHAPTERS_EXERCISE_H
#define CHAPTERS_EXERCISE_H

#define TODO(what) exercise_todo(__FILE__, __LINE__, what)

/* Ends the running test; returns 0 only where `make prove` asks whether doing nothing would do. */
int exercise_todo(const char *file, int line, const char *what);

#endif
