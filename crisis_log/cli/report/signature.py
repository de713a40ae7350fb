"""Checking the signatures of a report; what signing one shares with that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import click

from crisis_log.cli import output
from crisis_log.cli.inputs import content_of
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH
from crisis_log.fact import UnreadableEntryError
from crisis_log.files import read
from crisis_log.language import _
from crisis_log.register import system_clock
from crisis_log.storage import StorageError

if TYPE_CHECKING:
    from crisis_log.cli.report.signature_words import Answer
    from crisis_log.reports.signing.findings import Examination

_ZONE: Final = ZoneInfo("Europe/Paris")
FILE: Final = click.argument("path", metavar=_("FILE"), type=PATH)
TRUST: Final = click.option(
    "--trust",
    "trusted",
    metavar=_("FILE"),
    type=PATH,
    multiple=True,
    help=_("A file of root certificates that you trust, in PEM or DER (repeatable)."),
)


def zone_of(session: Session) -> ZoneInfo:
    """Return the register's time zone; without a register, that of Paris."""
    return session.zone if has_register(session) else _ZONE


def has_register(session: Session) -> bool:
    try:
        session.found_place()
    except click.UsageError:
        return False
    return True


@click.command(
    "check",
    help=_("Check a report's signature, and whether the register issued or holds the report."),
    epilog=_("Exit code 3: it was altered, is not trusted, or nothing vouches for it."),
)
@FILE
@TRUST
@click.pass_obj
def check(session: Session, /, path: Path, trusted: tuple[Path, ...]) -> None:
    from crisis_log.cli.report.signature_words import document, tell
    from crisis_log.reports.signing.check import examine
    from crisis_log.reports.signing.credentials import trusted_roots

    pdf = read(path, click.UsageError)
    roots = trusted_roots([content_of(one) for one in trusted])
    found = examine(pdf, str(path), roots, system_clock())
    session.allow_unknown_zone()
    answer = _answer(session, path, pdf, found) if has_register(session) else None
    known = answer and answer.known
    is_good = (
        found.is_intact
        and (found.is_signed or (known is not None and not roots))
        and (not roots or found.is_trusted)
        and not any(one.is_to_come for one in found.signatures)
        and (known is not None or not found.contents)
        and (answer is None or (known is not None and known.is_as_known))
    )
    session.finds(not is_good)
    if session.as_json:
        output.emit(document(path, found, answer, is_good=is_good))
    else:
        tell(path, found, answer, zone_of(session))


def _answer(session: Session, path: Path, pdf: bytes, found: Examination) -> Answer:
    """Ask the register; where it was altered it cannot answer, and the signatures are told."""
    from crisis_log.cli.report.signature_words import Answer
    from crisis_log.reports.signing.recognition import claim, recognise

    register = session.register
    try:
        known = recognise(register.vouching(), found)
        claimed = None if known else claim(register.vouching(), path, pdf)
    except (StorageError, UnreadableEntryError) as error:
        return Answer(problem=str(error))
    return Answer(known, claimed)
