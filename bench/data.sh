#!/bin/sh
# Puts the tables that the benchmarks look addresses up in into a directory (build/bench-data): the
# ranges of the Internet's autonomous systems and of its countries (npm: @ip-location-db/asn,
# RouteViews and DB-IP data, CC BY 4.0; @ip-location-db/asn-country, NRO data, CC BY 4.0), and Tor's
# table of countries (Debian: tor-geoipdb). What is there already is left as it is.
#
# Usage: sh bench/data.sh [DIRECTORY]
set -eu

# The releases that the figures in docs/benchmarks.md were taken on, as long as they can be had.
npm_version=2.3.2026061719

target=${1:-$(dirname "$0")/../build/bench-data}
mkdir -p "$target"
target=$(cd "$target" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT INT TERM
# Nobody needs a home directory for this.
export npm_config_cache="$scratch/npm-cache"

die() {
    printf 'bench/data.sh: %s\n' "$*" >&2
    exit 1
}

have() { # have FILE...: all of them, and none of them empty
    for file in "$@"; do
        [ -s "$target/$file" ] || return 1
    done
}

from_npm() { # from_npm PACKAGE FILE...
    package=$1
    shift
    ! have "$@" || return 0
    command -v npm >/dev/null 2>&1 || die "npm is needed to get @ip-location-db/$package"
    mkdir "$scratch/$package"
    for release in "$npm_version" latest; do
        if (cd "$scratch/$package" && npm pack --silent "@ip-location-db/$package@$release") \
            >"$scratch/npm.log" 2>&1; then
            break
        fi
        [ "$release" != latest ] || {
            cat "$scratch/npm.log" >&2
            die "npm could not get @ip-location-db/$package"
        }
        echo "bench/data.sh: @ip-location-db/$package $release is gone, taking the latest" >&2
    done
    tar -xzf "$scratch/$package"/*.tgz -C "$scratch/$package"
    for file in "$@"; do
        mv "$scratch/$package/package/$file" "$target/$file"
    done
    sed -n "s/.*\"version\": *\"\(.*\)\".*/npm @ip-location-db\/$package \1/p" \
        "$scratch/$package/package/package.json" >"$target/$package.version"
}

from_debian() { # from_debian PACKAGE DIRECTORY FILE...
    package=$1
    directory=$2
    shift 2
    ! have "$@" || return 0
    if [ -e "$directory/$1" ]; then
        root=''
        version=$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null) || version='of this machine'
    else
        # Unpacked beside the data: nothing has to be installed for it, so nobody has to be root.
        (cd "$scratch" && apt-get download "$package") >"$scratch/apt.log" 2>&1 || {
            cat "$scratch/apt.log" >&2
            die "apt-get could not get $package: install it"
        }
        root=$scratch/$package
        version=$(dpkg-deb -f "$scratch/$package"_*.deb Version)
        dpkg-deb -x "$scratch/$package"_*.deb "$root"
    fi
    for file in "$@"; do
        cp "$root$directory/$file" "$target/$file"
    done
    echo "Debian $package $version" >"$target/$package.version"
}

from_npm asn asn-ipv4.csv asn-ipv6.csv
from_npm asn-country asn-country-ipv4.csv asn-country-ipv6.csv
from_debian tor-geoipdb /usr/share/tor geoip geoip6
cat "$target"/*.version
