"""Reading takes the memory of a row at a time, and no bytes whatever end the program."""

import random
import resource
import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from crisis_log.exchange.reading import open_book
from crisis_log.fact import Refused
from tests.exchange.files import nothing, ods, raw_xlsx, write, xls, xlsx

LONG = "un texte assez long pour qu’on le voie dans la mémoire " * 60


def peak() -> int:
    """In megabytes; what the process took at most until now."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000


def large_xlsx(path: Path) -> Path:
    cell = f'<row><c t="inlineStr"><is><t>{LONG}</t></is></c></row>'.encode()
    return raw_xlsx(path, [cell * 100] * 60)


def test_nothing_of_a_row_stays_once_it_went_by(tmp_path: Path) -> None:
    """Twenty megabytes of rows are read in a fraction of their size."""
    book = open_book(large_xlsx(tmp_path / "main.xlsx"))
    before = peak()
    assert sum(1 for _row in book.sheets[0].rows()) == 6_000
    assert peak() - before < 10


ROWS = [("Heure", "Message", 7), ("9h05", "évacués", 0.5), ("9h10", None, 12)]
MAKE: dict[str, Callable[[Path], Any]] = {
    "csv": lambda path: write(path, 'a;"b\nc";d\n1;"";3\n', "cp1252"),
    "xlsx": lambda path: xlsx(path, ROWS, nothing),
    "xls": lambda path: xls(path, [[cell or "" for cell in row] for row in ROWS], nothing),
    "ods": lambda path: ods(
        path,
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="2">'
        '<table:table-cell office:value-type="float" office:value="7"><text:p>007</text:p>'
        "</table:table-cell></table:table-row></table:table>",
    ),
}
SIGNS = [b'"', b"<", b">", b"/", b"9999999999", b"-1", b"", b"A1", b"0", b"nan", b"1e400", b"&x;"]


def dealt_with(path: Path) -> None:
    with suppress(Refused):
        for sheet in open_book(path).sheets:
            assert len([*sheet.rows()]) >= (sheet.size or 0)


@pytest.mark.parametrize("ending", [*MAKE])
def test_bytes_that_changed_are_read_or_refused(tmp_path: Path, ending: str) -> None:
    path, chance = tmp_path / f"main.{ending}", random.Random(ending)
    MAKE[ending](path)
    content = path.read_bytes()
    for _time in range(150):
        changed = bytearray(content)
        for _place in range(chance.choice((1, 3, 20))):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        dealt_with(write(path, bytes(changed[: chance.choice((len(changed), len(changed) // 2))])))


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_xml_that_changed_is_read_or_refused(tmp_path: Path, ending: str) -> None:
    path, chance = tmp_path / f"main.{ending}", random.Random(ending)
    MAKE[ending](path)
    with zipfile.ZipFile(path) as file:
        pieces = {name: file.read(name) for name in file.namelist()}
    for _time in range(150):
        name = chance.choice([name for name in pieces if name.endswith(("xml", "rels"))])
        place, size = chance.randrange(len(pieces[name])), chance.choice((0, 1, 2, 5))
        changed = pieces[name][:place] + chance.choice(SIGNS) + pieces[name][place + size :]
        made = BytesIO()
        with zipfile.ZipFile(made, "w") as file:
            for each, piece in (pieces | {name: changed}).items():
                file.writestr(each, piece)
        dealt_with(write(path, made.getvalue()))
