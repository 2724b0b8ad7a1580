#!/bin/sh
# The demo's data are what their README says, and the demo runs. Usage: demo_test.sh BUILD-DIRECTORY
set -eu
# shellcheck source=examples/cli/testing.sh
. "$(dirname "$0")/cli/testing.sh"

check "the log is the same on every machine" 0 \
    make_log "$data/countries.csv" "$data/trusted-networks.txt" 200 <"$data/access-sample.log"
check "trusted networks without a finding" 0 ipmerge --check "$data/trusted-networks.txt" </dev/null
ipmerge --csv "$data/countries.csv" --check | grep -v '^as trusted networks' >findings || true
check "countries that do not overlap" 0 cat findings </dev/null
check "the sample" 0 ipgrep -c -f "$data/trusted-networks.txt" "$data/access-sample.log" <<'E1'
56
E1

mkdir bin
for program in ipgrep ipmerge make_log trusted_login; do
    [ ! -e "$build/$program" ] || ln -s "$build/$program" bin/
done
run_demo() { sh "$examples/demo.sh" bin 5000 >demo; }
check "the demo" 0 run_demo </dev/null
for text in "5,000 lines, " "US  " "lines/s" "wins by: most specific" "lies inside" "/33" "exit status 2"; do
    check "the demo says $text" 0 grep -q -F -- "$text" demo </dev/null
done

finish
