"""The system calls that Python has no name for, by ctypes; each raises OSError where the kernel refuses."""

from __future__ import annotations

import ctypes
import os
from typing import Any

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND = 1, 2, 4, 8, 32, 4096
MS_NOATIME, MS_NODIRATIME, MS_REC, MS_PRIVATE, MS_RELATIME = 1024, 2048, 16384, 1 << 18, 1 << 21
MNT_DETACH = 2
CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
# The same numbers on x86-64 and 64-bit ARM, but for these two.
_NUMBERS = {"pivot_root": (155, 41), "capset": (126, 91)}
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
_CAPABILITY_VERSION = 0x20080522
LAST_CAPABILITY = 63

_libc = ctypes.CDLL(None, use_errno=True)


def unshare(flags: int) -> None:
    """Leaves the namespaces of these flags for new ones."""
    _checked("unshare", _libc.unshare(ctypes.c_int(flags)))


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """Mounts, binds or remounts."""
    arguments = [text.encode() or None for text in (source, target, kind)]
    _checked(f"mount on {target}", _libc.mount(*arguments, ctypes.c_ulong(flags), options.encode() or None))


def pivot_root_here() -> None:
    """Makes the current directory the root, and lets go of the old one."""
    _checked("pivot_root", _libc.syscall(_number("pivot_root"), b".", b"."))
    _checked("umount", _libc.umount2(b".", MNT_DETACH))
    os.chdir("/")


def prctl(option: int, value: int) -> None:
    """Sets an attribute of this process."""
    _checked("prctl", _libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0))


def without_capabilities() -> None:
    """No capability is left to this process, nor can it get one from a program that it starts."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    head = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    none = (ctypes.c_uint32 * 6)()
    _checked("capset", _libc.syscall(_number("capset"), ctypes.byref(head), ctypes.byref(none)))


def syscall(name: str, number: int, *arguments: Any) -> int:
    """The result of a system call by its number."""
    result = _libc.syscall(ctypes.c_long(number), *arguments)
    _checked(name, result)
    return result


def _number(name: str) -> int:
    return _NUMBERS[name][os.uname().machine == "aarch64"]


def _checked(name: str, result: int) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
