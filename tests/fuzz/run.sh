#!/bin/sh
# run.sh DIRECTORY SECONDS: each fuzz_* program of the directory for so many seconds.
#
# What it finds on the way stays in DIRECTORY; a crashing input is left there as crash-*, to be
# added to tests/fuzz/corpus/<name>/ with the fix.
set -eu

directory=$1
seconds=$2
corpus=$(cd "$(dirname "$0")/corpus" && pwd)
cd "$directory"

count=0
for program in ./fuzz_*; do
    if ! [ -f "$program" ] || ! [ -x "$program" ]; then
        continue
    fi
    name=${program#./fuzz_}
    mkdir -p "found/$name"
    echo "==> fuzzing $name for $seconds s"
    # -timeout: a parser that takes seconds for 4 KiB is as broken as one that crashes.
    "$program" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 \
        -verbosity=0 "found/$name" "$corpus/$name"
    count=$((count + 1))
done
if [ "$count" -eq 0 ]; then
    echo "run.sh: no fuzz target in $directory" >&2
    exit 1
fi
echo "$count fuzz targets ran for $seconds s each without a finding"
