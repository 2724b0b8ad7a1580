#!/bin/sh
# A program that took the headers into its own include path, and whose warnings are errors.
set -eu
"${CXX:-c++}" -std=c++20 -I"$CORDON_INCLUDE" -O2 -Wall -Wextra -Werror -MD -o consumer main.cpp
