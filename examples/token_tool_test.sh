#!/bin/sh
# Tests of token_tool. Usage: token_tool_test.sh BUILD-DIRECTORY
set -eu
# shellcheck source=examples/cli/testing.sh
. "$(dirname "$0")/cli/testing.sh"
umask 077

# matches WHAT PATTERN: whether each line that the last command printed is of the form.
matches() {
    if [ -s out ] && ! grep -qvE -- "$2" out; then
        return 0
    fi
    printf 'FAILED: %s: a line is not of the form %s\n' "$1" "$2"
    sed 's/^/  stdout: /' out
    failures=$((failures + 1))
}

# run COMMAND...: one whose output is not the same each time; it goes to `out`, and must succeed.
run() {
    [ -e in ] || : >in
    if ! "$@" <in >out 2>err; then
        printf 'FAILED: %s\n' "$*"
        sed 's/^/  stderr: /' err
        failures=$((failures + 1))
    fi
    rm in
}

# --- Tokens --------------------------------------------------------------------------------------

run token_tool generate
matches "the default policy" '^[0-9A-Za-z]{30}$'
cp out in
echo '1: ok' | check "a new token is well typed" 0 token_tool check
run token_tool generate --policy salesforce -n 3
matches "--policy salesforce" '^[0-9A-Za-z]{24}$'
run token_tool generate --policy scannable --count 1000 --uri
matches "--uri" '^secret-token:cdn_[0-9A-Za-z]{36}$'
if [ "$(sort -u out | wc -l)" -ne 1000 ]; then
    echo "FAILED: 1000 tokens are not 1000 different ones"
    failures=$((failures + 1))
fi

# The last token is the published example of the scheme, with the prefix of the policy.
cat >in <<'END'
cdn_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17
cdn_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18
cdn_zQWBuTSOoRi4A9spHcVY5ncnsDkxk0mLq17
cdn-zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17
cdn_zQWBuTSOoRi4A9spHcVY5ncnsDkxk 0mLq17

END
printf '%1000s\n' x >>in
check "typing errors" 1 token_tool check --policy scannable <<'END'
1: ok
2: wrong checksum: is there a typing error?
3: text too short
4: wrong prefix
5: unexpected character
6: empty text
7: text too long
END
echo '1: empty text' | check "nothing to check" 1 token_tool check

# --- Issue, reset, verify --------------------------------------------------------------------------

for key in old.key new.key; do
    run token_tool new-key "$key"
    [ "$(stat -c %a "$key")" = 600 ] || check "$key is for its owner alone" 0 stat "$key" </dev/null
done
check "a key file is never overwritten" 2 token_tool new-key old.key </dev/null
said "a key file is never overwritten" "old.key: File exists"

old="--organisation example --key k1=old.key"
both="--organisation example --key k2=new.key --key k1=old.key"
# shellcheck disable=SC2086 # lists of words
{
    run token_tool issue $old --user ada
    sed -n 1p out >token
    sed -n 2p out >record
    sed 1d out >only && mv only out
    # shellcheck disable=SC2016 # dollars of the record
    matches "a record" '^\$cordon-token\$v=1,p=default,l=30,g=1,k=k1\$[0-9a-f]{64}\$$'
    cp token in
    echo right | check "a token" 0 token_tool verify $old --user ada --record record
    cp token in
    echo wrong | check "another user's" 1 token_tool verify $old --user bob --record record
    tr '0-9A-Za-z' '1-9A-Za-z0' <token >in
    echo wrong | check "another token" 1 token_tool verify $old --user ada --record record
    printf '%s \n' "$(cat token)" >in
    echo wrong | check "a blank behind it" 1 token_tool verify $old --user ada --record record

    # A reset, and with a new key: the old token is refused, both keys are in the ring.
    cp record before
    run token_tool issue $both --user ada --record record
    cp out second
    cp second in
    echo right | check "after a reset" 0 token_tool verify $both --user ada --record record
    cp token in
    echo wrong | check "the old token" 1 token_tool verify $both --user ada --record record
    cp token in
    echo right | check "the old key" 0 token_tool verify $both --user ada --record before
    cp second in
    check "no such key" 2 token_tool verify $old --user ada --record record </dev/null
    said "no such key" "unknown key id"
    check "nothing on stdin" 2 token_tool verify $both --user ada --record record </dev/null
    said "nothing on stdin" "nothing on standard input"
    sed 's/g=2/g=02/' record >damaged
    cp second in
    check "a damaged record" 2 token_tool verify $both --user ada --record damaged </dev/null
    said "a damaged record" "damaged: malformed record"

    # A secret as an argument is refused, and not repeated.
    for secret in "$(cat second)" "--token=$(cat second)"; do
        check "a secret as an argument" 2 token_tool verify $both --user ada --record record \
            "$secret" </dev/null
        said "a secret as an argument" "read from standard input"
        if grep -qF -- "$(cat second)" err out; then
            echo "FAILED: the secret was repeated"
            failures=$((failures + 1))
        fi
    done
}

