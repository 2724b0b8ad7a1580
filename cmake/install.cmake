# Installs a package that can be moved: no absolute path, nothing compiled, nothing for one target.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(cordon_config_dir "${CMAKE_INSTALL_DATADIR}/cmake/cordon")

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.hpp")

# The doors have files of their own, which are read only when the component is asked for: a program
# that matches addresses needs neither Boost nor OpenSSL.
install(TARGETS cordon_ip cordon_token cordon_login cordon_cordon EXPORT cordon-targets
  INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT cordon-targets NAMESPACE cordon:: DESTINATION "${cordon_config_dir}")
foreach(door IN ITEMS asio openssl toml tz)
  install(TARGETS cordon_${door} EXPORT cordon-${door}-targets)
  install(EXPORT cordon-${door}-targets NAMESPACE cordon:: DESTINATION "${cordon_config_dir}")
endforeach()

# Before 1.0 a new minor version may break its users.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/cordonConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
  "${PROJECT_SOURCE_DIR}/cmake/cordonConfig.cmake"
  "${PROJECT_BINARY_DIR}/cordonConfigVersion.cmake"
  DESTINATION "${cordon_config_dir}")

# The way from share/pkgconfig back to the prefix is computed, so that odd install directories work.
file(RELATIVE_PATH cordon_pc_prefix "/${CMAKE_INSTALL_DATADIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" cordon_pc_prefix "${cordon_pc_prefix}")
foreach(name IN ITEMS cordon cordon-openssl)
  configure_file("${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in" "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${CMAKE_INSTALL_DATADIR}/pkgconfig")
endforeach()
