"""How a process locks itself in: namespaces, Landlock, no privilege, limits. All of it holds for good."""

from __future__ import annotations

import ctypes
import os
import resource
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import kernel
from .filter import install

NOBODY = 65534
OPEN_FILES = 32
# A temporary file system over /proc: a directory that is always there, and from which nothing is shown.
_STAGE = "/proc"
_READ_FILE, _READ_FOLDER = 0b0101, 0b1101  # execute (map), read a file, list a folder
_PATH_BENEATH = 1
_BY_ABI = ((5, 0xFFFF), (3, 0x7FFF), (2, 0x3FFF), (1, 0x1FFF))  # rights over files that each ABI knows
Pairs = Sequence[Sequence[str]]


def drop_user(user: int = NOBODY) -> None:
    """A process of root becomes one of nobody; any other process stays whose it is."""
    if os.getuid() == 0 or os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    kernel.without_capabilities()


def enter_namespaces(binds: Pairs, links: Pairs, masks: Sequence[str]) -> None:
    """Only the binds can be seen, and only read; no process but our own, no network, no capability.

    The caller becomes a process that waits for the one in the new namespaces, and never returns.
    """
    flags = kernel.CLONE_NEWNS | kernel.CLONE_NEWPID | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC
    flags |= kernel.CLONE_NEWUTS | kernel.CLONE_NEWCGROUP
    user, group = os.getuid(), os.getgid()
    if user == 0:
        kernel.unshare(flags)
    else:
        kernel.unshare(flags | kernel.CLONE_NEWUSER)
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{NOBODY} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{NOBODY} {group} 1", encoding="ascii")
    _become_first_process()
    _see_only(binds, links, masks)
    drop_user()


def enter_landlock(paths: Sequence[str]) -> None:
    """Nothing but these files and folders can be read, and nothing written.

    Signals to others and TCP are refused by the kernel where it knows how; the filter refuses both anyway.
    """
    abi = kernel.syscall("landlock", kernel.LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    files = next(rights for least, rights in _BY_ABI if abi >= least)
    attributes = struct.pack("QQQ", files, 3 if abi >= 4 else 0, 3 if abi >= 6 else 0)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    rules = kernel.syscall(
        "landlock", kernel.LANDLOCK_CREATE, attributes, ctypes.c_size_t(size), ctypes.c_uint32(0)
    )
    for path in paths:
        _allow_reading(rules, path)
    drop_user()
    kernel.syscall("landlock", kernel.LANDLOCK_RESTRICT, ctypes.c_int(rules), ctypes.c_uint32(0))
    os.close(rules)


def enter_child(bounds: Mapping[str, Any]) -> None:
    """The limits of one learner's run, and the filter: the last that a child does of its own."""
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    memory, seconds = int(bounds["memory_mb"]) << 20, int(bounds["cpu_s"])
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_AS, memory),
    ):
        _limit(limit, value, value)
    # The first signal can be caught, the second cannot.
    _limit(resource.RLIMIT_CPU, seconds, seconds + 1)
    install()


def _limit(limit: int, soft: int, hard: int) -> None:
    """Sets a limit, or leaves one that is tighter already: whoever started us may have set it."""
    given = resource.getrlimit(limit)[1]
    most = hard if given == resource.RLIM_INFINITY else min(hard, given)
    resource.setrlimit(limit, (min(soft, most), most))


def _become_first_process() -> None:
    """Goes on as the first process of the new namespace; the old one waits and dies with it."""
    child = os.fork()
    if child:
        os.closerange(0, 3)
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, 9)


def _see_only(binds: Pairs, links: Pairs, masks: Sequence[str]) -> None:
    """A root of our own with these files and folders in it, all of it read-only."""
    kernel.mount("none", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("tmpfs", _STAGE, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=0755")
    for source, target in binds:
        _bind(source, Path(_STAGE + target))
    for target, place in links:
        Path(_STAGE + place).symlink_to(target)
    locked = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_RDONLY
    for mask in masks:
        kernel.mount("tmpfs", _STAGE + mask, "tmpfs", locked, "size=4k,mode=0555")
    os.chdir(_STAGE)
    kernel.pivot_root_here()
    kernel.mount("none", "/", "", kernel.MS_REMOUNT | locked)


def _bind(source: str, target: Path) -> None:
    """Shows a file or folder at a place, read-only."""
    if Path(source).is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    kernel.mount(source, str(target), "", kernel.MS_BIND | kernel.MS_REC)
    # In a user namespace the flags that a mount came with are locked: they must be named again.
    flags = os.statvfs(target).f_flag
    kept = flags & (kernel.MS_NOEXEC | kernel.MS_NOATIME | kernel.MS_NODIRATIME)
    kept |= kernel.MS_RELATIME if flags & 4096 else 0
    locked = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_RDONLY
    kernel.mount("none", str(target), "", kernel.MS_REMOUNT | kernel.MS_BIND | locked | kept)


def _allow_reading(rules: int, path: str) -> None:
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rights = _READ_FOLDER if Path(path).is_dir() else _READ_FILE
    record = struct.pack("=Qi", rights, opened)
    try:
        kernel.syscall(
            "landlock",
            kernel.LANDLOCK_ADD,
            ctypes.c_int(rules),
            ctypes.c_int(_PATH_BENEATH),
            record,
            ctypes.c_uint32(0),
        )
    finally:
        os.close(opened)
