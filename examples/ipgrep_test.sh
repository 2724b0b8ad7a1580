#!/bin/sh
# Tests of ipgrep. Usage: ipgrep_test.sh BUILD-DIRECTORY
set -eu
# shellcheck source=examples/cli/testing.sh
. "$(dirname "$0")/cli/testing.sh"

cat >nets <<'E1'
# comment
10.0.0.0/8      # line 2
10.20.0.0/16    # inside of line 2
192.0.2.1-192.0.2.9
2001:db8::/32
E1
cat >log <<'E1'
10.1.2.3 first
192.0.2.10 second
2001:db8::7 third
- fourth
198.51.100.1 fifth 10.0.0.1
E1
cat >map.csv <<'E1'
10.0.0.0,10.255.255.255,AA
10.20.0.0,10.20.255.255,BB
2001:db8::,2001:db8::ffff,"C,C"
E1

# --- What is selected, and how it is printed -----------------------------------------------------

check "lines in the list" 0 ipgrep -f nets log <<'E1'
10.1.2.3 first
2001:db8::7 third
E1
check "-v: the others, and what is no address" 0 ipgrep -v -f nets log <<'E1'
192.0.2.10 second
- fourth
198.51.100.1 fifth 10.0.0.1
E1
check "-c" 0 ipgrep -c -f nets log <<'E1'
2
E1
check "-n" 0 ipgrep -n -f nets log <<'E1'
1:10.1.2.3 first
3:2001:db8::7 third
E1
check "-o" 0 ipgrep -o -f nets log <<'E1'
10.1.2.3
2001:db8::7
E1
check "-v -o: a dash for none" 0 ipgrep -v -o -f nets log <<'E1'
192.0.2.10
-
198.51.100.1
E1
check "flags together" 0 ipgrep -vonf nets log <<'E1'
2:192.0.2.10
4:-
5:198.51.100.1
E1
check "--field" 0 ipgrep --field 3 -f nets log <<'E1'
198.51.100.1 fifth 10.0.0.1
E1
check "--anywhere" 0 ipgrep --anywhere -n -f nets log <<'E1'
1:10.1.2.3 first
3:2001:db8::7 third
5:198.51.100.1 fifth 10.0.0.1
E1
check "--anywhere -v: none of the line's addresses" 0 ipgrep --anywhere -v -f nets log <<'E1'
192.0.2.10 second
- fourth
E1
echo 'from [2001:db8::1]:80 by 10.0.0.1, 192.0.2.200; (192.0.2.2) src:10.9.9.9. v10.0.0.1 10.0.0.1.example' >in
check "--anywhere -o: each address" 0 ipgrep --anywhere -o -f nets <<'E1'
2001:db8::1
10.0.0.1
192.0.2.2
10.9.9.9
E1
echo 'x::1 std::dead fe80::1%eth0 ::  10.0.0.1.2 10.0.0 10:00:00 1.2.3.4:5:6 a1.2.3.4' >in
check "--anywhere: what is none" 1 ipgrep --anywhere --map map.csv <<'E1'
E1
check "-q" 0 ipgrep -q -f nets log </dev/null
check "nothing selected" 1 ipgrep --field 2 -f nets log </dev/null
check "-c of nothing" 1 ipgrep -c --field 2 -f nets log <<'E1'
0
E1
echo 198.51.100.1 >others
check "several lists" 0 ipgrep -f nets -f others -c log <<'E1'
3
E1

# --- Addresses as logs write them ----------------------------------------------------------------

cat >forms <<'E1'
10.0.0.1
10.0.0.1:80
::ffff:10.0.0.1
::ffff:a00:1
[::ffff:10.0.0.1]:443
2001:DB8:0:0::1
[2001:db8::1]
[2001:db8::1]:8080
"10.0.0.1"
'10.0.0.1',
(10.0.0.1);
10.0.0.1,
10.0.0.1:
10.0.0.1]
[10.0.0.1]
[10.0.0.1:80]
	 10.0.0.1	tabs
