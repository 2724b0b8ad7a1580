"""The Conan 2 recipe. `conan create .` makes the package and tries it by test_package/."""
import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load
from conan.tools.layout import basic_layout

required_conan_version = ">=2.0"


class CordonConan(ConanFile):
    name = "cordon"
    description = "Trusted-network matching, security tokens and login rules for C++20"
    license = "MIT"
    topics = ("ip", "cidr", "networks", "security", "tokens", "login", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    # A door's headers are always there; its option brings the library that they include.
    options = {
        "with_asio": [True, False],
        "with_openssl": [True, False],
        "with_toml": [True, False],
        "with_tz": [True, False],
    }
    default_options = {
        "with_asio": False,
        "with_openssl": False,
        "with_toml": False,
        "with_tz": False,
        "boost/*:header_only": True,
    }
    exports_sources = "include/*", "LICENSE"
    no_copy_source = True

    def set_version(self):
        text = load(self, os.path.join(self.recipe_folder, "include", "cordon", "version.hpp"))
        parts = (
            re.search(rf"^#define CORDON_VERSION_{part} +(\d+)$", text, re.MULTILINE).group(1)
            for part in ("MAJOR", "MINOR", "PATCH")
        )
        self.version = ".".join(parts)

    def layout(self):
        basic_layout(self)

    def requirements(self):
        if self.options.with_asio:
            self.requires("boost/[>=1.74 <2]")
        if self.options.with_openssl:
            self.requires("openssl/[>=3.0 <4]")
        if self.options.with_toml:
            self.requires("tomlplusplus/[>=3.0 <4]")
        if self._needs_date:
            self.requires("date/[>=3.0 <4]", options={"tz_db": "system"})

    @property
    def _needs_date(self):
        # The standard library of Windows has the time zones.
        return self.options.with_tz and self.settings.os != "Windows"

    def validate(self):
        check_min_cppstd(self, 20)

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        copy(self, "*.hpp", os.path.join(self.source_folder, "include"),
             os.path.join(self.package_folder, "include"))

    def package_id(self):
        self.info.clear()

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "cordon")
        # All of the components below, whose own targets are cordon::ip and so on.
        self.cpp_info.set_property("cmake_target_name", "cordon::cordon")
        # Before 1.0 a new minor version may break its users.
        self.cpp_info.set_property("cmake_config_version_compat", "SameMinorVersion")

        self._component("ip")
        token = self._component("token")
        if self.settings.os == "Windows":
            token.system_libs = ["bcrypt"]
        self._component("login", "ip", "token")
        if self.options.with_asio:
            asio = self._component("asio", "ip", "boost::headers")
            if self.settings.os in ("Linux", "FreeBSD"):
                asio.system_libs = ["pthread"]
        if self.options.with_openssl:
            self._component("openssl", "token", "openssl::crypto")
        if self.options.with_toml:
            self._component("toml", "login", "tomlplusplus::tomlplusplus")
        if self.options.with_tz:
            self._component("tz", "login", *(["date::date-tz"] if self._needs_date else []))

    def _component(self, name, *requires):
        component = self.cpp_info.components[name]
        component.set_property("cmake_target_name", f"cordon::{name}")
        component.set_property("pkg_config_name", f"cordon-{name}")
        component.requires = list(requires)
        component.bindirs = []
        component.libdirs = []
        return component
