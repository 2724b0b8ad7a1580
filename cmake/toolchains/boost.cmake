# Boost for a cross build (read right after project(), by CMAKE_PROJECT_cordon_INCLUDE).
#
# The tests need nothing but Boost's headers, which are the same for every target, so the host's do.
# /usr/include itself must not be searched: the host's C library is in it. A directory that holds
# one link, boost, lets Boost in and nothing else.
set(CORDON_HOST_INCLUDE /usr/include CACHE PATH "The directory of the host that holds boost/")
if(NOT EXISTS "${CORDON_HOST_INCLUDE}/boost/version.hpp")
  message(FATAL_ERROR "no boost/version.hpp in ${CORDON_HOST_INCLUDE} (libboost-dev has it)")
endif()
file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/host-boost")
file(CREATE_LINK "${CORDON_HOST_INCLUDE}/boost" "${CMAKE_BINARY_DIR}/host-boost/boost" SYMBOLIC)
add_library(Boost::headers INTERFACE IMPORTED)
target_include_directories(Boost::headers INTERFACE "${CMAKE_BINARY_DIR}/host-boost")
