"""Signing reports electronically, and checking signed ones."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import click

from crisis_log.cli import destination, output, screen
from crisis_log.cli.inputs import content_of
from crisis_log.cli.parameters import with_options
from crisis_log.cli.passphrases import Passphrase, read_passphrase
from crisis_log.cli.quantities import Whole
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH, OneOf
from crisis_log.fact import Refused, UnreadableEntryError
from crisis_log.files import read
from crisis_log.language import _, pgettext
from crisis_log.register import system_clock
from crisis_log.rights import rights_of
from crisis_log.storage import StorageError

if TYPE_CHECKING:
    from crisis_log.cli.report.signature_words import Answer
    from crisis_log.reports.signing.findings import Examination
    from crisis_log.reports.signing.sign import Level, Order, Signed

_ZONE: Final = ZoneInfo("Europe/Paris")
_LEVELS: Final = ("b-b", "b-t", "b-lta")
_FILE: Final = click.argument("path", metavar=_("FILE"), type=PATH)
_TRUST: Final = click.option(
    "--trust",
    "trusted",
    metavar=_("FILE"),
    type=PATH,
    multiple=True,
    help=_("A file of root certificates that you trust, in PEM or DER (repeatable)."),
)
_KEY: Final = with_options(
    click.option(
        "--pkcs12",
        metavar=_("FILE"),
        type=PATH,
        help=_("Sign with the key and the certificate in this file (.p12 or .pfx)."),
    ),
    click.option(
        "--pkcs11",
        metavar=_("MODULE"),
        type=PATH,
        help=_("Sign with a card or a key, reached through this PKCS #11 module."),
    ),
    click.option("--token", metavar=_("LABEL"), help=_("Which token, by its label.")),
    click.option(
        "--slot",
        metavar="N",
        type=Whole(0, 999),
        help=_("Which token, counted from 0 among those there."),
    ),
    click.option(
        "--certificate", metavar=_("LABEL"), help=_("Which certificate on the token, by its label.")
    ),
    click.option(
        "--passphrase-file",
        metavar=_("FILE"),
        type=PATH,
        help=_("A file whose first line is the passphrase or the PIN; else it is asked for."),
    ),
)


@click.command("sign", help=_("Sign a report electronically (PAdES); the result is a new file."))
@_FILE
@click.option(
    "--output",
    "signed_path",
    metavar=_("FILE"),
    type=PATH,
    help=_("Where to write it; else beside the report, under a name that ends in “-signed”."),
)
@_KEY
@click.option(
    "--level",
    type=OneOf(_LEVELS),
    default="b-b",
    show_default=True,
    help=_("b-t adds a timestamp; b-lta also what proves later that the signature was valid."),
)
@click.option("--tsa", metavar="URL", help=_("Ask the time-stamping authority at this address."))
@click.option("--reason", metavar=_("TEXT"), help=_("Why it is signed; kept in the signature."))
@click.option("--location", metavar=_("TEXT"), help=_("Where it is signed; kept as well."))
@_TRUST
@click.option(
    "--other",
    "is_other",
    is_flag=True,
    help=_("Sign a file that the register neither issued nor holds, such as a draft."),
)
@click.pass_obj
def sign(
    session: Session,
    /,
    path: Path,
    signed_path: Path | None,
    level: Level,
    tsa: str | None,
    reason: str | None,
    location: str | None,
    trusted: tuple[Path, ...],
    is_other: bool,
    **key: Any,
) -> None:
    pdf = read(path, click.UsageError)
    if (key["pkcs12"] is None) == (key["pkcs11"] is None):
        raise click.UsageError(_("Say what signs: either --pkcs12 or --pkcs11."))
    _check_level(level, tsa, trusted)
    goal = signed_path or _beside(path)
    _check_goal(path, goal, is_chosen=signed_path is not None)
    destination.check(session, goal)
    from crisis_log.reports.signing.credentials import trusted_roots
    from crisis_log.reports.signing.sign import Order
    from crisis_log.reports.signing.sign import sign as sign_report

    roots = trusted_roots([content_of(one) for one in trusted])
    order = Order(level, system_clock(), _zone(session), tsa, roots, reason, location)
    with _signer(**key) as signer:
        _check_known(session, path, pdf, is_other=is_other)
        made = sign_report(pdf, str(path), signer, order)
    destination.put(session, made.pdf, goal, rights_of(path))
    if not destination.is_standard_output(goal):
        _tell_signed(session, goal, made, order)


def _check_known(session: Session, path: Path, pdf: bytes, *, is_other: bool) -> None:
    """Refuse a file that is not as the register issued it; without a register, nothing is known."""
    if not _has_register(session):
        return
    from crisis_log.reports.signing.check import examine
    from crisis_log.reports.signing.recognition import claim, recognise

    register = session.register
    found = examine(pdf, str(path), (), system_clock())
    known = recognise(register.vouching(), found)
    claimed = claim(register.vouching(), path, pdf)
    if claimed and not known:
        raise Refused(
            _(
                "{path} was not signed: it carries the checkpoint of {label}, but is not the file "
                "that was issued. “report reprint” makes that again."
            ).format(path=path, label=claimed)
        )
    if known and not known.is_as_known:
        raise Refused(
            _(
                "{path} was not signed: it was made from {label}, and something other than "
                "signatures was added."
            ).format(path=path, label=known.report or known.attachment)
        )
    if not known and not is_other:
        raise Refused(
            _(
                "{path} was not signed: the register neither issued nor holds it. If it is meant "
                "to be signed all the same, say so with --other."
            ).format(path=path)
        )


def _check_level(level: Level, tsa: str | None, trusted: tuple[Path, ...]) -> None:
    if level == "b-b" and tsa:
        raise click.UsageError(_("A timestamp is for --level b-t or b-lta; b-b has none."))
    if level != "b-b" and not tsa:
        raise click.UsageError(
            _("--level {level} needs a time-stamping authority: --tsa.").format(level=level)
        )
    if level == "b-lta" and not trusted:
        raise click.UsageError(
            _("--level b-lta needs the root certificates that the signature leads to: --trust.")
        )


def _beside(path: Path) -> Path:
    """Return `R-2-signed.pdf` for `R-2.pdf`, `R-2-signed-2.pdf` for that."""
    ending = pgettext("ending of a file's name", "signed")
    match = re.fullmatch(rf"(.*-{ending})(?:-(\d{{1,4}}))?", path.stem)
    stem = f"{match[1]}-{int(match[2] or 1) + 1}" if match else f"{path.stem}-{ending}"
    return path.with_name(f"{stem}.pdf")


def _check_goal(path: Path, goal: Path, *, is_chosen: bool) -> None:
    if destination.is_standard_output(goal) or not goal.exists():
        return
    if goal.samefile(path):
        raise click.UsageError(
            _("The unsigned file stays as it is: its digest is the one in the register.")
        )
    if not is_chosen:
        raise click.UsageError(
            _("{path} is already there: say with --output where to write the signed file.").format(
                path=goal
            )
        )


@contextmanager
def _signer(
    pkcs12: Path | None,
    pkcs11: Path | None,
    token: str | None,
    slot: int | None,
    certificate: str | None,
    passphrase_file: Path | None,
) -> Iterator[Any]:
    """Give what signs: pyHanko's signer."""
    from crisis_log.reports.signing.credentials import (
        PassphraseNeededError,
        WrongPassphraseError,
        from_pkcs12,
    )

    given = read_passphrase(passphrase_file) if passphrase_file else None
    if pkcs11 is not None:
        from crisis_log.reports.signing.hardware import Place, token_signer

        def pin(label: str) -> str:
            asked = _("PIN of the token {label}").format(label=label)
            secret = given or _asked(asked)
            return secret.text or secret.given.decode(errors="replace")

        with token_signer(Place(pkcs11, token, slot, certificate), pin) as signer:
            yield signer
    elif pkcs12 is not None:
        opens = partial(from_pkcs12, content_of(pkcs12), str(pkcs12))
        try:
            signer = given.opening(opens, WrongPassphraseError) if given else opens()
        except PassphraseNeededError:
            secret = _asked(_("Passphrase of {path}").format(path=pkcs12))
            signer = secret.opening(opens, WrongPassphraseError)
        yield signer


