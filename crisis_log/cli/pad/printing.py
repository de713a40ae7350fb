"""`pad print` and `pad reprint`: a form is recorded with its file before it is handed out."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

import click

from crisis_log.cli import destination, output
from crisis_log.cli.needed import needed_once
from crisis_log.cli.pad.sheets import PAD
from crisis_log.cli.parameters import OUTPUT, REQUEST_ID
from crisis_log.cli.progress import progress_shown
from crisis_log.cli.quantities import Whole
from crisis_log.cli.report.form import TEMPLATES
from crisis_log.cli.session import Sequel, Session
from crisis_log.command import File, Recorded
from crisis_log.files import FileError
from crisis_log.language import _, current
from crisis_log.slices import pad
from crisis_log.slices.pad import Pad, PadPrinted
from crisis_log.storage import StorageError

_PDF: Final = "application/pdf"
_SHEETS: Final = Whole(1, pad.MOST_SHEETS)


@click.command(
    "print",
    help=_(
        "Make a pad of blank numbered sheets to be written on by hand (PDF), and record that it "
        "was made."
    ),
)
@click.argument("many", metavar="[N]", type=_SHEETS, required=False)
@click.option(
    "--sheets",
    metavar="N",
    type=_SHEETS,
    help=_("How many sheets it has; each is one page."),
)
@OUTPUT
@TEMPLATES
@REQUEST_ID
@click.pass_obj
def print_(
    session: Session,
    /,
    many: int | None,
    sheets: int | None,
    path: Path | None,
    templates: Path | None,
    request_id: str | None,
) -> None:
    sheets = needed_once("sheets", many, sheets)
    register, by = session.register_to_record, session.by
    register.check_right()
    earlier = register.answer(request_id) if request_id else None
    if earlier and not isinstance(earlier.entries[0].fact, PadPrinted):
        session.confirm(earlier)  # the id is that of another request
        return
    number = _number(earlier) if earlier else register.state().next_number(Pad)
    path = path or _usual(session, number)
    destination.check(session, path)
    recorded = earlier or _recorded(session, number, sheets, by, templates, request_id)
    _hand_out(session, recorded, path)


def _number(recorded: Recorded) -> int:
    fact = recorded.entries[0].fact
    if not isinstance(fact, PadPrinted):
        raise TypeError(recorded.entries[0].kind)
    return fact.number


def _usual(session: Session, number: int) -> Path:
    return Path(f"{session.register.place.name}-{pad.label(number)}.pdf")


def _recorded(
    session: Session,
    number: int,
    sheets: int,
    by: str,
    templates: Path | None,
    request_id: str | None,
) -> Recorded:
    """Make the form, and record it with its file."""
    from crisis_log.reports import pad_form

    register, made_at = session.register_to_record, session.present()
    with progress_shown(_("Making the document")):
        told = pad_form.form(register, number, sheets, made_at)
        content = pad_form.pdf(told, templates)
    fact = PadPrinted(
        number=number,
        sheets=sheets,
        rows=told.rows,
        made_at=made_at,
        language=current(),
        sha256=sha256(content).hexdigest(),
    )
    kept = File(_usual(session, number).name, _PDF, content)
    return register.record(pad.print_pad(fact), by=by, request_id=request_id, files=[kept])


def _hand_out(session: Session, recorded: Recorded, path: Path) -> None:
    """Write the form that was recorded, and say so."""
    printed = pad.existing(session.state(), _number(recorded))
    try:
        destination.put(session, _kept(session, printed), path)
    except FileError as error:
        again = _("“pad reprint {label}” writes the form.").format(label=printed.label)
        raise FileError(f"{error} {again}") from error
    if destination.is_standard_output(path):
        return
    session.sequel = Sequel(
        lambda _entry: _document(printed, path), lambda _entry: _tell_file(printed, path)
    )
    session.confirm(recorded)


def _kept(session: Session, printed: Pad) -> bytes:
    """Return the form as it was printed, which the register keeps."""
    content = session.register.attachment(printed.sha256)
    if content is None or sha256(content).hexdigest() != printed.sha256:
        raise StorageError(
            _(
                "The form of {label} is not there as it was printed: verify the register with "
                "“audit verify”."
            ).format(label=printed.label)
        )
    return content


def _document(printed: Pad, path: Path) -> dict[str, object]:
    return {"pad": printed.label, "path": str(path), "sha256": printed.sha256}


def _tell_file(printed: Pad, path: Path) -> None:
    output.line(_("File: {path}").format(path=path))
    output.line(_("SHA-256: {digest}").format(digest=printed.sha256))


@click.command(
    "reprint",
    help=_("Write the form of a pad once more, the same bytes: its sheets bear the same numbers."),
)
@click.argument("number", metavar="CP-N", type=PAD)
@OUTPUT
@click.pass_obj
def reprint(session: Session, /, number: int, path: Path | None) -> None:
    printed = pad.existing(session.state(), number)
    path = path or _usual(session, number)
    destination.check(session, path)
    destination.put(session, _kept(session, printed), path)
    if destination.is_standard_output(path):
        return
    if session.as_json:
        output.emit(_document(printed, path))
        return
    output.line(
        _(
            "{label} as it was printed on {time}. Of two sheets with one number, use one and keep "
            "the other from use."
        ).format(label=printed.label, time=session.show_instant(printed.made_at))
    )
    _tell_file(printed, path)
