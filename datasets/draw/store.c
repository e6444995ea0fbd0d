/* Writing files whole or not at all, and telling this program's files from a person's by their checksums. */
#define _POSIX_C_SOURCE 200809L
#include "store.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 4096, LINE_ROOM = 128 };

static const char MARKER[] = "DRAWN.txt", TEMPORARY[] = ".draw_bears-";
static const char FIRST_LINE[] = "These pictures were drawn by draw_bears; they are not photographs.\n";

/* What the marker lists, sought by path. */
typedef struct {
    char path[LINE_ROOM];
    uint64_t checksum;
} Listed;

typedef struct {
    Listed *files;
    size_t count, room;
} Listing;

static bool complain(const char *problem, const char *path, const char *reason, const char *hint)
{
    fprintf(stderr, "draw_bears: %s '%s': %s\nhint: %s\n", problem, path, reason, hint);
    return false;
}

/* FNV-1a, 64 bits. */
static uint64_t checksum(const uint8_t *data, size_t size)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ data[i]) * 0x100000001b3u;
    return hash;
}

static bool join(char *path, const char *folder, const char *name)
{
    if (snprintf(path, PATH_ROOM, "%s/%s", folder, name) < PATH_ROOM)
        return true;
    return complain("cannot use", folder, "the path is too long", "choose a shorter one");
}

bool store_file(const char *path, const Bytes *bytes)
{
    char temporary[PATH_ROOM];
    const char *slash = strrchr(path, '/');
    int folder = slash == NULL ? 0 : (int)(slash - path) + 1;
    int length =
        snprintf(temporary, sizeof temporary, "%.*s%s%s.part", folder, path, TEMPORARY, path + folder);
    if (length >= (int)sizeof temporary)
        return complain("cannot write", path, "the path is too long", "choose a shorter one");
    FILE *file = fopen(temporary, "wb");
    bool written = file != NULL && (bytes->size == 0 || fwrite(bytes->data, bytes->size, 1, file) == 1);
    if (file != NULL)
        written = fclose(file) == 0 && written;
    if (written && rename(temporary, path) == 0)
        return true;
    int reason = errno;
    if (file != NULL)
        unlink(temporary);
    return complain("cannot write", path, strerror(reason),
                    "choose a folder you may write to, on a disk with room");
}

/* Reads the whole file; false when it cannot be read. */
static bool read_file(const char *path, Bytes *bytes)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    uint8_t block[16384];
    size_t got;
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        bytes_append(bytes, block, got);
    bool fine = !ferror(file) && !bytes->failed;
    fclose(file);
    return fine;
}

/* Reads the marker of an earlier run; an empty listing when there is none (or it is not this program's). */
static bool read_listing(Listing *listing, const char *marker)
{
    *listing = (Listing){0};
    FILE *file = fopen(marker, "r");
    char line[LINE_ROOM + 32];
    if (file == NULL || fgets(line, sizeof line, file) == NULL || strcmp(line, FIRST_LINE) != 0) {
        if (file != NULL)
            fclose(file);
        return true;
    }
    bool fine = true;
    while (fine && fgets(line, sizeof line, file) != NULL) {
        Listed entry;
        if (sscanf(line, "%16" SCNx64 "  %127[^\n]", &entry.checksum, entry.path) != 2)
            continue;
        if (listing->count == listing->room) {
            listing->room = 2 * listing->room + 64;
            Listed *moved = realloc(listing->files, listing->room * sizeof *moved);
            fine = moved != NULL;
            listing->files = fine ? moved : listing->files;
        }
        if (fine)
            listing->files[listing->count++] = entry;
    }
    fclose(file);
    return fine;
}

static bool is_listed(const Listing *listing, const char *folder, const char *path)
{
    char whole[PATH_ROOM];
    for (size_t i = 0; i < listing->count; i++) {
        if (strcmp(listing->files[i].path, path) != 0)
            continue;
        Bytes bytes = {0};
        bool same = join(whole, folder, path) && read_file(whole, &bytes) &&
                    checksum(bytes.data, bytes.size) == listing->files[i].checksum;
        bytes_free(&bytes);
        return same;
    }
    return false;
}

static bool is_class_folder(const char *name)
{
    for (DrawKind kind = DRAW_GRIZZLY; kind < DRAW_KINDS; kind++)
        if (strcmp(name, draw_name(kind)) == 0)
            return true;
    return false;
}

