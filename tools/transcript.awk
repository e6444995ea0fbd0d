# Compares a transcript with what a program really printed. Silent if they agree, else says where they differ.
#
#   awk -v tolerance=1e-3 -v name=README.md -v first=12 -f tools/transcript.awk transcript output
#
# Line by line and word by word, however many blanks are between the words. Numbers with a decimal point or an exponent may
# differ by the relative tolerance or by one in their last digit, whichever is more; with tolerance=0 not at all. Whole numbers
# are equal or not. Times (0.3 s, 12 ms, 1:07) and rates (35.2 GFLOP/s) are equal to any other of their kind.
# A line "..." in the transcript stands for any lines, and "..." within a line for anything.

BEGIN { if (tolerance == "") tolerance = 1e-3 }

# Words instead of times and rates, so that they are compared as words, and single blanks.
function masked(line,    found) {
    gsub(/[0-9]+:[0-9][0-9](:[0-9][0-9])?/, "<time>", line)
    gsub(/[0-9.]+ ?[A-Za-z]*\/s/, "<rate>", line)
    line = line " "
    while (match(line, /[0-9.]+(e[-+]?[0-9]+)? ?(hours|hour|minutes|minute|min|seconds|second|ms|us|ns|s|h)[^A-Za-z0-9_]/)) {
        found = RSTART + RLENGTH - 1
        line = substr(line, 1, RSTART - 1) "<time>" substr(line, found)
    }
    gsub(/[ \t\r]+/, " ", line)
    sub(/^ /, "", line)
    sub(/ $/, "", line)
    return line
}

# One unit in the last digit that is written: .01 for 3.14.
function last_digit(number,    digits, exponent, e) {
    exponent = 0
    e = match(number, /[eE]/)
    if (e) { exponent = substr(number, e + 1) + 0; number = substr(number, 1, e - 1) }
    digits = index(number, ".") ? length(number) - index(number, ".") : 0
    return 10 ^ (exponent - digits)
}

function close_enough(a, b,    difference, size, allowed) {
    if (a == b) return 1
    if (tolerance == 0 || (a !~ /[.eE]/ && b !~ /[.eE]/)) return 0
    difference = a - b
    if (difference < 0) difference = -difference
    size = a < 0 ? -a : a + 0
    allowed = tolerance * size
    if (last_digit(a) > allowed) allowed = last_digit(a)
    return difference <= allowed * 1.000001
}

# Takes the next piece off `left`: a number, or what stands before the next one. A digit within a name is part of the name.
function next_piece(    piece) {
    if (match(left, /[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?/)) {
        if (RSTART > 1) RLENGTH = RSTART - 1
        piece = substr(left, 1, RLENGTH)
    } else
        piece = left
    left = substr(left, length(piece) + 1)
    return piece
}
function split_line(line, list,    n) {
    left = line
    n = 0
    while (left != "") list[++n] = next_piece()
    return n
}

# Do two masked lines agree, the first without "..."?
function plain_agree(a, b,    i, n, m, x, y) {
    if (a == b) return 1
    n = split_line(a, x)
    m = split_line(b, y)
    if (n != m) return 0
    for (i = 1; i <= n; i++) {
        if (x[i] == y[i]) continue
        if (x[i] !~ /^[-+.0-9]/ || y[i] !~ /^[-+.0-9]/ || x[i] !~ /[0-9]/ || y[i] !~ /[0-9]/) return 0
        if (!close_enough(x[i], y[i])) return 0
    }
    return 1
}

# The same where the transcript may say "...": its parts are looked for from left to right.
function agree(a, b,    at, part, i) {
    at = index(a, "...")
    if (!at || a == b) return plain_agree(a, b)
    part = substr(a, 1, at - 1)
    a = substr(a, at + 3)
    for (i = 0; i <= length(b); i++)
        if (plain_agree(part, substr(b, 1, i))) break
    if (i > length(b)) return 0
    b = substr(b, i + 1)
    if (a == "") return 1
    for (i = 1; i <= length(b) + 1; i++)
        if (agree(a, substr(b, i))) return 1
    return 0
}

FNR == 1 { file++ }
file == 1 { want[++n_want] = masked($0); want_text[n_want] = $0; next }
{ got[++n_got] = masked($0); got_text[n_got] = $0 }

END {
    while (n_want && want[n_want] == "") n_want--
    while (n_got && got[n_got] == "") n_got--
    # As with the * of file names: on a mismatch go back to the last "..." and let it stand for one line more.
    i = j = 1
    back = far = 0
    while (j <= n_got || i <= n_want) {
        if (i <= n_want && want[i] == "...") { back = i; back_got = j; i++; continue }
        if (i <= n_want && j <= n_got && agree(want[i], got[j])) { i++; j++; continue }
        if (i > far) { far = i; far_got = j }
        if (!back || back_got > n_got) break
        i = back + 1
        j = ++back_got
    }
    if (i > n_want && j > n_got) exit 0
    while (far > n_want && far_got < n_got && got[far_got] == "") far_got++
    line = far > n_want ? n_want : far
    printf "%s:%d: differs from what is printed\n", name, first + line - 1
    print "    transcript: " (far > n_want ? "(ends here)" : want_text[far])
    print "    printed:    " (far_got > n_got ? "(nothing more)" : got_text[far_got])
    exit 1
}
