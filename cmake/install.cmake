# Installs a package that can be moved: no absolute path, nothing compiled, nothing for one target.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(cordon_config_dir "${CMAKE_INSTALL_DATADIR}/cmake/cordon")

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.hpp")

# cordon::asio has a file of its own, which is read only when the component is asked for: a program
# that matches addresses needs no Boost.
install(TARGETS cordon_ip cordon_cordon EXPORT cordon-targets
  INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT cordon-targets NAMESPACE cordon:: DESTINATION "${cordon_config_dir}")
install(TARGETS cordon_asio EXPORT cordon-asio-targets)
install(EXPORT cordon-asio-targets NAMESPACE cordon:: DESTINATION "${cordon_config_dir}")

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
configure_file("${PROJECT_SOURCE_DIR}/cmake/cordon.pc.in" "${PROJECT_BINARY_DIR}/cordon.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/cordon.pc" DESTINATION "${CMAKE_INSTALL_DATADIR}/pkgconfig")
