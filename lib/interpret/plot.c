/* Starting gnuplot: without a shell, with quoted variables, its picture caught from a pipe into a file that
 * is renamed when whole. */
#include "interpret/plot.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"

enum { NOT_FOUND_STATUS = 127, COMPLAINT_SIZE = 400 };

extern char **environ;

/* name='value' as gnuplot reads it: in single quotes nothing is special but the quote, which is doubled. */
static char *assignment(const PlotVariable *variable)
{
    const char *value = variable->value;
    char *text = scope_alloc(strlen(variable->name) + 2 * strlen(value) + 4);
    char *to = text ? text + sprintf(text, "%s='", variable->name) : NULL;
    for (; to && *value; value++) {
        if ((unsigned char)*value < ' ')
            return error_set(ERR_VALUE, "plot_run: %s holds a control character", variable->name);
        if (*value == '\'')
            *to++ = '\'';
        *to++ = *value;
    }
    if (to)
        *to = '\'';
    return text;
}

/* gnuplot -e "a='1'" -e "b='2'" ... script; NULL with an error. */
static char **arguments_of(const char *folder, const char *path, int n, const PlotVariable *variables)
{
    char **arguments = scope_alloc((size_t)(2 * n + 5) * sizeof *arguments);
    if (!arguments)
        return NULL;
    PlotVariable plots = {"plots", folder};
    int at = 0;
    arguments[at++] = "gnuplot";
    for (int i = -1; i < n; i++) {
        arguments[at++] = "-e";
        arguments[at++] = assignment(i < 0 ? &plots : &variables[i]);
        if (!arguments[at - 1])
            return NULL;
    }
    arguments[at] = (char *)path;
    return arguments;
}

/* What gnuplot says on its error stream, up to COMPLAINT_SIZE, on one line; all of it is read, so that it
 * never waits. */
static void read_complaint(int from, char *text)
{
    char chunk[512];
    size_t length = 0;
    ssize_t n;
    while ((n = read(from, chunk, sizeof chunk)) > 0 || (n < 0 && errno == EINTR))
        for (ssize_t i = 0; i < n && length + 1 < COMPLAINT_SIZE; i++)
            if (length > 0 || chunk[i] > ' ')
                text[length++] = (unsigned char)chunk[i] < ' ' ? ' ' : chunk[i];
    while (length > 0 && text[length - 1] == ' ')
        length--;
    text[length] = '\0';
}

/* Starts gnuplot with the picture going to `picture`; its messages come out of *messages. Returns errno. */
static int start(char **arguments, int picture, pid_t *process, int *messages)
{
    int ends[2];
    if (pipe(ends) != 0)
        return errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    posix_spawn_file_actions_t actions;
    int code = posix_spawn_file_actions_init(&actions);
    if (code == 0) {
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, picture, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
        code = posix_spawnp(process, arguments[0], &actions, NULL, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
    }
    close(ends[1]);
    if (code != 0)
        close(ends[0]);
    *messages = ends[0];
    return code;
}

static PlotResult draw(char **arguments, const char *script, FileWriter *writer)
{
    pid_t process;
    int messages = -1, status, picture = fileno(file_stream(writer));
    int code = start(arguments, picture, &process, &messages);
    if (code == ENOENT)
        return PLOT_NO_GNUPLOT;
    if (code != 0) {
        error_set(ERR_STATE, "plot_run: %s: gnuplot cannot be started: %s", script, strerror(code));
        return PLOT_FAILED;
    }
    char complaint[COMPLAINT_SIZE];
    read_complaint(messages, complaint);
    close(messages);
    while (waitpid(process, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND_STATUS)
        return PLOT_NO_GNUPLOT;
    struct stat about;
    bool drawn =
        WIFEXITED(status) && WEXITSTATUS(status) == 0 && fstat(picture, &about) == 0 && about.st_size > 0;
    if (drawn)
        return file_commit(writer) ? PLOT_DRAWN : PLOT_FAILED;
    error_set(ERR_STATE, "plot_run: %s: gnuplot drew nothing: %s", script, complaint);
    return PLOT_FAILED;
}

static PlotResult run(const char *script, const char *png, int n, const PlotVariable *variables)
{
    const char *folder = getenv("PLOTS_DIR");
    if (!folder || !*folder)
        folder = "plots";
    const char *path = file_join(folder, scope_text("%s.gp", script));
    if (!path)
        return PLOT_FAILED;
    if (!file_exists(path)) {
        error_set(ERR_FILE, "plot_run: %s: no such script", path);
        error_hint("start the program from the project's folder, or name its plots folder in PLOTS_DIR");
        return PLOT_FAILED;
    }
    char **arguments = arguments_of(folder, path, n, variables);
    FileWriter *writer = arguments ? file_create(png) : NULL;
    return writer ? draw(arguments, path, writer) : PLOT_FAILED;
}

PlotResult plot_run(const char *script, const char *png, int n, const PlotVariable *variables)
{
    if (!script || !png || (n > 0 && !variables))
        return PLOT_FAILED;
    Scope scope = scope_begin();
    PlotResult result = run(script, png, n, variables);
    scope_end(scope); /* removes the temporary file of a picture that did not come to be */
    return result;
}
