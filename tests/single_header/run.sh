#!/bin/sh
# The single headers stand in for the separate ones:
#
#     run.sh DIRECTORY JOBS
#
# A copy of the project is made in the directory, in which each header of a room holds nothing but
# the #include of a single one: of cordon_ip.hpp in the room ip, of cordon.hpp in the others. There
# two units become one program without a warning, by g++ and by clang++ 14, and the rooms' tests pass.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
work=$(cd "$1" && pwd)
jobs=$2
copy=$work/source

say() { printf '==> %s\n' "$*"; }

rm -rf "$copy"
mkdir "$copy"
cp -R "$root/CMakeLists.txt" "$root/README.md" "$root/cmake" "$root/tests" "$root/docs" "$copy"
mkdir "$copy/examples"
cp -R "$root/examples/data" "$copy/examples" # which a test of the room ip reads
sh "$root/tools/single_headers.sh" "$copy/include"
mkdir "$copy/include/cordon"
cp "$root/include/cordon/version.hpp" "$copy/include/cordon" # CMakeLists.txt reads it
(cd "$root/include" && find cordon/ip.hpp cordon/ip cordon/token.hpp cordon/token cordon/login.hpp \
    cordon/login -name '*.hpp') | while read -r header; do
    mkdir -p "$copy/include/$(dirname "$header")"
    case $header in
    cordon/ip[./]*) single=cordon_ip.hpp ;;
    *) single=cordon.hpp ;;
    esac
    printf '#include <%s>\n' "$single" >"$copy/include/$header"
done

for cxx in g++ clang++-14; do
    say "two units by $cxx"
    set -- -std=c++20 -O1 -Wall -Wextra -Werror -I"$copy/include"
    "$cxx" "$@" -c -DCORDON_UNIT=plain -o "$work/plain.o" "$copy/tests/two_units/unit.cpp"
    "$cxx" "$@" -c -DCORDON_UNIT=native -o "$work/native.o" "$copy/tests/two_units/unit.cpp"
    "$cxx" "$@" -o "$work/two_units" "$copy/tests/two_units/main.cpp" "$work/plain.o" "$work/native.o"
    "$work/two_units"
done

say "the tests of the rooms"
cmake -S "$copy" -B "$work/build" -G Ninja -DCMAKE_CXX_COMPILER=clang++-14 -DCMAKE_CXX_FLAGS=-O0 \
    -DCORDON_BUILD_EXAMPLES=OFF -DCORDON_TEST_EFFORT=2 -DCORDON_WERROR=ON
cmake --build "$work/build" -j "$jobs" --target cordon_ip_tests cordon_token_tests cordon_login_tests
ctest --test-dir "$work/build" -j "$jobs" --no-tests=error --output-on-failure -R '^(ip|token|login)_'
