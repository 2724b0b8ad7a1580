#!/bin/sh
# Programs that took the headers into their own include path, and whose warnings are errors.
set -eu
set -- -std=c++20 -I"$CORDON_INCLUDE" -O2 -Wall -Wextra -Werror
"${CXX:-c++}" "$@" -MD -o consumer ip.cpp
"${CXX:-c++}" "$@" -o consumer_token token.cpp
"${CXX:-c++}" "$@" -o consumer_login login.cpp
