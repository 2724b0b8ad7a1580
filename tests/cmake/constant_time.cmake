# What must not tell secrets by its time, under valgrind; and controls that do, which must be found.
# Without valgrind the tests are there and skipped.

find_program(CORDON_VALGRIND valgrind)
find_path(CORDON_VALGRIND_INCLUDE valgrind/memcheck.h)
mark_as_advanced(CORDON_VALGRIND CORDON_VALGRIND_INCLUDE)

set(reason "")
if(CMAKE_CROSSCOMPILING)
  set(reason "not in a cross build")
elseif(CMAKE_CXX_FLAGS MATCHES "-fsanitize")
  set(reason "not together with a sanitizer")
elseif(NOT CORDON_VALGRIND OR NOT CORDON_VALGRIND_INCLUDE)
  set(reason "valgrind is not installed")
endif()
if(reason)
  add_test(NAME constant_time COMMAND "${CMAKE_COMMAND}" -E echo "skipped: ${reason}")
  set_tests_properties(constant_time PROPERTIES SKIP_REGULAR_EXPRESSION "^skipped: ")
  return()
endif()

foreach(level IN ITEMS 2 3)
  set(program cordon_constant_time_o${level})
  add_executable(${program} constant_time/main.cpp)
  cordon_own_program(${program} cordon::token)
  # valgrind 3.19 does not read all of DWARF 5.
  target_compile_options(${program} PRIVATE -O${level} -gdwarf-4)
  target_include_directories(${program} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
  target_include_directories(${program} SYSTEM PRIVATE "${CORDON_VALGRIND_INCLUDE}")
  foreach(case IN ITEMS safe early_exit secret_address branching_choice)
    set(name constant_time_o${level})
    set(expected 0)
    if(NOT case STREQUAL "safe")
      set(name constant_time_control_${case}_o${level})
      set(expected 99)
    endif()
    add_test(NAME ${name} COMMAND "${CMAKE_COMMAND}" "-DVALGRIND=${CORDON_VALGRIND}"
      "-DPROGRAM=$<TARGET_FILE:${program}>" -DCASE=${case} -DEXPECTED=${expected}
      -P "${CMAKE_CURRENT_SOURCE_DIR}/cmake/run_valgrind.cmake")
  endforeach()
endforeach()
