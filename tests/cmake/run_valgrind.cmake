# cmake -DVALGRIND=... -DPROGRAM=... -DCASE=... -DEXPECTED=0|99 -P: memcheck finds an error (99) or
# does not (0); any other result is a failure.
execute_process(COMMAND "${VALGRIND}" --quiet --error-exitcode=99 "${PROGRAM}" "${CASE}"
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result STREQUAL "${EXPECTED}")
  message(FATAL_ERROR "result ${result}, expected ${EXPECTED}; printed:\n${output}")
endif()