E1
check "forms of an address" 0 ipgrep -o -f nets forms <<'E1'
10.0.0.1
10.0.0.1
10.0.0.1
10.0.0.1
10.0.0.1
2001:db8::1
2001:db8::1
2001:db8::1
10.0.0.1
10.0.0.1
10.0.0.1
10.0.0.1
10.0.0.1
10.0.0.1
10.0.0.1
10.0.0.1
10.0.0.1
E1
cat >doubt <<'E1'
010.0.0.1
10.0.0.01
10.0.0
10.0.0.1.
10.0.0.256
10.0.0.1/32
10.0.0.1,10.0.0.2
10.0.0.1:99999
10.0.0.1:
10.0.0.1%eth0
2001:db8::1%eth0
[2001:db8::1
0x0a000001
167772161
10.0.0.1.example.com
10.0.0.1x
::10.0.0.1
64:ff9b::10.0.0.1

-
E1
check "doubt is not in the list" 0 ipgrep -f nets doubt <<'E1'
10.0.0.1.
10.0.0.1:
E1
check "... so that -v prints it" 0 ipgrep -v -c -f nets doubt <<'E1'
18
E1
check "--stats" 0 ipgrep --stats -c -f nets doubt <<'E1'
2
E1
said "--stats" "20 lines, 2 selected, 16 without an address"

# --- Lines and files -----------------------------------------------------------------------------

printf '10.0.0.1 cr\r\n10.0.0.2 nul \000 byte\n10.0.0.3 no newline' >odd
printf '10.0.0.1 cr\tAA\r\n10.0.0.2 nul \000 byte\tAA\n10.0.0.3 no newline\tAA\n' >odd.want
check "CRLF, NUL, no newline at the end" 0 ipgrep -f nets --map map.csv odd <odd.want
printf '10.0.0.1\0000\n' >in
check "NUL in the address" 1 ipgrep -f nets </dev/null
awk 'BEGIN { printf "10.0.0.1 "; for (i = 0; i < 1500000; i++) printf "x"; print ""; print "10.0.0.2" }' >huge
cp huge huge.want
check "a huge line" 0 ipgrep -f nets huge <huge.want
check "a huge line, -o" 0 ipgrep -o -f nets huge <<'E1'
10.0.0.1
10.0.0.2
E1
: >empty
check "an empty file" 1 ipgrep -f nets empty </dev/null
check "several files" 0 ipgrep -f nets log others empty log <<'E1'
log:10.1.2.3 first
log:2001:db8::7 third
log:10.1.2.3 first
log:2001:db8::7 third
E1
check "several files, -c" 0 ipgrep -c -f nets log empty <<'E1'
log:2
empty:0
E1
check "-h" 0 ipgrep -h -n -f nets log empty <<'E1'
1:10.1.2.3 first
3:2001:db8::7 third
E1
cp log in
check "-H and standard input" 0 ipgrep -H -n -o -f nets <<'E1'
(standard input):1:10.1.2.3
(standard input):3:2001:db8::7
E1
cp log in
check "standard input by name" 0 ipgrep -c -f nets empty - <<'E1'
empty:0
(standard input):2
E1
check "a missing file does not hide the others" 2 ipgrep -c -f nets missing log <<'E1'
log:2
E1
said "a missing file" "missing: No such file"
check "-q found it all the same" 0 ipgrep -q -f nets missing log </dev/null
check "a directory" 2 ipgrep -f nets . </dev/null

# --- gzip ----------------------------------------------------------------------------------------

gzip -c log >log.gz
check "gzip" 0 ipgrep -c -f nets log.gz <<'E1'
2
E1
cp log.gz in
check "gzip on standard input" 0 ipgrep -c -f nets <<'E1'
2
E1
cat log.gz log.gz >twice.gz
head -c 1000 /dev/zero >>twice.gz
check "gzip in two members, padded" 0 ipgrep -c -f nets twice.gz <<'E1'
4
E1
head -c 40 log.gz >cut.gz
check "gzip cut off" 2 ipgrep -c -f nets cut.gz </dev/null
said "gzip cut off" "cut off"
{ cat log.gz && echo garbage; } >garbage.gz
check "gzip and garbage" 2 ipgrep -c -f nets garbage.gz </dev/null
said "gzip and garbage" "damaged"
awk 'BEGIN { for (i = 0; i < 60000; i++) print "10.0.0.1 " i * i }' | gzip -1 >large.gz
check "a large gzip" 0 ipgrep -c -f nets large.gz <<'E1'
60000
E1
{ head -c 100000 large.gz && printf 'ruined' && tail -c +100007 large.gz; } >ruined.gz
check "gzip damaged" 2 ipgrep -q -f empty --allow-empty ruined.gz </dev/null
said "gzip damaged" "damaged"
cp log plain.gz
check "plain text that is called .gz" 2 ipgrep -f nets plain.gz </dev/null
said "plain text that is called .gz" "not in gzip format"

# --- Values and JSON -----------------------------------------------------------------------------

echo 10.20.1.1 >>log
check "--map" 0 ipgrep --map map.csv -f nets -o log <<'E1'
10.1.2.3	AA
2001:db8::7	C,C
10.20.1.1	BB
E1
check "--map alone: all that have an address" 0 ipgrep --map map.csv -o log <<'E1'
10.1.2.3	AA
192.0.2.10	-
2001:db8::7	C,C
198.51.100.1	-
10.20.1.1	BB
E1
check "--map and -v" 0 ipgrep -v --map map.csv log <<'E1'
- fourth	-
E1
check "--json" 0 ipgrep --json -f nets -f others --map map.csv log <<'E1'
{"file":"log","line":1,"address":"10.1.2.3","entry":"nets:2","value":"AA","text":"10.1.2.3 first"}
{"file":"log","line":3,"address":"2001:db8::7","entry":"nets:5","value":"C,C","text":"2001:db8::7 third"}
{"file":"log","line":5,"address":"198.51.100.1","entry":"others:1","value":null,"text":"198.51.100.1 fifth 10.0.0.1"}
{"file":"log","line":6,"address":"10.20.1.1","entry":"nets:3","value":"BB","text":"10.20.1.1"}
E1
check "--json -v -o" 0 ipgrep --json -v -o -f nets log <<'E1'
{"file":"log","line":2,"address":"192.0.2.10","entry":null,"value":null}
{"file":"log","line":4,"address":null,"entry":null,"value":null}
{"file":"log","line":5,"address":"198.51.100.1","entry":null,"value":null}
E1
if command -v python3 >/dev/null 2>&1; then
    # Every byte, and every pair of a byte that may start a character and one that may follow it.
    awk 'BEGIN {
        for (i = 0; i < 256; i++) if (i != 10) printf "10.0.0.1 %c|\n", i
        for (i = 192; i < 256; i++) for (j = 120; j < 200; j++)
            printf "10.0.0.1 %c%c%c%c|\n", i, j, 128 + i % 64, 191
    }' >bytes
    ipgrep --json -f nets bytes >bytes.json
    cat >compare.py <<'E1'
