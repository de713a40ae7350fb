"""Is the register's file kept as it should be?"""

import shutil
import stat
import sys
from typing import Final, Literal

from crisis_log.fact import Frozen
from crisis_log.language import _
from crisis_log.register import Register

_MEGABYTE: Final = 1_000_000
_LEAST_FREE: Final = 100 * _MEGABYTE
_WAL_RESET_FIXED: Final = (3, 51, 3)
_WAL_RESET_BACKPORTS: Final = ((3, 50, 7), (3, 44, 6))
"""Releases that corrected the WAL-reset bug: https://www.sqlite.org/wal.html#walresetbug."""


class Check(Frozen):
    """One thing that was looked at."""

    name: str
    verdict: Literal["good", "warning", "bad"]
    found: str
    advice: str = ""


def examine(register: Register) -> list[Check]:
    """Return what was looked at and how it is."""
    settings = register.store.settings()
    return [
        _sqlite_version(settings["sqlite_version"]),
        _synchronous(settings),
        _permissions(register),
        _free_space(register),
        _place(register),
        _integrity(register),
    ]


def has_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether this SQLite can lose pages when two processes checkpoint at once."""
    fixed = any(version[:2] == fix[:2] and version >= fix for fix in _WAL_RESET_BACKPORTS)
    return (3, 7, 0) <= version < _WAL_RESET_FIXED and not fixed


def _sqlite_version(found: str) -> Check:
    version = tuple(int(part) for part in found.split("."))
    if has_wal_reset_bug(version):
        return Check(
            name=_("SQLite version"),
            verdict="warning",
            found=found,
            advice=_(
                "This version has a rare defect when several processes write at once; the "
                "register's own lock keeps writers apart, but update SQLite to 3.51.3."
            ),
        )
    return Check(name=_("SQLite version"), verdict="good", found=found)


def _synchronous(settings: dict[str, str]) -> Check:
    found = f"synchronous={settings['synchronous']}, journal_mode={settings['journal_mode']}"
    full = settings["synchronous"] == "2" and settings["journal_mode"] == "wal"
    return Check(
        name=_("Durability"),
        verdict="good" if full else "bad",
        found=found,
        advice="" if full else _("An acknowledged entry could be lost with the power."),
    )


def _permissions(register: Register) -> Check:
    mode = stat.S_IMODE(register.path.stat().st_mode)
    private = sys.platform == "win32" or not mode & 0o077
    return Check(
        name=_("Permissions"),
        verdict="good" if private else "warning",
        found=f"{mode:04o}",
        advice=""
        if private
        else _("Others than the owner may read the register: chmod 600 {path}").format(
            path=register.path
        ),
    )


def _free_space(register: Register) -> Check:
    free = shutil.disk_usage(register.path.resolve().parent).free
    enough = free >= max(_LEAST_FREE, 2 * register.path.stat().st_size)
    return Check(
        name=_("Free space"),
        verdict="good" if enough else "warning",
        found=_("{size} MB").format(size=free // _MEGABYTE),
        advice="" if enough else _("Free some space before the disk is full."),
    )


def _place(register: Register) -> Check:
    system = register.store.network_file_system()
    return Check(
        name=_("Place"),
        verdict="bad" if system else "good",
        found=system or _("local disk"),
        advice=_("Writing over a network file system is not safe: move the register.")
        if system
        else "",
    )


def _integrity(register: Register) -> Check:
    found = register.store.integrity()
    return Check(
        name=_("Integrity"),
        verdict="good" if found == "ok" else "bad",
        found=found,
        advice="" if found == "ok" else _("Keep the file as it is and restore a backup."),
    )