/* True when everything under `folder`/`below` is in the listing and unchanged ("" is the folder itself). */
static bool all_ours(const char *folder, const char *below, const Listing *listing)
{
    char whole[PATH_ROOM], path[LINE_ROOM];
    if (!join(whole, folder, below[0] == '\0' ? "." : below))
        return false;
    DIR *directory = opendir(whole);
    if (directory == NULL)
        return complain("cannot look into", whole, strerror(errno), "choose another folder");
    bool ours = true;
    for (struct dirent *entry; ours && (entry = readdir(directory)) != NULL;) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
            strncmp(name, TEMPORARY, strlen(TEMPORARY)) == 0)
            continue;
        bool fits =
            snprintf(path, sizeof path, "%s%s%s", below, below[0] == '\0' ? "" : "/", name) < LINE_ROOM;
        if (below[0] == '\0' && is_class_folder(name))
            ours = all_ours(folder, name, listing);
        else if (below[0] == '\0' && strcmp(name, MARKER) == 0 && listing->count > 0)
            continue;
        else if (!fits || !is_listed(listing, folder, path))
            ours = complain(
                "will not touch", whole, name,
                "that file was not drawn by this program, or was changed since; choose an empty folder");
    }
    closedir(directory);
    return ours;
}

static bool make_folder(const char *path)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return true;
    return complain("cannot create", path, strerror(errno), "choose a folder you may write to");
}

bool store_prepare(const char *folder)
{
    char path[PATH_ROOM];
    Listing listing;
    if (!make_folder(folder) || !join(path, folder, MARKER))
        return false;
    bool fine = read_listing(&listing, path) ||
                complain("cannot read", path, "out of memory", "close other programs");
    fine = fine && all_ours(folder, "", &listing);
    for (size_t i = 0; fine && i < listing.count; i++)
        if (join(path, folder, listing.files[i].path))
            unlink(path);
    free(listing.files);
    for (DrawKind kind = DRAW_GRIZZLY; fine && kind < DRAW_KINDS; kind++)
        fine = join(path, folder, draw_name(kind)) && make_folder(path);
    return fine;
}

static void append_text(Bytes *bytes, const char *text)
{
    bytes_append(bytes, text, strlen(text));
}

static void list_faults(Bytes *table, const Plan *plan)
{
    char line[LINE_ROOM];
    append_text(table, "path,kind,true_class\n");
    for (int i = 0; i < plan->count; i++) {
        const PlanEntry *entry = &plan->entries[i];
        if (entry->fault == FAULT_NONE)
            continue;
        snprintf(line, sizeof line, "%s,%s,%s\n", entry->path, plan_fault_name(entry->fault),
                 draw_name(entry->shown));
        append_text(table, line);
    }
}

static void list_file(Bytes *marker, const char *path, const Bytes *file)
{
    char line[LINE_ROOM];
    snprintf(line, sizeof line, "%016" PRIx64 "  %s\n", checksum(file->data, file->size), path);
    append_text(marker, line);
}

bool store_write(const char *folder, const Plan *plan, const Bytes *files, uint64_t seed, bool faults)
{
    static const char TABLE[] = "faults.csv";
    char path[PATH_ROOM], line[LINE_ROOM];
    Bytes marker = {0}, table = {0};
    append_text(&marker, FIRST_LINE);
    snprintf(line, sizeof line, "seed %" PRIu64 ", %d pictures of each kind%s\n", seed, plan->per_class,
             faults ? ", with planted faults" : "");
    append_text(&marker, line);
    append_text(&marker, "draw_bears deletes and draws again only files whose checksum is listed here.\n\n");
    for (int i = 0; i < plan->count; i++)
        list_file(&marker, plan->entries[i].path, &files[i]);
    if (faults) {
        list_faults(&table, plan);
        list_file(&marker, TABLE, &table);
    }
    bool fine = !marker.failed && !table.failed;
    if (!fine)
        complain("cannot list", folder, "out of memory", "ask for fewer pictures");
    fine = fine && join(path, folder, MARKER) && store_file(path, &marker);
    for (int i = 0; fine && i < plan->count; i++)
        fine = join(path, folder, plan->entries[i].path) && store_file(path, &files[i]);
    if (fine && faults)
        fine = join(path, folder, TABLE) && store_file(path, &table);
    bytes_free(&marker);
    bytes_free(&table);
    return fine;
}
