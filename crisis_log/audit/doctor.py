"""Is the register's file kept as it should be?"""

import shutil
import stat
import sys
from datetime import timedelta
from typing import Final, Literal

from crisis_log.fact import Frozen
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.storage import Examination, database_version

_MEGABYTE: Final = 1_000_000
_LEAST_FREE: Final = 100 * _MEGABYTE
_LARGEST_LAG: Final = timedelta(minutes=1)
Verdict = Literal["good", "warning", "bad"]


class Check(Frozen):
    """One thing that was looked at."""

    name: str
    verdict: Verdict
    found: str
    advice: str = ""


def examine(register: Register) -> list[Check]:
    """Return what was looked at and how it is."""
    with register.examining() as seen:
        return [
            _database_version(),
            _durability(seen),
            _permissions(register),
            _free_space(register),
            _place(seen),
            _clock(register),
            _protections(seen),
            _integrity(seen),
        ]


def _database_version() -> Check:
    found, advice = database_version()
    verdict: Verdict = "warning" if advice else "good"
    return Check(name=_("SQLite version"), verdict=verdict, found=found, advice=advice)


def _durability(seen: Examination) -> Check:
    found, is_full = seen.durability()
    return Check(
        name=_("Durability"),
        verdict="good" if is_full else "bad",
        found=found,
        advice="" if is_full else _("An acknowledged entry could be lost with the power."),
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


def _place(seen: Examination) -> Check:
    system = seen.network_file_system()
    return Check(
        name=_("Place"),
        verdict="bad" if system else "good",
        found=system or _("local disk"),
        advice=_("Writing over a network file system is not safe: move the register.")
        if system
        else "",
    )


def _clock(register: Register) -> Check:
    lag = register.clock_lag()
    if lag <= _LARGEST_LAG:
        return Check(name=_("Clock"), verdict="good", found=_("after the last entry"))
    return Check(
        name=_("Clock"),
        verdict="warning",
        found=_("{lag} before the last entry").format(
            lag=timedelta(seconds=int(lag.total_seconds()))
        ),
        advice=_("The computer's clock is wrong, or was when the last entry was recorded: set it."),
    )


def _protections(seen: Examination) -> Check:
    names = [altered.name for altered in seen.altered()]
    return Check(
        name=_("Protections"),
        verdict="bad" if names else "good",
        found=_("altered: {names}").format(names=", ".join(names)) if names else _("in place"),
        advice=_("Keep the file as it is and find out who altered it: “audit verify”.")
        if names
        else "",
    )


def _integrity(seen: Examination) -> Check:
    found = seen.integrity()
    return Check(
        name=_("Integrity"),
        verdict="good" if found == "ok" else "bad",
        found=found,
        advice="" if found == "ok" else _("Keep the file as it is and restore a backup."),
    )
