"""Run a program with the calls of the system that a unit of systemd lets it make, and no other.

    python -m tests.board.confined UNIT PROGRAM …

What systemd does with `SystemCallFilter=`, by the same library: a call that is not allowed fails as
one that is not permitted.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import errno
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final

_FILTER: Final = "SystemCallFilter="
_ALLOW: Final = 0x7FFF0000
_FAIL: Final = 0x00050000 | errno.EPERM
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_MDWE: Final = 65


def library() -> str | None:
    """Return the name of the library that confines, if it is there."""
    return ctypes.util.find_library("seccomp")


def allowed(unit: str) -> set[str]:
    """Return the calls that a unit allows: each line adds to those before, or takes from them."""
    calls: set[str] = set()
    for line in unit.splitlines():
        if line.startswith(_FILTER):
            named = line.removeprefix(_FILTER).lstrip("~").split()
            meant = set[str]().union(*map(_expanded, named))
            calls = calls - meant if "~" in line else calls | meant
    return calls


@cache
def _expanded(name: str) -> frozenset[str]:
    """Return the calls of a set as this systemd has it: `@system-service`, or a call itself."""
    if not name.startswith("@"):
        return frozenset([name])
    told = subprocess.run(
        ["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True
    ).stdout
    lines = (line.strip() for line in told.splitlines()[1:])
    return frozenset().union(*(_expanded(one) for one in lines if one and one[0] != "#"))


def confine(calls: set[str]) -> None:
    """Let this process, and those that follow it, make these calls alone."""
    seccomp = ctypes.CDLL(library(), use_errno=True)
    seccomp.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(seccomp.seccomp_init(_FAIL))
    for call in calls:
        number = seccomp.seccomp_syscall_resolve_name(call.encode())
        if number >= 0:  # else this machine has no such call
            assert seccomp.seccomp_rule_add(context, _ALLOW, number, 0) == 0, call
    libc = ctypes.CDLL(None)
    assert libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    libc.prctl(_PR_SET_MDWE, 1, 0, 0, 0)  # `MemoryDenyWriteExecute=`, where the kernel knows it
    assert seccomp.seccomp_load(context) == 0


if __name__ == "__main__":
    confine(allowed(Path(sys.argv[1]).read_text(encoding="utf-8")))
    os.execv(sys.argv[2], sys.argv[2:])
