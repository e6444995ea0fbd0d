# Turns Criterion's TAP files, and what the programs printed, into one line per test, tab-separated:
# file, status, test, message, place of the assertion.
#
#   awk -f tools/tap.awk program.tap.log ... program.tap ...
#
# Status is pass, todo (came across a TODO), fail (an assertion), silent (an assertion that says nothing), crash, late (did
# not come to its end in time) or skip. Lines within a message are separated by \037.

function flush() {
    if (test == "") return
    if (status == "pass" && (file, test) in leaked) { status = "crash"; text = "it passes, then leaks memory or crashes" }
    if (status == "fail" && text ~ /^not written yet: /) status = "todo"
    if (status == "fail" && (text == "" || text == "(null)" || text ~ /^The expression .* is false\.$/)) status = "silent"
    printf "%s\t%s\t%s\t%s\t%s\n", file, status, test, text == "" ? "-" : text, place
    test = ""
}

FNR == 1 { flush(); file = FILENAME; sub(/\.log$/, "", file) }

# The log: Criterion's word for a leak.
FILENAME ~ /\.log$/ {
    if (match($0, /Warning! The test `[^`]*` crashed during/)) {
        name = substr($0, RSTART + 19, RLENGTH - 35)
        sub(/^.*::/, "", name)
        leaked[file, name] = 1
    }
    next
}

/^(not )?ok - / {
    flush()
    status = /^ok/ ? "pass" : "crash"
    text = place = ""
    rest = $0
    sub(/^(not )?ok - /, "", rest)
    test = rest
    sub(/ .*$/, "", test)
    sub(/^.*::/, "", test)
    sub(/^[^ ]* */, "", rest)
    if (rest ~ /^# SKIP/) { status = "skip"; text = substr(rest, 8) }
    else if (rest ~ /^timed out/) { status = "late"; text = "it does not come to an end" }
    else if (status == "crash") text = "it crashes: " rest
    next
}
/^#/ || /^1\.\./ { flush(); next }

# Of several failed assertions of a test the last one listed failed first.
/^  - .*: \|\+$/ {
    place = $0
    sub(/^  - /, "", place)
    sub(/: \|\+$/, "", place)
    status = "fail"
    text = ""
    first = 1
    next
}
test != "" && /^      / {
    part = substr($0, 7)
    if (first) sub(/^Assertion failed: /, "", part)
    text = first ? part : text "\037" part
    first = 0
}

END { flush() }
