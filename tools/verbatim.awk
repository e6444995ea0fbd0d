# Is a block of code part of a file, word for word? Silent if it is, else says which line is not.
#
#   awk -v name=README.md -v first=12 -f tools/verbatim.awk block source
#
# The block may be indented otherwise, as a whole. A line /* ... */ leaves something out: what follows it comes later in the file.

function blanks(line) { match(line, /^ */); return RLENGTH }

FNR == 1 { file++ }
{ sub(/[ \t\r]+$/, "") }
file == 1 { block[++n] = $0; next }
{ source[++m] = $0 }

# How many lines from block[b] on stand in the source from line s on: up to the next /* ... */ or the end.
function matching(b, s,    shift, i) {
    shift = blanks(source[s]) - blanks(block[b])
    for (i = 0; b + i <= n && block[b + i] !~ /^ *\/\* \.\.\. \*\/$/; i++) {
        if (block[b + i] == "" && source[s + i] == "") continue
        if (block[b + i] == "" || s + i > m || blanks(source[s + i]) - blanks(block[b + i]) != shift) break
        if (substr(source[s + i], blanks(source[s + i]) + 1) != substr(block[b + i], blanks(block[b + i]) + 1)) break
    }
    return i
}

END {
    while (n && block[n] == "") n--
    if (!n) { printf "%s:%d: the block is empty\n", name, first; exit 1 }
    from = 1
    for (b = 1; b <= n; b++) {
        if (block[b] == "" || block[b] ~ /^ *\/\* \.\.\. \*\/$/) continue
        best = 0
        at = from
        for (s = from; s <= m; s++) {
            i = matching(b, s)
            if (i > best || s == from) { best = i; at = s }
            if (b + i > n || block[b + i] ~ /^ *\/\* \.\.\. \*\/$/) break
        }
        if (s > m) {
            printf "%s:%d: is not in %s\n    text:   %s\n", name, first + b + best - 1, FILENAME, block[b + best]
            if (best) printf "    source: %s\n", at + best > m ? "(ends here)" : source[at + best]
            exit 1
        }
        b += i - 1
        from = s + i
    }
}
