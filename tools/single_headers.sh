#!/bin/sh
# Makes the single headers of a release from include/cordon/:
#
#     tools/single_headers.sh DIRECTORY
#
# cordon_ip.hpp is the room ip; cordon.hpp is the rooms ip, token and login. Each header stands in
# the place of the first #include of it and keeps its guard, so that single and separate headers mix:
# cordon_ip.hpp, say, and the door <cordon/asio.hpp>.
set -eu

out=${1:?usage: single_headers.sh DIRECTORY}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")/.."

# single_header NAME ROOM...
single_header() {
    name=$1
    shift
    {
        echo "// cordon: $(echo "$*" | sed 's/ /, /g'). Made by tools/single_headers.sh from the headers"
        echo "// of these names, which are better to read."
        echo '//'
        sed 's|^|// |; s| *$||' LICENSE
        for room in "$@"; do
            echo "#include <cordon/$room.hpp>"
        done | awk '
            function die(what) {
                printf "single_headers: %s\n", what > "/dev/stderr"
                failed = 1
                exit 1
            }
            # The lines of a file. Conditional is the depth of #if, without the guard.
            function emit(path,    line, conditional) {
                if (path in emitted)
                    return
                emitted[path] = 1
                conditional = -1
                printf "\n// ---- <%s>\n\n", path
                while ((status = getline line < ("include/" path)) > 0) {
                    if (line ~ /^#if/)
                        ++conditional
                    if (line ~ /^#endif/)
                        --conditional
                    take(line, conditional, path)
                }
                if (status < 0)
                    die("cannot read include/" path)
                close("include/" path)
            }
            function take(line, conditional, path,    header) {
                header = line
                if (!sub(/^#[ \t]*include[ \t]*</, "", header)) {
                    print line
                    return
                }
                sub(/>.*/, "", header)
                # Of the others one is enough too, where it is not under a condition.
                if (header !~ /^cordon\//) {
                    if (conditional > 0 || !(header in emitted))
                        print line
                    if (conditional == 0)
                        emitted[header] = 1
                } else if (conditional > 0)
                    die(path " includes " header " under a condition")
                else
                    emit(header)
            }
            { take($0, 0, "the umbrella") }
            END { exit failed }'
    } >"$out/$name"
}

single_header cordon_ip.hpp ip
single_header cordon.hpp ip token login
