# Finds what cordon::tz links, quietly, and shows it to who embeds cordon, as find_asio.cmake does
# (which says why).

if(NOT TARGET date::date-tz)
  find_package(date 3.0 QUIET)
  if(TARGET date::date-tz)
    set_target_properties(date::date-tz PROPERTIES IMPORTED_GLOBAL TRUE)
  endif()
endif()
