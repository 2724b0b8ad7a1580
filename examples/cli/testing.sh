# shellcheck shell=sh
# For the tests of the programs: a directory of their own to work in, and one comparison.
# Sourced with the build directory as $1.
# shellcheck disable=SC2034 # what it sets is for the tests

build=$(cd "${1:?usage: $0 BUILD-DIRECTORY}" && pwd)
examples=$(cd "$(dirname "$0")" && pwd)
data=$examples/data
PATH=$build:$PATH
LC_ALL=C
export PATH LC_ALL

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
cd "$work" || exit 1
failures=0

# check WHAT STATUS COMMAND...: the exit status, and that stdout is what check's stdin holds.
# The command's stdin is the file `in` (which is then removed) or empty; its stderr goes to `err`.
check() {
    what=$1
    wanted=$2
    shift 2
    cat >expected
    [ -e in ] || : >in
    got=0
    "$@" <in >out 2>err || got=$?
    rm in
    if [ "$got" -ne "$wanted" ] || ! cmp -s expected out; then
        printf 'FAILED: %s: %s\n  exit status %d, expected %d\n' "$what" "$*" "$got" "$wanted"
        diff expected out | sed 's/^/  /' || true
        sed 's/^/  stderr: /' err
        failures=$((failures + 1))
    fi
}

# said WHAT TEXT: whether the last command's stderr has the text.
said() {
    grep -qF -- "$2" err && return
    printf 'FAILED: %s: stderr does not say "%s"\n' "$1" "$2"
    sed 's/^/  stderr: /' err
    failures=$((failures + 1))
}

finish() {
    [ "$failures" -eq 0 ] || exit 1
}
