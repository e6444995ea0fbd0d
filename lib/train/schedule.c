/* Schedules as functions of the share of the fit that is done; number for number as fast.ai's where it has
 * them. */
#include "train/schedule.h"

#include <math.h>

double schedule_cos(double start, double end, double position)
{
    return start + (1 + cos(M_PI * (1 - position))) * (end - start) / 2;
}

static double linear(double start, double end, double position)
{
    return start + (end - start) * position;
}

static double or_default(double value, double standard)
{
    return value != 0 ? value : standard;
}

typedef double Way(double start, double end, double position);

/* From a to b over the first `share` of the way, then from b to c. */
static double two_parts(Way *way, double a, double b, double c, double share, double position)
{
    position = fmin(fmax(position, 0), 1);
    if (position < share || share >= 1)
        return way(a, b, position / share);
    return way(b, c, (position - share) / (1 - share));
}

Rates schedule_at(const Schedule *schedule, double position)
{
    if (!schedule || !schedule->at)
        return (Rates){NAN, NAN};
    return schedule->at(schedule, fmin(fmax(position, 0), 1));
}

/* --- Constant ----------------------------------------------------------------------------------------- */

static Rates constant_at(const Schedule *schedule, double position)
{
    (void)position;
    return (Rates){schedule->how.lr, NAN};
}

Schedule schedule_constant(double lr)
{
    return (Schedule){.at = constant_at, .how.lr = lr};
}

/* --- One cycle ---------------------------------------------------------------------------------------- */

double schedule_one_cycle_lr(OneCycle how, double position)
{
    double start = how.lr_max / or_default(how.div, 25), end = how.lr_max / or_default(how.div_final, 1e5);
    return two_parts(schedule_cos, start, how.lr_max, end, or_default(how.pct_start, 0.25), position);
}

double schedule_one_cycle_mom(OneCycle how, double position)
{
    double share = or_default(how.pct_start, 0.25);
    if (how.moms[0] == 0 && how.moms[1] == 0 && how.moms[2] == 0)
        return two_parts(schedule_cos, 0.95, 0.85, 0.95, share, position);
    return two_parts(schedule_cos, how.moms[0], how.moms[1], how.moms[2], share, position);
}

static Rates one_cycle_at(const Schedule *schedule, double position)
{
    OneCycle how = schedule->how.one_cycle;
    return (Rates){schedule_one_cycle_lr(how, position), schedule_one_cycle_mom(how, position)};
}

Schedule schedule_one_cycle(OneCycle how)
{
    return (Schedule){.at = one_cycle_at, .how.one_cycle = how};
}

/* --- Flat, then a cosine ------------------------------------------------------------------------------ */

static Rates flat_cos_at(const Schedule *schedule, double position)
{
    FlatCos how = schedule->how.flat_cos;
    double end = how.lr / or_default(how.div_final, 1e5), share = or_default(how.pct_start, 0.75);
    return (Rates){two_parts(schedule_cos, how.lr, how.lr, end, share, position), NAN};
}

Schedule schedule_flat_cos(FlatCos how)
{
    return (Schedule){.at = flat_cos_at, .how.flat_cos = how};
}

/* --- Triangular --------------------------------------------------------------------------------------- */

static Rates triangular_at(const Schedule *schedule, double position)
{
    Triangular how = schedule->how.triangular;
    double low = how.lr_max / or_default(how.div, 25), share = or_default(how.pct_start, 0.5);
    return (Rates){two_parts(linear, low, how.lr_max, low, share, position), NAN};
}

Schedule schedule_triangular(Triangular how)
{
    return (Schedule){.at = triangular_at, .how.triangular = how};
}

/* --- Warm restarts ------------------------------------------------------------------------------------ */

static Rates sgdr_at(const Schedule *schedule, double position)
{
    Sgdr how = schedule->how.sgdr;
    int n = how.n_cycles > 0 ? how.n_cycles : 1;
    double mult = or_default(how.cycle_mult, 2), whole = 0, length = 1;
    for (int i = 0; i < n; i++, length *= mult)
        whole += length;
    /* In lengths of the first cycle. */
    double begin = 0, at = position * whole;
    length = 1;
    for (int i = 1; i < n && at >= begin + length; i++, length *= mult)
        begin += length;
    return (Rates){schedule_cos(how.lr_max, 0, (at - begin) / length), NAN};
}

Schedule schedule_sgdr(Sgdr how)
{
    return (Schedule){.at = sgdr_at, .how.sgdr = how};
}

/* --- A part of another -------------------------------------------------------------------------------- */

static Rates part_at(const Schedule *schedule, double position)
{
    SchedulePart how = schedule->how.part;
    return schedule_at(how.whole, how.from + (how.to - how.from) * position);
}

Schedule schedule_part(SchedulePart how)
{
    return (Schedule){.at = part_at, .how.part = how};
}
