/* Time in seconds, for tables and benchmarks. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

double clock_seconds(void); /* monotonic */

/* What this thread had of a processor so far: what other programs take does not count, nor do other threads.
 */
double clock_thread_seconds(void);

#endif
