"""What conanfile.py uses of Conan 2, so that the recipe can be tried where Conan cannot be had."""
from collections import defaultdict


class Values:
    """Settings and options: attributes, of which unknown ones are errors."""

    def __init__(self, **values):
        self.__dict__.update(values)


class CppInfo:
    def __init__(self):
        self.properties = {}
        self.requires = []
        self.system_libs = []
        self.includedirs, self.libdirs, self.bindirs = ["include"], ["lib"], ["bin"]

    def set_property(self, name, value):
        self.properties[name] = value


class ConanFile:
    def __init__(self, recipe_folder, os, options):
        self.recipe_folder = self.source_folder = recipe_folder
        self.settings = Values(os=os)
        self.options = Values(**{**{name: self.default_options[name] for name in self.options}, **options})
        self.required = {}
        self.cpp_info = CppInfo()
        self.cpp_info.components = defaultdict(CppInfo)
        self.checked_cppstd = self.cleared = None
        self.info = Values(clear=lambda: setattr(self, "cleared", True))

    def requires(self, reference, options=None):
        self.required[reference.split("/")[0]] = reference
