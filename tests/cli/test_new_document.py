"""A new document is a module, a template, its words and an entry in the catalogue."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crisis_log.register import Register
from crisis_log.reports.documents import catalogue
from crisis_log.reports.documents.making import AboutAll, Kind, Made, Making, Naming, draft
from crisis_log.reports.formats import FORMATS
from crisis_log.reports.formats.format import Format
from crisis_log.views.document import Document, head
from tests.cli.running import REGISTER, CommandLine

PAGE = """<!DOCTYPE html>
<html lang="{{ language }}"><head><title>{{ report.title }}</title></head>
<body><h1>{{ report.title }}</h1><p>{{ greeting }}, {{ report.entries }} entries</p></body></html>
"""


class Postcard(Document):
    """A toy: how many entries there are."""

    entries: int


def build(making: Making, _asked: AboutAll) -> Made[Postcard]:
    known = making.known
    fields = head(known, making.account.register_id, making.edition, "postcard")
    return Made(Postcard(document="postcard.v1", entries=known.size, **fields), making.cut_off)


def context(_told: Postcard, _zone: ZoneInfo) -> dict[str, Any]:
    return {"greeting": "Wish you were here"}


def words() -> Naming:
    return Naming("Postcard", "A few words to those who stayed at home.")


@pytest.fixture
def postcard(monkeypatch: pytest.MonkeyPatch) -> Kind[AboutAll, Postcard]:
    """A document that is in the catalogue during a test."""
    name: Any = "postcard"  # not a name under which the log has reports
    kind = Kind(name, AboutAll, build, context, "postcard.html", words)
    monkeypatch.setattr(catalogue, "DOCUMENTS", (*catalogue.DOCUMENTS, kind))
    return kind


@pytest.fixture
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with its template alone."""
    folder = tmp_path_factory.mktemp("templates")
    (folder / "postcard.html").write_text(PAGE, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("form", "says"),
    list(zip(FORMATS, (b"%PDF-", b"Wish you were here, 1 entries", b"postcard.v1"), strict=True)),
    ids=[form.name for form in FORMATS],
)
def test_it_is_written_in_every_format(
    postcard: Kind[AboutAll, Postcard],
    templates: Path,
    drill: CommandLine,
    form: Format,
    says: bytes,
) -> None:
    with Register.open(Path(REGISTER)) as register:
        told = draft(register, postcard, AboutAll(), datetime(2020, 3, 17, tzinfo=UTC))
    assert says in form.write(postcard, told, templates, None)


def test_the_command_line_makes_it(
    postcard: Kind[AboutAll, Postcard], templates: Path, drill: CommandLine
) -> None:
    for name in ("report", "report issue"):
        listed = drill.typed(f"{name} --help").done().out
        assert "postcard" in listed
        assert "A few words" in listed
    drill.typed(f"report postcard --templates {templates} --output card.html")
    assert "Wish you were here" in Path("card.html").read_text(encoding="utf-8")
    made = drill.having("--json").typed("report postcard --format json").document
    assert made["name"] == "postcard"
    told = json.loads(Path(made["report"]).read_text(encoding="utf-8"))
    assert told["entries"] == 2, "the opening, and that a page with a checkpoint was made"


def test_what_it_carries_out_of_the_register_is_told_by_its_name(
    postcard: Kind[AboutAll, Postcard], templates: Path, drill: CommandLine
) -> None:
    drawn = drill.typed(f"report postcard --templates {templates} --output card.html")
    drawn.done("Postcard \\(draft\\): card.html")
    drill.typed("audit status").done(": postcard/postcard-")
