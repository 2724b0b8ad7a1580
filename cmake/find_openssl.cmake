# Finds what cordon::openssl links, quietly, and shows it to who embeds cordon, as find_asio.cmake
# does (which says why).

if(NOT TARGET OpenSSL::Crypto)
  find_package(OpenSSL 3.0 QUIET)
  if(TARGET OpenSSL::Crypto)
    set_target_properties(OpenSSL::Crypto PROPERTIES IMPORTED_GLOBAL TRUE)
  endif()
endif()
