/* Random numbers against tables made with PyTorch 1.13 and numpy 1.24. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "base/random.h"

#define COUNT(array) ((int64_t)(sizeof(array) / sizeof((array)[0])))

/* torch computes its normals with vector instructions of its own, which round differently in the last digit.
 */
static void expect_close(const char *what, const float *values, const float *expected, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        float tolerance = 1e-6f * fmaxf(1, fabsf(expected[i]));
        cr_expect(epsilon_eq(flt, values[i], expected[i], tolerance), "%s, value %d", what, (int)i);
    }
}

static double sum(const float *values, int64_t n)
{
    double total = 0;
    for (int64_t i = 0; i < n; i++)
        total += values[i];
    return total;
}

Test(random, words_are_those_of_mt19937)
{
    static const struct {
        int position;
        uint32_t word;
    } expected[] = {{0, 1608637542u},    {1, 3421126067u},    {2, 4083286876u},   {3, 787846414u},
                    {4, 3143890026u},    {623, 1077437785u},  {624, 108880612u},  {625, 791707097u},
                    {1247, 1014112781u}, {1248, 2655384025u}, {2999, 4086569287u}};
    Random random;
    random_init(&random, 42);
    int position = 0;
    for (int64_t i = 0; i < COUNT(expected); i++) {
        for (; position < expected[i].position; position++)
            random_u32(&random);
        cr_expect(eq(u32, random_u32(&random), expected[i].word), "word %d", position);
        position++;
    }

    random_init(&random, 5489); /* the C++ standard names the 10000th word of this seed */
    for (int i = 1; i < 10000; i++)
        random_u32(&random);
    cr_expect(eq(u32, random_u32(&random), 4123659995u));

    random_init(&random, 42 + (1ull << 32));
    cr_expect(eq(u32, random_u32(&random), 1608637542u), "only 32 bits of a seed count");
}

Test(random, rand_is_torch_rand)
{
    static const float expected[] = {0.0370999575f, 0.63857913f,   0.740900815f, 0.273845911f,
                                     0.236752093f,  0.185284436f,  0.987609506f, 0.813568771f,
                                     0.779883265f,  0.0608407259f, 0.710288882f, 0.862513423f};
    float values[COUNT(expected)];
    random_seed(442);
    random_rand(random_default(), values, COUNT(expected));
    for (int64_t i = 0; i < COUNT(expected); i++)
        cr_expect(eq(flt, values[i], expected[i]), "value %d", (int)i);
}

Test(random, randperm_is_torch_randperm)
{
    static const int64_t ten[] = {2, 6, 1, 8, 4, 5, 0, 9, 3, 7};
    static const int64_t split[] = {42, 34, 372, 113, 181, 250, 202, 339, 201, 360};
    int64_t values[395];
    random_seed(42);
    random_randperm(random_default(), values, 10);
    cr_expect(eq(int, memcmp(values, ten, sizeof ten), 0));

    random_seed(42);
    random_randperm(random_default(), values, 395);
    cr_expect(eq(int, memcmp(values, split, sizeof split), 0));
    int64_t weighted = 0;
    for (int i = 0; i < 395; i++)
        weighted += values[i] * (i + 1);
    cr_expect(eq(i64, weighted, 15423994));

    Random before = *random_default();
    random_randperm(random_default(), values, 0);
    random_randperm(random_default(), values, 1);
    cr_expect(eq(i64, values[0], 0));
    cr_expect(eq(int, random_default()->next, before.next), "nothing to shuffle, nothing to draw");
}

