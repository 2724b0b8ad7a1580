#!/bin/sh
# Builds and runs the small projects beside this script, each of which takes cordon in another way:
#
#     run.sh [find_package] [add_subdirectory] [fetch_content] [pkg_config] [plain_include]
#
# All at once without arguments. The package is installed and then moved, and nothing that is
# compiled may come from the source tree: the sources and the projects are copied out of it first.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT INT TERM
prefix=$scratch/moved

say() { printf '==> %s\n' "$*"; }
die() {
    printf 'consumer: %s\n' "$*" >&2
    exit 1
}

# Runs a command quietly; shows its output when it fails.
quietly() {
    "$@" >"$scratch/log" 2>&1 || {
        cat "$scratch/log"
        die "failed: $*"
    }
}

# The doors are tried where what they lead to is installed.
doors=''
with_door() { # with_door NAME FILE
    [ ! -e "$2" ] || doors="$doors${doors:+;}$1"
}
with_door asio "${BOOST_ROOT:-/usr}/include/boost/asio.hpp"
if [ -z "${BOOST_ROOT:-}" ]; then # otherwise it is a Boost that is tried
    with_door openssl /usr/include/openssl/core_names.h
    with_door toml /usr/include/toml++/toml.h
    with_door tz /usr/include/date/tz.h
fi
export doors
doors_list=$(echo "$doors" | tr ';' ' ')

version=$(sed -n 's/^#define CORDON_VERSION_[A-Z]* \([0-9]*\)$/\1/p' "$root/include/cordon/version.hpp" |
    paste -s -d .)

copy_sources() {
    [ ! -d "$scratch/source" ] || return 0
    mkdir "$scratch/source"
    cp -R "$root/CMakeLists.txt" "$root/cmake" "$root/include" "$scratch/source"
}

# Nothing of the source tree, and no place where the package has been, may be in the files given.
check_paths() {
    for file in "$@"; do
        [ -s "$file" ] || die "$file is missing or empty"
        # A Boost that was asked for may lie there.
        [ -z "${BOOST_ROOT:-}" ] || sed -i "s|$BOOST_ROOT/|BOOST_ROOT/|g" "$file"
        for path in "$root" "$scratch/first" "$scratch/build"; do
            # Where a path begins, or behind -I: the tree may lie in one as short as /cordon.
            # shellcheck disable=SC2016 # the dollar is the regular expression's
            quoted=$(printf '%s' "$path" | sed 's/[].[\*^$()+?{}|]/\\&/g')
            if grep -E "(^|[^[:alnum:]_./+-]|-I)$quoted(/|[^[:alnum:]_.+-]|\$)" "$file"; then
                die "$file names $path (above)"
            fi
        done
    done
}

