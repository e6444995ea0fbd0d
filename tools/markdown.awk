# Takes a lesson apart for tools/docs-check, one tab-separated line each:
#
#   block   line of its first text, language, comment before it, file that holds the text
#   link    line, path
#   make    line, what is typed after "make"
#
#   awk -v out=folder/ -f tools/markdown.awk README.md
#
# A block is what stands between ``` and ```. The comment is an HTML comment on a line of its own just before it.

function say_commands(text) { if (text ~ /^(\$ )?make( |$)/) { sub(/^(\$ )?make */, "", text); print "make\t" FNR "\t" text } }

# `make xyz` and [text](path) in a line of prose.
function prose(line,    rest, part, path) {
    rest = line
    while (match(rest, /`[^`]+`/)) {
        say_commands(substr(rest, RSTART + 1, RLENGTH - 2))
        rest = substr(rest, RSTART + RLENGTH)
    }
    gsub(/`[^`]*`/, "", line)
    while (match(line, /\]\([^)]*\)/) || match(line, /src="[^"]*"/)) {
        part = substr(line, RSTART, RLENGTH)
        line = substr(line, 1, RSTART - 1) substr(line, RSTART + RLENGTH)
        path = part
        sub(/^\]\(|^src="/, "", path)
        sub(/[ )"].*$/, "", path)
        sub(/#.*$/, "", path)
        if (path != "" && path !~ /^[a-z]+:/) print "link\t" FNR "\t" path
    }
}

inside {
    if ($0 ~ ("^ *" fence "+ *$")) { inside = 0; close(file); next }
    line = $0
    for (i = 0; i < indent && substr(line, 1, 1) == " "; i++) line = substr(line, 2)
    print line >file
    if (language == "sh" || language == "console") { command = line; sub(/ *#.*$/, "", command); say_commands(command) }
    next
}
/^ *(```|~~~)/ {
    inside = 1
    fence = /^ *```/ ? "```" : "~~~"
    indent = index($0, fence) - 1
    language = $0
    sub(/^ *[`~]+ */, "", language)
    sub(/ .*$/, "", language)
    file = out "block" ++n
    printf "" >file
    print "block\t" FNR + 1 "\t" (language == "" ? "-" : language) "\t" (comment == "" ? "-" : comment) "\t" file
    comment = ""
    next
}
/^ *<!--.*-->[ \t]*$/ { comment = $0; gsub(/^ *<!-- *| *-->[ \t]*$/, "", comment); next }
/^[ \t]*$/ { next }
{ comment = ""; prose($0) }
END { if (inside) print "open\t" FNR }
