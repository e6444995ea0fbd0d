# Steps of a long check, with a heading and the seconds for each; a failed step does not stop the next one.
# Sourced by tools/ci and .ci/run. The counts of all test runs meet in one file, TEST_TALLY; whoever opened it prints the sum
# as the last line, `N passed, N failed, N skipped`. A step that fails without a failed test counts as one failure.

if [ -z "${TEST_TALLY:-}" ]; then
    TEST_TALLY=$(mktemp "${TMPDIR:-/tmp}/tally.XXXXXX")
    export TEST_TALLY
    trap close_steps EXIT
    trap 'exit 130' INT TERM
fi
failed_steps=0

count_failed() { awk '{ n += $2 } END { print n + 0 }' "$TEST_TALLY"; }

step() { # step NAME COMMAND...
    local name=$1 began=$SECONDS before
    shift
    before=$(count_failed)
    printf '\n=== %s: %s\n' "$name" "$*"
    if "$@"; then
        echo "=== $name: done, $((SECONDS - began)) s"
    else
        echo "=== $name: FAILED, $((SECONDS - began)) s"
        failed_steps=$((failed_steps + 1))
        [ "$(count_failed)" != "$before" ] || echo '0 1 0' >>"$TEST_TALLY"
        return 0
    fi
}

# The end, also after an early exit: the sum, and a status other than 0 if anything failed.
close_steps() {
    local status=$?
    [ $failed_steps = 0 ] || status=1
    printf '\n'
    awk -v status="$status" '{ passed += $1; failed += $2; skipped += $3 }
        END {
            if (status && !failed) failed = 1
            printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
        }' "$TEST_TALLY"
    rm -f "$TEST_TALLY"
    exit $status
}
