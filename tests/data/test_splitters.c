/* Splits: fast.ai's numbers, shares of classes, groups that stay together, and names of all kinds. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <limits.h>
#include <string.h>

#include "base/error.h"
#include "base/scope.h"
#include "data/splitters.h"
#include "tests/support/temp_folder.h"

/* Every item once, on one side. */
static void is_partition(Sides sides, int64_t n)
{
    bool *seen = scope_alloc((size_t)n);
    cr_assert(sides.train && sides.valid && sides.n_train + sides.n_valid == n, "%s", error_text());
    for (int64_t i = 0; i < n; i++) {
        int64_t item = i < sides.n_train ? sides.train[i] : sides.valid[i - sides.n_train];
        cr_assert(item >= 0 && item < n && !seen[item]);
        seen[item] = true;
    }
}

Test(splitters, random_is_fastais)
{
    static const int64_t first[] = {42, 34, 372, 113, 181, 250, 202, 339, 201, 360};
    Sides sides = split_random(395, 0.2, 42);
    is_partition(sides, 395);
    cr_assert(eq(long, (long)sides.n_valid, 79));
    for (int i = 0; i < 10; i++)
        cr_assert(eq(long, (long)sides.valid[i], (long)first[i]));
    is_partition(split_random(0, 0.2, 42), 0);
    is_partition(split_random(3, 1, 42), 3);
    cr_assert_null(split_random(10, 1.5, 42).train);
    cr_assert(strstr(error_text(), "a share of 1.5, must be 0 to 1") != NULL, "%s", error_text());
    scope_end_all();
}

Test(splitters, stratified_keeps_shares)
{
    enum { N = 333, CLASSES = 4 };
    int labels[N];
    int64_t counts[CLASSES] = {0};
    for (int i = 0; i < N; i++) {
        labels[i] = i % 50 == 7 ? 3 : i % 10 == 0 ? 1 : i == 5 ? 2 : 0; /* 2 is there once */
        counts[labels[i]]++;
    }
    for (uint64_t seed = 0; seed < 20; seed++) {
        Sides sides = split_stratified(N, labels, 0.2, seed);
        is_partition(sides, N);
        int64_t valid[CLASSES] = {0};
        for (int64_t i = 0; i < sides.n_valid; i++)
            valid[labels[sides.valid[i]]]++;
        for (int c = 0; c < CLASSES; c++)
            cr_assert(valid[c] < counts[c] && (double)valid[c] > 0.2 * (double)counts[c] - 1 &&
                          (double)valid[c] < 0.2 * (double)counts[c] + 1,
                      "class %d: %d of %d", c, (int)valid[c], (int)counts[c]);
    }
    for (int i = 0; i < N; i++)
        labels[i] = 0;
    Sides one = split_stratified(N, labels, 0.2, 42), random = split_random(N, 0.2, 42);
    cr_assert(one.n_valid == random.n_valid &&
              memcmp(one.valid, random.valid, (size_t)one.n_valid * sizeof *one.valid) == 0);
    for (int wrong = 0; wrong < 2; wrong++) {
        labels[7] = wrong ? INT_MAX : -1;
        cr_assert_null(split_stratified(N, labels, 0.2, 42).train);
        cr_assert(strstr(error_text(), "split_stratified: label ") && strstr(error_text(), " of item 7"));
        error_clear();
        int fold[N];
        cr_assert_not(split_folds_stratified(N, labels, 2, 42, fold));
        cr_assert(strstr(error_text(), "split_folds_stratified: label ") != NULL, "%s", error_text());
        error_clear();
    }
    scope_end_all();
}

