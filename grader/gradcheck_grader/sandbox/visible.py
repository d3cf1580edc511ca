"""What can be seen inside of the sandbox: Python, its library, NumPy, the loader's libraries. Nothing else.

Packages beside NumPy, gradcheck's and the bank's among them, are masked wherever they are installed.
"""

from __future__ import annotations

import importlib.util
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gradcheck_grader.sandbox.levels import SandboxError

HOME = "/sandbox"
PACKAGES = f"{HOME}/packages"
INSIDE = Path(__file__).parent / "inside"


@dataclass(frozen=True, slots=True)
class Visible:
    """What the sandbox shows.

    python   the interpreter.
    binds    file or folder, and where it is seen.
    links    target and place of a symbolic link.
    masks    folders within the binds that are seen empty.
    modules  file and folders of NumPy and of ours, where they are.
    """

    python: str
    binds: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    masks: tuple[str, ...]
    modules: tuple[Path, ...]

    def paths(self) -> list[str]:
        """The files and folders as they are outside, each a tree without a masked folder in it."""
        masks = frozenset(map(Path, self.masks))
        shown = [Path(source) for source, target in self.binds if not target.startswith(HOME)]
        trees = [tree for path in shown for tree in _without(path, masks)]
        return sorted({str(path) for path in (*trees, *self.modules)})


@cache
def visible() -> Visible:
    """What the sandbox of this interpreter shows. Raises SandboxError where there is no NumPy."""
    python = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    system, links = _system()
    prefix = Path(sys.base_prefix).resolve()
    libraries = [prefix / "lib", prefix / "lib64", Path(sysconfig.get_path("stdlib")).resolve()]
    folders = _outermost([*system, *(path for path in libraries if path.is_dir())])
    loader = Path("/etc/ld.so.cache")
    shown = [python, *folders, *([loader] if loader.is_file() else [])]
    numpy = _numpy()
    return Visible(
        python=str(python),
        binds=(
            *((str(path), str(path)) for path in shown),
            *((str(path), f"{PACKAGES}/{path.name}") for path in numpy),
            (str(INSIDE), f"{HOME}/inside"),
        ),
        links=links,
        masks=tuple(sorted({str(mask) for folder in folders for mask in _package_folders(folder)})),
        modules=(*numpy, INSIDE),
    )


def _system() -> tuple[list[Path], tuple[tuple[str, str], ...]]:
    """The folders of the loader's libraries, and those that are links to others."""
    folders = [Path("/usr/lib"), Path("/usr/lib64")]
    links: list[tuple[str, str]] = []
    for path in (Path("/lib"), Path("/lib64")):
        if path.is_symlink():
            links.append((str(path.readlink()), str(path)))
        else:
            folders.append(path)
    return [path for path in folders if path.is_dir() and not path.is_symlink()], tuple(links)


def _numpy() -> tuple[Path, ...]:
    """NumPy's folder, and that of the libraries it brings."""
    found = importlib.util.find_spec("numpy")
    if found is None or found.origin is None:
        raise SandboxError(
            "Code answers need NumPy, which is not installed here. Install it: pip install numpy"
        )
    folder = Path(found.origin).resolve().parent
    brought = folder.with_name("numpy.libs")
    return (folder, brought) if brought.is_dir() else (folder,)


def _outermost(folders: list[Path]) -> list[Path]:
    """The folders that lie in no other one."""
    distinct = dict.fromkeys(folders)
    return [path for path in distinct if not any(parent in distinct for parent in path.parents)]


def _package_folders(folder: Path) -> Iterator[Path]:
    """Where packages are installed, below a folder of libraries or a standard library."""
    for name in ("site-packages", "dist-packages"):
        for pattern in (name, f"python3*/{name}"):
            yield from (path for path in folder.glob(pattern) if path.is_dir())


def _without(path: Path, masks: frozenset[Path]) -> Iterator[Path]:
    """The path, or the trees in it that have no masked folder in them."""
    if path in masks:
        return
    if not any(path in mask.parents for mask in masks):
        yield path
        return
    for inner in path.iterdir():
        yield from _without(inner, masks)
