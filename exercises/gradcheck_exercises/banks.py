"""Banks beside the built-in one: of installed packages, by entry point, and of folders, by path.

A package names a module, or a package of modules, in the entry-point group `gradcheck.exercises`. A folder is
named by `add_folder`, or in the environment variable GRADCHECK_BANK (several parted as in PATH), so that
processes started from here know it too. Its files stand in it as `<unit>/<topic>.py` or `<topic>.py`; they
are imported from their paths, and the folder is never on sys.path. A file that begins with "_" or "test_", or
ends in "_test", is none of the bank.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from gradcheck_exercises.errors import ExerciseError
from gradcheck_exercises.listed import GROUP, VARIABLE, named_by_a_package


@dataclass(frozen=True, slots=True)
class Source:
    """A bank file that is not imported yet.

    place  how a person finds it: a path, or the name of a module.
    unit   the unit whose exercises it has; empty where only an import can tell.
    """

    place: str
    unit: str
    load: Callable[[], ModuleType]


def add_folder(path: str | Path) -> None:
    """The exercises of this folder are found from now on, here and in processes started from here.

    Raises ExerciseError where there is no such folder.
    """
    folder = Path(path).expanduser().resolve()
    if not folder.is_dir():
        raise ExerciseError(f"{path} is no folder. A bank is a folder with files such as unit/topic.py.")
    if os.pathsep in str(folder):
        raise ExerciseError(f"{folder} has {os.pathsep!r} in its name, which parts folders in {VARIABLE}.")
    if folder not in folders():
        os.environ[VARIABLE] = os.pathsep.join(map(str, (*folders(), folder)))


def folders() -> tuple[Path, ...]:
    """The folders that GRADCHECK_BANK names, each once."""
    named = os.environ.get(VARIABLE, "").split(os.pathsep)
    return tuple(dict.fromkeys(Path(name).expanduser().resolve() for name in named if name.strip()))


def sources() -> Iterator[Source]:
    """The bank files of installed packages and of folders; nothing of a folder is imported.

    Raises ExerciseError for a folder that is not there.
    """
    yield from _of_packages()
    for folder in folders():
        if not folder.is_dir():
            raise ExerciseError(
                f"{VARIABLE} names {folder}, which is no folder. Create it, or unset {VARIABLE}."
            )
        for file in sorted((*folder.glob("*.py"), *folder.glob("*/*.py"))):
            if _is_of_the_bank(file):
                unit = file.parent.name if file.parent != folder else ""
                yield Source(str(file), unit, lambda file=file: load(file))


def load(file: Path) -> ModuleType:
    """The module of this file, imported once; raises ExerciseError with file and line where it cannot be."""
    import hashlib

    name = f"gradcheck_bank_{hashlib.sha256(str(file).encode()).hexdigest()[:12]}"
    if name in sys.modules:
        return sys.modules[name]
    spec = spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ExerciseError(f"{file} is no Python file.")
    module = module_from_spec(spec)
    sys.modules[name] = module  # frozen dataclasses look their own module up there
    try:
        spec.loader.exec_module(module)
    # An author's file runs here for the first time, and may raise anything.
    except Exception as error:
        del sys.modules[name]
        raise ExerciseError(_sentence(str(file), error)) from error
    return module


def _of_packages() -> Iterator[Source]:
    """The modules that installed packages name, and those inside where a package is named."""
    if not named_by_a_package():
        return
    # Imported here: this and what it reads is most of the time that a list takes.
    import pkgutil
    from importlib.metadata import entry_points

    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        yield Source(entry.value, "", lambda name=entry.value: _imported(name))
        path = getattr(_imported(entry.value), "__path__", None)
        for module in pkgutil.walk_packages(path or (), f"{entry.value}."):
            if not module.name.rpartition(".")[2].startswith(("_", "test_")):
                yield Source(module.name, "", lambda name=module.name: _imported(name))


def _imported(name: str) -> ModuleType:
    """The module of this name; raises ExerciseError with file and line where it cannot be imported."""
    try:
        return import_module(name)
    # The code of another package, which may raise anything.
    except Exception as error:
        raise ExerciseError(_sentence(f"the module {name} of the group {GROUP}", error)) from error


def _is_of_the_bank(file: Path) -> bool:
    return (
        not file.stem.startswith(("_", "test_"))
        and not file.stem.endswith("_test")
        and file.stem != "conftest"
    )


def _sentence(place: str, error: Exception) -> str:
    """Which file cannot be imported, on which line, and why."""
    import traceback

    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}, line {error.lineno}: {error.msg}. Mend it, or leave this bank out."
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == place]
    where = f"{place}, line {lines[-1]}" if lines else place
    kind = "" if isinstance(error, ExerciseError) else f"{type(error).__name__}: "
    return f"{where}: {kind}{str(error).rstrip('.')}. Mend it, or leave this bank out."
