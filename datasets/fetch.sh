# What the fetch programs share: messages, downloads, checksums, and replacing files only when all of them are right.
# Sourced by them, with $name (for messages), $target (folder) and $files ("name md5" lines) set.

cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { echo "$name: $*"; }

fail() { # fail MESSAGE HINT
    echo "$name: $1" >&2
    echo "hint: $2" >&2
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# Gives up soon where there is no network.
download() { # download ADDRESS FILE
    if has curl; then
        curl -fsSL --connect-timeout 5 --speed-time 20 --speed-limit 1000 -o "$2" "$1" 2>/dev/null
    elif has wget; then
        wget -q --connect-timeout=5 --read-timeout=20 --tries=1 -O "$2" "$1"
    else
        return 1
    fi
}

md5_of() {
    if has md5sum; then md5sum <"$1" | cut -d ' ' -f 1; else md5 -q "$1"; fi
}

# Are all files in place, and right?
complete() {
    local file sum
    while read -r file sum; do
        [ -f "$target/$file" ] && [ "$(md5_of "$target/$file")" = "$sum" ] || return 1
    done <<<"$files"
}

# A folder for half-finished work beside the target, gone when the script ends, however it ends.
open_part() {
    part=$target/.part.$$
    mkdir -p "$part"
    trap 'rm -rf "$part"' EXIT
    trap 'exit 130' INT TERM
}

# Prints the path of a file in a folder, plain or compressed, under the two names in use; fails when it is not there.
find_in() { # find_in FOLDER FILE
    local candidate
    for candidate in "$1/$2" "$1/$2.gz" "$1/${2/-idx/.idx}" "$1/${2/-idx/.idx}.gz"; do
        if [ -f "$candidate" ]; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

# Takes all files out of a folder: unpacks and checks every one before the first is put in place.
take_from() { # take_from FOLDER
    local file sum source got
    while read -r file sum; do
        source=$(find_in "$1" "$file") || fail "$1: no $file and no $file.gz in it" "the four files of the data set belong there"
        case $source in
        *.gz) gzip -dc "$source" >"$part/$file" 2>/dev/null || fail "$source: damaged, or no gzip file; nothing was replaced" "fetch it again" ;;
        *) cp "$source" "$part/$file" ;;
        esac
        got=$(md5_of "$part/$file")
        [ "$got" = "$sum" ] || fail "$source: wrong checksum: $got unpacked, should be $sum; nothing was replaced" \
            "the file is damaged or another one; fetch it again"
    done <<<"$files"
    put_in_place
}

put_in_place() {
    local file sum
    while read -r file sum; do
        mv -f "$part/$file" "$target/$file"
    done <<<"$files"
}
