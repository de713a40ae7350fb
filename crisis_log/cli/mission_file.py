"""Missions of a plan from a table of any format: each refused row with its line.

    code;intitulé;essentielle;sites
    asr;Accueil social;oui;versailles, mantes

Columns come in any order, their names in French or English; the two last may be missing.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import click
from pydantic import ValidationError

from crisis_log.codes import meant
from crisis_log.exchange.reading import open_book
from crisis_log.exchange.rules.cells import flag_of, text_of
from crisis_log.exchange.rules.problem import RowError
from crisis_log.fact import Refused
from crisis_log.language import _, counted
from crisis_log.problems import problem_sentence
from crisis_log.slices.continuity_plan import Mission
from crisis_log.text import as_code, folded
from crisis_log.words import join

_COLUMNS: Final[Mapping[str, str]] = {
    "code": "code",
    "title": "title",
    "intitule": "title",
    "titre": "title",
    "mission": "title",
    "essential": "essential",
    "essentielle": "essential",
    "sites": "sites",
    "site": "sites",
}
_BETWEEN_SITES: Final = re.compile(r"[\s,;|/]+")


class _Row(NamedTuple):
    """A row of the table: the line of the file that it begins on, its cells by column."""

    line: int
    cells: Mapping[str, str]


class _NotAMissionError(Exception):
    """Why a row is refused, as a sentence."""


def missions_in(path: Path, sites: Collection[str]) -> tuple[dict[str, Any], ...]:
    """Return the missions that a table lists; `sites` are the codes of those in the register.

    Raises:
        Refused: it has no rows or columns to read, or some of its rows are no missions.

    """
    found, lines, problems = [], dict[str, int](), []
    for row in _rows(path):
        try:
            mission = _mission(row.cells, sites, lines)
        except _NotAMissionError as error:
            problems.append(_("Line {line}: {reason}").format(line=row.line, reason=error))
        else:
            found.append(mission)
            lines[mission["code"]] = row.line
    if problems:
        headline = counted(
            "{path}: {count} row is refused, and nothing is recorded.",
            "{path}: {count} rows are refused, and nothing is recorded.",
            len(problems),
            path=path,
        )
        raise Refused("\n".join([headline, *problems]))
    if not found:
        raise Refused(_("{path} lists no mission under its first line.").format(path=path))
    return tuple(found)


def _rows(path: Path) -> Iterator[_Row]:
    """Return the rows under the first one, which names the columns, of the first sheet."""
    sheets = open_book(path, click.UsageError).sheets
    table = next(sheet for sheet in sheets if sheet.size and not sheet.is_hidden).rows()
    columns = [_COLUMNS.get(folded(text_of(name))) for name in next(table).values]
    if not {"code", "title"} <= {*columns}:
        raise Refused(
            _(
                "{path}: its first line names the columns: “code” and “title”, and if wanted "
                "“essential” and “sites”."
            ).format(path=path)
        )
    for line, values, *_seen in table:
        if any(value is not None for value in values):
            cells = zip(columns, map(text_of, values), strict=False)
            yield _Row(line, {name: cell for name, cell in cells if name})


def _mission(
    cells: Mapping[str, str], sites: Collection[str], taken: Mapping[str, int]
) -> dict[str, Any]:
    """Return the mission of a row; `taken` are the codes of those before it, by their lines.

    Raises:
        _NotAMissionError: it is none.

    """
    code, rank = as_code(cells.get("code", "")), cells.get("essential", "")
    is_essential = _rank(rank)
    named = [*filter(None, _BETWEEN_SITES.split(cells.get("sites", "")))]
    known = [meant(site, sites) or "" for site in named]
    unknown = [site for site, found in zip(named, known, strict=True) if not found]
    reason = None
    if code in taken:
        reason = _("the code {code} is already that of line {line}.").format(
            code=code, line=taken[code]
        )
    elif is_essential is None:
        reason = _("“{value}” does not say whether it is essential: write “yes” or “no”.").format(
            value=rank
        )
    elif unknown:
        reason = _("the register knows no site {sites}.").format(sites=join(unknown, "or"))
    if reason:
        raise _NotAMissionError(reason)
    fields = {
        "code": code,
        "title": cells.get("title", ""),
        "essential": is_essential,
        "sites": tuple(dict.fromkeys(known)),
    }
    try:
        Mission.model_validate(fields)
    except ValidationError as error:
        raise _NotAMissionError(problem_sentence(error)) from error
    return fields


def _rank(text: str) -> bool | None:
    """Return whether a cell says that a mission is essential, as one is if it says nothing."""
    try:
        return flag_of(text) if text else True
    except RowError:
        return None
