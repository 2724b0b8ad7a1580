#!/bin/sh
# Tests of ipmerge. Usage: ipmerge_test.sh BUILD-DIRECTORY
set -eu
# shellcheck source=examples/cli/testing.sh
. "$(dirname "$0")/cli/testing.sh"

cat >a <<'E1'
10.0.0.0/25     # two halves
10.0.0.128/25
192.0.2.1-192.0.2.6
2001:db8::/33
E1
cat >b <<'E1'
10.0.0.64-10.0.1.255
2001:db8:8000::/33
198.51.100.7
E1
cat >c.csv <<'E1'
10.0.0.0,10.255.255.255,AA
10.0.0.0,10.0.255.255,BB
10.0.0.0,10.0.0.255,AA
2001:db8::,2001:db8::ffff,CC
E1

# --- Algebra -------------------------------------------------------------------------------------

check "one list" 0 ipmerge a <<'E1'
10.0.0.0/24
192.0.2.1/32
192.0.2.2/31
192.0.2.4/31
192.0.2.6/32
2001:db8::/33
E1
check "--ranges" 0 ipmerge --ranges a b <<'E1'
10.0.0.0-10.0.1.255
192.0.2.1-192.0.2.6
198.51.100.7
2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff
E1
check "--intersect" 0 ipmerge a --intersect b --ranges <<'E1'
10.0.0.64-10.0.0.255
E1
check "--subtract" 0 ipmerge a --subtract b -4 <<'E1'
10.0.0.0/26
192.0.2.1/32
192.0.2.2/31
192.0.2.4/31
192.0.2.6/32
E1
check "--intersect, then --subtract" 0 ipmerge a b --intersect a --subtract b --ranges -4 <<'E1'
10.0.0.0-10.0.0.63
192.0.2.1-192.0.2.6
E1
check "--complement" 0 ipmerge a --complement --ranges <<'E1'
0.0.0.0-9.255.255.255
10.0.1.0-192.0.2.0
192.0.2.7-255.255.255.255
::-2001:db7:ffff:ffff:ffff:ffff:ffff:ffff
2001:db8:8000::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
E1
check "-6" 0 ipmerge -6 a b <<'E1'
2001:db8::/32
E1
ipmerge a b >in
check "what it prints it reads" 0 ipmerge - --ranges -4 <<'E1'
10.0.0.0-10.0.1.255
192.0.2.1-192.0.2.6
198.51.100.7
E1
check "--count" 0 ipmerge --count a b <<'E1'
7 prefixes, 4 ranges, 519 IPv4 addresses, about 7.9e+28 IPv6 addresses
E1
echo 0.0.0.0/0 >all
check "nothing is left" 1 ipmerge a --subtract all -4 </dev/null
check "nothing is left, as allowed" 0 ipmerge a --subtract all -4 --allow-empty </dev/null
check "all of it" 0 ipmerge all --count <<'E1'
1 prefix, 1 range, 4,294,967,296 IPv4 addresses, 0 IPv6 addresses
E1

# --- CSV -----------------------------------------------------------------------------------------

check "--csv" 0 ipmerge --csv c.csv <<'E1'
10.0.0.0/8
2001:db8::/112
E1
check "--value: the most specific range decides" 0 ipmerge --csv c.csv --value AA --ranges <<'E1'
10.0.0.0-10.0.0.255
10.1.0.0-10.255.255.255
E1
check "several values" 0 ipmerge --csv c.csv --value BB,CC --ranges <<'E1'
10.0.1.0-10.0.255.255
2001:db8::-2001:db8::ffff
E1
check "a value that is not there" 2 ipmerge --csv c.csv --value AA,DD </dev/null
said "a value that is not there" 'no range has the value "DD"'

# --- Questions -----------------------------------------------------------------------------------

check "--explain" 0 ipmerge a b --csv c.csv --explain 10.0.0.200 <<'E1'
10.0.0.200 is in the result, in 10.0.0.0/8
  a:2      10.0.0.128/25         wins by: first, most specific
  b:1      10.0.0.64-10.0.1.255
  c.csv:1  10.0.0.0/8 AA
  c.csv:2  10.0.0.0/16 BB
  c.csv:3  10.0.0.0/24 AA        wins by: last
