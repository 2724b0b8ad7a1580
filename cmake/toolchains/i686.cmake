# i686: 32-bit, and without __int128. An x86-64 kernel mostly runs it as it is, by the cross
# compiler's own loader; qemu-user does where it does not.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR i686)
set(CMAKE_CXX_COMPILER i686-linux-gnu-g++)
set(CMAKE_FIND_ROOT_PATH /usr/i686-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

set(cordon_i686_loader /usr/i686-linux-gnu/lib/ld-linux.so.2)
execute_process(COMMAND "${cordon_i686_loader}" --version
  RESULT_VARIABLE cordon_i686_result OUTPUT_QUIET ERROR_QUIET)
if(cordon_i686_result EQUAL 0)
  set(CMAKE_CROSSCOMPILING_EMULATOR
    "${cordon_i686_loader};--library-path;/usr/i686-linux-gnu/lib")
else()
  set(CMAKE_CROSSCOMPILING_EMULATOR "qemu-i386;-L;/usr/i686-linux-gnu")
endif()
