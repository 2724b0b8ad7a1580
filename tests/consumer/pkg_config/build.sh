#!/bin/sh
# Programs without CMake. cordon is header-only, so there is nothing to link (no --libs) but what a
# door leads to.
set -eu
cxx=${CXX:-c++}
# shellcheck disable=SC2046 # flags are words
"$cxx" -std=c++20 $(pkg-config --cflags cordon) -MD -o consumer ip.cpp
case ${doors:-} in
*openssl*)
    # shellcheck disable=SC2046 # flags are words
    "$cxx" -std=c++20 $(pkg-config --cflags cordon-openssl) -o consumer_openssl openssl.cpp \
        $(pkg-config --libs cordon-openssl)
    ;;
esac
