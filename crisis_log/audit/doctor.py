"""Is the register's file kept as it should be?"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from crisis_log.audit.doctor_check import Check
from crisis_log.audit.doctor_rights import file_rights
from crisis_log.audit.server_check import durability_check, hosting_checks, program_check
from crisis_log.audit.shelf import shelf_of, strangers
from crisis_log.audit.verify import verify_log
from crisis_log.fact import Refused, UnreadableEntryError
from crisis_log.files import FileError
from crisis_log.language import _, counted
from crisis_log.register import Register
from crisis_log.slices import crisis, issued_report
from crisis_log.storage import StorageError
from crisis_log.storage.health import Health, Lodging
from crisis_log.text import visible
from crisis_log.when import show_duration
from crisis_log.words import enumerate_parts, size_text
from crisis_log.zones import UnreadableZoneError

_MEGABYTE: Final = 1_000_000
_LEAST_FREE: Final = 100 * _MEGABYTE
_LARGEST_LAG: Final = timedelta(minutes=1)
_SAID_BEFORE: Final = ("link", "schema")
"""What a verification finds that other checks say."""


def examine(register: Register) -> list[Check]:
    """Return what was looked at and how it is."""
    with register.examining() as seen:
        lodging = seen.health.lodging()
        return [
            program_check(seen.health.program()),
            durability_check(seen.health.durability()),
            *(hosting_checks(hosting) if (hosting := seen.health.hosting()) else []),
            *(_lodging(register, lodging) if lodging else []),
            *_reports(register),
            _clock(register),
            _protections(seen.health),
            _log(register),
            _integrity(seen.health),
            *_time_zone(register),
        ]


def _lodging(register: Register, lodging: Lodging) -> list[Check]:
    return [
        *file_rights(register.place.text, lodging),
        _names(lodging.names),
        _free_space(lodging),
        _file_system(lodging.network),
    ]


def _names(count: int) -> Check:
    return Check(
        name=_("Names"),
        verdict="good" if count == 1 else "bad",
        found=counted("{count} name", "{count} names", count),
        advice=""
        if count == 1
        else _(
            "Hard links: what is recorded under one name is lost under the other. Nothing is "
            "recorded until one name is left."
        ),
    )


def _free_space(lodging: Lodging) -> Check:
    enough = lodging.free >= max(_LEAST_FREE, 2 * lodging.size)
    return Check(
        name=_("Free space"),
        verdict="good" if enough else "warning",
        found=size_text(lodging.free),
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
    try:
        shelf = shelf_of(register)
        if not any(number for number, _path in shelf.files()):
            return
        issued = [report.issued for report in issued_report.issued(register.itself())]
    except FileError as error:
        yield Check(name=_("Issued reports"), verdict="bad", found=str(error), advice="")
        return
    except (StorageError, UnreadableEntryError):  # what else is looked at tells
        return
    found = [one for one in strangers(shelf, issued) if one.number]
    unknown = [visible(one.path.name) for one in found if one.is_unknown]
    altered = [visible(one.path.name) for one in found if not one.is_unknown]
    said = [
        _("unknown to the register: {names}").format(names=", ".join(unknown)) if unknown else "",
        _("altered: {names}").format(names=", ".join(altered)) if altered else "",
    ]
    yield Check(
        name=_("Issued reports"),
        verdict="bad" if found else "good",
        found=enumerate_parts([*filter(None, said)]) or _("as they were issued"),
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
        found=_("{lag} before the last entry").format(lag=show_duration(lag)),
        advice=_("The computer's clock is wrong, or was when the last entry was recorded: set it."),
    )


def _protections(health: Health) -> Check:
    names = [altered.name for altered in health.altered()]
    return Check(
        name=_("Protections"),
        verdict="bad" if names else "good",
        found=_("not as made: {names}").format(names=", ".join(names)) if names else _("in place"),
        advice=_("Keep the register as it is and find out who altered it: “audit verify”.")
        if names
        else "",
    )


def _integrity(health: Health) -> Check:
    found = health.integrity()
    return Check(
        name=_("Integrity"),
        verdict="good" if found == "ok" else "bad",
        found=found,
        advice=""
        if found == "ok"
        else _("Keep the register as it is and restore a backup: “restore”."),
    )


def _log(register: Register) -> Check:
    try:
        verified = verify_log(register)
    except StorageError as error:
        return _bad_log(str(error))
    if verified.root is None:
        return _bad_log(_("nothing of it was read"))
    wrong = verified.wrong(*_SAID_BEFORE)
    if wrong:
        return _bad_log(counted("{count} thing is wrong", "{count} things are wrong", wrong))
    entries = counted("{count} entry", "{count} entries", verified.entries)
    return Check(name=_("Log"), verdict="good", found=entries)


def _bad_log(found: str) -> Check:
    return Check(
        name=_("Log"),
        verdict="bad",
        found=found,
        advice=_("Look with “audit verify”; a backup is brought back with “restore”."),
    )


def _time_zone(register: Register) -> Iterator[Check]:
    """Return the time zone that the register names, unless its state cannot be read."""
    try:
        opened = crisis.current(register.state())
    except (StorageError, Refused, ValueError):
        return
    try:
        zone = opened.zone
    except UnreadableZoneError as error:
        yield Check(name=_("Time zone"), verdict="bad", found=opened.timezone, advice=str(error))
    else:
        yield Check(name=_("Time zone"), verdict="good", found=zone.key)
