# The README's first program is compiled, and prints what the README says that it prints.

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/README.md")
file(READ "${PROJECT_SOURCE_DIR}/README.md" readme)
# What CMake gives a meaning to in a list is put out of its way while the text is taken apart.
string(REPLACE ";" "<semicolon>" readme "${readme}")
string(REPLACE "[" "<bracket>" readme "${readme}")
if(NOT readme MATCHES "\n```cpp\n([^`]*)```\n\n```\n([^`]*)```\n")
  message(FATAL_ERROR "README.md has no C++ example followed by its output")
endif()
set(source "${CMAKE_MATCH_1}")
set(output "${CMAKE_MATCH_2}")
foreach(text IN ITEMS source output)
  string(REPLACE "<semicolon>" ";" ${text} "${${text}}")
  string(REPLACE "<bracket>" "[" ${text} "${${text}}")
endforeach()

file(CONFIGURE OUTPUT readme_example.cpp CONTENT "${source}" @ONLY)
file(CONFIGURE OUTPUT readme_example.expected CONTENT "${output}" @ONLY)
add_executable(cordon_readme_example "${CMAKE_CURRENT_BINARY_DIR}/readme_example.cpp")
cordon_own_program(cordon_readme_example cordon::ip)
add_test(NAME readme_example COMMAND ${CMAKE_COMMAND}
  "-DPROGRAM=$<TARGET_FILE:cordon_readme_example>" "-DEMULATOR=${CMAKE_CROSSCOMPILING_EMULATOR}"
  "-DEXPECTED=${CMAKE_CURRENT_BINARY_DIR}/readme_example.expected"
  -P "${CMAKE_CURRENT_SOURCE_DIR}/cmake/check_output.cmake")
