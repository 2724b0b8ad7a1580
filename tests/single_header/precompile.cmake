# Precompiled, cordon_ip.hpp is read once and not by each test. (What prints with fmt reads fmt
# before it.)
cmake_language(DEFER CALL target_precompile_headers cordon_ip_tests PRIVATE <cordon_ip.hpp>)
cmake_language(DEFER CALL set_source_files_properties tests/ip/format.cpp
  TARGET_DIRECTORY cordon_ip_tests PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
