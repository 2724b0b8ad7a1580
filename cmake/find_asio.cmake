# Finds what cordon::asio links, quietly: who never links it need not have it.
#
# Targets that find_package() makes are seen only below this directory. Where cordon is embedded,
# the program that links cordon::asio is above, so the ones made here (and only those: what the
# embedding project found itself stays as it is) are shown to it.

foreach(package IN ITEMS Boost Threads)
  set(target Threads::Threads)
  set(version "")
  if(package STREQUAL "Boost")
    set(target Boost::headers)
    set(version 1.74)
  endif()
  if(NOT TARGET ${target})
    find_package(${package} ${version} QUIET)
    if(TARGET ${target})
      set_target_properties(${target} PROPERTIES IMPORTED_GLOBAL TRUE)
    endif()
  endif()
endforeach()
