/* Time in seconds, for tables and benchmarks. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

double clock_seconds(void); /* monotonic */

#endif
