# cmake -DPROGRAM=... -DEXPECTED=... [-DEMULATOR=...] -P: runs a program and compares what it prints.
execute_process(COMMAND ${EMULATOR} "${PROGRAM}" OUTPUT_VARIABLE printed RESULT_VARIABLE result)
file(READ "${EXPECTED}" expected)
if(NOT result EQUAL 0 OR NOT printed STREQUAL expected)
  message(FATAL_ERROR "result ${result}, printed:\n${printed}\nexpected:\n${expected}")
endif()
