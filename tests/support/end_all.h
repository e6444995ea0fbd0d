/* The end of a test after which nothing may be left. */
#ifndef SUPPORT_END_ALL_H
#define SUPPORT_END_ALL_H

/* Ends all scopes and empties the pool: then every block of the library's memory must have been freed. Not
 * after decoder_own, which keeps its decoder for as long as the thread lives. */
void end_all(void);

#endif
