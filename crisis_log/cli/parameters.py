"""What people type after a command: dates, labels, pairs, words; and shared options."""

import re
import sys
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import wraps
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, cast

import click
from pydantic import BaseModel
from typing_extensions import override

from crisis_log import when
from crisis_log.cli.attachments import file_to_keep
from crisis_log.cli.session import Session
from crisis_log.command import Command, given
from crisis_log.files import read, told
from crisis_log.language import _
from crisis_log.words import field_name, join, status_word


def current_session() -> Session:
    """Return the session of the command line being run."""
    session = click.get_current_context().find_object(Session)
    if session is None:
        raise RuntimeError("no session: the command was run without the root command")
    return session


def day_of_fact() -> date:
    """Return the day of the fact being recorded: that of `--at`, else today."""
    session = current_session()
    at = click.get_current_context().params.get("at")
    return at.astimezone(session.zone).date() if at else session.today()


class Instant(click.ParamType[datetime]):
    """An instant in the register's time zone; `bare` says what a date alone means."""

    name = "instant"

    def __init__(self, bare: Literal["refused", "start", "end"] = "refused") -> None:
        self._parse = {
            "refused": when.parse_instant,
            "start": when.parse_start_of_period,
            "end": when.parse_end_of_period,
        }[bare]

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        session = current_session()
        try:
            instant: datetime = self._parse(value, session.now(), session.zone)
        except when.NotATimeError as error:
            self.fail(str(error), param, ctx)
        return instant


class Day(click.ParamType[date]):
    """A date; `past` refuses those to come."""

    name = "date"

    def __init__(self, *, past: bool = False) -> None:
        self._past = past

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        session = current_session()
        try:
            day = when.parse_date(value, session.now(), session.zone)
        except when.NotATimeError as error:
            self.fail(str(error), param, ctx)
        if self._past and day > session.today():
            self.fail(_("{day} is still to come.").format(day=when.show_date(day)), param, ctx)
        return day


class Label(click.ParamType[int]):
    """A numbered thing: `D-3`, `d3` or `3`; `n° 42` for an entry."""

    name = "label"

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._pattern = rf"(?:{prefix}\s*-?\s*)?(\d{{1,9}})"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        match = re.fullmatch(self._pattern, value.strip(), re.IGNORECASE | re.ASCII)
        if match is None or int(match[1]) == 0:
            return self.fail(
                _("“{value}” is not a number such as {example}.").format(
                    value=value, example="42" if self._prefix == "n°" else f"{self._prefix}-3"
                ),
                param,
                ctx,
            )
        return int(match[1])


class Pair(click.ParamType[tuple[str, str]]):
    """`NAME=VALUE`."""

    name = "pair"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        name, equals, text = value.partition("=")
        if not equals or not name.strip() or not text.strip():
            self.fail(_("“{value}” should read NAME=VALUE.").format(value=value), param, ctx)
        return name.strip(), text.strip()


def plain(text: str) -> str:
    """Return `text` without what people type in different ways: case, accents, spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


class Coded(click.ParamType[str]):
    """One of a closed set of codes, typed as the code or as the word people read."""

    name = "word"

    def __init__(self, of: str, codes: Sequence[str]) -> None:
        self._of = of
        self._codes = tuple(codes)

    @override
    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "|".join(self._codes)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        for code in self._codes:
            word = field_name(code) if self._of == "field" else status_word(self._of, code)
            if plain(value) in {plain(code), plain(word)}:
                return code
        return self.fail(
            _("“{value}” is not one of: {codes}.").format(
                value=value, codes=join(self._codes, "or")
            ),
            param,
            ctx,
        )


_LARGEST_TEXT: Final = 1_000_000
"""In bytes: more than the longest text, with room around it."""


def standard_input() -> bytes:
    """Return the text on standard input."""
    if sys.stdin is None:
        raise click.UsageError(_("Standard input is closed."))
    content = sys.stdin.buffer.read(_LARGEST_TEXT + 1)
    if len(content) > _LARGEST_TEXT:
        raise click.UsageError(
            _("The text on standard input is too large: at most {size} are read.").format(
                size=told(_LARGEST_TEXT)
            )
        )
    return content


class TextOrInput(click.ParamType[str]):
    """A text, or `-` to read it from standard input."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value != "-":
            return str(value)
        try:
            return standard_input().decode()
        except UnicodeDecodeError:
            return self.fail(_("The text on standard input is not UTF-8."), param, ctx)


LARGEST_GIVEN: Final = 10_000_000
"""In bytes: certificates, replies, proofs and single entries are much smaller."""


def content_of(path: Path) -> bytes:
    """Return the bytes of a file that people name."""
    return read(path, click.UsageError, most=LARGEST_GIVEN)


