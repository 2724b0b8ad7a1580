#!/bin/sh
# What a look-up takes, counted by callgrind instead of timed, as Markdown: instructions, reads and
# writes, misses of a first cache of 32 KiB and of a second one of 512 KiB, mispredicted branches.
# The same in each run but for a hundredth here and there, and on any machine for which the compiler
# makes the same code.
#
# Usage: sh bench/counts.sh [FAMILY...]
#   FAMILY  4, 6 (both)
#
# BENCH_IP is the program (build/bench/bench/bench_ip), of which OPTIONS may ask for other --tables
# or --engines.
set -eu

die() {
    printf 'bench/counts.sh: %s\n' "$*" >&2
    exit 1
}

root=$(cd "$(dirname "$0")/.." && pwd)
program=${BENCH_IP:-$root/build/bench/bench/bench_ip}
families=$(IFS=, && printf '%s' "${*:-4,6}")

command -v valgrind >/dev/null 2>&1 || die 'valgrind is not installed'
[ -x "$program" ] || die "there is no $program: cmake --preset bench && cmake --build --preset bench"
[ -s "$root/build/bench-data/asn-ipv4.csv" ] || die 'there are no tables: sh bench/data.sh'

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT INT TERM

# The tunable is what the program would start itself again for, then without valgrind.
# shellcheck disable=SC2086 # several options
GLIBC_TUNABLES=glibc.malloc.hugetlb=1 valgrind --tool=callgrind --instr-atstart=no \
    --cache-sim=yes --branch-sim=yes --D1=32768,8,64 --LL=524288,8,64 \
    --callgrind-out-file="$scratch/out" --log-file="$scratch/log" \
    "$program" --counts --families "$families" --modes scalar,batch --tables s100,s10k,US,asn \
    --engines 'rte_lpm,SAIL_L,Poptrie s18,linearised' ${OPTIONS:-} >"$scratch/printed" || {
    cat "$scratch/log" >&2
    die "$program failed"
}

# A line for each cell: "cell<tab>five numbers", in the order in which they were counted.
find "$scratch" -name 'out.*' | sed -n 's/^.*\.\([0-9]*\)$/\1/p' | sort -n | while read -r number; do
    awk '
        /^desc: Trigger: Client Request: / { sub(/^desc: Trigger: Client Request: /, ""); cell = $0 }
        /^events: / { for (i = 2; i <= NF; ++i) at[$i] = i }
        /^(summary|totals): / { for (name in at) sum[name] = $at[name] }
        END {
            if (cell ~ /\|/)
                printf "%s\t%d %d %d %d %d\n", cell, sum["Ir"], sum["Dr"] + sum["Dw"],
                    sum["D1mr"] + sum["D1mw"], sum["DLmr"] + sum["DLmw"], sum["Bcm"] + sum["Bim"]
        }' "$scratch/out.$number"
done >"$scratch/counts"
[ -s "$scratch/counts" ] || die 'nothing was counted'

awk -F '\t' -v queries=65536 '
    function shown(number) { return sprintf(number < 10 ? "%.2f" : "%.0f", number) }
    {
        split($1, part, "|") # family, mode, table, engine, stream
        row = "| " part[1] " " part[2] " | " part[3] " | " part[4]
        if (!(row in seen)) {
            seen[row] = 1
            rows[++count] = row
        }
        split($2, number, " ")
        for (i = 1; i <= 5; ++i)
            cell[row, i] = cell[row, i] (cell[row, i] == "" ? "" : "/") shown(number[i] / queries)
    }
    END {
        print "| | table | engine | instructions | reads and writes | L1 misses | L2 misses | mispredicted |"
        print "|---|---|---|---:|---:|---:|---:|---:|"
        for (r = 1; r <= count; ++r) {
            printf "%s", rows[r]
            for (i = 1; i <= 5; ++i)
                printf " | %s", cell[rows[r], i]
            print " |"
        }
    }' "$scratch/counts"
