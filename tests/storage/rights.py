"""Losing rights and space on purpose, to see what a register does then."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from crisis_log.audit.verify import verify
from crisis_log.register import Register
from crisis_log.rights import owners
from crisis_log.scratch import scratch_folder
from crisis_log.slices import journal
from crisis_log.storage import place
from tests.storage.registers import create

NOBODY: Final = 65534


@contextmanager
def as_nobody() -> Iterator[None]:
    """Act without root's rights during the block; for a process of its own only."""
    if os.geteuid() != 0:
        yield
        return
    _import_everything()
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def as_account(user: int, group: int, *, of: int) -> Iterator[None]:
    """Act as a member of group `of` with a group of its own; for a process of its own only."""
    _import_everything()
    os.setgroups([of])
    os.setegid(group)
    os.seteuid(user)
    umask = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(umask)
        os.seteuid(0)
        os.setegid(0)


def _import_everything() -> None:
    """Use a register once as root: nobody may be unable to read where Python lies."""
    with tempfile.TemporaryDirectory() as folder:
        path = create(Path(folder) / "warm-up.crisis")
        owners(path)
        with Register.open(path) as register:
            register.record(journal.log("A"), by="root")
            list(register.state().members(journal.Line))
            list(register.entries())
            register.back_up(path.with_name("copy.bak"))
        place(path).restore(path.with_name("copy.bak"))
        with scratch_folder():
            pass
        with Register.open(path, read_only=True) as register:
            verify(register)


@contextmanager
def modes(paths_and_modes: dict[Path, int]) -> Iterator[None]:
    """Give files and folders these permissions during the block."""
    before = {path: path.stat().st_mode & 0o7777 for path in paths_and_modes}
    for path, mode in paths_and_modes.items():
        path.chmod(mode)
    try:
        yield
    finally:
        for path, mode in reversed(before.items()):
            path.chmod(mode)


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a file system of that size on `folder`; skip the test where one cannot."""
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    try:
        subprocess.run(mounting, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"only root on Linux may mount a small disk ({error})")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
