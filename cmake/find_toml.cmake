# Finds what cordon::toml links, quietly, and shows it to who embeds cordon, as find_asio.cmake does
# (which says why).

if(NOT TARGET tomlplusplus::tomlplusplus)
  find_package(tomlplusplus 3.0 QUIET)
  if(TARGET tomlplusplus::tomlplusplus)
    set_target_properties(tomlplusplus::tomlplusplus PROPERTIES IMPORTED_GLOBAL TRUE)
  endif()
endif()
