set(VCPKG_BUILD_TYPE release) # header-only

# In cordon's repository the port takes the sources around it, so that it can be tried before there
# is a tag; in a registry it is alone, and takes those of the release.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)
if(NOT EXISTS "${SOURCE_PATH}/include/cordon/version.hpp")
    vcpkg_from_github(
        OUT_SOURCE_PATH SOURCE_PATH
        REPO cordon-cpp/cordon
        REF "v${VERSION}"
        SHA512 0
        HEAD_REF main
    )
endif()

# The features bring what the doors need; no door is looked behind when the package is made.
vcpkg_cmake_configure(
    SOURCE_PATH "${SOURCE_PATH}"
    OPTIONS
        -DCORDON_ASIO=OFF
        -DCORDON_OPENSSL=OFF
        -DCORDON_TOML=OFF
        -DCORDON_TZ=OFF
        -DCORDON_INSTALL=ON
        -DCORDON_BUILD_TESTS=OFF
        -DCORDON_BUILD_EXAMPLES=OFF
)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH share/cmake/cordon)

if(NOT "openssl" IN_LIST FEATURES)
    file(REMOVE "${CURRENT_PACKAGES_DIR}/share/pkgconfig/cordon-openssl.pc")
endif()
vcpkg_fixup_pkgconfig()

file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
