#!/usr/bin/env python3
"""check_packages.py ROOT: conanfile.py and the manifests for vcpkg, without the tools.

The recipe is run on a small stand-in for Conan (conan/ beside this file): what it packs, and for
every choice of doors that each component asks for what its headers include, and for nothing else.
"""
import itertools
import json
import pathlib
import re
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
root = pathlib.Path(sys.argv[1]).resolve()
sys.path[:0] = [str(here), str(root)]
sys.dont_write_bytecode = True
import conanfile  # noqa: E402  (on the stand-in)

version = ".".join(re.findall(r"#define CORDON_VERSION_\w+ (\d+)",
                              (root / "include/cordon/version.hpp").read_text()))
rooms = ("ip", "token", "login")
# What a door leads to: the package and its component, and what of it is included.
doors = {
    "asio": ("boost", "boost::headers", "boost/"),
    "openssl": ("openssl", "openssl::crypto", "openssl/"),
    "toml": ("tomlplusplus", "tomlplusplus::tomlplusplus", "toml++/"),
    "tz": ("date", "date::date-tz", "date/"),
}


def same(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: {found!r}, not {expected!r}")


def includes(component):
    """The headers that the headers of a component include: rooms by their names, others whole."""
    folder = root / "include/cordon"
    files = [folder / f"{component}.hpp", *(folder / component).rglob("*.hpp")]
    found = set()
    for file in files:
        for header in re.findall(r"^#include <(.*?)>", file.read_text(), re.MULTILINE):
            match = re.match(r"cordon/(\w+)[/.]", header)
            found.add(match.group(1) if match else header)
    return found - {"version", component}


def closure(components, name):
    found = set()
    for need in components[name].requires:
        if "::" not in need:
            found |= {need} | closure(components, need)
    return found


def run_recipe(chosen, os):
    recipe = conanfile.CordonConan(str(root), os, {f"with_{door}": True for door in chosen})
    for step in ("set_version", "layout", "requirements", "validate", "package_id", "package_info"):
        getattr(recipe, step)()
    same("version", recipe.version, version)
    same("C++ standard", recipe.checked_cppstd, 20)
    same("cleared id", recipe.cleared, True)
    components = recipe.cpp_info.components
    same("components", sorted(components), sorted((*rooms, *chosen)))
    packages = {doors[door][0] for door in chosen if (door, os) != ("tz", "Windows")}
    same("packages", set(recipe.required), packages)

    targets = [recipe.cpp_info.properties["cmake_target_name"]]
    for name, component in components.items():
        targets.append(component.properties["cmake_target_name"])
        same(f"target of {name}", targets[-1], f"cordon::{name}")
        same(f"libraries of {name}", (component.libdirs, component.bindirs), ([], []))
        used = includes(name)
        ours = {need for need in component.requires if "::" not in need}
        if not (ours <= used and used & {*rooms, *doors} <= closure(components, name)):
            sys.exit(f"component {name} requires {ours} and includes {used}")
        theirs = [need for need in component.requires if "::" in need]
        if name in chosen:
            package, target, prefix = doors[name]
            same(f"what {name} requires", theirs, [target] if package in packages else [])
            same(f"{name} includes <{prefix}", any(each.startswith(prefix) for each in used), True)
        else:
            same(f"what {name} requires", theirs, [])
    same("targets, each once", len(set(targets)), len(targets))


for os in ("Linux", "Windows"):
    for count in range(len(doors) + 1):
        for chosen in itertools.combinations(doors, count):
            run_recipe(chosen, os)

with tempfile.TemporaryDirectory() as folder:
    recipe = conanfile.CordonConan(str(root), "Linux", {})
    recipe.package_folder = folder
    recipe.package()
    packed = {str(file.relative_to(folder)) for file in pathlib.Path(folder).rglob("*") if file.is_file()}
    headers = {str(file.relative_to(root)) for file in (root / "include").rglob("*.hpp")}
    same("package", packed ^ headers, {"licenses/LICENSE"})

# The canonical form: `vcpkg format-manifest` changes nothing. Its order of keys, two spaces, lists
# one entry a line, dependencies by name.
order = ("name", "version", "description", "license", "supports", "host", "platform", "dependencies",
         "default-features", "features")
for path in ("vcpkg.json", "ports/cordon/vcpkg.json"):
    text = (root / path).read_text()
    manifest = json.loads(text)
    same(f"form of {path}", text, json.dumps(manifest, indent=2) + "\n")
    same(f"version in {path}", manifest["version"], version)
    features = manifest["features"]
    same(f"features in {path}", list(features), sorted(features))
    for part in (manifest, *features.values()):
        same(f"keys in {path}", list(part), sorted(part, key=order.index))
        names = [each if isinstance(each, str) else each["name"] for each in part["dependencies"]]
        same(f"dependencies in {path}", names, sorted(names))
    if path.startswith("ports"):
        same("the port's features", set(features), set(doors))
