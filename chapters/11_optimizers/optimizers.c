/* Chapter 11, optimisers: the same gradients, twelve ways to make steps of them.
 *
 *     make ch11
 *     make ch11 ARGS=--quick
 *
 * Plain gradient descent goes downhill, by the slope times the learning rate. Everything here is an answer to
 * one of two troubles with that: slopes that change from batch to batch, which is noise, and slopes that are
 * steep one way and shallow another, which one learning rate cannot suit. */
#include "optimizers.h"

/* --- The contenders ---------------------------------------------------------------------------------- */

static Optim *sgd(Parameters *parameters, float lr)
{
    return optim_sgd(parameters, (Sgd){.lr = lr});
}

static Optim *momentum(Parameters *parameters, float lr)
{
    return optim_sgd(parameters, (Sgd){.lr = lr, .momentum = 0.9f});
}

static Optim *nesterov(Parameters *parameters, float lr)
{
    return optim_sgd(parameters, (Sgd){.lr = lr, .momentum = 0.9f, .nesterov = true});
}

static Optim *adagrad(Parameters *parameters, float lr)
{
    return optim_adagrad(parameters, (Adagrad){.lr = lr});
}

static Optim *adadelta(Parameters *parameters, float lr)
{
    return optim_adadelta(parameters, (Adadelta){.lr = lr});
}

static Optim *rmsprop(Parameters *parameters, float lr)
{
    return optim_rmsprop(parameters, (RmsProp){.lr = lr});
}

static Optim *adam(Parameters *parameters, float lr)
{
    return optim_adam(parameters, (Adam){.lr = lr});
}

static Optim *amsgrad(Parameters *parameters, float lr)
{
    return optim_adam(parameters, (Adam){.lr = lr, .amsgrad = true});
}

static Optim *adamax(Parameters *parameters, float lr)
{
    return optim_adamax(parameters, (AdaMax){.lr = lr});
}

static Optim *nadam(Parameters *parameters, float lr)
{
    return optim_nadam(parameters, (NAdam){.lr = lr});
}

static Optim *adamw(Parameters *parameters, float lr)
{
    return optim_adam(parameters, (Adam){.lr = lr, .weight_decay = 0.01f, .decoupled = true});
}

static Optim *fastai(Parameters *parameters, float lr)
{
    Adam how = optim_fastai();
    how.lr = lr;
    return optim_adam(parameters, how);
}

const Contender contenders[CONTENDERS] = {
    {"SGD", sgd, 0.03f},         {"momentum", momentum, 0.03f}, {"Nesterov", nesterov, 0.03f},
    {"Adagrad", adagrad, 0.03f}, {"Adadelta", adadelta, 1},     {"RMSprop", rmsprop, 0.003f},
    {"Adam", adam, 0.003f},      {"AMSGrad", amsgrad, 0.003f},  {"AdaMax", adamax, 0.006f},
    {"NAdam", nadam, 0.003f},    {"AdamW", adamw, 0.003f},      {"fast.ai's Adam", fastai, 0.003f},
};

/* --- The program ------------------------------------------------------------------------------------- */

void draw(const char *folder, const char *name, const char *what)
{
    const char *png = file_join(folder, scope_text("11-%s.png", name));
    const PlotVariable data = {"data", file_join(folder, scope_text("11-%s.csv", name))};
    plot_show(stdout, scope_text("ch11-%s", name), png, what, 1, &data);
}

int main(int argc, char **argv)
{
    CommonFlags flags;
    if (!chapter_begin(stdout, "Chapter 11, optimisers: takes about twenty seconds.", &flags, argc, argv))
        return finish("11_optimizers");

    const char *folder = flags.no_plot || !file_make_folder(flags.out) ? NULL : flags.out;
    random_seed((uint64_t)flags.seed);
    one_number(folder);
    surfaces(folder);
    fashion(flags, folder);

    check_report(stdout);
    return finish("11_optimizers");
}