E1
check "--explain: not in the result" 1 ipmerge a --subtract b --explain ::ffff:10.0.0.64 <<'E1'
::ffff:10.0.0.64 is 10.0.0.64, and is not in the result
  a:1  10.0.0.0/25
  b:1  10.0.0.64-10.0.1.255  of --subtract
E1
check "--explain: nowhere" 1 ipmerge a --explain 203.0.113.1 <<'E1'
203.0.113.1 is not in the result
E1
check "--explain: no address" 2 ipmerge a --explain 10.0.0.1/32 </dev/null

check "--check: nothing" 0 ipmerge --check a </dev/null
cat >untidy <<'E1'
10.0.0.0/8
192.0.2.0/24
10.0.0.0-10.255.255.255
10.1.0.0/16
192.0.2.128-192.0.3.7
E1
check "--check" 1 ipmerge --check untidy <<'E1'
untidy:3: 10.0.0.0/8 is the same as 10.0.0.0/8 of untidy:1
untidy:4: 10.1.0.0/16 lies inside 10.0.0.0/8 of untidy:1
untidy:5: 192.0.2.128-192.0.3.7 overlaps 192.0.2.0/24 of untidy:2
E1
check "--check: from list to list" 1 ipmerge --check b a <<'E1'
b:1: 10.0.0.64-10.0.1.255 overlaps 10.0.0.0/25 of a:1
a:2: 10.0.0.128/25 lies inside 10.0.0.64-10.0.1.255 of b:1
E1
check "--check: too much trust" 1 ipmerge --check all <<'E1'
as trusted networks these are refused: half of the address space or more would be trusted
E1

check "--diff: none" 0 ipmerge --diff a a <<'E1'
# removed: 0 IPv4 addresses, 0 IPv6 addresses; added: 0 IPv4 addresses, 0 IPv6 addresses
E1
check "--diff" 1 ipmerge --diff a b -4 --ranges <<'E1'
- 10.0.0.0/26
- 192.0.2.1-192.0.2.6
+ 10.0.1.0/24
+ 198.51.100.7
# removed: 70 IPv4 addresses, 0 IPv6 addresses; added: 257 IPv4 addresses, 0 IPv6 addresses
E1
said "--diff: growth" "warning: b holds many more addresses than a"
check "--diff --count" 1 ipmerge --count --diff b a -4 <<'E1'
# removed: 257 IPv4 addresses, 0 IPv6 addresses; added: 70 IPv4 addresses, 0 IPv6 addresses
E1

# --- Lists that are refused, and the command line ------------------------------------------------

printf '10.0.0.1/8\n10.0.0.0/33\n' >bad
check "a bad list" 2 ipmerge a bad </dev/null
said "a bad list, line 1" "bad:1:8: bits set"
said "a bad list, line 2" "bad:2:10: prefix length over 32"
check "a bad list to subtract" 2 ipmerge a --subtract bad </dev/null
check "a list that is not there" 2 ipmerge a --subtract missing </dev/null
check "--lenient" 2 ipmerge --lenient bad </dev/null
echo 10.0.0.1/255.0.0.0 >loose
check "--lenient" 0 ipmerge --lenient loose <<'E1'
10.0.0.0/8
E1
printf '10.0.0.0/1' >in
check "a list that was cut off in a pipe" 2 ipmerge - </dev/null
: >empty
check "an empty list" 2 ipmerge a empty </dev/null
check "an empty list that may be one" 0 ipmerge --allow-empty -6 a empty <<'E1'
2001:db8::/33
E1
check "no list" 2 ipmerge </dev/null
check "two questions" 2 ipmerge a --check --explain ::1 </dev/null
check "--value without --csv" 2 ipmerge a --value AA </dev/null
check "--check and algebra" 2 ipmerge a --check --subtract b </dev/null
check "--diff and lists" 2 ipmerge a --diff a b </dev/null
check "-4 and -6" 2 ipmerge a -4 -6 </dev/null
check "an unknown option" 2 ipmerge --no-such-option a </dev/null
ipmerge --version | sed 's/[0-9][0-9]*/N/g' >version
check "--version" 0 cat version <<'E1'
ipmerge (cordon) N.N.N
E1
ipmerge --help >help
check "--help" 0 grep -x -e 'Examples:' -e 'Options:' help <<'E1'
Options:
Examples:
E1
if [ -e /dev/full ]; then
    check "a full disk" 2 sh -c 'ipmerge a >/dev/full' </dev/null
    said "a full disk" "No space left"
fi

finish