Test(splitters, groups_stay_together)
{
    enum { N = 200 };
    int64_t groups[N], alone[N];
    for (int64_t i = 0; i < N; i++) {
        groups[i] = i % 3 == 0 ? -7 - i / 9 : 1000 * i; /* some of three, far apart, and many of one */
        alone[i] = i;
    }
    for (uint64_t seed = 0; seed < 20; seed++) {
        Sides sides = split_grouped(N, groups, 0.25, seed);
        is_partition(sides, N);
        cr_assert(sides.n_valid <= 50 && sides.n_valid > 47, "%d", (int)sides.n_valid);
        for (int64_t i = 0; i < sides.n_valid; i++)
            for (int64_t j = 0; j < sides.n_train; j++)
                cr_assert(groups[sides.valid[i]] != groups[sides.train[j]]);
    }
    Sides grouped = split_grouped(N, alone, 0.25, 42), random = split_random(N, 0.25, 42);
    cr_assert(memcmp(grouped.valid, random.valid, 50 * sizeof(int64_t)) == 0 &&
                  memcmp(grouped.train, random.train, 150 * sizeof(int64_t)) == 0,
              "groups of one are no groups");
    memset(alone, 0, sizeof alone);
    cr_assert_null(split_grouped(N, alone, 0.25, 42).train);
    cr_assert(strstr(error_text(), "each of 1 groups has more than the 50 items") != NULL, "%s",
              error_text());
    scope_end_all();
}

static Items *listed(int n, const char *const *names)
{
    Items *items = items_new("photos");
    for (int i = 0; i < n; i++)
        cr_assert(items_add(items, scope_text("photos/%s", names[i]), 0));
    return items;
}

static Sides split(Splitter splitter, const Items *items)
{
    Dataset set = {.n = items->n};
    cr_assert(splitter.name != NULL);
    return splitter.split(&set, items, splitter.how);
}

Test(splitters, by_folder_and_by_group_name)
{
    static const char *const names[] = {"train/black/1.jpg", "valid/black/2.jpg", "test/black/3.jpg",
                                        "train/teddy/1.jpg", "my_valid/teddy/4.jpg"};
    const Items *items = listed(5, names);
    Sides sides = split(grandparent_splitter("train", "valid"), items);
    cr_assert(sides.n_train == 2 && sides.train[0] == 0 && sides.train[1] == 3);
    cr_assert(sides.n_valid == 1 && sides.valid[0] == 1);
    sides = split(grandparent_splitter("photos", "valid"), items);
    cr_assert_null(sides.train);
    cr_assert(strstr(error_text(), "0 lie in photos/CLASS and 1 in valid/CLASS") != NULL, "%s", error_text());
    error_clear();

    sides = split(group_splitter(0.4, 1, regex_labeller("^([0-9]+)")), items); /* both 1.jpg are one group */
    is_partition(sides, 5);
    bool first_is_valid = false, fourth_is_valid = false;
    for (int64_t i = 0; i < sides.n_valid; i++) {
        first_is_valid |= sides.valid[i] == 0;
        fourth_is_valid |= sides.valid[i] == 3;
    }
    cr_assert(sides.n_valid == 2 && first_is_valid == fourth_is_valid);
    scope_end_all();
}

Test(splitters, by_a_list_of_names)
{
    static const char *const names[] = {"black/1.jpg", "black/2.jpg", "teddy/1.jpg", "teddy/3.jpg"};
    const Items *items = listed(4, names);
    const char *folder = temp_folder();
    const char *good = temp_file(folder, "good.txt", "3.jpg\r\n\nblack/1.jpg", 19);
    Sides sides = split(file_splitter(good), items);
    is_partition(sides, 4);
    cr_assert(sides.n_valid == 2 && sides.valid[0] == 0 && sides.valid[1] == 3);
    sides = split(file_splitter(temp_file(folder, "marked.txt",
                                          "\xef\xbb\xbf"
                                          "3.jpg\r\n",
                                          10)),
                  items);
    cr_assert(sides.n_valid == 1 && sides.valid[0] == 3, "%s", error_text());

    cr_assert_null(split(file_splitter(temp_file(folder, "twice.txt", "1.jpg\n", 6)), items).train);
    cr_assert(strstr(error_text(), "twice.txt: '1.jpg' names 2 of the items in photos") != NULL, "%s",
              error_text());
    cr_assert_str_eq(error_advice(), "write it with its folder: 'teddy/1.jpg'");
    error_clear();
    cr_assert_null(split(file_splitter(temp_file(folder, "none.txt", "4.jpg", 5)), items).train);
    cr_assert(strstr(error_text(), "'4.jpg' names 0 of the items") != NULL, "%s", error_text());
    error_clear();
    cr_assert_null(split(file_splitter("no/such/file"), items).train);
    cr_assert(error_code() == ERR_FILE);
    scope_end_all();
}

