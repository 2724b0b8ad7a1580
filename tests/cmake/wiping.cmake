# Secrets are gone from the memory of the process afterwards, at both levels of optimisation: what is
# written last before an object's end is what an optimiser likes to leave out.

if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux" OR CMAKE_CROSSCOMPILING
    OR CMAKE_CXX_FLAGS MATCHES "-fsanitize") # a sanitizer keeps memory of its own
  return()
endif()

foreach(level IN ITEMS 2 3)
  set(program cordon_wiping_o${level})
  add_executable(${program} wiping/main.cpp wiping/canary.cpp)
  cordon_own_program(${program} cordon::token)
  target_compile_options(${program} PRIVATE -O${level})
  target_include_directories(${program} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
  # The dynamic loader saves the vector registers on the stack when it binds a function at its first
  # call, with what a memcpy() has left in them. docs/tokens.md tells a server to do the same.
  target_link_options(${program} PRIVATE -Wl,-z,now)
  add_test(NAME wiping_o${level} COMMAND ${program})
  set_tests_properties(wiping_o${level} PROPERTIES ENVIRONMENT LD_BIND_NOW=1)
endforeach()
