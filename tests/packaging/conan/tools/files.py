import fnmatch
import pathlib
import shutil


def load(conanfile, path):
    return pathlib.Path(path).read_text(encoding="utf-8")


# The pattern is one of whole paths, in which a star matches slashes too.
def copy(conanfile, pattern, src, dst):
    for file in pathlib.Path(src).rglob("*"):
        path = file.relative_to(src)
        if file.is_file() and fnmatch.fnmatch(str(path), pattern):
            target = pathlib.Path(dst) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
