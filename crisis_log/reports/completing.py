"""What is still to be done once a report is recorded: its file put in place, its checkpoint kept.

An error or a crash may leave either undone; the same request given again does it.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, cast

from crisis_log.audit.shelf import shelf_of
from crisis_log.command import Recorded
from crisis_log.entry import Entry
from crisis_log.files import FileError
from crisis_log.language import _
from crisis_log.outcome import TellsAllError
from crisis_log.register import Register
from crisis_log.reports.at_hand import kept, put_beside
from crisis_log.reports.reprinting import Reprinted, reprint
from crisis_log.slices.issued_report import ReportIssued, label
from crisis_log.storage import ReadOnlyError, Shelf, StorageError, StoredCheckpoint


class Completed(NamedTuple):
    """What of an issued report was missing, and is there now."""

    file: bool
    checkpoint: bool


class Issued(NamedTuple):
    """An issued report: its file, the entries that record it, and what they lacked until now."""

    fact: ReportIssued
    path: Path
    recorded: Recorded
    completed: Completed


class UnfinishedError(FileError, TellsAllError):
    """A report is issued and recorded, but its file or its checkpoint is not where it must be."""

    def __init__(self, entry: Entry, fact: ReportIssued, why: str) -> None:
        super().__init__(
            _(
                "{label} is issued and recorded (n° {number}), but not complete. {why} Give the "
                "same command again with --request-id {request_id}: it completes what is missing."
            ).format(
                label=label(fact.number), number=entry.number, why=why, request_id=entry.request_id
            )
        )


def complete(register: Register, recorded: Recorded, templates: Path | None = None) -> Issued:
    """Do what is still to be done for the report that was `recorded`; it may be nothing.

    Raises:
        Refused: as `reprint`.
        ReportError: as `Reprinted.pdf`.
        UnfinishedError: it cannot be done now.

    """
    entry = recorded.entries[-1]
    fact = cast("ReportIssued", entry.fact)
    shelf = shelf_of(register)
    try:
        is_put = _put_file(register, shelf, fact, templates)
        is_noted = _note_given_out(register, fact)
    except FileError as error:
        raise UnfinishedError(entry, fact, str(error)) from error
    except StorageError as error:
        why = _("The register could not be read or written further.")
        raise UnfinishedError(entry, fact, why) from error
    completed = Completed(is_put and recorded.repeated, is_noted and recorded.repeated)
    return Issued(fact, shelf.path_of(fact.number), recorded, completed)


def _put_file(register: Register, shelf: Shelf, fact: ReportIssued, templates: Path | None) -> bool:
    """Put the file of an issued report in its place; return whether it was not there."""
    found, path = shelf.digest_of(fact.number), shelf.path_of(fact.number)
    if found not in {None, fact.sha256}:
        sentence = _("{path} is not the file that was issued, and stays as it is: move it.")
        raise FileError(sentence.format(path=path))
    if not shelf.settle(fact.number, fact.sha256) and found is None:
        content = kept(register, fact) or _made_again(register, fact, templates)
        if content is None:
            sentence = _(
                "{path} is not there, and cannot be made again here: “report reprint {label}” "
                "says why."
            )
            raise FileError(sentence.format(path=path, label=label(fact.number)))
        put_beside(shelf, fact, content)
    return found is None


def _made_again(register: Register, fact: ReportIssued, templates: Path | None) -> bytes | None:
    made = reprint(register, fact.number, templates)
    return made.pdf if made.is_same else None


def complete_file(register: Register, made: Reprinted) -> bool:
    """Put a report in its place, unless something is there; return whether.

    It is the one laid aside when it was issued, else the one that the register keeps or that was
    given, else the one `made` again if it is the same.

    Raises:
        FileError: it cannot be written.
        ReportError: as `Reprinted.pdf`.

    """
    shelf, fact = shelf_of(register), made.report.issued
    if os.path.lexists(shelf.path_of(fact.number)):
        return False
    if not shelf.settle(fact.number, fact.sha256):
        if not (made.issued or made.is_same):
            return False
        put_beside(shelf, fact, made.issued.content if made.issued else made.pdf)
    with suppress(ReadOnlyError):
        _note_given_out(register, fact)
    return True


def _note_given_out(register: Register, fact: ReportIssued) -> bool:
    """Keep the checkpoint of a report that lies in its place; return whether it was not kept."""
    carrier = f"report/{label(fact.number)}"
    if any((one.carrier, one.note) == (carrier, fact.checkpoint) for one in register.checkpoints()):
        return False
    register.add_checkpoint(
        StoredCheckpoint(fact.position, carrier, fact.issued_at, fact.checkpoint)
    )
    return True
