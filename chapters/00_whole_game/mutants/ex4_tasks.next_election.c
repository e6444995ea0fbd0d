/* caught by: next_election - expects a net to know the future */
#include "ex4_tasks.h"

int name_the_skin_disease(void)
{
    return 1;
}

int bird_from_its_song(void)
{
    return 1;
}

int true_answers(void)
{
    return 0;
}

int sketches_after_photos(void)
{
    return 0;
}

int next_election(void)
{
    return 1;
}

int house_prices_with_text(void)
{
    return 1;
}