_MOST_DIGITS: Final = 15


def decimal(text: str) -> Decimal:
    """Return a number typed the French or the English way: `1 200,5` or `1200.5`.

    `1,200` and `1.200` are refused: they are 1.2 to some and 1200 to others.
    """
    if re.fullmatch(r"\s*-?[1-9]\d{0,2}([.,]\d{3})+\s*", text):
        raise click.UsageError(
            _("“{value}” can be read in two ways; write 1200 or 1,2.").format(value=text)
        )
    compact = "".join(text.split()).replace(",", ".")
    try:
        number = Decimal(compact)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise click.UsageError(_("“{value}” is not a number.").format(value=text))
    return number


def agents(text: str) -> int:
    """Return a number of agents."""
    number = decimal(text)
    if number.adjusted() >= _MOST_DIGITS or number < 0 or number != number.to_integral_value():
        raise click.UsageError(_("“{value}” is not a number of agents.").format(value=text))
    return int(number)


AT: Final = click.option(
    "--at",
    type=Instant(),
    metavar=_("WHEN"),
    help=_("When it happened: “14:05”, “hier 18:30”, “18/03/2020 18h30”, ISO; else now."),
)
REQUEST_ID: Final = click.option(
    "--request-id",
    metavar="ID",
    help=_("Id of this request: given again, it answers with the entry already made."),
)
REASON: Final = click.option("--reason", metavar=_("TEXT"), help=_("Why."))
REASON_NEEDED: Final = click.option(
    "--reason", metavar=_("TEXT"), required=True, help=_("Why (needed).")
)
EFFECTIVE: Final = click.option(
    "--effective",
    "effective_at",
    type=Instant(bare="start"),
    metavar=_("WHEN"),
    help=_("From when it applies, if not from the time of the fact."),
)
ENTRY: Final = Label("n°")


ORGANISATIONS: Final = click.option(
    "--organisation",
    "organisations",
    metavar="CODE",
    multiple=True,
    help=_("An organisation it concerns (repeatable); else all."),
)
OWNER: Final = click.option("--owner", metavar=_("WHO"), help=_("Who carries it out."))
REVIEW: Final = click.option(
    "--review", "review_on", metavar=_("DATE"), type=Day(), help=_("Review date.")
)
TITLE: Final = click.option("--title", metavar=_("TEXT"), help=_("Title."))
OWNER_ASKED: Final = click.option(
    "--owner", metavar=_("WHO"), help=_("Owner, or a part of the name.")
)
OVERDUE: Final = click.option("--overdue", is_flag=True, help=_("Only those past their deadline."))

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def with_options(*options: Callable[[_Decorated], _Decorated]) -> Callable[[Any], Any]:
    """Return a decorator that adds `options`, shown in this order."""

    def decorate(function: _Decorated) -> _Decorated:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def recording(function: Callable[..., Command]) -> Callable[..., None]:
    """Make a click callback that records the command `function` returns.

    It adds the options common to all recording commands. `function` receives the
    options of its own as keywords.
    """

    @AT
    @REQUEST_ID
    @click.option("--note", metavar=_("TEXT"), help=_("Note kept with the entry."))
    @click.option(
        "--attach",
        metavar=_("FILE"),
        type=click.Path(path_type=Path),
        multiple=True,
        help=_("A file to keep with the entry (repeatable)."),
    )
    @click.pass_obj
    @wraps(function)
    def callback(
        session: Session,
        /,
        at: datetime | None,
        request_id: str | None,
        note: str | None,
        attach: tuple[Path, ...],
        **options: Any,
    ) -> None:
        files = [file_to_keep(path) for path in attach]
        session.record(function(**options), at, request_id, note, files)

    return cast("Callable[..., None]", callback)


def amending(
    fields: type[BaseModel], read: Callable[..., dict[str, Any]] = dict
) -> Callable[[Callable[..., Command]], Callable[..., None]]:
    """Return a decorator like `recording`, for a verb that changes `fields` of a thing.

    It adds the options that empty a field and that say why. The function receives what was
    given, as `read` makes it of the options, and for each cleared field its empty value.
    """

    def decorate(function: Callable[..., Command]) -> Callable[..., None]:
        @click.option(
            "--clear",
            type=Coded("field", [*fields.model_fields]),
            multiple=True,
            help=_("A field to empty (repeatable)."),
        )
        @REASON_NEEDED
        @recording
        @wraps(function)
        def verb(clear: tuple[str, ...], **options: Any) -> Command:
            empty = {name: fields.model_fields[name].get_default() for name in clear}
            return function(**(empty | given(**read(**options))))

        return verb

    return decorate
