"""What people type after a command: labels, pairs, words; and shared options."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from crisis_log.cli.coded import Coded
from crisis_log.cli.instead import note_number, of_label
from crisis_log.cli.present import chosen_request_id
from crisis_log.cli.times import DayOrHour, Instant
from crisis_log.cli.typed import CODE, PATH, Typed
from crisis_log.language import _
from crisis_log.numbers import NotANumberError, parse_whole
from crisis_log.text import as_code, clean

_HIGHEST_NUMBER: Final = 999_999_999

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


class Folder(click.ParamType[Path]):
    """A folder that is there."""

    name = "folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        folder = Path(value)
        if not folder.is_dir():
            self.fail(_("there is no folder {path}.").format(path=folder), param, ctx)
        return folder


class Label(Typed[int]):
    """A numbered thing: `D-3`, `d3` or `3`; `n° 42` for an entry."""

    name = "label"

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        typed = prefix.replace("°", "[°º]")  # a keyboard has one, another the other
        self._pattern = rf"(?:{typed}\s*-?\s*)?(\d.*)"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        match = re.fullmatch(self._pattern, value.strip(), re.IGNORECASE | re.ASCII)
        try:
            number = parse_whole(match[1] if match else "", 1, _HIGHEST_NUMBER)
        except NotANumberError:
            return self._refuse(value, param, ctx)
        if self.prefix == "n°" or value.strip().isdecimal():
            note_number(ctx, self.prefix, number)
        return number

    def _refuse(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        sentence = _("“{value}” is not a number such as {example}.").format(
            value=value, example="42" if self.prefix == "n°" else f"{self.prefix}-3"
        )
        return self.fail(" ".join([sentence, *of_label(ctx, value)]), param, ctx)


class Pair(Typed[tuple[str, str]]):
    """`NAME=VALUE`; the name is a code, one of those in `among`, or as people word it."""

    name = "pair"
    gate = staticmethod(clean)

    def __init__(self, *, worded: bool = False, among: Coded | None = None) -> None:
        self._named = clean if worded else as_code
        self.among = among

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        name, equals, text = value.partition("=")
        if not equals or not name.strip() or not text.strip():
            form = (param and param.metavar) or _("NAME=VALUE")
            self.fail(_("“{value}” should read {form}.").format(value=value, form=form), param, ctx)
        named = self._named(name).strip()
        return self.among.convert(named, param, ctx) if self.among else named, text.strip()


AT: Final = click.option(
    "--at",
    type=Instant(sense="past"),
    metavar=_("WHEN"),
    help=_(
        "When it happened: “14:05”, “yesterday 18:30”, “18/03/2020 18h30”, "
        "“10 minutes ago”, ISO; else now."
    ),
)
RECEIVED: Final = click.option(
    "--received",
    "received_at",
    type=Instant(sense="past"),
    metavar=_("WHEN"),
    help=_("When the cell learnt of it, if that is known; without --at it happened then."),
)
REQUEST_ID: Final = click.option(
    "--request-id",
    metavar="ID",
    default=chosen_request_id,
    help=_("Id of this request: given again, it answers with the entry already made."),
)
REASON: Final = click.option("--reason", metavar=_("TEXT"), help=_("Why."))
REASON_NEEDED: Final = click.option("--reason", metavar=_("TEXT"), required=True, help=_("Why."))
REASON_ASKED: Final = click.option(
    "--reason", metavar=_("TEXT"), help=_("Why (needed; in a terminal, it is asked for).")
)
EFFECTIVE: Final = click.option(
    "--effective",
    "effective_at",
    type=Instant(bare="start"),
    metavar=_("WHEN"),
    help=_("From when it applies, if not from the time of the fact."),
)
ENTRY: Final = Label("n°")
ANSWERS: Final = click.option(
    "--answers",
    metavar="N",
    type=ENTRY,
    multiple=True,
    help=_("A request that this answers, by the number of its entry (repeatable)."),
)

ORGANISATIONS: Final = click.option(
    "--organisation",
    "organisations",
    metavar="CODE",
    type=CODE,
    multiple=True,
    help=_("An organisation it concerns (repeatable); else all."),
)
SITE: Final = click.option("--site", metavar="CODE", type=CODE, help=_("Only at this site."))
SITES: Final = click.option(
    "--site",
    "sites",
    metavar="CODE",
    type=CODE,
    multiple=True,
    help=_("A site it is limited to (repeatable)."),
)
OWNER: Final = click.option("--owner", metavar=_("WHO"), help=_("Who carries it out."))
REVIEW: Final = click.option(
    "--review",
    "review_on",
    metavar=_("WHEN"),
    type=DayOrHour(),
    help=_("Review: a day, or an hour of it."),
)
UNTIL: Final = click.option(
    "--until",
    type=Instant(bare="end", sense="past"),
    metavar=_("WHEN"),
    help=_("Up to this time."),
)
OUTPUT: Final = click.option(
    "--output",
    "path",
    metavar=_("FILE"),
    type=PATH,
    help=_("Where to write it; “-” is standard output."),
)
DUE: Final = click.option(
    "--due",
    "due_on",
    metavar=_("WHEN"),
    type=DayOrHour(),
    help=_("Deadline: a day, or an hour of it: “20/03 18h”, “in 2 h”, “Friday”."),
)
TITLE: Final = click.option("--title", metavar=_("TEXT"), help=_("Title."))
OWNER_ASKED: Final = click.option(
    "--owner", metavar=_("WHO"), help=_("Owner, or a part of the name.")
)
OVERDUE: Final = click.option("--overdue", is_flag=True, help=_("Only those past their deadline."))


def with_options(*options: Callable[[_Decorated], _Decorated]) -> Callable[[Any], Any]:
    """Return a decorator that adds `options`, shown in this order."""

    def decorate(function: _Decorated) -> _Decorated:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def statuses_of(of: str, codes: Sequence[str]) -> Callable[[_Decorated], _Decorated]:
    """Return the option that chooses things in some of these statuses."""
    kind = Coded(of, codes)
    told = _("Status (repeatable): {statuses}.").format(statuses=kind.listed())
    return click.option(
        "--status", "statuses", metavar=_("STATUS"), type=kind, multiple=True, help=told
    )