import json

lines = open("bytes", "rb").read().split(b"\n")[:-1]
objects = [json.loads(line) for line in open("bytes.json", encoding="utf-8")]
assert len(lines) == len(objects) > 5000
for line, found in zip(lines, objects):
    try:
        assert found["text"] == line.decode("utf-8"), line
    except UnicodeDecodeError:
        assert "\ufffd" in found["text"] and found["text"].endswith("|"), line
E1
    check "JSON of any bytes" 0 python3 compare.py </dev/null
else
    echo "skipped: no python3 to read JSON by"
fi

# --- Threads: the same output in the same order --------------------------------------------------

trusted=$data/trusted-networks.txt
make_log "$data/countries.csv" "$trusted" 30000 >threads.log
gzip -1 -c threads.log >threads.gz
for how in -n '-v -o' '-c -v' '--json -o' '--anywhere -o -n -H'; do
    # shellcheck disable=SC2086 # several options
    ipgrep --threads 1 $how -f "$trusted" threads.log >one
    for threads in 2 7; do
        # shellcheck disable=SC2086
        check "--threads $threads $how" 0 ipgrep --threads $threads $how -f "$trusted" threads.log <one
    done
done
ipgrep --threads 1 -h -n -f "$trusted" threads.log threads.gz log >one
check "--threads 3, several files" 0 \
    ipgrep --threads 3 -h -n -f "$trusted" threads.log threads.gz log <one
