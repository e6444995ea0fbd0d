/* The roofline: how fast a kernel may be at best, by how much it computes with each byte that it moves. */
#ifndef CHAPTER_15_ROOFLINE_H
#define CHAPTER_15_ROOFLINE_H

#include "ladder.h"

/* Arrays of 8 KB, 16 KB ... 128 MB, in KB. */
#define CACHE_SIZE(i) (8 << (i))
enum { CACHE_SIZES = 15 };

/* The two roofs of one core and of all, and the caches in between. */
typedef struct Machine {
    int cores;
    double peak;               /* operations per second, of one core       */
    double memory[2];          /* bytes per second, of one core and of all */
    double reads[CACHE_SIZES]; /* bytes per second of one core from an array of CACHE_SIZE; 0: not measured */
} Machine;

/* Measured and printed. quick: only what is done in a moment. False without memory. */
bool machine_measure(Machine *machine, bool quick);

/* Operations per second that so many operations per byte allow. */
double roof(const Machine *machine, double intensity, int cores);

typedef struct Point {
    const char *name;
    double intensity; /* operations per byte   */
    double rate;      /* operations per second */
} Point;

enum { LAYERS = 10 };

/* A ResNet-18's forward on `batch` random photos of size x size pixels, with all cores: its most telling
 * layers, printed and left in points. False after an error. */
bool layers_measure(const Machine *machine, int batch, int size, Point points[LAYERS]);

/* <folder>/15-roofline.png: the rungs of both ladders, and the layers. */
void roofline_draw(const char *folder, const Machine *machine, const Ladder *products,
                   const Ladder *convolutions, const Point layers[LAYERS]);

#endif