# Without Boost and OpenSSL, which a package of headers must not need.
install_and_move() {
    [ ! -d "$prefix" ] || return 0
    say "installing"
    quietly cmake -S "$root" -B "$scratch/build" -G Ninja -DCMAKE_DISABLE_FIND_PACKAGE_Boost=ON \
        -DCMAKE_DISABLE_FIND_PACKAGE_OpenSSL=ON -DCORDON_BUILD_TESTS=OFF -DCORDON_BUILD_EXAMPLES=OFF
    quietly cmake --build "$scratch/build"
    quietly cmake --install "$scratch/build" --prefix "$scratch/first"
    mv "$scratch/first" "$prefix"
    rm -r "$scratch/build"

    for entry in "$prefix"/* "$prefix"/share/*; do
        case ${entry#"$prefix"/} in
        include | share | share/cmake | share/pkgconfig) ;;
        *) die "the package holds ${entry#"$prefix"/}" ;;
        esac
    done
    find "$prefix/share" -type f | while read -r file; do
        check_paths "$file"
    done
}

# A copy of the project $1 with the sources that all of them share.
copy_project() {
    cp -R "$root/tests/consumer/$1" "$scratch/$1"
    cp "$root"/tests/consumer/*.cpp "$scratch/$1"
}

# The project $1 by CMake, with the arguments that follow.
cmake_project() {
    project=$1
    shift
    copy_project "$project"
    build=$scratch/$project/build
    quietly cmake -S "$scratch/$project" -B "$build" -G Ninja -Wdev -Wdeprecated \
        -DCMAKE_EXPORT_COMPILE_COMMANDS=ON "$@"
    ! grep -A9 -E 'CMake.* Warning' "$scratch/log" || die "$project: CMake warns (above)"
    quietly cmake --build "$build"
    # What the compiler was told to read, and what it did read.
    (cd "$build" && ninja -t deps) >"$build/deps"
    grep -q 'cordon/version\.hpp' "$build/deps" || die "cordon/version.hpp was not read"
    check_paths "$build/compile_commands.json" "$build/deps"
    [ -z "${BOOST_ROOT:-}" ] || grep -q ' BOOST_ROOT/include/boost/asio' "$build/deps" ||
        die "the Boost in $BOOST_ROOT was not read"
    for program in "$build"/consumer*; do
        "$program" || die "$project: $(basename "$program") failed"
    done
}

# request OUTCOME TEXT CMAKE-ARGUMENT...: find_package() passes or fails and says TEXT.
request() {
    outcome=$1
    text=$2
    shift 2
    rm -rf "$scratch/request"
    if cmake -S "$root/tests/consumer/find_package_request" -B "$scratch/request" -G Ninja \
        -DCMAKE_PREFIX_PATH="$prefix" "$@" >"$scratch/log" 2>&1; then
        result=passes
    else
        result=fails
    fi
    # CMake breaks its messages into lines.
    if [ "$result" != "$outcome" ] || ! tr -s ' \n' ' ' <"$scratch/log" | grep -qF -e "$text"; then
        cat "$scratch/log"
        die "find_package() $result; expected: it $outcome with \"$text\" ($*)"
    fi
}

find_package() {
    install_and_move
    cmake_project find_package -DCMAKE_PREFIX_PATH="$prefix" -DDOORS="$doors"

    # Of the doors only what is asked for is looked for, and what it leads to.
    rooms='cordon::ip cordon::token cordon::login'
    request passes "got $rooms cordon::cordon ." -DREQUEST='REQUIRED;COMPONENTS;ip;login'
    for door in $doors_list; do
        case $door in
        asio) needs=Boost::headers ;;
        openssl) needs=OpenSSL::Crypto ;;
        toml) needs=tomlplusplus::tomlplusplus ;;
        tz) needs=date::date-tz ;;
        esac
        request passes "got $rooms cordon::$door cordon::cordon $needs ." \
            -DREQUEST="REQUIRED;COMPONENTS;$door"
        # Without COMPONENTS: the doors for which everything is there.
        request passes " cordon::$door " -DREQUEST='REQUIRED'
    done

    # Without what the doors lead to. (cordon::tz may do without, where the standard library has the
    # zones.)
    set --
    for package in Boost OpenSSL tomlplusplus date; do
        set -- "$@" "-DCMAKE_DISABLE_FIND_PACKAGE_$package=ON"
    done
    request passes "got $rooms cordon::tz cordon::cordon ." -DREQUEST='REQUIRED' "$@"
    request passes "got $rooms cordon::cordon ." \
        -DREQUEST='REQUIRED;COMPONENTS;ip;OPTIONAL_COMPONENTS;asio;none' "$@"
    request fails 'Boost' -DREQUEST='REQUIRED;COMPONENTS;asio' "$@"
    request fails 'OpenSSL' -DREQUEST='REQUIRED;COMPONENTS;openssl' "$@"
    request fails 'tomlplusplus' -DREQUEST='REQUIRED;COMPONENTS;toml' "$@"

    request fails 'cordon has no component "no_such_room"; it has: ip token login asio openssl toml tz' \
        -DREQUEST='REQUIRED;COMPONENTS;ip;no_such_room'
    request fails 'compatible with requested version "1.0"' -DREQUEST='1.0;REQUIRED'
    request fails "version: $version" -DREQUEST='0.2;REQUIRED'
}

add_subdirectory() {
    copy_sources
    cmake_project add_subdirectory -DCORDON_SOURCE_DIR="$scratch/source" -DDOORS="$doors"
}

fetch_content() {
    copy_sources
    cmake_project fetch_content -DCORDON_SOURCE_DIR="$scratch/source"
}

# A project built by its build.sh, which leaves the list of headers read in consumer.d.
shell_project() {
    copy_project "$1"
    (cd "$scratch/$1" && quietly sh build.sh && ./consumer) || die "$1 failed"
    for program in "$scratch/$1"/consumer_*; do
        [ ! -x "$program" ] || "$program" || die "$1: $(basename "$program") failed"
    done
    grep -qF 'cordon/ip.hpp' "$scratch/$1/consumer.d" || die "cordon/ip.hpp was not read"
    check_paths "$scratch/$1/consumer.d"
}

pkg_config() {
    install_and_move
    PKG_CONFIG_PATH=$prefix/share/pkgconfig
    export PKG_CONFIG_PATH
    [ -z "$(pkg-config --libs-only-l --libs-only-L cordon)" ] || die "cordon.pc names libraries"
    shell_project pkg_config
}

plain_include() {
    copy_sources
    CORDON_INCLUDE=$scratch/source/include
    export CORDON_INCLUDE
    shell_project plain_include
}

[ $# -gt 0 ] || set -- find_package add_subdirectory fetch_content pkg_config plain_include
for project in "$@"; do
    case $project in
    find_package | add_subdirectory | fetch_content | pkg_config | plain_include) ;;
    *) die "no project \"$project\"" ;;
    esac
    say "$project"
    "$project"
done
say "all passed: $*"
