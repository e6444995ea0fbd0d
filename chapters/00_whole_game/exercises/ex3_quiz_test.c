/* The tests of exercise 00.3. */
#include "ex3_quiz.h"

#include <criterion/criterion.h>

static void expects(int said, int wanted, const char *why)
{
    cr_assert(said == 0 || said == 1, "you said %d: answer 1 or 0", said);
    cr_assert(said == wanted, "you said %s. %s", said ? "yes" : "no", why);
}

Test(quiz, needs_much_mathematics)
{
    expects(needs_much_mathematics(), 0,
            "A derivative and a product of matrices go a long way, and this course explains both when they "
            "are needed");
}

Test(quiz, needs_millions_of_photos)
{
    expects(needs_millions_of_photos(), 0,
            "Good results have been had with fewer than fifty photos of each kind, above all when one begins "
            "with a net that was trained on other photos");
}

Test(quiz, needs_a_room_of_computers)
{
    expects(needs_a_room_of_computers(), 0,
            "The net of this chapter was trained on an ordinary processor, in minutes");
}

Test(quiz, net_can_say_none)
{
    expects(net_can_say_none(), 0,
            "Its probabilities are for the classes of its vocabulary, and they sum to 1 whatever it is "
            "shown. There is no other place where they could go");
}

Test(quiz, sure_means_right)
{
    expects(sure_means_right(), 0,
            "Not of itself. A probability out of softmax says how the scores compare, and nets are often "
            "surer than they are right. Chapter 20 measures it");
}

Test(quiz, model_is_more_than_weights)
{
    expects(model_is_more_than_weights(), 1,
            "Without the architecture the numbers fit nowhere; without vocabulary and preprocessing the "
            "answers mean nothing");
}
