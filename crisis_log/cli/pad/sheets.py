"""Pads and sheets as people type them, and as a machine reads them off a sheet."""

import re
from itertools import chain
from typing import Any, Final, NamedTuple

import click

from crisis_log.cli.parameters import Label
from crisis_log.cli.present import current_session
from crisis_log.cli.typed import Typed
from crisis_log.language import _
from crisis_log.numbers import NotANumberError, parse_whole
from crisis_log.slices import pad
from crisis_log.words import join

PAD: Final = Label("CP")
_READ: Final = re.compile(r"(?P<register>.+)/CP-(?P<pad>\d{1,9})/(?P<sheet>\d{1,9})", re.ASCII)
_RANGE: Final = re.compile(r"(\d+)\s*(?:-|–|\.\.|to|à)\s*(\d+)", re.ASCII | re.IGNORECASE)


class Sheet(NamedTuple):
    """A sheet by its number, and the pad that its code names, if it was read off the sheet."""

    number: int
    pad: int | None = None


class OneSheet(Typed[Sheet]):
    """A sheet: `3`, or what its QR code says, which must be of the register in use."""

    name = "sheet"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Sheet:
        read = _READ.fullmatch(value.strip())
        if read is None:
            return Sheet(self._number(value, param, ctx))
        if read["register"] != current_session().register.register_id:
            self.fail(
                _("this sheet is of another register: {register}.").format(
                    register=read["register"]
                ),
                param,
                ctx,
            )
        return Sheet(self._number(read["sheet"], param, ctx), PAD.convert(read["pad"], param, ctx))

    def _number(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return parse_whole(value, 1, pad.MOST_SHEETS)
        except NotANumberError as error:
            return self.fail(str(error), param, ctx)


class SomeSheets(Typed[tuple[int, ...]]):
    """Sheets by their numbers: `4`, `7-20`, `4, 7 to 20`."""

    name = "sheets"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        try:
            return tuple(chain.from_iterable(map(_run, value.split(","))))
        except NotANumberError as error:
            return self.fail(str(error), param, ctx)


def _run(text: str) -> range:
    """Return the sheets of `4`, or of `7-20`."""
    ends = _RANGE.fullmatch(text.strip())
    first, last = (
        parse_whole(end, 1, pad.MOST_SHEETS) for end in (ends.groups() if ends else (text, text))
    )
    if last < first:
        raise NotANumberError(_("“{value}” ends before it begins.").format(value=text))
    return range(first, last + 1)


def meant(number: int | None) -> int:
    """Return the number of the pad that was named, else of the only one that was printed.

    Raises:
        click.UsageError: several were printed, or none.

    """
    if number is not None:
        return number
    printed = [one.number for one in current_session().state().members(pad.Pad)]
    if len(printed) == 1:
        return printed[0]
    if not printed:
        raise click.UsageError(_("No pad was printed yet: “pad print” makes one."))
    raise click.UsageError(
        _("Several pads were printed ({pads}): name one.").format(
            pads=join([*map(pad.label, printed)])
        )
    )
