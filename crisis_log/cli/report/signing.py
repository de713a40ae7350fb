"""Signing reports electronically."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from crisis_log.cli import destination, output
from crisis_log.cli.inputs import content_of
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH, OneOf
from crisis_log.fact import Refused
from crisis_log.files import read
from crisis_log.language import _, pgettext
from crisis_log.register import system_clock
from crisis_log.rights import rights_of

if TYPE_CHECKING:
    from crisis_log.reports.signing.sign import Level, Order, Signed

from crisis_log.cli.report.signature import FILE, TRUST, has_register, zone_of
from crisis_log.cli.report.signer import KEY, signer_of

_LEVELS: Final = ("b-b", "b-t", "b-lta")


@click.command("sign", help=_("Sign a report electronically (PAdES); the result is a new file."))
@FILE
@click.option(
    "--output",
    "signed_path",
    metavar=_("FILE"),
    type=PATH,
    help=_("Where to write it; else beside the report, under a name that ends in “-signed”."),
)
@KEY
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
@TRUST
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
    order = Order(level, system_clock(), zone_of(session), tsa, roots, reason, location)
    with signer_of(**key) as signer:
        _check_known(session, path, pdf, is_other=is_other)
        made = sign_report(pdf, str(path), signer, order)
    destination.put(session, made.pdf, goal, rights_of(path))
    if not destination.is_standard_output(goal):
        _tell_signed(session, goal, made, order)


def _check_known(session: Session, path: Path, pdf: bytes, *, is_other: bool) -> None:
    """Refuse a file that is not as the register issued it; without a register, nothing is known."""
    if not has_register(session):
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
