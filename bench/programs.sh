#!/bin/sh
# The example programs against the tools that people use, by hyperfine: lists of networks (ipmerge;
# iprange, Python's ipaddress) and logs (ipgrep; grepcidr, ripgrep, wc). The answers are compared
# first. Writes DATA/programs-*.md beside what it prints.
#
# Usage: sh bench/programs.sh [--quick] PROGRAMS DATA
#   PROGRAMS  where ipmerge, ipgrep and make_log are
#   DATA      where the inputs go, 600 MB of them (with --quick a hundredth)
#
# A tool that is not installed is named and left out.
set -eu

networks=1130000
lines=2500000
runs=7
if [ "${1:-}" = --quick ]; then
    networks=11300
    lines=25000
    runs=2
    shift
fi
programs=$(cd "$1" && pwd)
mkdir -p "$2"
data=$(cd "$2" && pwd)
shipped=$(cd "$(dirname "$0")/../examples/data" && pwd)

die() {
    printf 'bench/programs.sh: %s\n' "$*" >&2
    exit 1
}
have() {
    command -v "$1" >/dev/null 2>&1 || {
        echo "bench/programs.sh: no $1 here, left out" >&2
        return 1
    }
}
# The same answer, whichever order and whichever way to write a single address.
same() { # same NAME EXPECTED GIVEN
    for file in "$2" "$3"; do
        sed -e 's,/32$,,' -e 's,/128$,,' "$file" | LC_ALL=C sort >"$file.sorted"
    done
    cmp -s "$2.sorted" "$3.sorted" || die "$1 answers differently: $2, $3"
    rm "$2.sorted" "$3.sorted"
}
# Each COMMAND is what hyperfine runs; the first one is cordon's.
measure() { # measure RESULT ARG...
    result=$1
    shift
    hyperfine -N --style none --warmup 1 --runs "$runs" --export-markdown "$data/$result.md" "$@" \
        >/dev/null
    cat "$data/$result.md"
}

have hyperfine || exit 0
for program in ipmerge ipgrep make_log; do
    [ -x "$programs/$program" ] || die "no $program in $programs"
done

# --- Lists ---------------------------------------------------------------------------------------

# Park and Miller's generator, exact in awk's numbers.
make_networks() { # make_networks FAMILY COUNT SHORTEST-PREFIX (IPv6: /48 all)
    awk -v family="$1" -v count="$2" -v shortest="$3" '
        function next_number() { return seed = seed * 16807 % 2147483647 }
        function masked(value, bits) { return value - value % 2 ^ bits }
        BEGIN {
            seed = 20260617
            for (i = 0; i < count; ++i) {
                a = int(next_number() / 32768); b = int(next_number() / 32768)
                if (family == 4) {
                    size = shortest + next_number() % (33 - shortest)
                    if (size <= 16) { a = masked(a, 16 - size); b = 0 }
                    else b = masked(b, 32 - size)
                    printf "%d.%d.%d.%d/%d\n", a / 256, a % 256, b / 256, b % 256, size
                } else {
                    c = masked(int(next_number() / 32768), next_number() % 17)
                    printf "2%03x:%x:%x::/48\n", a % 4096, b, c
                }
            }
        }'
}

lists() {
    list=$data/networks4-20-$networks.txt
    [ -s "$list" ] || make_networks 4 "$networks" 20 >"$list"
    list6=$data/networks6-$networks.txt
    [ -s "$list6" ] || make_networks 6 "$networks" 48 >"$list6"
    merge=$programs/ipmerge
    "$merge" "$list" >"$data/merged"
    set -- "$merge $list"
    if have iprange; then
        iprange "$list" >"$data/merged.iprange" 2>/dev/null
        same iprange "$data/merged.iprange" "$data/merged"
        set -- "$@" "iprange $list"
    fi
    echo
    echo "$networks IPv4 networks, read, put in order and joined, as prefixes:"
    measure programs-merge4 "$@"

    echo
    echo "As many of IPv6:"
    measure programs-merge6 "$merge $list6"

    have python3 || return 0
    part=$data/networks4-part.txt
    head -n "$((networks * 300 / 1130))" "$list" >"$part"
    script='import ipaddress, sys
for each in ipaddress.collapse_addresses(map(ipaddress.ip_network, map(str.strip, open(sys.argv[1])))):
    print(each)'
    printf '%s\n' "$script" >"$data/collapse.py"
    "$merge" "$part" >"$data/merged"
    python3 "$data/collapse.py" "$part" >"$data/merged.python"
    same Python "$data/merged.python" "$data/merged"
    echo
    echo "$((networks * 300 / 1130)) of them, by Python's ipaddress.collapse_addresses too:"
    (runs=2 && measure programs-python "$merge $part" "python3 $data/collapse.py $part")
}

# --- Logs ----------------------------------------------------------------------------------------

logs() {
    log=$data/access-$lines.log
    [ -s "$log" ] || "$programs/make_log" "$shipped/countries.csv" \
        "$shipped/trusted-networks.txt" "$lines" >"$log"
    # grepcidr only knows addresses without brackets, ports or other company at the line's start.
    cut -d ' ' -f 1 "$log" | grep -E '^[0-9.]+$' >"$data/plain.log"
    filter $((networks * 300 / 1130))
    filter 10
}
filter() { # filter COUNT: the log by so many networks
    list=$data/networks4-filter-$1.txt
    make_networks 4 "$1" 12 >"$list"
    grep=$programs/ipgrep
    set -- "$1" "$grep -c --threads 1 -f $list $log" "$grep -c --threads 2 -f $list $log" "wc -l $log"
    one=$("$grep" -c --threads 1 -f "$list" "$log") || true
    two=$("$grep" -c --threads 2 -f "$list" "$log") || true
    [ "$one" = "$two" ] || die "two threads count $two lines, one $one"
    if have grepcidr; then
        mine=$("$grep" -c -f "$list" "$data/plain.log") || true
        theirs=$(grepcidr -c -x -f "$list" "$data/plain.log") || true
        [ "$mine" = "$theirs" ] || die "grepcidr counts $theirs lines, ipgrep $mine"
        set -- "$@" "grepcidr -c -x -f $list $log"
    fi
    ! have rg || set -- "$@" "rg -c '^10\\.' $log"
    echo
    echo "A log of $(($(wc -c <"$log") / 1000000)) MB and $lines lines, IPv4 and IPv6, by" \
        "$1 networks:"
    result=programs-grep-$1
    shift
    measure "$result" "$@"
}

lists
logs
