"""How each question is asked on the command line, and what it makes of the answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final, NamedTuple

import click

from crisis_log.cli.parameters import Label
from crisis_log.cli.session import Session
from crisis_log.cli.times import Day
from crisis_log.cli.typed import CODE
from crisis_log.language import _
from crisis_log.reports.documents.asking import about_period, about_week
from crisis_log.reports.documents.making import (
    AboutAll,
    AboutDecision,
    AboutMeeting,
    AboutPeriod,
    AboutWeek,
    Kind,
    Question,
)
from crisis_log.slices.checkpoint import WITHOUT_CONFIDENTIAL
from crisis_log.slices.meeting import label

AnyKind = Kind[Any, Any]


class Asked(NamedTuple):
    """A question, and what it is about as the names of files say it."""

    question: Question
    about: str


def _about_week(session: Session, _kind: AnyKind, week: str | None) -> Asked:
    question = about_week(session.register, week, session.present())
    return Asked(question, question.week)


def _about_period(session: Session, kind: AnyKind, since: date | None, until: date | None) -> Asked:
    days = [str(day) for day in (since, until) if day]
    return Asked(
        about_period(session.register, since, until, session.present()),
        f"{kind.name}-{'_'.join(days) or session.today()}",
    )


def _about_decision(_session: Session, _kind: AnyKind, decision: int) -> Asked:
    question = AboutDecision(decision=decision)
    return Asked(question, question.told())


def _about_meeting(
    _session: Session, kind: AnyKind, meeting: int, without_confidential: bool
) -> Asked:
    question = AboutMeeting(meeting=meeting, without_confidential=without_confidential)
    end = WITHOUT_CONFIDENTIAL if without_confidential else ""
    return Asked(question, f"{kind.name}-{label(meeting)}{end}")


def _about_all(session: Session, kind: AnyKind) -> Asked:
    return Asked(AboutAll(), f"{kind.name}-{session.today()}")


class _Asking(NamedTuple):
    """The options or arguments named as the fields of a question, and who makes it of them."""

    options: tuple[Callable[..., Any], ...]
    ask: Callable[..., Asked]


_ASKING: Final[dict[type[Question], _Asking]] = {
    AboutWeek: _Asking(
        (
            click.option(
                "--week", metavar=_("WEEK"), type=CODE, help=_("ISO week, for example 2020-W13.")
            ),
        ),
        _about_week,
    ),
    AboutPeriod: _Asking(
        (
            click.option(
                "--since",
                metavar=_("DAY"),
                type=Day(),
                help=_("First day, by the time of recording."),
            ),
            click.option(
                "--until",
                metavar=_("DAY"),
                type=Day(),
                help=_("Last day, by the time of recording."),
            ),
        ),
        _about_period,
    ),
    AboutDecision: _Asking(
        (click.argument("decision", metavar="D-N", type=Label("D")),), _about_decision
    ),
    AboutMeeting: _Asking(
        (
            click.argument("meeting", metavar="S-N", type=Label("S")),
            click.option(
                "--without-confidential",
                is_flag=True,
                help=_("Leave out what is confidential, and say how many entries that is."),
            ),
        ),
        _about_meeting,
    ),
    AboutAll: _Asking((), _about_all),
}


def asking(kind: AnyKind) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return what adds the options that ask for a document of this kind; `taken` takes them."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(_ASKING[kind.question].options):
            function = option(function)
        return function

    return decorate


def taken(kind: AnyKind, options: dict[str, Any]) -> dict[str, Any]:
    """Take those options that ask for a document of this kind out of `options`."""
    return {name: options.pop(name) for name in kind.question.model_fields}


def asked(session: Session, kind: AnyKind, options: dict[str, Any]) -> Asked:
    """Return the question that `options` ask.

    Raises:
        Refused: there is nothing to tell about it.

    """
    return _ASKING[kind.question].ask(session, kind, **options)