# --- One-time codes: the vectors of RFC 6238, appendix B -------------------------------------------

printf 12345678901234567890 | base32 >sha1.key
printf 12345678901234567890123456789012 | base32 | tr -d '=\n' >sha256.key
printf 1234567890123456789012345678901234567890123456789012345678901234 |
    base32 -w 0 | tr -d = >sha512.key
while read -r hash at code; do
    echo "$code" | check "RFC 6238" 0 token_tool code "$hash.key" --hash "$hash" --digits 8 --at "$at"
done <<'END'
sha1 59 94287082
sha256 59 46119246
sha512 59 90693936
sha1 1111111109 07081804
sha256 1111111111 67062674
sha512 20000000000 47863826
END

now="--digits 8 --state state --at 1111111109 sha1.key"
# shellcheck disable=SC2086 # a list of words
{
    echo 07081804 >in
    echo right | check "a code" 0 token_tool verify-code $now
    echo 07081804 >in
    echo "wrong (1 wrong codes in a row, at most 10)" | check "again" 1 token_tool verify-code $now
    echo "last_step=37037036 failures=1" | check "the state" 0 cat state
    echo "last_step=37037036 failures=10" >state
    echo 14050471 >in # the next step's
    echo "wrong (10 wrong codes in a row, at most 10)" |
        check "a right code after ten wrong ones" 1 token_tool verify-code $now
    echo "last_step=1 failures=0 " >state
    echo 14050471 >in
    check "a damaged state" 2 token_tool verify-code $now </dev/null
    said "a damaged state" "the state file is damaged"
}
chmod 644 sha1.key
echo 94287082 | check "a key that others may read" 0 token_tool code --digits 8 --at 59 sha1.key
said "a key that others may read" "chmod 600 sha1.key"
echo GEZDGNBVGY3TQOJQ= >short.key
check "a key with padding" 2 token_tool code short.key </dev/null
said "a key with padding" "short.key is no key file: wrong padding"
echo GEZDGNBVGY3TQOJQ >short.key
check "a short key" 2 token_tool code short.key </dev/null
said "a short key" "16 bytes at least"

run token_tool enrol --issuer "Example Ltd" --account ada@example.org --no-qr enrolled.key
matches "a URI" "^otpauth://totp/Example%20Ltd:ada%40example\.org\?secret=$(cat enrolled.key)&issuer=Example%20Ltd&algorithm=SHA1&digits=6&period=30$"
run token_tool code enrolled.key
cp out in
echo right | check "an enrolled key" 0 token_tool verify-code --state other enrolled.key
run token_tool enrol --issuer Example --account ada other.key
sed -n '/█/p' out >picture # no terminal: no colours
if [ "$(wc -l <picture)" -lt 15 ] || grep -q '[a-z\033]' picture; then
    check "a QR code" 0 cat picture </dev/null
fi
check "a ':' in the issuer" 2 token_tool enrol --issuer a:b --account ada third.key </dev/null
[ ! -e third.key ] || check "no key after an error" 0 ls third.key </dev/null

# --- The command line --------------------------------------------------------------------------------

run token_tool --help
grep -q 'Examples:' out || check "--help shows examples" 0 cat out </dev/null
check "no command" 2 token_tool </dev/null
check "no such policy" 2 token_tool generate --policy none </dev/null
check "a number that is none" 2 token_tool generate -n 0 </dev/null

finish
