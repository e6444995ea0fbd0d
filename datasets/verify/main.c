/* make verify: which photos of a folder cannot be used, and which are there twice. */
#include "lib.h"

static void undo(const char *folder)
{
    RejectUndo undone;
    if (!reject_undo(folder, &undone))
        return;
    printf("moved %" PRId64 " files back\n", undone.n_back);
    if (undone.n_kept > 0)
        printf("%" PRId64 " stay in %s: other files have their names now\n", undone.n_kept,
               reject_folder(folder));
}

static void verify(const char *folder, VerifyOptions options)
{
    const VerifyReport *report = verify_images(folder, options);
    verify_print(report, stdout);
    if (report && report->n_moved > 0)
        printf("to move them back: make verify PHOTOS=%s ARGS=--undo\n", folder);
    if (!report || !report->too_many)
        return;
    error_set(ERR_STATE, "%s: %" PRId64 " of %" PRId64 " pictures cannot be used", folder, report->n_bad,
              report->n_files);
    error_hint("is it the right folder? --force moves them all the same");
}

int main(int argc, char **argv)
{
    VerifyOptions options = {0};
    bool back = false;
    const Flag flags[] = {
        {"dry-run", FLAG_SWITCH, &options.dry_run, 0, 0, "tell, but move nothing"},
        {"force", FLAG_SWITCH, &options.force, 0, 0, "move even more than half of the files"},
        {"undo", FLAG_SWITCH, &back, 0, 0, "move everything back that was moved before"},
    };
    const CommandLine line = {
        "verify [flags] FOLDER\n"
        "Decodes every photo of a folder. Those that cannot be used move to FOLDER-rejected,\n"
        "photos that are there twice are listed. Nothing is deleted.\n",
        3, flags, 1, 1};
    program_catch_interrupt();
    if (flags_parse(&line, stdout, &argc, argv)) {
        if (back)
            undo(argv[1]);
        else
            verify(argv[1], options);
    }
    return finish("verify");
}
