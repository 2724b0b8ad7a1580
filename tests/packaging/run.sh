#!/bin/sh
# The port for vcpkg and the recipe for Conan, without the tools: run.sh DIRECTORY
# (CONTRIBUTING.md has the commands for those who have them.)
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
work=$(cd "$1" && pwd)

python3 "$root/tests/packaging/check_packages.py" "$root"
cmake -DROOT="$root" -DWORK="$work/port" -P "$root/tests/packaging/port.cmake"

# Programs from what the port installs, and from nothing else.
rm -rf "$work/test_package"
cmake -G Ninja -S "$root/test_package" -B "$work/test_package" \
    -DCMAKE_PREFIX_PATH="$work/port/registry-5" -DTEST_COMPONENTS='ip;token;openssl'
cmake --build "$work/test_package"
for component in ip token openssl; do
    "$work/test_package/test_$component"
done
! grep -q "$root/include" "$work/test_package/build.ninja"
