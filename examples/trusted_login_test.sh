#!/bin/sh
# Tests of trusted_login. Usage: trusted_login_test.sh BUILD-DIRECTORY
set -eu
# shellcheck source=examples/cli/testing.sh
. "$(dirname "$0")/cli/testing.sh"

# Columns: time, what or by which door, who, from where, result, reason.
play() { trusted_login --quick "$data/login.toml"; }
cp "$data/logins.jsonl" in
check "the demo's story" 0 play <<'E1'

From the office the password is enough; from elsewhere the token is to follow it
  10:00:00  api         ann        10.0.0.255       allow              Success
  10:00:00  api         ann        ::ffff:10.0.0.5  allow              Success
  10:00:00  api         ann        10.0.1.0         token_required     Failed: API security token required
  10:00:00  api         ann        10.0.1.0         allow              Success
  10:00:00  api         ann        10.0.1.0         invalid_login      Invalid password

After a reset the old token is worth nothing
  10:00:00  reset_token ann                         done
  10:00:00  api         ann        10.0.1.0         invalid_login      Invalid password: stale token
  10:00:00  api         ann        10.0.1.0         allow              Success

Login ranges restrict: outside of them no token helps
  10:00:00  api         oda        192.0.2.7        allow              Success
  10:00:00  api         oda        10.0.0.7         restricted_ip      Restricted IP

Login hours end at 17:00 in Berlin, which is 16:00 UTC
  15:59:59  api         bob        10.0.0.9         allow              Success
  16:00:00  api         bob        10.0.0.9         restricted_time    Restricted time
  16:00:00  request     bob        10.0.0.9         refused            Restricted time

A browser in an unknown place is challenged by mail
  16:00:00  ui          ada        198.51.100.1     identity_challenge Failed: Computer activation required
  16:00:00  send_code   ada                         done
  16:00:00  ui          ada        198.51.100.1     allow              Success

An administrator logs in as ann, who has multi-factor authentication
  16:00:00  log_in_as   ada as ann                  allow              audit: log-in-as started: ada as ann
  log_in_as_mfa = true
  16:00:00  log_in_as   ada as ann                  challenge
  log_in_as_any_user = false
  16:00:00  log_in_as   ada as ann                  refused            not permitted
E1

# --- Configurations ------------------------------------------------------------------------------

printf '[organisation]\nedition = "golden"\n' >bad.toml
check "a bad configuration" 2 trusted_login bad.toml </dev/null
said "a bad configuration" "bad.toml:2:11: organisation.edition: unknown value"
check "a configuration that is not there" 2 trusted_login missing.toml </dev/null
said "a configuration that is not there" "missing.toml: "
trusted_login --canonical "$data/login.toml" >canonical.toml
cp canonical.toml expected.toml
check "canonical text is its own canonical form" 0 trusted_login --canonical canonical.toml <expected.toml
printf '[[profiles]]\nname = "p"\nlogin_ranges = ["10.0.0.300", "10.0.0.1"]\n' >damaged.toml
code=0
trusted_login --canonical damaged.toml >repaired.toml 2>err || code=$?
check "a damaged profile: the exit status" 0 test "$code" -eq 1 </dev/null
trusted_login --canonical damaged.toml >repaired.toml 2>err || true
said "a damaged profile" "damaged.toml:3:17: profiles[0].login_ranges[0]: "
cp repaired.toml expected.toml
check "saving repairs it" 0 trusted_login --canonical repaired.toml <expected.toml

# --- Events --------------------------------------------------------------------------------------

for event in '{' '[]' '{"do": "dance"}' '{"do": "log_in", "user": "x"}' '{"do": "clock", "now": "today"}' \
    '{"do": "option", "name": "edition", "value": true}' \
    '{"do": "user", "name": "x", "profile": "none", "password": "y"}'; do
    printf '# first\n%s\n' "$event" >in
    check "the event $event" 2 play </dev/null
    said "the event $event" "trusted_login: line 2: "
done
printf '{"do": "log_in", "user": "nobody", "from": "10.0.0.1", "password": "x"}\n' >in
check "an unknown user" 0 play <<'E1'
  00:00:00  api         nobody     10.0.0.1         invalid_login      Unknown user
E1

finish
