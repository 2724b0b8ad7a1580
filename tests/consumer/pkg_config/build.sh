#!/bin/sh
# A program without CMake. cordon is header-only, so there is nothing to link (no --libs).
set -eu
# shellcheck disable=SC2046 # flags are words
"${CXX:-c++}" -std=c++20 $(pkg-config --cflags cordon) -MD -o consumer main.cpp