Test(splitters, by_a_column)
{
    static const char text[] = "file,valid\na,True\nb,\nc,0\nd,1\ne,maybe\n";
    Items *items = listed(4, (const char *const[]){"a", "b", "c", "d"});
    cr_assert_null(split(col_splitter("valid"), items).train);
    cr_assert(strstr(error_text(), "are no rows of a table") != NULL, "%s", error_text());
    error_clear();
    items->table = csv_parse("t.csv", text, sizeof text - 1);
    for (int i = 0; i < 4; i++)
        items->rows[i] = i;
    Sides sides = split(col_splitter("valid"), items);
    is_partition(sides, 4);
    cr_assert(sides.n_valid == 2 && sides.valid[0] == 0 && sides.valid[1] == 3);
    items->rows[2] = 4;
    cr_assert_null(split(col_splitter("valid"), items).train);
    cr_assert(strstr(error_text(), "t.csv, line 6: 'maybe' is neither true nor false") != NULL, "%s",
              error_text());
    error_clear();
    cr_assert_null(split(col_splitter("test"), items).train);
    cr_assert(strstr(error_text(), "test") != NULL);
    scope_end_all();
}

/* Every item validates once, groups stay together, and no fold is much larger than another. */
Test(splitters, folds_keep_groups_together)
{
    enum { N = 103, K = 5 };
    int64_t groups[N], sizes[K] = {0};
    int fold[N], again[N], other[N];
    for (int i = 0; i < N; i++)
        groups[i] = i % 7 == 0 ? 1000 : i < 60 ? i / 3 : i; /* 15 together, triples, and singles */
    cr_assert(split_folds(N, groups, K, 42, fold), "%s", error_text());
    for (int i = 0; i < N; i++) {
        cr_assert(fold[i] >= 0 && fold[i] < K);
        sizes[fold[i]]++;
        for (int j = 0; j < i; j++)
            cr_expect(groups[i] != groups[j] || fold[i] == fold[j], "%d and %d are apart", i, j);
    }
    for (int f = 0; f < K; f++)
        cr_expect(sizes[f] >= 20 && sizes[f] <= 21, "fold %d has %ld", f, (long)sizes[f]);
    cr_expect(split_folds(N, groups, K, 42, again) && memcmp(fold, again, sizeof fold) == 0);
    cr_expect(split_folds(N, groups, K, 43, other) && memcmp(fold, other, sizeof fold) != 0);
    cr_expect(not(split_folds(N, groups, 1, 42, fold)));
    cr_expect(eq(int, error_code(), ERR_VALUE));
    error_clear();
}

Test(splitters, stratified_folds_deal_classes_evenly)
{
    enum { N = 30, K = 4 };
    int labels[N], fold[N], again[N], other[N], counts[K][3] = {0}, sizes[K] = {0};
    for (int i = 0; i < N; i++)
        labels[i] = i % 3;
    cr_assert(split_folds_stratified(N, labels, K, 1, fold), "%s", error_text());
    for (int i = 0; i < N; i++) {
        counts[fold[i]][labels[i]]++;
        sizes[fold[i]]++;
    }
    for (int f = 0; f < K; f++) {
        cr_expect(sizes[f] == 7 || sizes[f] == 8, "fold %d has %d items", f, sizes[f]);
        for (int c = 0; c < 3; c++)
            cr_expect(counts[f][c] == 2 || counts[f][c] == 3, "fold %d: %d of class %d", f, counts[f][c], c);
    }
    cr_expect(split_folds_stratified(N, labels, K, 1, again) && memcmp(fold, again, sizeof fold) == 0);
    cr_expect(split_folds_stratified(N, labels, K, 2, other) && memcmp(fold, other, sizeof fold) != 0);
    cr_expect(not(split_folds_stratified(N, labels, 11, 1, fold)), "a class has 10");
    cr_expect(eq(int, error_code(), ERR_VALUE));
    error_clear();
}
