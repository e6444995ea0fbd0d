/* Your answer to exercise 00.4. The questions are in chapters/00_whole_game/exercises/ex4_tasks.h.
 *
 * Put 1 or 0 in the place of each TODO("..."). */
#include "ex4_tasks.h"

int name_the_skin_disease(void)
{
    return TODO("name the skin disease? 1 or 0");
}

int bird_from_its_song(void)
{
    return TODO("bird from its song? 1 or 0");
}

int true_answers(void)
{
    return TODO("true answers? 1 or 0");
}

int sketches_after_photos(void)
{
    return TODO("sketches after photos? 1 or 0");
}

int next_election(void)
{
    return TODO("next election? 1 or 0");
}

int house_prices_with_text(void)
{
    return TODO("house prices with text? 1 or 0");
}
