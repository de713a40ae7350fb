"""The files of issued reports beside a register: which are its own, are they those issued?

A report carries the id of its register, so it is found by whatever name register and folder
have. One that the log does not know is a witness: its entry was there once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from crisis_log.audit.finding import Finding
from crisis_log.audit.witness import Witness, WitnessError, read_report
from crisis_log.evidence.keys import origin_of
from crisis_log.files import FileError, read
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.slices.issued_report import ReportIssued, issued, label
from crisis_log.storage import Place, Shelf
from crisis_log.text import visible


def shelf_of(register: Register, there: Place | None = None) -> Shelf:
    """Return the shelf that holds reports of the register, else the one that it may begin.

    It lies where the register does, unless that is to lie `there`.
    """
    usual, others = (there or register.place).shelves(register.register_id)
    own = origin_of(register.register_id)
    shelves = (*usual, *others)
    owners = {shelf: next(_owners(shelf), None) for shelf in usual}
    for shelf in shelves:
        if (owners[shelf] if shelf in owners else next(_owners(shelf), None)) == own:
            return shelf
    for shelf in shelves:  # where a report of another register lies before its own
        if own in _owners(shelf):
            return shelf
    return next((shelf for shelf in usual if owners[shelf] is None), usual[-1])


def _owners(shelf: Shelf) -> Iterator[str]:
    """Return the logs whose reports lie on a shelf, as those that can be read tell."""
    files = [path for number, path in shelf.files() if number and not path.is_symlink()]
    witnesses = (_witness(path) for path in files if path.is_file())
    return (one.checkpoint.origin for one in witnesses if one)


def _witness(path: Path) -> Witness | None:
    try:
        return read_report(path)
    except WitnessError:
        return None


class Stranger(NamedTuple):
    """A file on a shelf whose bytes the log does not know.

    `number` is None where its name is not that of an issued report, `issued` where the log
    knows no report of that number. `sha256` is empty where it was not read, or cannot be. `told`
    is how people are told of it.
    """

    path: Path
    number: int | None
    sha256: str
    issued: ReportIssued | None
    told: str

    @property
    def label(self) -> str:
        """The number that its name tells: `R-2`."""
        return label(self.number or 0)

    @property
    def is_unknown(self) -> bool:
        """Whether it is named as a report that was issued, of which the log knows nothing."""
        return self.number is not None and self.issued is None

    @property
    def found(self) -> str:
        """What is found of it."""
        return self.sha256 or _("it cannot be read")

    def witness(self) -> Witness | None:
        """Return the checkpoint that it carries, if that can be read."""
        return _witness(self.path)


def strangers(shelf: Shelf, issued: Iterable[ReportIssued]) -> Iterator[Stranger]:
    """Return the files on a shelf whose bytes are not those of the `issued` reports.

    Raises:
        FileError: the folder cannot be read.

    """
    known = {fact.number: fact for fact in issued}
    for number, path in shelf.files():
        if path.is_symlink() or not path.is_file():
            continue  # what it leads to is not on the shelf; its report can be made again
        fact = known.get(number or 0)
        digest = _digest(path) if number else ""
        if fact is None or fact.sha256 != digest:
            yield Stranger(path, number, digest, fact, shelf.told(path))


def _digest(path: Path) -> str:
    try:
        return sha256(read(path)).hexdigest()
    except FileError:
        return ""


def unknown_reports(register: Register, there: Place) -> list[str]:
    """Return the reports on the shelf `there` that the register issued once, but does not know."""
    own = origin_of(register.register_id)
    known = [report.issued for report in issued(register.itself())]
    unknown = [one for one in strangers(shelf_of(register, there), known) if one.is_unknown]
    witnesses = {one.label: one.witness() for one in unknown}
    return [name for name, seen in witnesses.items() if not seen or seen.checkpoint.origin == own]


class Beside(NamedTuple):
    """What lies on a shelf that the log does not know: what is wrong of it, and witnesses."""

    findings: list[Finding]
    witnesses: list[Witness]


def check_files(shelf: Shelf, origin: str, issued: Iterable[tuple[int, ReportIssued]]) -> Beside:
    """Return the files that are not those issued, and the witnesses that they are.

    A file that is not there is none of them: it can be made again from the log.
    """
    facts = list(issued)
    entries = {fact.number: entry for entry, fact in facts}
    beside = Beside([], [])
    for stranger in strangers(shelf, (fact for _entry, fact in facts)):
        witness = stranger.witness()
        is_of_another = witness is not None and witness.checkpoint.origin != origin
        if witness and (stranger.is_unknown or not is_of_another):
            beside.witnesses.append(witness)
        if stranger.issued:
            beside.findings.append(_altered(stranger, entries[stranger.issued.number]))
        elif stranger.number and not is_of_another:
            beside.findings.append(_unknown(stranger, stranger.number))
    return beside


def _altered(stranger: Stranger, entry: int) -> Finding:
    expected = stranger.issued.sha256 if stranger.issued else ""
    return Finding(
        code="report",
        entry=entry,
        expected=f"{visible(stranger.path.name)}: {expected}",
        found=stranger.found,
        meaning=_("The file of an issued report is not the one that was issued."),
    )


def _unknown(stranger: Stranger, number: int) -> Finding:
    return Finding(
        code="report",
        entry=None,
        expected=_("an entry that issued {label}").format(label=label(number)),
        found=f"{visible(stranger.path.name)}: {stranger.found}",
        meaning=_(
            "{path} lies beside the register, which does not know it: the end of the log was "
            "cut off, or an old backup was put in its place. Keep the file: it is a witness."
        ).format(path=visible(stranger.told)),
    )
