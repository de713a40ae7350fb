"""A report that was issued while the log lied, which was undone: its pages are found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from crisis_log.reports import issuing
from crisis_log.reports.documents.making import make
from tests.attacks.attacker import edit, regrow, shell
from tests.cli.case import RECORDED
from tests.cli.running import REGISTER, CommandLine
from tests.cli.test_issuing import ISSUE, KEPT, PLAIN_PAGE

TRUTH: Final = "Remote work"
LIE: Final = "Public ball"
ISSUED: Final = 3
REPRINT: Final = f"audit verify --reprint {PLAIN_PAGE}"


@contextmanager
def lying() -> Iterator[None]:
    """Let the log tell a lie that its tree proves, and then the truth again."""
    for old, new in ((TRUTH, LIE), (LIE, TRUTH)):
        with shell(Path(REGISTER)) as connection:
            connection.execute(edit(old, new, 2))
            regrow(connection)
        if new == LIE:
            yield


def codes(desk: CommandLine, line: str) -> list[tuple[str, int | None]]:
    """Return what is found, with the entries that it names."""
    return [(one["code"], one["entry"]) for one in desk.document(line)["findings"]]


@pytest.fixture
def lied(desk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A register in order with a report whose pages were made while the log lied."""

    def make_lying(*arguments: Any) -> Any:
        with lying():
            return make(*arguments)

    monkeypatch.setattr(issuing, "make", make_lying)
    return desk.given(RECORDED, ISSUE)


@pytest.mark.parametrize("is_there", [True, False])
def test_pages_that_lie_are_found_by_making_them_again(lied: CommandLine, is_there: bool) -> None:
    if not is_there:
        KEPT.unlink()
    lied.typed("audit verify").done("Not looked at: the pages of issued reports")
    answer = lied.typed(REPRINT)
    assert (answer.code, "its pages tell something else" in answer.out) == (3, True)
    assert codes(lied, REPRINT) == [("report", ISSUED)]


def test_a_seal_of_the_lie_is_found_too(desk: CommandLine) -> None:
    desk.given(RECORDED)
    with lying():
        desk.given("rebuild --yes", ISSUE)
    desk.given("rebuild --yes")
    assert ("checkpoint", ISSUED) in codes(desk, "audit verify")
    assert ("report", ISSUED) in codes(desk, REPRINT)


def test_a_report_is_made_again_with_the_templates_it_was_issued_with(
    desk: CommandLine,
) -> None:
    desk.given(RECORDED, ISSUE)
    KEPT.unlink()
    desk.given("log 'Another line'", REPRINT)
    assert "pages" not in desk.document(REPRINT)["not_looked_at"]
    found = desk.document("audit verify --reprint")
    assert (found["findings"], "pages" in found["not_looked_at"]) == ([], True)
    (notice,) = found["notices"]
    assert (notice["entry"], "with other templates" in notice["meaning"]) == (ISSUED, True)
    desk.typed(f"audit verify {PLAIN_PAGE}").failed(2, "--templates is for --reprint")
