/* Starting gnuplot: without a shell, with quoted variables, its picture caught in a file that is renamed when
 * whole, or shown when it is text. */
#include "interpret/plot.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/plot_kind.h"
#include "base/scope.h"
#include "interpret/plot_ascii.h"

enum { NOT_FOUND_STATUS = 127, COMPLAINT_SIZE = 400, MAX_TEXT_BYTES = 1 << 20 };
enum { COLUMNS = 79, ROWS = 24, MAX_COLUMNS = 120, MAX_ROWS = 40 };

enum { OURS = 4 }; /* variables that every script sees */

extern char **environ;

/* The size of the terminal that `out` is, less a column in which some do not write. */
static void terminal_size(FILE *out, int *columns, int *rows)
{
    struct winsize size;
    *columns = COLUMNS;
    *rows = ROWS;
    if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 40 && size.ws_row > 12) {
        *columns = size.ws_col - 1 < MAX_COLUMNS ? size.ws_col - 1 : MAX_COLUMNS;
        *rows = size.ws_row - 1 < MAX_ROWS ? size.ws_row - 1 : MAX_ROWS;
    }
}

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
static char **arguments_of(const PlotVariable ours[OURS], const char *path, int n,
                           const PlotVariable *variables)
{
    int at = 0;
    char **arguments = scope_alloc((size_t)(2 * (OURS + n) + 3) * sizeof *arguments);
    if (!arguments)
        return NULL;
    arguments[at++] = "gnuplot";
    for (int i = 0; i < OURS + n; i++) {
        arguments[at++] = "-e";
        arguments[at++] = assignment(i < OURS ? &ours[i] : &variables[i - OURS]);
        if (!arguments[at - 1])
            return NULL;
    }
    arguments[at++] = (char *)path;
    arguments[at] = NULL;
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
        posix_spawn_file_actions_adddup2(&actions, picture, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
        /* Last: without a standard input of its own, this program has the picture there. */
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        code = posix_spawnp(process, arguments[0], &actions, NULL, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
    }
    close(ends[1]);
    if (code != 0)
        close(ends[0]);
    *messages = ends[0];
    return code;
}

/* The text that gnuplot has drawn into a file, without its empty lines at both ends and the blanks at the end
 * of each; false when it is no text, because the script chose a terminal itself. */
static bool show_text(FILE *out, int picture)
{
    char *text = scope_alloc(MAX_TEXT_BYTES);
    ssize_t n = text ? pread(picture, text, MAX_TEXT_BYTES - 1, 0) : -1;
    if (n < 0 || memchr(text, '\0', (size_t)n))
        return false;
    text[n] = '\0';
    int empty = 0;
    bool begun = false;
    for (char *line = text, *end; *line; line = end + (*end == '\n')) {
        end = line + strcspn(line, "\n");
        int length = (int)(end - line);
        while (length > 0 && strchr(" \f\r", line[length - 1]))
            length--;
        if (length == 0) {
            empty += begun;
            continue;
        }
        fprintf(out, "%s%.*s\n", empty ? "\n" : "", length, line);
        empty = 0;
        begun = true;
    }
    fputc('\n', out);
    return true;
}

/* The main curves as text, where gnuplot is not there to draw them. */
static PlotResult draw_ascii(FILE *out, PlotKind kind, const char *path, int n, const PlotVariable *variables)
{
    if (kind != KIND_DUMB && !isatty(fileno(out)))
        return PLOT_NO_GNUPLOT;
    int columns, rows;
    terminal_size(out, &columns, &rows);
    const AsciiPlot *plot = plot_ascii_of_script(path, n, variables);
    if (!plot_ascii(out, plot, columns, rows))
        return PLOT_FAILED;
    return plot->n_curves > 0 ? PLOT_SHOWN : PLOT_NO_GNUPLOT;
}

/* Has gnuplot draw into the file `picture`. */
static PlotResult draw(char **arguments, const char *script, int picture)
{
    pid_t process;
    int messages = -1, status;
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
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && fstat(picture, &about) == 0 && about.st_size > 0)
        return PLOT_DRAWN;
    error_set(ERR_STATE, "plot_run: %s: gnuplot drew nothing: %s", script, complaint);
    return PLOT_FAILED;
}

