# What tests/CMakeLists.txt calls.

# A program of ours: our warnings, and the headers of one target.
function(cordon_own_program name library)
  target_link_libraries(${name} PRIVATE ${library} cordon_own_flags)
endfunction()

# Boost.Test itself, once for all rooms. Not optimised and without sanitizers: it is large, and what
# is under test is not in it.
function(cordon_test_main)
  add_library(cordon_test_main OBJECT main.cpp)
  target_link_libraries(cordon_test_main PRIVATE Boost::headers)
  target_compile_features(cordon_test_main PRIVATE cxx_std_20)
  target_compile_definitions(cordon_test_main PRIVATE BOOST_ALL_NO_LIB)
  if(NOT MSVC)
    target_compile_options(cordon_test_main PRIVATE -O0 -fno-sanitize=all)
  endif()
endfunction()

# One executable of tests/main.cpp, tests/<room>.cpp and tests/<room>/**/*.cpp, and one ctest test
# for each of these files, which runs the suite named after its path. Boost.Test fails a run that
# selects no test case, so a file without its suite is a failing test.
#
# A file's suite begins right behind its includes, so that what the file declares is in a namespace of
# its own: ${CORDON_TEST_BATCH} files are compiled as one, in a third of the time. The files of
# ${ARGN} are compiled alone.
function(cordon_test_room room library)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS LIST_DIRECTORIES false ${room}/*.cpp)
  if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${room}.cpp")
    list(APPEND sources "${CMAKE_CURRENT_SOURCE_DIR}/${room}.cpp")
  endif()
  if(NOT sources)
    return()
  endif()
  set(program cordon_${room}_tests)
  # Boost.Test's own part comes last: the linker keeps the first copy of an inline function, which
  # then is one that was compiled as the tests are.
  add_executable(${program} ${sources} $<TARGET_OBJECTS:cordon_test_main>)
  cordon_own_program(${program} ${library})
  find_package(Threads REQUIRED)
  target_link_libraries(${program} PRIVATE Boost::headers Threads::Threads)
  target_include_directories(${program} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
  # Boost.Test's header is most of what a small test costs to compile. (That cordon's headers need
  # nothing before them is what cordon_check_headers() shows.)
  target_precompile_headers(${program} PRIVATE <boost/test/unit_test.hpp>)
  target_compile_definitions(${program} PRIVATE
    BOOST_ALL_NO_LIB CORDON_TEST_EFFORT=${CORDON_TEST_EFFORT})
  set_target_properties(${program} PROPERTIES
    UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${CORDON_TEST_BATCH})
  # g++ takes the files that are compiled together for headers.
  target_compile_options(${program} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  if(ARGN)
    set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endif()

  set(suites "")
  foreach(source IN LISTS sources)
    file(RELATIVE_PATH suite "${CMAKE_CURRENT_SOURCE_DIR}" "${source}")
    string(REGEX REPLACE "\\.cpp$" "" suite "${suite}")
    string(REPLACE "/" "_" suite "${suite}")
    list(APPEND suites ${suite})
    # Files are named relative to tests/. System errors are left to the sanitizers and the debugger.
    add_test(NAME ${suite}
      COMMAND ${program} --run_test=${suite} --catch_system_errors=no --color_output=no
      WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
    set_tests_properties(${suite} PROPERTIES TIMEOUT 300)
  endforeach()

  # Nothing is left out: each suite of the program is one of these, and a run of nothing fails.
  add_test(NAME ${room}_suites COMMAND "${CMAKE_COMMAND}"
    "-DPROGRAM=${CMAKE_CROSSCOMPILING_EMULATOR};$<TARGET_FILE:${program}>" "-DSUITES=${suites}"
    -P "${CMAKE_CURRENT_SOURCE_DIR}/cmake/check_suites.cmake")
endfunction()

# For each header a translation unit that includes it twice and nothing else, compiled and not run.
function(cordon_check_headers)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}/include"
    "${PROJECT_SOURCE_DIR}/include/cordon/*.hpp")
  foreach(header IN LISTS headers)
    set(unit "${CMAKE_CURRENT_BINARY_DIR}/headers/${header}.cpp")
    file(CONFIGURE OUTPUT "${unit}" CONTENT "#include <${header}>\n#include <${header}>\n")
    if(header MATCHES "^cordon/asio[./]")
      list(APPEND asio_units "${unit}")
    elseif(header MATCHES "^cordon/(openssl|toml|tz)[./]")
      list(APPEND ${CMAKE_MATCH_1}_units "${unit}")
    else()
      list(APPEND units "${unit}")
    endif()
  endforeach()
  add_library(cordon_headers OBJECT ${units})
  cordon_own_program(cordon_headers cordon::cordon)
  add_custom_target(cordon_all_headers DEPENDS cordon_headers)
  if(asio_units)
    add_library(cordon_asio_headers OBJECT ${asio_units})
    cordon_own_program(cordon_asio_headers cordon::asio)
    add_dependencies(cordon_all_headers cordon_asio_headers)
  endif()
  set(openssl_needs OpenSSL::Crypto)
  set(toml_needs tomlplusplus::tomlplusplus)
  set(tz_needs date::date-tz)
  foreach(door IN ITEMS openssl toml tz)
    if(${door}_units AND TARGET ${${door}_needs})
      add_library(cordon_${door}_headers OBJECT ${${door}_units})
      cordon_own_program(cordon_${door}_headers cordon::${door})
      add_dependencies(cordon_all_headers cordon_${door}_headers)
    endif()
  endforeach()
endfunction()

# tests/compile_fail/<name>.cpp compiles with -DCONTROL and does not compile without.
function(cordon_compile_fail_tests)
  file(GLOB sources CONFIGURE_DEPENDS compile_fail/*.cpp)
  separate_arguments(flags UNIX_COMMAND "${CMAKE_CXX_FLAGS}")
  foreach(source IN LISTS sources)
    get_filename_component(name "${source}" NAME_WE)
    add_test(NAME compile_fail_${name} COMMAND "${CMAKE_COMMAND}"
      "-DCOMPILE=${CMAKE_CXX_COMPILER};${flags};-std=c++20;-I${PROJECT_SOURCE_DIR}/include"
      "-DSOURCE=${source}" -P "${CMAKE_CURRENT_SOURCE_DIR}/cmake/compile_fail.cmake")
  endforeach()
endfunction()

# A program of one fuzz body, and of what follows. Most bodies need the rooms alone; that of a door is
# left out where there is no library behind it.
function(cordon_fuzz_program program name)
  set(library cordon::cordon)
  if(name STREQUAL "configuration")
    set(library cordon::toml)
  endif()
  add_executable(${program} fuzz/${name}.cpp ${ARGN})
  cordon_own_program(${program} ${library})
endfunction()

function(cordon_fuzz_bodies result)
  file(GLOB sources CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}/fuzz" fuzz/*.cpp)
  list(TRANSFORM sources REPLACE "[.]cpp$" "")
  list(REMOVE_ITEM sources replay_main)
  if(NOT TARGET tomlplusplus::tomlplusplus)
    list(REMOVE_ITEM sources configuration)
  endif()
  set(${result} "${sources}" PARENT_SCOPE)
endfunction()

# tests/fuzz/<name>.cpp becomes fuzz_<name>, with libFuzzer's main().
function(cordon_fuzz_targets)
  cordon_fuzz_bodies(names)
  foreach(name IN LISTS names)
    cordon_fuzz_program(fuzz_${name} ${name})
    set(sanitizers -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all)
    target_compile_options(fuzz_${name} PRIVATE ${sanitizers})
    target_link_options(fuzz_${name} PRIVATE ${sanitizers})
  endforeach()
endfunction()

# The same bodies with a main() of our own, run over tests/fuzz/corpus/<name>/ as a unit test.
function(cordon_fuzz_replays)
  cordon_fuzz_bodies(names)
  foreach(name IN LISTS names)
    cordon_fuzz_program(fuzz_replay_${name} ${name} fuzz/replay_main.cpp)
    add_test(NAME fuzz_replay_${name}
      COMMAND fuzz_replay_${name} "${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${name}")
  endforeach()
endfunction()
