# The doors, and how what they link is found.

# cordon::<name>, there even without its libraries, so that the package can be made anywhere.
function(cordon_door name)
  add_library(cordon_${name} INTERFACE)
  add_library(cordon::${name} ALIAS cordon_${name})
  set_target_properties(cordon_${name} PROPERTIES EXPORT_NAME ${name})
  target_link_libraries(cordon_${name} INTERFACE ${ARGN})
endfunction()

# cordon_find(TARGET PACKAGE [VERSION]): quietly, since who never links the door need not have it.
#
# Targets that find_package() makes are seen only below this directory. Where cordon is embedded,
# the program that links the door is above, so the ones made here (and only those: what the
# embedding project found itself stays as it is) are shown to it.
function(cordon_find target package)
  if(NOT TARGET ${target})
    find_package(${package} ${ARGN} QUIET)
    if(TARGET ${target})
      set_target_properties(${target} PROPERTIES IMPORTED_GLOBAL TRUE)
    endif()
  endif()
endfunction()
