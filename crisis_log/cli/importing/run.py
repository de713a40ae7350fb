"""One import: the rows judged and shown, asked about where somebody can answer, recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crisis_log.cli import output
from crisis_log.cli.attachments import check_size, file_of
from crisis_log.cli.confirm import confirm
from crisis_log.cli.entry_words import confirmed_line
from crisis_log.cli.importing import told
from crisis_log.cli.importing.asked import OpenQuestionsError
from crisis_log.cli.importing.left_over import LeftOver
from crisis_log.cli.progress import progress_shown
from crisis_log.exchange.importing.judging import Judge
from crisis_log.exchange.importing.recording import Import, record
from crisis_log.exchange.importing.sorting import Sorted
from crisis_log.fact import Refused
from crisis_log.language import _, counted
from crisis_log.names import portable
from crisis_log.progress import passing
from crisis_log.slices.exchange import Exchange
from crisis_log.text import clean

if TYPE_CHECKING:
    from crisis_log.cli.importing.asked import Asked, Understanding
    from crisis_log.cli.session import Session
    from crisis_log.entry import Entry
    from crisis_log.exchange.record import Told


class Ways(NamedTuple):
    """In which ways the rows are imported; refused ones go to the file `refused`."""

    dry_run: bool
    skip_bad: bool
    refused: Path | None
    attach_source: bool
    yes: bool


def run(session: Session, asked: Asked, ways: Ways) -> None:
    """Import what is asked for, or show what would become of it."""
    if not ways.dry_run:
        session.check_can_record()
    if ways.attach_source:
        check_size(asked.path, asked.book.content)
    now, zone = session.now(), session.zone
    with progress_shown(_("Reading the file")):
        understanding = _understanding(session, asked)
    with progress_shown(_("Understanding its rows")):
        judged = _judged(session, asked, asked.rows(understanding, zone, now))
    import_ = Importing(session, asked, understanding, ways, judged)
    import_.show()
    import_.check()
    if not ways.dry_run:
        import_.record()


def _understanding(session: Session, asked: Asked) -> Understanding:
    """Return the rules in force; what is to be answered before is a list for people."""
    try:
        return asked.understanding(session.zone, session.now())
    except OpenQuestionsError as error:
        if session.as_json:
            raise
        for line in error.lines:
            output.warn(line)
        raise Refused(error.sentence) from error


def _judged(session: Session, asked: Asked, rows: Iterator[Told]) -> Sorted:
    total = sum(sheet.size or 0 for sheet in asked.book.sheets)
    judge = Judge(session.register, session.given_by or "?", name_of(asked.path))
    return Sorted().take_in(judge.over(passing(rows, total=total)))


def name_of(path: Path) -> str:
    """Return the name of a file as entries hold it."""
    return clean(portable(path.name))


def _refusal(refused: int, left_over: LeftOver | None, ways: Ways) -> Iterator[str]:
    """Return the sentences about rows that are refused, of which none is recorded."""
    yield counted("{count} row is refused.", "{count} rows are refused.", refused)
    if not ways.dry_run:
        yield _("Nothing was recorded.")
    if left_over:
        yield _("They are in {path}, with why.").format(path=left_over.path)
    elif not ways.skip_bad:
        yield counted(
            "Correct it in the file, or add “--skip-bad”: it records the others, and writes "
            "this one to a file of its own.",
            "Correct them in the file, or add “--skip-bad”: it records the others, and writes "
            "these to a file of their own.",
            refused,
        )


class Importing:
    """An import whose rows are judged."""

    def __init__(
        self,
        session: Session,
        asked: Asked,
        understanding: Understanding,
        ways: Ways,
        judged: Sorted,
    ) -> None:
        self._session, self._asked, self._ways = session, asked, ways
        self._understanding = understanding
        self._judged = judged
        self._left_over = (
            LeftOver(session, asked, understanding, judged, ways.refused)
            if ways.skip_bad and judged.refused and not ways.dry_run
            else None
        )

    def show(self) -> None:
        """Show what would become of the rows; a program is told once they are recorded."""
        if not self._session.as_json:
            told.show(self._session, self._asked, self._understanding, self._judged)

    def check(self) -> None:
        """Refuse where nothing is to be recorded, because of what is refused.

        Raises:
            Refused: rows are refused, and they are not to be skipped, or there are no others.

        """
        judged, ways = self._judged, self._ways
        is_stopped = judged.refused and not (ways.skip_bad and (judged.taken or judged.known))
        if ways.dry_run or is_stopped:
            self._emit(None)
        if not judged.read:
            raise Refused(_("{file} has no row to be read.").format(file=self._asked.path))
        if is_stopped:
            with self._left_over_written():
                pass
            raise Refused(" ".join(_refusal(len(judged.refused), self._left_over, ways)))

    def record(self) -> None:
        """Record the rows, once somebody has said yes where that can be asked."""
        noted = None
        if self._judged.taken:
            self._ask()
        with self._left_over_written():
            if self._judged.taken:
                with progress_shown(_("Recording")):
                    noted = record(self._session.register_to_record, self._wanted())
        if self._session.as_json:
            self._emit(noted)
            return
        if noted:
            output.line(confirmed_line(self._session, noted))
            output.line(f"{output.INDENT}{noted.fact.detail()}")
        elif self._judged.taken:
            output.line(_("Somebody else has recorded them meanwhile: they are known."))
        if self._left_over:
            self._tell_left_over(self._left_over.path)

    def _tell_left_over(self, path: Path) -> None:
        """Say where the refused rows are, and how they come in once they are corrected."""
        output.line(_("Refused rows, with why: {path}").format(path=path))
        if rules := self._understanding.path:
            output.line(
                _("Corrected there, they come in with “import {file} --rules {rules}”.").format(
                    file=path, rules=rules
                )
            )

    def _left_over_written(self) -> AbstractContextManager[None]:
        return self._left_over.written() if self._left_over else nullcontext()

    def _ask(self) -> None:
        taken = len(self._judged.taken)
        question = counted("Record {count} row?", "Record {count} rows?", taken)
        doubts = [*self._doubts()]
        confirm(question, yes=self._ways.yes, unattended=not doubts, why=doubts)

    def _wanted(self) -> Import:
        path, keeps = self._asked.path, self._ways.attach_source
        return Import(
            self._asked.book,
            self._judged,
            self._understanding.text,
            self._session.by,
            name_of(path),
            [file_of(path.name, self._asked.book.content)] if keeps else [],
        )

    def _doubts(self) -> Iterator[str]:
        """Return why somebody has to say yes."""
        if self._understanding.origin == "guessed":
            yield _("What the columns mean was guessed: look at the dry run.")
        text = self._understanding.text
        for one in self._session.state().members(Exchange):
            if one.sha256 == self._asked.book.sha256 and one.rules not in {None, text}:
                yield _(
                    "This file was imported with other rules (n° {number}): what is understood "
                    "otherwise now would be recorded once more."
                ).format(number=one.number)

    def _emit(self, noted: Entry | None) -> None:
        """Print the answer to a program; `noted` is the entry that notes the import."""
        if self._session.as_json:
            document = told.document(self._asked, self._understanding, self._judged)
            output.emit(
                document
                | {
                    "dry_run": self._ways.dry_run,
                    "recorded": noted.fact.model_dump(mode="json") if noted else None,
                    "entry": noted and noted.number,
                    "refused_file": str(self._left_over.path) if self._left_over else None,
                }
            )