def _asked(question: str) -> Passphrase:
    if sys.stdin is None or not sys.stdin.isatty():
        raise click.UsageError(
            _("The key is under a passphrase or a PIN: give it with --passphrase-file.")
        )
    typed: str = click.prompt(screen.one_line(question), hide_input=True, err=True)
    return Passphrase.typed(typed)


def _zone(session: Session) -> ZoneInfo:
    """Return the register's time zone; without a register, that of Paris."""
    return session.zone if _has_register(session) else _ZONE


def _has_register(session: Session) -> bool:
    try:
        session.found_place()
    except click.UsageError:
        return False
    return True


def _tell_signed(session: Session, path: Path, made: Signed, order: Order) -> None:
    level = order.level.upper()
    if session.as_json:
        output.emit(
            {
                "report": str(path),
                "signer": made.signer,
                "level": level,
                "signed_at": order.at.isoformat().replace("+00:00", "Z"),
                "is_visible": made.is_visible,
                "original_sha256": made.original_sha256,
                "sha256": made.sha256,
            }
        )
        return
    output.line(
        _("Signed by {name}, level PAdES {level}: {path}").format(
            name=made.signer, level=level, path=path
        )
    )
    output.line(
        _("The unsigned file stays as it was, SHA-256 {digest}.").format(
            digest=made.original_sha256
        )
    )


@click.command(
    "check",
    help=_("Check a report's signature, and whether the register issued or holds the report."),
    epilog=_("Exit code 3: it was altered, is not trusted, or nothing vouches for it."),
)
@_FILE
@_TRUST
@click.pass_obj
def check(session: Session, /, path: Path, trusted: tuple[Path, ...]) -> None:
    from crisis_log.cli.report.signature_words import document, tell
    from crisis_log.reports.signing.check import examine
    from crisis_log.reports.signing.credentials import trusted_roots

    pdf = read(path, click.UsageError)
    roots = trusted_roots([content_of(one) for one in trusted])
    found = examine(pdf, str(path), roots, system_clock())
    session.allow_unknown_zone()
    answer = _answer(session, path, pdf, found) if _has_register(session) else None
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
        tell(path, found, answer, _zone(session))


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