static PlotResult draw_picture(const char *file, char **arguments, const char *script)
{
    FileWriter *writer = file_create(file);
    PlotResult result = writer ? draw(arguments, script, fileno(file_stream(writer))) : PLOT_FAILED;
    return result == PLOT_DRAWN && !file_commit(writer) ? PLOT_FAILED : result;
}

static PlotResult draw_text(FILE *out, char **arguments, const char *script)
{
    FILE *text = tmpfile();
    if (!text) {
        error_set(ERR_FILE, "plot_run: no temporary file: %s", strerror(errno));
        return PLOT_FAILED;
    }
    PlotResult result = draw(arguments, script, fileno(text));
    if (result == PLOT_DRAWN) {
        result = show_text(out, fileno(text)) ? PLOT_SHOWN : PLOT_FAILED;
        if (result == PLOT_FAILED)
            error_set(ERR_STATE, "plot_run: %s: this script draws a picture, and no text", script);
    }
    fclose(text);
    return result;
}

static const char *script_path(const char *script, const char *folder)
{
    const char *path = file_join(folder, scope_text("%s.gp", script));
    if (path && !file_exists(path)) {
        error_set(ERR_FILE, "plot_run: %s: no such script", path);
        error_hint("start the program from the project's folder, or name its plots folder in PLOTS_DIR");
        return NULL;
    }
    return path;
}

static PlotResult run(FILE *out, PlotKind kind, const char *script, const char *png, int n,
                      const PlotVariable *variables)
{
    const char *folder = getenv("PLOTS_DIR");
    if (!folder || !*folder)
        folder = "plots";
    int columns, rows;
    terminal_size(out, &columns, &rows);
    const PlotVariable ours[OURS] = {{"plots", folder},
                                     {"terminal", plot_kind_names[kind]},
                                     {"columns", scope_text("%d", columns)},
                                     {"rows", scope_text("%d", rows)}};
    const char *path = script_path(script, folder);
    char **arguments = path && ours[2].value && ours[3].value ? arguments_of(ours, path, n, variables) : NULL;
    if (!arguments)
        return PLOT_FAILED;
    PlotResult result =
        kind == KIND_DUMB ? draw_text(out, arguments, path) : draw_picture(plot_path(png), arguments, path);
    return result == PLOT_NO_GNUPLOT ? draw_ascii(out, kind, path, n, variables) : result;
}

PlotResult plot_run(FILE *out, const char *script, const char *png, int n, const PlotVariable *variables)
{
    if (!out || !script || !png || (n > 0 && !variables))
        return PLOT_FAILED;
    if (!plot_kind_known("plot_run"))
        return PLOT_FAILED;
    PlotKind kind = plot_kind();
    if (kind == KIND_NONE)
        return PLOT_NONE;
    Scope scope = scope_begin();
    PlotResult result = run(out, kind, script, png, n, variables);
    scope_end(scope); /* removes the temporary file of a picture that did not come to be */
    return result;
}

void plot_show(FILE *out, const char *script, const char *png, const char *what, int n,
               const PlotVariable *variables)
{
    PlotResult result = plot_run(out, script, png, n, variables);
    if (result == PLOT_DRAWN)
        fprintf(out, "wrote %s%s%s\n", plot_path(png), what ? ": " : "", what ? what : "");
    else if (result == PLOT_NO_GNUPLOT)
        fprintf(out, "not drawn: %s: gnuplot is not installed\n", plot_path(png));
}

const char *plot_path(const char *png)
{
    if (!png || plot_kind() != KIND_SVG)
        return png;
    const char *stem = file_stem(png);
    return stem ? scope_text("%s.svg", stem) : NULL;
}
