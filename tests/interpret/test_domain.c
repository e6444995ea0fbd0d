/* Known photos and strange ones, and the test for change. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "base/random.h"
#include "base/scope.h"
#include "interpret/domain.h"
#include "tests/support/expect.h"
#include "tests/support/temp_folder.h"

enum { N = 60, D = 16 };

/* Directions around the first axis, or, `turned`, around the last. */
static void directions(Random *random, float *out, int n, bool turned)
{
    random_randn(random, out, (int64_t)n * D);
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < D; j++)
            out[i * D + j] *= 0.1f;
        out[i * D + (turned ? D - 1 : 0)] += 3;
    }
}

Test(domain, tells_known_from_strange)
{
    Random random;
    random_init(&random, 1);
    float known[N * D], new[N * D], strange[N * D], confidences[N] = {0};
    directions(&random, known, N, false);
    directions(&random, new, N, false);
    directions(&random, strange, N, true);
    const char *path = temp_path(temp_folder(), "domain.safetensors");
    Domain *made = domain_of(N, D, known, confidences);
    cr_assert(domain_save(made, path), "%s", error_text());
    Domain *domain = domain_load(path);
    cr_assert(domain != NULL, "%s", error_text());
    cr_expect(epsilon_eq(dbl, domain->limit, made->limit, 1e-6));
    double in[N], out[N];
    int above = 0;
    for (int i = 0; i < N; i++) {
        in[i] = domain_distance(domain, new + i *D);
        out[i] = domain_distance(domain, strange + i * D);
        above += in[i] > domain->limit;
    }
    cr_expect(above <= N / 5, "%d of %d", above, N);
    cr_expect(eq(dbl, domain_auroc(N, in, N, out), 1.0));
    cr_expect(eq(dbl, domain_auroc(N, in, N, in), 0.5));
    float zeros[D] = {0}, nan[D] = {NAN};
    cr_expect(eq(dbl, domain_distance(domain, zeros), -1.0));
    cr_expect(eq(dbl, domain_distance(domain, nan), -1.0));
    /* A direction only: twice as bright is as near. */
    for (int j = 0; j < D; j++)
        zeros[j] = 2 * new[j];
    cr_expect(epsilon_eq(dbl, domain_distance(domain, zeros), in[0], 1e-6));
    scope_end_all();
}

Test(domain, refuses_what_it_cannot_use)
{
    float features[N * D] = {0}, confidences[N] = {0};
    cr_expect_null(domain_of(5, D, features, confidences));
    expect_error(ERR_VALUE, "domain_of: 5 photos of 16 features: at least 20 are wanted", "");
    cr_expect_null(domain_of(N, D, features, confidences));
    expect_error(ERR_VALUE, "domain_of: the features of photo 0 have no direction", "");
    for (int i = 0; i < N * D; i++)
        features[i] = 1;
    confidences[3] = NAN;
    cr_expect_null(domain_of(N, D, features, confidences));
    expect_error(ERR_VALUE, "domain_of: the confidence about photo 3 is nan", "");
    confidences[3] = 1.5f;
    cr_expect_null(domain_of(N, D, features, confidences));
    expect_error(ERR_VALUE, "domain_of: the confidence about photo 3 is 1.5", "");
    cr_expect_null(domain_load(temp_file(temp_folder(), "x.safetensors", "x", 1)));
    cr_expect(eq(int, error_code(), ERR_FORMAT));
    error_clear();
    scope_end_all();
}

Test(domain, lies_beside_its_model)
{
    cr_expect(eq(str, domain_path("bears.safetensors"), "bears.domain.safetensors"));
    cr_expect(eq(str, domain_path("../v1.2/bears.safetensors"), "../v1.2/bears.domain.safetensors"));
    cr_expect(eq(str, domain_path("./bears"), "./bears.domain.safetensors"));
    scope_end_all();
}

/* p as scipy.stats.kstwo's limit has it: scipy.special.kolmogorov((r + .12 + .11 / r) * d). */
Test(domain, two_samples)
{
    float a[200], b[100];
    for (int i = 0; i < 200; i++)
        a[i] = (float)i / 200;
    for (int i = 0; i < 100; i++)
        b[i] = (float)i / 100;
    TwoSamples same = domain_two_samples(200, a, 100, b);
    cr_expect(same.distance < 0.011, "%g", same.distance);
    cr_expect(epsilon_eq(dbl, same.p, 1, 1e-6));
    for (int i = 0; i < 100; i++)
        b[i] = 0.2f + (float)i / 125;
    TwoSamples other = domain_two_samples(200, a, 100, b);
    cr_expect(epsilon_eq(dbl, other.distance, 0.2, 1e-2), "%g", other.distance);
    cr_expect(other.p > 0.005 && other.p < 0.012, "%g", other.p);
    cr_expect(eq(dbl, domain_two_samples(0, a, 100, b).p, 1.0));

    /* Answers that are no numbers end the test, and differ from those that are. */
    for (int i = 0; i < 100; i++)
        b[i] = i % 2 ? NAN : a[i];
    cr_expect(domain_two_samples(100, b, 100, b).p > 0.999);
    cr_expect(domain_two_samples(200, a, 100, b).p < 1e-6);

    /* Samples of one kind are found different as rarely as the test says: one time in twenty. */
    Random random;
    random_init(&random, 5);
    int alarms = 0;
    for (int round = 0; round < 400; round++) {
        random_rand(&random, a, 80);
        random_rand(&random, b, 60);
        alarms += domain_two_samples(80, a, 60, b).p < 0.05;
    }
    cr_expect(alarms >= 8 && alarms <= 32, "%d of 400", alarms);
    scope_end_all();
}
