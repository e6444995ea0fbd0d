/* How many threads the kernels use. Results never depend on it: work is cut into pieces by size, not by
 * thread. */
#ifndef BASE_THREADS_H
#define BASE_THREADS_H

int threads_count(void);     /* at least 1; OMP_NUM_THREADS or the machine's cores at first */
void threads_set(int count); /* for this process; values below 1 mean 1                     */
int threads_index(void);     /* which of them asks, from 0: whose memory to work in         */

#endif
