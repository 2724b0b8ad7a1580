# What cordon's own tests, examples and benchmarks are built with. Nothing here reaches a user.

option(CORDON_WERROR "Warnings are errors in the project's own builds" OFF)

add_library(cordon_own_flags INTERFACE)
if(MSVC)
  target_compile_options(cordon_own_flags INTERFACE /W4 /permissive- /utf-8)
else()
  target_compile_options(cordon_own_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wsign-conversion)
endif()
if(CORDON_WERROR)
  target_compile_options(cordon_own_flags INTERFACE $<IF:$<CXX_COMPILER_ID:MSVC>,/WX,-Werror>)
endif()
