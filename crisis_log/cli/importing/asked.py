"""The file that is imported, and the rules that say what its columns mean: given, or guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from crisis_log.cli.inputs import content_of
from crisis_log.exchange.reading import open_book
from crisis_log.exchange.record import Told, What
from crisis_log.exchange.rules import (
    BookRules,
    Question,
    Rules,
    Suggestion,
    read_rules,
    suggest,
    understand,
    written,
)
from crisis_log.exchange.table import Book
from crisis_log.fact import Refused
from crisis_log.language import _, speaking
from crisis_log.text import NotTextError, decoded

Origin = Literal["given", "beside", "guessed"]
RULES: Final = ".rules"
"""Ends the name of the rules beside a file: `main-courante.xlsx.rules`."""


class OpenQuestionsError(Refused):
    """What the rows of a file say cannot be told without asking; `lines` are what is asked."""

    def __init__(self, path: Path, questions: Sequence[Question]) -> None:
        self.lines = [line for one in questions for line in question_lines(one)]
        self.sentence = _(
            "What the rows of {file} say cannot be told without asking: nothing was recorded. "
            "Write rules with “import --suggest”, answer there what is asked, and import again."
        ).format(file=path)
        super().__init__(" ".join([self.sentence, *self.lines]))


class Understanding(NamedTuple):
    """The rules in force, where they come from, and why where they were guessed."""

    rules: BookRules
    origin: Origin
    path: Path | None = None
    why: Sequence[str] = ()

    @property
    def text(self) -> str:
        """The rules as people write them: in one language, so that two imports compare."""
        with speaking("fr"):
            return written(self.rules)


class Asked:
    """A file of which rows are asked for, and what was said of them."""

    def __init__(
        self,
        path: Path,
        rules: Path | None,
        sheets: Sequence[str],
        what: What | None,
        day: date | None,
    ) -> None:
        self.path = path
        self._rules = rules
        self.sheets = sheets
        self._what, self._day = what, day

    @cached_property
    def book(self) -> Book:
        """The tables of the file."""
        return open_book(self.path)

    @property
    def beside(self) -> Path:
        """Where the rules of the file lie, if it has any."""
        return rules_beside(self.path)

    def understanding(self, zone: ZoneInfo, now: datetime) -> Understanding:
        """Return the rules in force: those given, else those beside the file, else guessed.

        Raises:
            Refused: the rules cannot be read, or what fits the file cannot be guessed.

        """
        if self._rules is None and not self.beside.is_file():
            return self._guessed(zone, now)
        path = self._rules or self.beside
        try:
            text = decoded(content_of(path), str(path))
        except NotTextError as error:
            raise Refused(str(error)) from error
        rules = read_rules(text, str(path)).given(self._what, self._day)
        return Understanding(rules, "given" if self._rules else "beside", path)

    def suggestion(self, zone: ZoneInfo, now: datetime) -> Suggestion:
        """Return rules that fit the file, and what they leave open."""
        given = Rules(what=self._what, day=self._day)
        return suggest(self.book, zone, now, self.sheets, given)

    def _guessed(self, zone: ZoneInfo, now: datetime) -> Understanding:
        found = self.suggestion(zone, now)
        if found.questions:
            raise OpenQuestionsError(self.path, found.questions)
        rules = found.rules.given(self._what, self._day)
        return Understanding(rules, "guessed", why=found.why)

    def rows(self, understanding: Understanding, zone: ZoneInfo, now: datetime) -> Iterator[Told]:
        """Return what becomes of each row, by the rules in force."""
        return understand(self.book, understanding.rules, zone, now, self.sheets)


def rules_beside(path: Path) -> Path:
    """Return where the rules of the file at `path` lie, if it has any."""
    return path.with_name(path.name + RULES)


def question_lines(question: Question) -> Iterator[str]:
    """Return a question, and under it the rules of which one answers it."""
    yield question.sentence
    yield from (f"  {answer}" for answer in question.answers)