check "--threads 3 -q" 0 ipgrep --threads 3 -q -f "$trusted" threads.log </dev/null
# A plain log is read in parts of 256 KiB, by any thread; what comes through a pipe in order.
same_log() { # same_log WHAT
    for how in '-v' '-c' '-o -n'; do
        # shellcheck disable=SC2002,SC2086 # a pipe; several options
        cat parts.log | ipgrep -h $how -f nets >one || true
        for threads in 1 2 7; do
            # shellcheck disable=SC2086
            ipgrep --threads $threads -h $how -f nets parts.log >out || true
            cmp -s one out && continue
            echo "FAILED: $1, $how, $threads threads"
            failures=$((failures + 1))
        done
    done
}
repeat() { # repeat COUNT LINE
    awk -v count="$1" -v line="$2" 'BEGIN { for (i = 0; i < count; i++) print line }'
}
# Lines of 64 bytes behind a first one of so many.
for first in 62 63 64 65 66; do
    awk -v first=$first 'BEGIN {
        printf "%-*s\n", first - 1, "192.0.2.1"
        for (i = 0; i < 25000; i++) printf "%-63s\n", (i % 3 ? "10." : "11.") i % 256 ".0.1 " i
    }' >parts.log
    same_log "a line that ends at a part's end, or beside it: $first"
done
printf '10.0.0.1 no newline' >>parts.log
same_log "a large log without newline at its end"
sed 's/ *$/\r/' parts.log >lines && cat lines lines lines lines >parts.log
same_log "a large log, CRLF"
awk '{ print; if (NR % 1000 == 0) print "" }' lines lines lines lines >parts.log
same_log "a large log, empty lines"
{ cat lines huge lines lines lines; } >parts.log
same_log "a line that is longer than several parts"
{ cat huge && head -c 2000000 /dev/zero; } >parts.log
same_log "a large log, a huge line at its end"
tr -d '\n' <lines >parts.log && cat parts.log parts.log parts.log parts.log >lines
cp lines parts.log
same_log "a large log in one line"
repeat 1200000 '' >parts.log
same_log "a large log of empty lines"
awk 'BEGIN { for (i = 0; i < 200000; i++) print "10.0.0.1 " i }' >parts.log
tail -n +2 parts.log >one
check "standard input that is not at its start" 0 \
    sh -c '{ read -r first && ipgrep --threads 2 -f nets; } <parts.log' <one
awk 'BEGIN { for (i = 0; i < 300000; i++) print "10.0.0.1 " i * i }' | gzip -1 >large.gz
{ head -c 1500000 large.gz && printf 'ruined' && tail -c +1500007 large.gz; } >ruined.gz
ipgrep --threads 1 -n -f nets ruined.gz >one 2>/dev/null || true
check "damaged: what is before it is printed" 0 test "$(wc -l <one)" -gt 100000 </dev/null
check "damaged, --threads 4: the same" 2 ipgrep --threads 4 -n -f nets ruined.gz <one
said "damaged, --threads 4" "damaged"
check "no threads" 2 ipgrep --threads 0 -f nets log </dev/null

