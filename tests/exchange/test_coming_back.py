"""What goes out in a table comes back: into a new register the same, into its own nothing."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisis_log.command import Request
from crisis_log.language import LANGUAGES, Language
from crisis_log.register import Register
from crisis_log.slices import crisis, decision, indicator, journal, line_course, measure
from crisis_log.slices.exchange import What
from crisis_log.slices.journal import LINE_KINDS
from crisis_log.striking import strike
from tests.demonstration import made_once
from tests.desk import Desk, local
from tests.exchange.coming_back import imported, judged, lines
from tests.exchange.told import made
from tests.speaking import speaking

BOOKS: Final = ("csv", "xlsx", "ods")


def exported(register: Register, folder: Path, format_: str, what: What) -> Path:
    """Return a file of a register."""
    path = folder / f"out.{format_}"
    path.write_bytes(made(register, format_, what).content)
    return path


def new_register(folder: Path) -> Register:
    """Return a register that was just opened, and keeps nothing yet."""
    folder.mkdir()
    return Desk(folder, "2020-05-04 08:00").register


_words: Final = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.just("\n"),
    min_size=1,
    max_size=30,
)
_texts: Final = (
    st.one_of(
        _words,
        st.sampled_from(
            ["=1+1", "-5", "+33 6 12 34 56 78", "'=x", "RAS", "idem", "//", "a;b", '"', "1"]
        ),
    )
    .map(str.strip)
    .filter(bool)
)
_lines: Final = st.fixed_dictionaries(
    {
        "text": _texts,
        "line_kind": st.sampled_from(LINE_KINDS),
        "source": st.none() | _texts,
        "tags": st.lists(_texts, max_size=2, unique=True).map(tuple),
        "verification": st.sampled_from([None, "unverified", "verified"]),
        "confidential": st.booleans(),
    }
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(_lines, st.integers(0, 10**9), st.none() | _texts), max_size=6), st.data()
)
def test_lines_come_back_as_they_were_and_a_second_time_not_at_all(
    tmp_path: Path, logged: Sequence[tuple[dict[str, Any], int, str | None]], data: st.DataObject
) -> None:
    for old in ("here", "there"):
        shutil.rmtree(tmp_path / old, ignore_errors=True)
    (tmp_path / "here").mkdir()
    desk = Desk(tmp_path / "here")
    for fields, before, note in logged:
        desk.now += timedelta(minutes=1)
        instant = desk.now - timedelta(microseconds=before)
        request = Request(journal.log(**fields), "Mme Roche", instant, note=note)
        desk.register.record_all([request])
    told = [*lines(desk.register)]
    with speaking(data.draw(st.sampled_from(LANGUAGES))):
        path = exported(desk.register, tmp_path, data.draw(st.sampled_from(BOOKS)), "entries")
        other = new_register(tmp_path / "there")
        imported(other, path)
        assert [*lines(other)] == told
        again = judged(desk.register, path)
    assert (len(again.known), len(again.taken), again.refused) == (len(told), 0, [])
    other.close()
    desk.register.close()


def test_an_export_is_known_by_its_headers_whatever_its_texts_are_full_of(
    desk: Desk, tmp_path: Path
) -> None:
    for text in ("a;b", "c;d", "e;f\ng;h", "i;j"):
        desk.record(journal.log(text, tags=[text]))
    told = judged(desk.register, exported(desk.register, tmp_path, "csv", "entries"))
    assert (len(told.known), told.refused) == (4, [])


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """A register in which lines were corrected, struck and answered, and other things told."""
    asked = desk.record(journal.log("Masques ?", line_kind="request"), occurred="2020-03-16 07:10")
    desk.record(journal.log("Oui", answers=[asked]))
    wrong = desk.record(journal.log("120 cas"))
    desk.record(line_course.correct(wrong, "210 cas", reason="inversés"))
    desk.record(line_course.strike(desk.record(journal.log("erreur")), reason="doublon"))
    desk.record(strike(desk.record(journal.log("autre erreur")), reason="hors sujet"))
    desk.record(decision.record("Fermer", act="memo", act_number="12", options=["a", "b"]))
    desk.record(decision.propose("Ouvrir", due_on=local("2020-03-20 18:00")))
    desk.record(measure.order("Équiper", decision=1, owner="DSI"))
    figures: dict[str, Any] = {"calls": 12, "staff": 4}
    desk.record(indicator.report(1, as_of=local("2020-03-16 08:10"), values=figures, progress=20))
    return desk


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_a_whole_book_comes_back_once(
    busy: Desk, tmp_path: Path, format_: str, language: Language
) -> None:
    with speaking(language):
        path = exported(busy.register, tmp_path, format_, "all")
        again = judged(busy.register, path)
        assert ([one.reason for one in again.refused], len(again.taken)) == ([], 0)
        other = new_register(tmp_path / "there")
        imported(other, path)
    assert [*lines(other)] == [one for one in lines(busy.register) if "erreur" not in one.text]
    known, was = other.state(), busy.register.state()
    for model, fields in (
        (decision.Decision, ("title", "status", "act", "act_number", "options", "due_on")),
        (measure.Measure, ("title", "decision", "owner", "status", "progress")),
    ):
        found = [[getattr(one, name) for name in fields] for one in known.members(model)]
        assert found == [[getattr(one, name) for name in fields] for one in was.members(model)]
    (old,), (new,) = was.members(measure.Measure), known.members(measure.Measure)
    assert {name: one.value for name, one in new.latest.items()} == {
        name: one.value for name, one in old.latest.items()
    }


def test_a_row_of_an_export_that_was_changed_is_refused(busy: Desk, tmp_path: Path) -> None:
    path = exported(busy.register, tmp_path, "csv", "entries")
    path.write_bytes(path.read_bytes().replace(b"210 cas", b"211 cas", 1))
    refused = judged(busy.register, path).refused
    assert [one.code for one in refused] == ["changed-since"]


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        (";PC;", ";SDIS;", "source"),
        (";non;", ";oui;", "confidential"),
        ("à rappeler", "rappelée", "note"),
        ("T08:00:00.000000+01:00;", "T07:59:30.000000+01:00;", "time of the fact"),
    ],
)
def test_so_is_one_of_which_another_cell_was_changed(
    tmp_path: Path, before: str, after: str, named: str
) -> None:
    desk = Desk(tmp_path)
    line = journal.log(text="Digue", source="PC")
    desk.register.record_all([Request(line, "Mme Roche", desk.now, note="à rappeler")])
    with speaking("fr"):
        path = exported(desk.register, tmp_path, "csv", "entries")
    head, _sign, last = path.read_text("utf-8-sig").rstrip().rpartition("\n")
    assert before in last
    path.write_text(f"{head}\n{last.replace(before, after, 1)}", "utf-8-sig")
    (refused,) = judged(desk.register, path).refused
    assert (refused.code, f"“{named}”" in refused.reason) == ("changed-since", True)


def test_what_was_corrected_since_is_no_change_of_the_row(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.record(journal.log(text="Digue", source="PC"))
    path = exported(desk.register, tmp_path, "csv", "entries")
    desk.record(line_course.correct(2, source="SDIS", reason="mal entendu"))
    again = judged(desk.register, path)
    assert ([one.reason for one in again.refused], len(again.taken)) == ([], 0)


@pytest.fixture
def demonstration(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of the demonstration."""
    return made_once(tmp_path_factory, worker_id)


@pytest.mark.parametrize("format_", BOOKS)
def test_the_demonstration_comes_back(demonstration: Path, tmp_path: Path, format_: str) -> None:
    with (
        speaking("fr"),
        Register.open(demonstration / "covid-19.crisis", read_only=True) as register,
    ):
        path = exported(register, tmp_path, format_, "entries")
        again = judged(register, path)
        assert (again.refused, len(again.taken)) == ([], 0)
        (tmp_path / "there").mkdir()
        other = Desk(tmp_path / "there", "2021-05-04 08:00").register
        imported(other, path)
        assert [*lines(other)] == [*lines(register)]
        assert crisis.current(other.state()).zone == crisis.current(register.state()).zone


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_all_of_the_demonstration_adds_nothing_to_itself(
    demonstration: Path, tmp_path: Path, format_: str
) -> None:
    with (
        speaking("fr"),
        Register.open(demonstration / "covid-19.crisis", read_only=True) as register,
    ):
        again = judged(register, exported(register, tmp_path, format_, "all"))
        assert ([one.reason for one in again.refused], len(again.taken)) == ([], 0)
