# cmake -DPROGRAM=... -DSUITES=... -P check_suites.cmake
#
# ctest runs a Boost.Test program suite by suite. Two things could make it pass while tests are left
# out: a suite that ctest does not know, and a filter that matches nothing.

cmake_minimum_required(VERSION 3.22)

execute_process(COMMAND ${PROGRAM} --list_content
  OUTPUT_VARIABLE content ERROR_VARIABLE content RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "--list_content failed (${result}): ${content}")
endif()
string(REGEX MATCHALL "[^\n]+" lines "${content}")
foreach(line IN LISTS lines)
  # A line that is not indented is a suite at the top, or a test case in no suite.
  if(line MATCHES "^([A-Za-z0-9_]+)\\*?")
    if(NOT CMAKE_MATCH_1 IN_LIST SUITES)
      message(SEND_ERROR "${CMAKE_MATCH_1} is no suite that ctest runs: name it after its file")
    endif()
    list(APPEND found "${CMAKE_MATCH_1}")
  endif()
endforeach()
foreach(suite IN LISTS SUITES)
  if(NOT suite IN_LIST found)
    message(SEND_ERROR "the suite ${suite} is missing from the program")
  endif()
endforeach()

execute_process(COMMAND ${PROGRAM} --run_test=there_is_no_such_suite
  RESULT_VARIABLE result OUTPUT_QUIET ERROR_QUIET)
if(result EQUAL 0)
  message(SEND_ERROR "a run of no test case at all passes")
endif()
