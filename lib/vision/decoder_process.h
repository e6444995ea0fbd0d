/* The other process of a decoder: started, talked to, ended. Inside vision only. */
#ifndef VISION_DECODER_PROCESS_H
#define VISION_DECODER_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Memory that two processes see. It cannot be made smaller, which would crash the other one. */
typedef struct SharedMemory {
    uint8_t *bytes;
    size_t n;
    int file;
} SharedMemory;

bool shared_memory_new(SharedMemory *memory, size_t n); /* false with errno */
void shared_memory_free(SharedMemory *memory);
/* All bytes become zero and take no room until they are written again, where the system can do that. */
void shared_memory_empty(SharedMemory *memory);

typedef struct Process {
    pid_t id;   /* 0: none           */
    int socket; /* to talk to it     */
    pid_t started_by;
    double patience; /* in seconds, of the socket */
    int core;        /* that it has to run on; -1: any */
} Process;

/* Starts a program with the socket as its descriptor 0 and the memory as its 3; it inherits nothing else that
 * matters: no other file, signal handler or secret of the environment. 0, or an errno. */
int process_start(Process *process, const char *program, char *const *arguments, int memory);
/* Has it run where this thread runs, on Linux. For two who take turns: to wake a process on another core
 * costs more than to change to it on this one, above all in a virtual machine, and what one wrote is in that
 * core's caches. */
void process_follow(Process *process);
bool process_say(const Process *process, const void *message, size_t n);

typedef enum { HEARD, HEARD_NOTHING_IN_TIME, HEARD_THE_END } Hearing;
/* Waits for n bytes, `seconds` at most. */
Hearing process_hear(Process *process, void *message, size_t n, double seconds);

/* Kills it if it still runs, and waits for it. Returns its status as waitpid gives it, 0 if that is not
 * known. */
int process_end(Process *process);

/* The path of the running program; false with errno. */
bool process_own_path(char *path, size_t size);

#endif