# --- Lists that are refused ----------------------------------------------------------------------

printf '10.0.0.0/33\n10.0.0.0/8\n10.0.0.1/8\n' >bad
check "a bad list" 2 ipgrep -f nets -f bad log </dev/null
said "a bad list, line 1" "bad:1:10: prefix length over 32"
said "a bad list, line 3" "did you mean 10.0.0.0/8?"
said "a bad list" "bad is refused as a whole"
check "a bad list and -v" 2 ipgrep -v -f bad log </dev/null
check "--lenient does not take everything" 2 ipgrep --lenient -f bad log </dev/null
printf '10.0.0.1/8\n192.0.2.*\n' >loose
check "--lenient" 0 ipgrep --lenient -c -f loose log <<'E1'
3
E1
printf '10.0.0.0/1' >ends_early
check "a list that was cut off" 2 ipgrep -f ends_early log </dev/null
check "a list that is not there" 2 ipgrep -f missing log </dev/null
check "a bad map" 2 ipgrep --map nets log </dev/null
check "an empty list" 2 ipgrep -f empty log </dev/null
check "an empty list that may be one" 1 ipgrep --allow-empty -f empty log </dev/null

# --- Large lists, which are read in parts --------------------------------------------------------

# One thread reads a list as a whole: what several make of it, and say, is the same to the byte.
same_list() { # same_list WHAT STATUS OPTION...
    about=$1
    status=$2
    shift 2
    for threads in 1 2 3 7; do
        got=0
        ipgrep --threads $threads "$@" -n -f list log >"out.$threads" 2>err || got=$?
        [ $threads -ne 1 ] || cp err err.1
        if [ $got -ne "$status" ] || ! cmp -s out.1 out.$threads || ! cmp -s err.1 err; then
            echo "FAILED: $about, $threads threads: exit status $got, expected $status"
            diff err.1 err | head || true
            failures=$((failures + 1))
        fi
    done
}
# Lines of 16 bytes, so that it is known where two threads cut: behind line COUNT / 2 + 1.
numbers() { # numbers COUNT
    awk -v count="$1" 'BEGIN { for (i = 0; i < count; i++)
        printf "10.%d.%d.%d/32\n", 100 + i % 100, 100 + i / 100 % 100, 1 + i / 10000 }'
}
awk 'BEGIN { for (i = 0; i < 5000; i++)
    printf "10.%d.%d.%d x\n", 90 + i % 120, 95 + i % 107, 1 + i % 7 }' >log
for count in 16383 16384 16385 24575 24576 24577 40000; do
    numbers $count >list
    same_list "a list of $count lines" 0
done
numbers 40000 | sed 's/$/\r/' >list
same_list "a large list, CRLF" 0
{ numbers 20000 && numbers 30000 | sort -r; } >list
same_list "a large list, duplicates in both halves" 0
{ numbers 10 && repeat 40000 "# a comment"; } >list
same_list "a large list, a half without entries" 0
{ repeat 40000 "" && repeat 40000 "# a comment" && numbers 10000; } >list
same_list "a large list, the other half without entries" 0
repeat 40000 "# a comment" >list
same_list "a large list without entries" 2
same_list "a large list without entries that may be empty" 1 --allow-empty
{ printf '\357\273\277' && numbers 40000; } >list
same_list "a large list with a mark" 0
numbers 40000 | sed 's/1\/32/*/' >list
same_list "a large list, --lenient" 0 --lenient
same_list "a large list that needs --lenient" 2
numbers 40000 | awk '{ print; printf "2001:db8:%x::/48\n10.99.%d.1-10.99.%d.9\n", NR, NR % 256, NR % 256 }' >list
same_list "a large list of both families" 0
{ numbers 20000 && printf '#%0240d\n' 0 && numbers 20015; } >list
same_list "a large list, a long line where it is cut" 0

