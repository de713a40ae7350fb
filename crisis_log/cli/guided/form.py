"""A form: one field after the other, then the whole to look at before it is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

import click
from click.shell_completion import CompletionItem

from crisis_log.cli import output
from crisis_log.cli.confirm import MEANS_NO, MEANS_YES, Declined
from crisis_log.cli.guided.answers import NONE, Answers
from crisis_log.cli.guided.asking import Question, ask, say
from crisis_log.cli.guided.fields import Field, hint_of, is_flag, label_of
from crisis_log.language import _
from crisis_log.numbers import NotANumberError, parse_whole
from crisis_log.text import plain
from crisis_log.words import abridged

_END: Final = "."
"""What is typed when nothing more is to be said."""
_SHOWN: Final = 40
"""How many characters of the values before are shown where another one is asked for."""


class _NothingMore(Exception):  # noqa: N818 - it ends the questions, which is no fault
    """Whoever is asked has said all."""


class Form:
    """The fields of a command, and what was said of them so far."""

    def __init__(
        self, context: click.Context, fields: Sequence[Field], answers: Answers, subject: str
    ) -> None:
        self._context = context
        self._fields = fields
        self.answers = answers
        self._subject = subject

    def begin(self) -> None:
        """Say what is asked and how, and what was said on the command line."""
        output.show_announcement()
        say(self._subject, bold=True)
        say(
            _(
                "Enter skips a field; “.” alone ends the questions, and Ctrl-C gives up. Nothing "
                "is recorded before you have said yes to the whole."
            ),
            dim=True,
        )
        self._show_said()

    def fill(self) -> None:
        """Ask for each field of which nothing was said; what is needed cannot be skipped."""
        with suppress(_NothingMore):
            for field in self._fields:
                if self._is_due(field):
                    self._ask_for(field)

    def look_over(self) -> None:
        """Return once a yes was said to the whole; until then, fields are said again.

        Raises:
            Declined: the answer is no.

        """
        while True:
            answer = ask(self._final_question())
            if answer.casefold() in MEANS_YES:
                return
            if answer.casefold() in MEANS_NO:
                raise Declined(_("Nothing was done."))
            if field := self._named(answer):
                self._say_again(field)
            elif answer:
                self._show_every_field()

    def show_again(self, problem: Exception) -> None:
        """Say why it was not recorded, and what was said: none of it is lost."""
        told = problem.message if isinstance(problem, click.UsageError) else str(problem)
        if isinstance(problem, Declined):
            say(told)
        else:
            say(_("Error: {sentence}").format(sentence=told), fg="red")
        self._show_said()

    def _is_due(self, field: Field) -> bool:
        is_wanted = field.needs is None or self.answers.has(field.needs)
        return is_wanted and not self.answers.has(field.name)

    def _ask_for(self, field: Field) -> None:
        """Ask for all of a field, and show how it reads."""
        if is_flag(field.parameter):
            choice = _("[y/N]")
            answer = ask(self._question(field, f"{self._label(field)} {choice} "))
            _end_where_asked(answer)
            if answer.casefold() in MEANS_YES:
                self.answers.put(field.name, True)
        elif field.is_repeatable:
            self._ask_for_several(field)
        else:
            typed = self._value(field, field.parameter, self._label(field))
            if typed:
                self.answers.put(field.name, typed)
        self._show(field)

    def _ask_for_several(self, field: Field) -> None:
        """Ask for values until none is given; with each, for the parts that belong to it."""
        rows: list[list[str]] = []
        label = self._label(field)
        ends = False
        while not ends and (typed := self._value(field, field.parameter, label)):
            row, begun = [typed], abridged(typed, _SHOWN)
            rows.append(row)
            try:
                row.extend(
                    self._value(field, part, f"{begun} – {label_of(part).lower()}")
                    for part in field.parts
                )
            except _NothingMore:
                ends = True
            self._keep(field, rows)
            label = _("{label}, after {values}").format(
                label=self._label(field), values=abridged(self.answers.reading(field), _SHOWN)
            )
        if ends:
            self._show(field)
            raise _NothingMore

    def _keep(self, field: Field, rows: list[list[str]]) -> None:
        columns = [field.parameter, *field.parts]
        for place, parameter in enumerate(columns):
            typed = [row[place] if place < len(row) and row[place] else NONE for row in rows]
            if place == 0 or {*typed} != {NONE}:
                self.answers.put(str(parameter.name), typed)

    def _value(self, field: Field, parameter: click.Parameter, label: str) -> str:
        """Return one value as it was typed, which can be understood; nothing where skipped."""
        question = self._question(field, _("{label}: ").format(label=label), parameter)
        while True:
            typed = ask(question)
            problem = self._problem(parameter, typed)
            if not problem:
                return typed
            question = question._replace(typed=typed.removeprefix(_END), problem=problem)

    def _problem(self, parameter: click.Parameter, typed: str) -> str:
        """Return why `typed` is no value, nothing where it is one or may be skipped."""
        if parameter.required and typed in {"", _END}:
            return _("{label} is needed.").format(label=label_of(parameter))
        _end_where_asked(typed)
        try:
            if typed:
                self.answers.understood(parameter, typed)
        except click.BadParameter as error:
            return error.message
        return ""

    def _question(
        self, field: Field, prompt: str, parameter: click.Parameter | None = None
    ) -> Question:
        parameter = parameter or field.parameter
        hint = hint_of(parameter)
        return Question(
            f"{self._number(field)}  {prompt}",
            "" if plain(hint) == plain(label_of(parameter)) else hint,
            complete=partial(parameter.shell_complete, self._context),
        )

    def _final_question(self) -> Question:
        question = _("Record it?")
        choice = _("[y/n, or the number or the name of a field to change it]")
        return Question(f"{question} {choice} ", complete=self._field_names)

    def _field_names(self, typed: str) -> Iterator[CompletionItem]:
        for field in self._fields:
            if typed and plain(self._label(field)).startswith(plain(typed)):
                yield CompletionItem(self._label(field))

    def _named(self, answer: str) -> Field | None:
        """Return the field that an answer names by its number or how its name begins."""
        try:
            return self._fields[parse_whole(answer, 1, len(self._fields)) - 1]
        except NotANumberError:
            begun = [
                field
                for field in self._fields
                if plain(answer) and plain(self._label(field)).startswith(plain(answer))
            ]
            exact = [field for field in begun if plain(self._label(field)) == plain(answer)]
            found = exact or begun
            return found[0] if len(found) == 1 else None

    def _say_again(self, field: Field) -> None:
        self.answers.forget(field)
        with suppress(_NothingMore):
            self._ask_for(field)
        if not self.answers.has(field.name):
            self._show(field)

    def _show_said(self) -> None:
        for field in self._fields:
            if self.answers.has(field.name):
                self._show(field)

    def _show_every_field(self) -> None:
        for field in self._fields:
            self._show(field, always=True)

    def _show(self, field: Field, *, always: bool = False) -> None:
        is_said = self.answers.has(field.name)
        if is_said or always:
            read = self.answers.reading(field) if is_said else ""
            line = _("{label}: ").format(label=self._label(field)) + read
            say(f"{self._number(field)}  {line}")

    def _label(self, field: Field) -> str:
        return label_of(field.parameter)

    def _number(self, field: Field) -> str:
        return f"{self._fields.index(field) + 1:>2}"


def _end_where_asked(answer: str) -> None:
    if answer == _END:
        raise _NothingMore
