"""The PDF of an issued report itself, to the byte: in the register, beside it, or given.

A register of version 0.1 holds the digest of its reports alone; later ones keep the file with
the entry that records it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, NamedTuple

from crisis_log.audit.shelf import shelf_of
from crisis_log.command import File
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.slices.issued_report import ReportIssued, issued, label
from crisis_log.storage import Shelf
from crisis_log.words import size_text

_LARGEST: Final = 150_000_000
"""In bytes: less than what a register can hold as one value."""
Where = Literal["register", "beside", "given"]


class AtHand(NamedTuple):
    """The bytes that were issued, and where they are."""

    content: bytes
    where: Where


def file_to_keep(shelf: Shelf, number: int, pdf: bytes) -> File:
    """Return the PDF of report R-`number` as its entry keeps it, named as on the shelf.

    Raises:
        Refused: it is too large for a register.

    """
    if len(pdf) > _LARGEST:
        raise Refused(
            _(
                "The report is too large to be kept in the register: {size}, of {most} at most. "
                "Issue it for a shorter period."
            ).format(size=size_text(len(pdf)), most=size_text(_LARGEST))
        )
    return File(shelf.path_of(number).name, "application/pdf", pdf)


def kept(register: Register, fact: ReportIssued) -> bytes | None:
    """Return the PDF that the register keeps, if it is there and not altered."""
    return _as_issued(fact, register.attachment(fact.sha256))


def put_beside(shelf: Shelf, fact: ReportIssued, content: bytes) -> None:
    """Put the PDF that was issued in its place beside the register.

    Raises:
        FileError: it cannot be written.

    """
    shelf.lay_aside(fact.number, content)
    shelf.settle(fact.number, fact.sha256)


def put_back(register: Register) -> list[str]:
    """Put the reports that the register keeps beside it, where none lies; return their labels.

    Raises:
        FileError: one cannot be written.

    """
    shelf, put = shelf_of(register), []
    for report in list(issued(register.itself())):
        is_there = os.path.lexists(shelf.path_of(report.issued.number))
        content = None if is_there else kept(register, report.issued)
        if content is not None:
            put_beside(shelf, report.issued, content)
            put.append(report.label)
    return put


def at_hand(register: Register, fact: ReportIssued, given: Iterable[bytes] = ()) -> AtHand | None:
    """Return the PDF that was issued, from the register first; None where it is nowhere.

    Of a file that is given and was signed since, what was signed is taken.
    """
    return next(_found(register, fact, given), None)


def _found(register: Register, fact: ReportIssued, given: Iterable[bytes]) -> Iterator[AtHand]:
    if (content := kept(register, fact)) is not None:
        yield AtHand(content, "register")
    if (content := _as_issued(fact, shelf_of(register).find(fact.number))) is not None:
        yield AtHand(content, "beside")
    for one in given:
        if (content := _unsigned(fact, one)) is not None:
            yield AtHand(content, "given")


def check_given(fact: ReportIssued, path: Path, content: bytes) -> None:
    """Refuse a file that is given as the issued report, and is not."""
    if _unsigned(fact, content) is None:
        raise Refused(
            _(
                "{path} is not {label} as it was issued, nor a signed copy of it: its digest is "
                "another."
            ).format(path=path, label=label(fact.number))
        )


def _as_issued(fact: ReportIssued, content: bytes | None) -> bytes | None:
    is_so = content is not None and sha256(content).hexdigest() == fact.sha256
    return content if is_so else None


def _unsigned(fact: ReportIssued, content: bytes) -> bytes | None:
    """Return the part of a file that was issued: a signature stands behind it."""
    return _as_issued(fact, content[: fact.size])
