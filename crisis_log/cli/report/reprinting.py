"""`report reprint`: an issued report made again from the log, and compared with what was issued."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crisis_log.audit.shelf import shelf_of
from crisis_log.cli import destination, output
from crisis_log.cli.parameters import OUTPUT
from crisis_log.cli.report.form import TEMPLATES
from crisis_log.cli.report.issuing import NUMBER
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH
from crisis_log.files import read
from crisis_log.language import _, counted
from crisis_log.register import Register
from crisis_log.slices import issued_report
from crisis_log.storage import ReadOnlyError

if TYPE_CHECKING:
    from crisis_log.reports.comparing import Comparison
    from crisis_log.reports.reprinting import Reprinted


@click.command(
    "reprint",
    help=_(
        "Make an issued report again from the log: the same bytes by the version that issued it; "
        "by another one its data, compared with those in the issued PDF."
    ),
)
@NUMBER
@OUTPUT
@TEMPLATES
@click.option(
    "--issued",
    "issued",
    metavar=_("FILE"),
    type=PATH,
    help=_(
        "The report as it was handed out, or signed since, where neither the register nor the "
        "folder beside it has it."
    ),
)
@click.pass_obj
def reprint(
    session: Session,
    /,
    number: int,
    path: Path | None,
    templates: Path | None,
    issued: Path | None,
) -> None:
    from crisis_log.reports.completing import complete_file
    from crisis_log.reports.reprinting import reprint as reprint_report

    destination.check(session, path)
    made = reprint_report(session.register, number, templates, _given(session, number, issued))
    session.finds(made.verdict in {"differs", "unknown"})
    kept = shelf_of(session.register).path_of(number)
    is_missing = path is None and not os.path.lexists(kept)
    is_sealed = session.register.place.is_sealed
    was_missing = is_missing and not is_sealed and complete_file(_writable(session), made)
    if path:
        destination.put(session, made.file, path)
    elif was_missing:
        path = kept
    if session.as_json:
        output.emit(_document(made, path))
    elif not destination.is_standard_output(path):
        for line in _told(made, path, was_missing=was_missing):
            output.line(line)
        if not (is_sealed or kept.exists()):
            output.line(
                _("The file of {label} is not there: {path}").format(
                    label=made.report.label, path=kept
                )
            )


def _writable(session: Session) -> Register:
    """Return the register, to be written to where it can be: the file is put there all the same."""
    try:
        return session.register_to_record
    except ReadOnlyError:
        return session.register


def _given(session: Session, number: int, issued: Path | None) -> list[bytes]:
    """Return the file that is given as the issued report, read once: it may be a FIFO."""
    from crisis_log.reports.at_hand import check_given

    if issued is None:
        return []
    content = read(issued)
    check_given(issued_report.find(session.register.itself(), number).issued, issued, content)
    return [content]


def _document(made: Reprinted, path: Path | None) -> dict[str, Any]:
    return {
        "report": made.report.label,
        "verdict": made.verdict,
        "is_same": made.is_same,
        "same_program": made.same_program,
        "same_templates": made.same_templates,
        "sha256": made.report.issued.sha256,
        "issued": made.issued and made.issued.where,
        "data": None if made.is_same or made.data is None else _data(made.data),
        "path": str(path) if path else None,
    }


def _data(data: Comparison) -> dict[str, Any]:
    return data._asdict() | {"differing": [one._asdict() for one in data.differing]}


def _told(made: Reprinted, path: Path | None, *, was_missing: bool) -> Iterator[str]:
    from crisis_log.reports.reprinting_words import other_layout

    match made.verdict:
        case "same_bytes":
            yield _(
                "{label} was made again from the log: the same bytes, SHA-256 {digest}."
            ).format(label=made.report.label, digest=made.report.issued.sha256)
        case "differs":
            yield from _difference(made)
        case _:
            yield from other_layout(made)
            yield from _fields_not_compared(made.data)
    if was_missing:
        yield _("Its file was not there, and is now.")
    if path:
        yield _("File: {path}").format(path=path)
        if not was_missing and not made.is_same:
            yield _whose(made)


def _difference(made: Reprinted) -> Iterator[str]:
    from crisis_log.reports.reprinting_words import differences, other_version

    data = made.data
    if made.same_program and made.same_templates:
        yield _("{label} was made again from the log, but its bytes are not those issued.").format(
            label=made.report.label
        )
    else:
        yield from other_version(made)
    if data and data.differing:
        yield counted(
            "{count} value in the issued PDF is not the one that the log gives:",
            "{count} values in the issued PDF are not those that the log gives:",
            len(data.differing),
        )
        yield from (f"  {line}" for line in differences(data))
        yield from _fields_not_compared(data)
    yield _("Run “audit verify”: the log may not be the one that it was made from.")


def _fields_not_compared(data: Comparison | None) -> Iterator[str]:
    from crisis_log.reports.reprinting_words import not_compared, told_since

    if data:
        yield from not_compared(data)
        yield from told_since(data)


def _whose(made: Reprinted) -> str:
    """Return which of two files of one number was written."""
    if made.issued and made.verdict != "differs":
        return _("It is the file that was issued.")
    return _("It is laid out as this version does, and is not the file that was issued.")