/* Seed 42: below 16 values, exactly 16, with a redrawn tail just above, and with one far behind. */
Test(random, randn_is_torch_randn)
{
    static const float fifteen[] = {0.336690366f,  0.128809407f, 0.234462366f,  0.23033303f,  -1.12285638f,
                                    -0.186328292f, 2.20820141f,  -0.637997031f, 0.461657226f, 0.267350882f,
                                    0.534904659f,  0.809357226f, 1.11029029f,   -1.68979895f, -0.988959908f};
    static const float sixteen[] = {1.92691529f,   1.48728406f,   0.900717199f,   -2.10552096f,
                                    0.678418458f,  -1.23454487f,  -0.0430674776f, -1.60466695f,
                                    -0.752135277f, 1.64872301f,   -0.392478645f,  -1.40360713f,
                                    -0.727881312f, -0.559430182f, -0.768838882f,  0.76244539f};
    static const float seventeen[] = {1.92691529f,  -0.159597471f, -0.497397542f, 0.439589262f, -0.758131146f,
                                      1.07831764f,  0.800800562f,  1.68062055f,   0.355859905f, 1.29642284f,
                                      0.61046648f,  1.33473778f,   -0.23162432f,  0.041759491f, -0.251575291f,
                                      0.859858513f, -0.309726775f};
    static const float tail_of_33[] = {
        1.64231694f,  -0.871236145f, -0.223365918f, 1.71736145f,   0.31888032f,   -0.424518973f,
        0.305720925f, -0.774592519f, 0.0349123441f, 0.995636106f,  -0.879785836f, -0.601142049f,
        -1.27415121f, 2.12278509f,   -1.23465312f,  -0.487913877f, -1.41805995f};
    static const float tail_of_784[] = {-0.282511264f, 0.769267976f, -0.766892433f, -0.949486673f};
    float values[784];
    random_seed(42);
    random_randn(random_default(), values, 1);
    expect_close("n=1", values, fifteen, 1);
    random_seed(42);
    random_randn(random_default(), values, 15);
    expect_close("n=15", values, fifteen, 15);
    random_seed(42);
    random_randn(random_default(), values, 16);
    expect_close("n=16", values, sixteen, 16);
    random_seed(42);
    random_randn(random_default(), values, 17);
    expect_close("n=17", values, seventeen, 17);
    random_seed(42);
    random_randn(random_default(), values, 33);
    expect_close("n=33", values, sixteen, 16);
    expect_close("n=33, from 16", values + 16, tail_of_33, 17);
    random_seed(42);
    random_randn(random_default(), values, 784);
    expect_close("n=784", values, sixteen, 16);
    expect_close("n=784, from 780", values + 780, tail_of_784, 4);
    cr_expect(epsilon_eq(dbl, sum(values, 784), 18.3983666, 1e-5));
}

/* The stream of the book's chapter 4: the roller coaster's noise, its parameters, the first weights and bias.
 */
Test(random, randn_20_3_784_1_as_in_the_book)
{
    static const float noise[] = {1.92691529f,   1.48728406f,   0.900717199f,  -2.10552096f, -0.758131146f,
                                  1.07831764f,   0.800800562f,  1.68062055f,   0.355859905f, -0.686622977f,
                                  -0.493356347f, 0.241487786f,  -0.23162432f,  0.041759491f, -0.251575291f,
                                  0.859858513f,  -0.309726775f, -0.395710498f, 0.803409338f, -0.621595383f};
    static const float parameters[] = {-0.765838623f, -0.750622332f, 1.35254776f};
    static const float weights[] = {1.3123076f, 0.687159598f, -1.08917534f, -0.355286628f, -0.913823009f};
    static const float bias[] = {0.686321914f};
    float values[784];
    random_seed(42);
    random_randn(random_default(), values, 20);
    expect_close("noise", values, noise, 20);
    random_randn(random_default(), values, 3);
    expect_close("parameters", values, parameters, 3);
    random_randn(random_default(), values, 784);
    expect_close("weights", values, weights, 5);
    cr_expect(epsilon_eq(dbl, sum(values, 784), 43.666981179325376, 1e-5));
    random_randn(random_default(), values, 1);
    expect_close("bias, the normal kept since the parameters", values, bias, 1);
}

