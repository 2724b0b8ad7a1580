#!/bin/sh
# run.sh DIRECTORY SECONDS [JOBS]: each fuzz_* program of the directory for so many seconds, JOBS at
# a time.
#
# What is found on the way goes to DIRECTORY/found/<name>/, so that the next run starts from it. A
# crashing input stays there as crash-*, to be added to tests/fuzz/corpus/<name>/ with the fix.
set -eu

directory=$1
seconds=$2
jobs=${3:-1}
corpus=$(cd "$(dirname "$0")/corpus" && pwd)
cd "$directory"

running=''
targets=0
failed=0

# Waits for all that run ("PID:NAME ...") and says what came of them.
reap() {
    for each in $running; do
        name=${each#*:}
        if wait "${each%%:*}"; then
            runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "found/$name.log")
            echo "fuzz_$name: $runs inputs in $seconds s, no finding"
        else
            cat "found/$name.log"
            echo "fuzz_$name: FAILED (its output is above)"
            failed=$((failed + 1))
        fi
    done
    running=''
}

for program in ./fuzz_*; do
    if ! [ -f "$program" ] || ! [ -x "$program" ]; then
        continue
    fi
    name=${program#./fuzz_}
    mkdir -p "found/$name"
    # -timeout: a parser that takes seconds for 4 KiB is as broken as one that crashes.
    "$program" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="found/$name/" "found/$name" "$corpus/$name" >"found/$name.log" 2>&1 &
    running="$running $!:$name"
    targets=$((targets + 1))
    [ $((targets % jobs)) -ne 0 ] || reap
done
reap

if [ "$targets" -eq 0 ]; then
    echo "run.sh: no fuzz target in $directory" >&2
    exit 1
fi
echo "$failed of $targets fuzz targets failed"
[ "$failed" -eq 0 ]
