/* Your answer to exercise 00.3. The questions are in chapters/00_whole_game/exercises/ex3_quiz.h.
 *
 * Put 1 or 0 in the place of each TODO("..."). */
#include "ex3_quiz.h"

int needs_much_mathematics(void)
{
    return TODO("needs much mathematics? 1 or 0");
}

int needs_millions_of_photos(void)
{
    return TODO("needs millions of photos? 1 or 0");
}

int needs_a_room_of_computers(void)
{
    return TODO("needs a room of computers? 1 or 0");
}

int net_can_say_none(void)
{
    return TODO("net can say none? 1 or 0");
}

int sure_means_right(void)
{
    return TODO("sure means right? 1 or 0");
}

int model_is_more_than_weights(void)
{
    return TODO("model is more than weights? 1 or 0");
}
