"""A seccomp filter: the few system calls that computing needs; every other one fails with an error.

Assembled by hand, so that neither a package nor libseccomp is needed. What is not in the table is refused:
processes and threads, sockets, signals, ptrace, namespaces, mounts, programs, and writing to any file.
Source: seccomp(2); linux/filter.h for the instructions.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

# Calls by name, each with its number on x86-64 and on 64-bit ARM (None where there is none).
CALLS: dict[str, tuple[int, int | None]] = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "fstat": (5, 80), "lseek": (8, 62),
    "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "brk": (12, 214),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "pread64": (17, 67), "readv": (19, 65), "writev": (20, 66), "sched_yield": (24, 124),
    "mremap": (25, 216), "madvise": (28, 233), "dup": (32, 23), "getpid": (39, 172), "exit": (60, 93),
    "uname": (63, 160), "getcwd": (79, 17), "readlink": (89, None), "gettimeofday": (96, 169),
    "getrusage": (98, 165), "sysinfo": (99, 179), "times": (100, 153), "getuid": (102, 174),
    "getgid": (104, 176), "geteuid": (107, 175), "getegid": (108, 177), "getppid": (110, 173),
    "sigaltstack": (131, 132), "gettid": (186, 178), "time": (201, None), "futex": (202, 98),
    "sched_getaffinity": (204, 123), "getdents64": (217, 61), "restart_syscall": (219, 128),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "exit_group": (231, 94),
    "newfstatat": (262, 79), "readlinkat": (267, 78), "faccessat": (269, 48),
    "set_robust_list": (273, 99), "getrandom": (318, 278), "statx": (332, 291), "rseq": (334, 293),
    "faccessat2": (439, 439),
}  # fmt: skip
IOCTL, FCNTL, OPENAT, PRLIMIT64, CLONE3 = (16, 29), (72, 25), (257, 56), (302, 261), (435, 435)
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column of the table, AUDIT_ARCH

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
HARMLESS_FCNTL = (
    0,
    1,
    2,
    3,
    1030,
)  # never F_SETOWN, which makes the kernel signal others
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16
Instruction = tuple[int, int, int, int]  # code, steps forward when true, when false, operand
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def is_supported() -> bool:
    """Whether this machine is one whose calls are known here."""
    return platform.machine() in MACHINES and struct.calcsize("P") == 8


def install() -> None:
    """Puts the filter on this process for good. Raises OSError where the kernel refuses it."""
    program = b"".join(struct.pack("HBBI", *instruction) for instruction in instructions())
    buffer = ctypes.create_string_buffer(program, len(program))
    record = _Program(len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in (
        (_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(record), 0, 0),
    ):
        if libc.prctl(*arguments) != 0:
            number = ctypes.get_errno()
            raise OSError(number, f"seccomp: {os.strerror(number)}")


def instructions() -> list[Instruction]:
    """The filter for this machine."""
    column, architecture = MACHINES[platform.machine()]
    program: list[Instruction] = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    for numbers in CALLS.values():
        if (number := numbers[column]) is not None:
            program += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    program += _only(OPENAT[column], _reading_only())
    program += _only(PRLIMIT64[column], _asking_only())
    program += _only(FCNTL[column], _harmless_fcntl())
    program += _only(IOCTL[column], [_refused(errno.ENOTTY)])  # what a file that is no terminal says
    program += _only(CLONE3[column], [_refused(errno.ENOSYS)])
    return [*program, _refused(errno.EPERM)]


def _only(number: int, body: list[Instruction]) -> list[Instruction]:
    """The body for this call; it ends every path with a return."""
    return [(_EQUAL, 0, len(body), number), *body]


def _reading_only() -> list[Instruction]:
    return [
        (_LOAD, 0, 0, _argument(2)),
        (_ANY_BIT, 0, 1, WRITING),
        _refused(errno.EROFS),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _asking_only() -> list[Instruction]:
    """prlimit64 without a new limit: both halves of the pointer are 0."""
    return [
        (_LOAD, 0, 0, _argument(2)),
        (_EQUAL, 0, 3, 0),
        (_LOAD, 0, 0, _argument(2) + 4),
        (_EQUAL, 0, 1, 0),
        (_RETURN, 0, 0, _ALLOW),
        _refused(errno.EPERM),
    ]


def _harmless_fcntl() -> list[Instruction]:
    body: list[Instruction] = [(_LOAD, 0, 0, _argument(1))]
    for command in HARMLESS_FCNTL:
        body += [(_EQUAL, 0, 1, command), (_RETURN, 0, 0, _ALLOW)]
    return [*body, _refused(errno.EPERM)]


def _refused(number: int) -> Instruction:
    return (_RETURN, 0, 0, _ERRNO | number)


def _argument(index: int) -> int:
    """Where the lower half of an argument stands, on a machine that stores the lower half first."""
    return _ARGUMENTS + 8 * index