numbers 40000 | sed '30001s,.*,10.0.0.1/8,' >list
same_list "a bad line in the second half" 2
said "a bad line in the second half" "list:30001:8: bits set behind"
numbers 40000 | sed '20002s/^/\xef\xbb\xbf/' >list # where the second half begins
same_list "a mark in the middle" 2
said "a mark in the middle" "list:20002:1:"
numbers 40000 | sed '20002s/^.../\xff\xfe1/' >list
same_list "bytes of UTF-16 in the middle" 2
said "bytes of UTF-16 in the middle" "list:20002:1:"
numbers 40000 | sed '19995,20010s,/32$,/33,' >list
same_list "more bad lines than are shown" 2
said "more bad lines than are shown, the last one" "list:20004:"
said "more bad lines than are shown" "only the first 10 bad lines"
numbers 40000 | sed '100s/^/x/; 39999s/^/x/' >list
same_list "bad lines in both halves" 2
said "bad lines in both halves" "list:39999:1:"
{ numbers 20000 && repeat 300000 1 | tr -d '\n' && echo && numbers 20000; } >list
same_list "a huge line in a large list" 2
said "a huge line in a large list" "list:20001:"
{ numbers 40000 && printf '128.0.0.0/1'; } >list
same_list "a large list that was cut off" 2
said "a large list that was cut off" "list:40001:"
{ numbers 20000 && printf '10.0.0.0\0/8\n' && numbers 20000; } >list
same_list "a large list with a NUL" 2

numbers 40000 >list
ipgrep --threads 1 -n -f list log >one
check "a large list on standard input" 0 sh -c 'ipgrep --threads 2 -n -f - log <list' <one
ipgrep --threads 1 --json -f list log >one
check "a large list and --json" 0 ipgrep --threads 2 --json -f list log <one
numbers 20000 >half
numbers 40000 | tail -n 20000 >other
ipgrep --threads 1 -n -f list -f nets log >one
check "several large lists" 0 ipgrep --threads 2 -n -f half -f nets -f other log <one
ipgrep --threads 1 -n -v -f half log >one
check "a large list and -v" 0 ipgrep --threads 2 -n -v -f half log <one

# --- The command line, and where the output goes -------------------------------------------------

check "no list" 2 ipgrep log </dev/null
check "an unknown option" 2 ipgrep --no-such-option -f nets log </dev/null
check "--field 0" 2 ipgrep --field 0 -f nets log </dev/null
check "--field and --anywhere" 2 ipgrep --field 1 --anywhere -f nets log </dev/null
ipgrep --version | sed 's/[0-9][0-9]*/N/g' >version
check "--version" 0 cat version <<'E1'
ipgrep (cordon) N.N.N
E1
ipgrep --help >help
check "--help" 0 grep -x -e 'Examples:' -e 'Options:' help <<'E1'
Options:
Examples:
E1
awk 'BEGIN { for (i = 0; i < 200000; i++) print "10.0.0.1 " i }' >long
{ ipgrep -f nets long 2>err || echo "exit status $?" >>err; } | head -n 1 >first
check "a reader that goes away" 0 cat first err <<'E1'
10.0.0.1 0
E1
cp log both
check "the output is the input" 2 sh -c 'ipgrep -f nets both >>both' </dev/null
said "the output is the input" "both: the input is the output"
if [ -e /dev/full ]; then
    check "a full disk" 2 sh -c 'ipgrep -f nets log >/dev/full' </dev/null
    said "a full disk" "No space left"
fi

# A line that comes through a pipe is seen before the next one is there.
mkfifo pipe answer
ipgrep -f nets <pipe >answer &
{
    exec 4<answer
    printf '10.0.0.1 now\n' >&3
    read -r line <&4
    printf '%s\n' "$line" >seen
    exec 3>&- 4<&-
} 3>pipe
wait
check "line by line through a pipe" 0 cat seen <<'E1'
10.0.0.1 now
E1

finish
