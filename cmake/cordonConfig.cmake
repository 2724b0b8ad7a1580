# find_package(cordon [COMPONENTS ip token login asio openssl toml tz])
#
#   cordon::ip       addresses, prefixes, sets and lists: needs the standard library only
#   cordon::token    security tokens, passwords, one-time codes: needs the standard library only
#   cordon::login    login rules: needs the standard library only
#   cordon::asio     the door to Boost.Asio: needs Boost 1.74 or newer
#   cordon::openssl  the door to OpenSSL: needs OpenSSL 3.0 or newer
#   cordon::toml     the door to toml++: needs toml++ 3.0 or newer
#   cordon::tz       the door to time zones: needs the date library 3.0 or newer, unless the standard
#                    library has the database itself
#   cordon::cordon   all the rooms: needs the standard library only
#
# Without COMPONENTS, cordon::asio is there if Boost is, cordon::openssl if OpenSSL is, and
# cordon::toml if toml++ is.

cmake_policy(VERSION 3.22)
if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW)
endif()
include(CMakeFindDependencyMacro)

set(cordon_components ip token login asio openssl toml tz)
foreach(cordon_component IN LISTS cordon_FIND_COMPONENTS)
  if(NOT cordon_component IN_LIST cordon_components AND cordon_FIND_REQUIRED_${cordon_component})
    string(REPLACE ";" " " cordon_components "${cordon_components}")
    set(cordon_FOUND FALSE)
    set(cordon_NOT_FOUND_MESSAGE
      "cordon has no component \"${cordon_component}\"; it has: ${cordon_components}")
    return()
  endif()
endforeach()

# find_dependency() refuses the whole package when Boost is missing: right only for who must have
# the component.
if(cordon_FIND_REQUIRED_asio)
  find_dependency(Boost 1.74)
  find_dependency(Threads)
elseif("asio" IN_LIST cordon_FIND_COMPONENTS OR NOT cordon_FIND_COMPONENTS)
  find_package(Boost 1.74 QUIET)
  find_package(Threads QUIET)
endif()
if(cordon_FIND_REQUIRED_openssl)
  find_dependency(OpenSSL 3.0)
elseif("openssl" IN_LIST cordon_FIND_COMPONENTS OR NOT cordon_FIND_COMPONENTS)
  find_package(OpenSSL 3.0 QUIET)
endif()

if(cordon_FIND_REQUIRED_toml)
  find_dependency(tomlplusplus 3.0)
elseif("toml" IN_LIST cordon_FIND_COMPONENTS OR NOT cordon_FIND_COMPONENTS)
  find_package(tomlplusplus 3.0 QUIET)
endif()
if("tz" IN_LIST cordon_FIND_COMPONENTS OR NOT cordon_FIND_COMPONENTS)
  find_package(date 3.0 QUIET)
endif()

include("${CMAKE_CURRENT_LIST_DIR}/cordon-targets.cmake")
set(cordon_ip_FOUND TRUE)
set(cordon_token_FOUND TRUE)
set(cordon_login_FOUND TRUE)
if(("asio" IN_LIST cordon_FIND_COMPONENTS OR NOT cordon_FIND_COMPONENTS)
    AND TARGET Boost::headers AND TARGET Threads::Threads)
  include("${CMAKE_CURRENT_LIST_DIR}/cordon-asio-targets.cmake")
  set(cordon_asio_FOUND TRUE)
endif()
if(("openssl" IN_LIST cordon_FIND_COMPONENTS OR NOT cordon_FIND_COMPONENTS)
    AND TARGET OpenSSL::Crypto)
  include("${CMAKE_CURRENT_LIST_DIR}/cordon-openssl-targets.cmake")
  set(cordon_openssl_FOUND TRUE)
endif()
if(("toml" IN_LIST cordon_FIND_COMPONENTS OR NOT cordon_FIND_COMPONENTS)
    AND TARGET tomlplusplus::tomlplusplus)
  include("${CMAKE_CURRENT_LIST_DIR}/cordon-toml-targets.cmake")
  set(cordon_toml_FOUND TRUE)
endif()
if("tz" IN_LIST cordon_FIND_COMPONENTS OR NOT cordon_FIND_COMPONENTS)
  include("${CMAKE_CURRENT_LIST_DIR}/cordon-tz-targets.cmake")
  set(cordon_tz_FOUND TRUE)
endif()

unset(cordon_component)
unset(cordon_components)
