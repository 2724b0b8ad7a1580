# cmake -DCOMPILE=... -DSOURCE=... -P compile_fail.cmake
#
# The source must not compile. It must compile with -DCONTROL, which takes the right spelling in
# place of the wrong one: otherwise it might fail for quite another reason, a missing header say.
# A line `// error: <regular expression>` in it says what the compiler's message must hold.

cmake_minimum_required(VERSION 3.22)

execute_process(COMMAND ${COMPILE} -fsyntax-only -DCONTROL "${SOURCE}"
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the control does not compile:\n${output}")
endif()

execute_process(COMMAND ${COMPILE} -fsyntax-only "${SOURCE}"
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(result EQUAL 0)
  message(FATAL_ERROR "it compiles, and must not")
endif()
if(NOT output MATCHES "error:")
  message(FATAL_ERROR "the compiler failed without an error message:\n${output}")
endif()
file(STRINGS "${SOURCE}" expectations REGEX "^// error: ")
foreach(expectation IN LISTS expectations)
  string(REGEX REPLACE "^// error: " "" expectation "${expectation}")
  if(NOT output MATCHES "${expectation}")
    message(FATAL_ERROR "the message does not match \"${expectation}\":\n${output}")
  endif()
endforeach()
