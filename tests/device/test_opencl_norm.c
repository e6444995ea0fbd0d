/* Normalisation on the OpenCL device against the CPU's, alone and together with a max pool. Runs with
 * DEVICE=opencl. */
#include "tests/device/both.h"

TestSuite(opencl_norm, .init = open_device);

Test(opencl_norm, normalisation)
{
    static const int64_t sizes[][2] = {{2, 1}, {70, 3}, {1000, 16}, {333, 130}, {9000, 2}};
    for (int i = 0; i < 5; i++)
        for (int how = 0; how < 4; how++) {
            int64_t rows = sizes[i][0], c = sizes[i][1];
            float center = how == 3 ? 1000 : 0;
            bool adds = how == 1;
            Both x = BOTH(center - 1, center + 1, rows, c), mean = BOTH(0, 1, c), var = BOTH(0, 1, c),
                 gamma = BOTH(0.5f, 1.5f, c), beta = BOTH(-1, 1, c), add = BOTH(-1, 1, rows, c),
                 y = BOTH(0, 1, rows, c), dy = BOTH(-1, 1, rows, c), dgamma = BOTH(0, 1, c),
                 dbeta = BOTH(0, 1, c);
            CALL(norm_stats, (&x.here, &mean.here, &var.here), (&x.there, &mean.there, &var.there));
            expect_same("mean", &mean, 1e-6);
            expect_same("var", &var, 1e-5);
            Norm here = {&x.here,    &mean.here,
                         &var.here,  &gamma.here,
                         &beta.here, adds ? &add.here : NULL,
                         1e-5f,      how ? ACT_RELU : ACT_NONE},
                 there = {&x.there,    &mean.there,
                          &var.there,  &gamma.there,
                          &beta.there, adds ? &add.there : NULL,
                          1e-5f,       how ? ACT_RELU : ACT_NONE};
            double noise = how == 3 ? 2e-3 : 2e-5; /* the last bit of 1000 is 6e-5 */
            CALL(norm_apply, (&here, &y.here), (&there, &y.there));
            expect_same("norm_apply", &y, noise);
            if (how == 3) { /* which elements ReLU lets through depends on that bit */
                DONE(&x, &mean, &var, &gamma, &beta, &add, &y, &dy, &dgamma, &dbeta);
                continue;
            }
            CALL(norm_grad,
                 (&here, adds ? &y.here : NULL, &dy.here, &x.here, &dgamma.here, &dbeta.here,
                  adds ? &dy.here : NULL),
                 (&there, adds ? &y.there : NULL, &dy.there, &x.there, &dgamma.there, &dbeta.there,
                  adds ? &dy.there : NULL));
            expect_same("dx", &x, 1e-4);
            expect_same("dgamma", &dgamma, 2e-5);
            expect_same("dbeta", &dbeta, 2e-5);
            expect_same("dadd", &dy, 0);
            DONE(&x, &mean, &var, &gamma, &beta, &add, &y, &dy, &dgamma, &dbeta);
        }
}

/* On the processor it never forms what lies between; here it is made, and forgotten. */
Test(opencl_norm, normalisation_and_pooling_in_one)
{
    const Window window = {3, 3, 2, 1};
    Both x = BOTH(-1, 1, 3, 9, 8, 5), mean = BOTH(-0.2f, 0.2f, 5), var = BOTH(0.5f, 1, 5),
         gamma = BOTH(0.5f, 1.5f, 5), beta = BOTH(-1, 1, 5), y = BOTH(0, 1, 3, 5, 4, 5),
         winner = BOTH(0, 1, 3, 5, 4, 5), dgamma = BOTH(0, 1, 5), dbeta = BOTH(0, 1, 5);
    Norm here = {&x.here, &mean.here, &var.here, &gamma.here, &beta.here, NULL, 1e-5f, ACT_RELU},
         there = {&x.there, &mean.there, &var.there, &gamma.there, &beta.there, NULL, 1e-5f, ACT_RELU};
    CALL(norm_pool, (&here, &window, &y.here, &winner.here), (&there, &window, &y.there, &winner.there));
    expect_same("norm_pool", &y, 1e-6);
    expect_same("winner", &winner, 0);
    CALL(norm_pool_grad, (&here, &window, &y.here, &winner.here, &x.here, &dgamma.here, &dbeta.here),
         (&there, &window, &y.there, &winner.there, &x.there, &dgamma.there, &dbeta.there));
    expect_same("dx", &x, 1e-5);
    expect_same("dgamma", &dgamma, 1e-5);
    expect_same("dbeta", &dbeta, 1e-5);
    DONE(&x, &mean, &var, &gamma, &beta, &y, &winner, &dgamma, &dbeta);
}
