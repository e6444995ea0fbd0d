/* The tests of exercise 00.4. */
#include "ex4_tasks.h"

#include <criterion/criterion.h>

static void expects(int said, int wanted, const char *why)
{
    cr_assert(said == 0 || said == 1, "you said %d: answer 1 or 0", said);
    cr_assert(said == wanted, "you said %s. %s", said ? "yes" : "no", why);
}

Test(tasks, name_the_skin_disease)
{
    expects(name_the_skin_disease(), 1,
            "Experts do it in a moment by looking, and there are many labelled photos; a person has the last "
            "word");
}

Test(tasks, bird_from_its_song)
{
    expects(bird_from_its_song(), 1,
            "A recording drawn as a spectrogram is a picture, and people can tell many of these apart by "
            "looking");
}

Test(tasks, true_answers)
{
    expects(true_answers(), 0,
            "Nets write what sounds right. Nothing in their training makes it true, and nobody would look");
}

Test(tasks, sketches_after_photos)
{
    expects(sketches_after_photos(), 0,
            "What is unlike everything that a net was trained on is called out of domain, and nets are poor "
            "at it");
}

Test(tasks, next_election)
{
    expects(next_election(), 0,
            "There are few examples, the world changes between them, and no expert can do it either");
}

Test(tasks, house_prices_with_text)
{
    expects(house_prices_with_text(), 1,
            "Columns with thousands of different values and texts are where nets help a table; with numbers "
            "alone a forest of decision trees would often do as well");
}