/* Seed 7. The kept normal waits through every call that does not ask for one. */
Test(random, calls_mix_as_in_torch)
{
    static const float randn_3[] = {-0.146795094f, 0.786141276f, 0.94682163f};
    static const float rand_2[] = {0.365316153f, 0.851268351f};
    static const float randn_17[] = {
        1.93001688f,    1.36148512f,    -1.3032167f,  0.0874783769f, -1.38496137f, 0.503563881f,
        -0.0835282281f, -0.0234779324f, 0.174375355f, -0.356722534f, 1.09558046f,  0.482354164f,
        1.39891839f,    1.40585291f,    -1.40125084f, 1.29733586f,   1.64093328f};
    static const int64_t randperm_5[] = {3, 1, 0, 4, 2};
    static const float randn_2[] = {0.334371954f, 0.571880579f};
    static const float randn_4[] = {1.59575927f, 0.391617119f, 1.08297944f, -1.31662846f};
    Random random;
    float values[17];
    int64_t order[5];
    random_init(&random, 7);
    random_randn(&random, values, 3);
    expect_close("randn(3)", values, randn_3, 3);
    random_rand(&random, values, 2);
    cr_expect(eq(flt, values[0], rand_2[0]));
    cr_expect(eq(flt, values[1], rand_2[1]));
    random_randn(&random, values, 1);
    expect_close("the kept normal", values, (float[]){-1.114344f}, 1);
    random_randn(&random, values, 17);
    expect_close("randn(17)", values, randn_17, 17);
    random_randn(&random, values, 1);
    expect_close("a new pair", values, (float[]){-1.05866849f}, 1);
    random_randperm(&random, order, 5);
    cr_expect(eq(int, memcmp(order, randperm_5, sizeof randperm_5), 0));
    random_randn(&random, values, 2);
    expect_close("half an old pair, half a new one", values, randn_2, 2);
    random_randn(&random, values, 16);
    random_rand(&random, values, 16);
    cr_expect(eq(flt, values[0], 0.30550766f));
    cr_expect(eq(flt, values[15], 0.809876621f));
    random_randn(&random, values, 4);
    expect_close("randn(4)", values, randn_4, 4);
}

Test(random, numpy_normals_keep_a_spare_of_their_own)
{
    static const double expected[] = {0.4967141530112327, -0.13826430117118466, 0.6476885381006925,
                                      1.5230298564080254, -0.23415337472333597, -0.23413695694918055,
                                      1.5792128155073915, 0.7674347291529088,   -0.4694743859349521};
    Random random;
    random_init(&random, 42);
    for (int64_t i = 0; i < COUNT(expected); i++)
        cr_expect(epsilon_eq(dbl, random_numpy_normal(&random), expected[i], 1e-15), "value %d", (int)i);
    cr_expect(random.has_numpy_spare);

    Random fresh = random;
    fresh.has_numpy_spare = false;
    float with_spare, without;
    random_randn(&random, &with_spare, 1);
    random_randn(&fresh, &without, 1);
    cr_expect(eq(flt, with_spare, without), "torch's normal came out of numpy's pair");

    random_init(&random, 42);
    cr_expect(epsilon_eq(dbl, random_numpy_normal(&random), expected[0], 1e-15), "a spare outlived the seed");
}

static void *draws_by_default(void *out)
{
    random_rand(random_default(), out, 3);
    return NULL;
}

Test(random, each_thread_has_a_default_generator)
{
    random_seed(42);
    float theirs[3];
    pthread_t thread;
    pthread_create(&thread, NULL, draws_by_default, theirs);
    pthread_join(thread, NULL);
    static const float seed_0[] = {0.49625659f, 0.768221796f, 0.0884774327f};
    for (int i = 0; i < 3; i++)
        cr_expect(eq(flt, theirs[i], seed_0[i]));
    cr_expect(eq(u32, random_u32(random_default()), 1608637542u),
              "another thread moved this one's generator");
}

Test(random, nothing_given_nothing_done)
{
    float value = 1;
    int64_t index = 1;
    random_init(NULL, 1);
    random_rand(NULL, &value, 1);
    random_randn(NULL, &value, 1);
    random_randperm(NULL, &index, 1);
    random_rand(random_default(), NULL, 1);
    random_randn(random_default(), &value, 0);
    cr_expect(eq(flt, value, 1));
    cr_expect(eq(i64, index, 1));
    cr_expect(eq(u32, stream_u32(NULL), 0));
}
