/* caught by: net_can_say_none - thinks that a net can decline */
#include "ex3_quiz.h"

int needs_much_mathematics(void)
{
    return 0;
}

int needs_millions_of_photos(void)
{
    return 0;
}

int needs_a_room_of_computers(void)
{
    return 0;
}

int net_can_say_none(void)
{
    return 1;
}

int sure_means_right(void)
{
    return 0;
}

int model_is_more_than_weights(void)
{
    return 1;
}
