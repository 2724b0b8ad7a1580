#!/bin/sh
# Shows ipgrep and ipmerge at work. Usage: demo.sh BUILD-DIRECTORY [LINES]
set -eu

build=$(cd "${1:?usage: demo.sh BUILD-DIRECTORY [LINES]}" && pwd)
lines=${2:-1000000}
data=$(cd "$(dirname "$0")/data" && pwd)

PATH=$build:$PATH
LC_ALL=C
export PATH LC_ALL
mkdir -p "$build/demo"
cd "$build/demo"
cp "$data"/*.txt "$data"/*.csv .

heading() { printf '\n%s\n' "$1"; }
# Prints a command as one would type it, then runs it; its exit status goes to $status.
show() {
    printf '  $ %s\n' "$*"
    status=0
    "$@" >out 2>&1 || status=$?
    sed 's/^/  /' out
}

heading "A web server's log of a day, the networks we trust, the world's large networks by country"
make_log countries.csv trusted-networks.txt "$lines" >access.log
awk 'END { printf "  access.log            %d lines\n", NR }' access.log
for list in trusted-networks.txt "--csv countries.csv"; do
    # shellcheck disable=SC2086 # an option and its value
    printf '  %-20s  %s\n' "${list#--csv }" "$(ipmerge $list --count)"
done

heading "How many requests came from networks we trust?"
show ipgrep -c --stats -f trusted-networks.txt access.log

heading "Where did all the others come from?"
printf '  $ %s\n' "ipgrep -v -o -f trusted-networks.txt --map countries.csv access.log"
ipgrep -v -o --stats -f trusted-networks.txt --map countries.csv access.log 2>stats |
    awk -F '\t' '
        { count[$2]++; all++ }
        END {
            for (country in count)
                printf "%d\t%s\t%.1f\n", count[country], country, 100 * count[country] / all
        }' |
    sort -rn >countries.count
awk -F '\t' '
    NR == 1 { most = $1 }
    NR <= 12 {
        bar = ""
        for (width = int(40 * $1 / most + 0.5); width > 0; width--)
            bar = bar "#"
        printf "  %-8s %8d  %5.1f %%  %s\n", ($2 == "-" ? "unknown" : $2), $1, $3, bar
    }
    NR > 12 { rest += $1; share += $3; n++ }
    END { if (n) printf "  %-8s %8d  %5.1f %%\n", n " more", rest, share }' countries.count
sed 's/^/  /' stats

heading "Which of them only look like 10.20.0.0/16, which we trust?"
printf '  $ %s\n' "ipgrep -v -f trusted-networks.txt access.log | ..."
ipgrep -v -f trusted-networks.txt access.log |
    awk '$1 ~ /^0?10\.20\./ { count[$1]++ } END { for (a in count) printf "%6d  %s\n", count[a], a }' |
    sort -k 2 | sed 's/^/  /'

heading "Why is this address trusted, by a list that grew over the years?"
show ipmerge careless-networks.txt --explain ::ffff:10.20.30.40

heading "What would a careful author change in that list?"
show ipmerge careless-networks.txt --check

heading "What does a slip in a list do?"
show ipgrep -c -f mistyped-networks.txt access.log
printf '  exit status %d: nothing was read, nobody was let in\n' "$status"
[ "$status" -eq 2 ]
rm -f access.log out stats

if command -v trusted_login >/dev/null 2>&1; then
    heading "Who is let in, from where, when, and with which token behind the password?"
    printf '  $ %s\n' "trusted_login login.toml <logins.jsonl"
    trusted_login --quick "$data/login.toml" <"$data/logins.jsonl" | sed 's/^/  /'
fi
