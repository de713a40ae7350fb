"""Is the register's file kept as it should be?"""

import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Final, Literal

from crisis_log.audit.shelf import shelf_of, strangers
from crisis_log.fact import Frozen, UnreadableEntryError
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.slices import issued_report
from crisis_log.storage import StorageError
from crisis_log.storage.health import Health, Lodging

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
        lodging = seen.health.lodging()
        return [
            _program(seen.health),
            _durability(seen.health),
            *(_lodging(register, lodging) if lodging else []),
            *_reports(register),
            _clock(register),
            _protections(seen.health),
            _integrity(seen.health),
        ]


def _program(health: Health) -> Check:
    name, found, advice = health.program()
    verdict: Verdict = "warning" if advice else "good"
    return Check(name=name, verdict=verdict, found=found, advice=advice)


def _durability(health: Health) -> Check:
    found, is_full = health.durability()
    return Check(
        name=_("Durability"),
        verdict="good" if is_full else "bad",
        found=found,
        advice="" if is_full else _("An acknowledged entry could be lost with the power."),
    )


def _lodging(register: Register, lodging: Lodging) -> list[Check]:
    return [
        _permissions(register, lodging.mode),
        _free_space(lodging),
        _file_system(lodging.network),
    ]


def _permissions(register: Register, mode: int) -> Check:
    private = sys.platform == "win32" or not mode & 0o077
    return Check(
        name=_("Permissions"),
        verdict="good" if private else "warning",
        found=f"{mode:04o}",
        advice=""
        if private
        else _("Others than the owner may read the register: chmod 600 {path}").format(
            path=register.place.text
        ),
    )


def _free_space(lodging: Lodging) -> Check:
    enough = lodging.free >= max(_LEAST_FREE, 2 * lodging.size)
    return Check(
        name=_("Free space"),
        verdict="good" if enough else "warning",
        found=_("{size} MB").format(size=lodging.free // _MEGABYTE),
        advice="" if enough else _("Free some space before the disk is full."),
    )


def _file_system(network: str | None) -> Check:
    return Check(
        name=_("Place"),
        verdict="bad" if network else "good",
        found=network or _("local disk"),
        advice=_("Writing over a network file system is not safe: move the register.")
        if network
        else "",
    )


def _reports(register: Register) -> Iterator[Check]:
    shelf = shelf_of(register)
    if not any(number for number, _path in shelf.files()):
        return
    try:
        issued = [report.issued for report in issued_report.issued(register.state())]
    except (StorageError, UnreadableEntryError):  # what else is looked at tells
        return
    found = [one for one in strangers(shelf, issued) if one.number]
    unknown = [one.path.name for one in found if one.is_unknown]
    altered = [one.path.name for one in found if not one.is_unknown]
    said = [
        _("unknown to the register: {names}").format(names=", ".join(unknown)) if unknown else "",
        _("altered: {names}").format(names=", ".join(altered)) if altered else "",
    ]
    yield Check(
        name=_("Issued reports"),
        verdict="bad" if found else "good",
        found="; ".join(filter(None, said)) or _("as they were issued"),
        advice=_(
            "Keep the files as they are, they are witnesses: “audit verify”. The register may be "
            "an old copy, or entries were removed from it."
        )
        if found
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


def _protections(health: Health) -> Check:
    names = [altered.name for altered in health.altered()]
    return Check(
        name=_("Protections"),
        verdict="bad" if names else "good",
        found=_("altered: {names}").format(names=", ".join(names)) if names else _("in place"),
        advice=_("Keep the file as it is and find out who altered it: “audit verify”.")
        if names
        else "",
    )


def _integrity(health: Health) -> Check:
    found = health.integrity()
    return Check(
        name=_("Integrity"),
        verdict="good" if found == "ok" else "bad",
        found=found,
        advice="" if found == "ok" else _("Keep the file as it is and restore a backup."),
    )
