"""Rows become entries through the commands of the slices, once: known rows add nothing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crisis_log.command import File
from crisis_log.exchange.importing import spool
from crisis_log.exchange.importing.judging import KnownRow
from crisis_log.exchange.importing.recording import Import
from crisis_log.exchange.importing.recording import record as record_rows
from crisis_log.exchange.importing.sorting import LeftAside
from crisis_log.exchange.record import Aside, At, Record, RefusedRow
from crisis_log.fact import Refused
from crisis_log.slices import continuity_plan as plans
from crisis_log.slices import crisis, decision, indicator, journal, line_course, measure, staffing
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.decision import Decision
from crisis_log.slices.exchange import FileImported
from crisis_log.slices.journal import LineLogged
from crisis_log.slices.measure import Measure
from tests.desk import Desk, local
from tests.exchange.rows import BOOK, imported, judged, row

ON_SITE = {"remote": 30, "on_site": 4}
LINES = (row(2, text="Digue cédée", source="PC", author="M. Roche"), row(3, text="RAS"))


def plan(desk: Desk) -> None:
    desk.record(
        plans.register("pca", "Continuité", missions=[{"code": "pmi", "title": "Protection"}])
    )


def test_each_row_is_an_entry_that_says_where_it_was_taken_from(desk: Desk) -> None:
    noted = imported(desk, LINES)
    first, last, note = desk.register.entries(after=1)
    assert isinstance(first.fact, LineLogged)
    assert (first.fact.text, first.fact.source) == ("Digue cédée", "PC")
    assert first.occurred_at == local("2020-03-16 07:10")
    assert first.by == "la secrétaire"
    assert first.taken_from
    assert first.taken_from.row() == "main.csv, line 2, written by M. Roche"
    assert last.taken_from
    assert last.taken_from.row() == "main.csv, line 3"
    assert noted is not None
    assert note.fact == noted
    assert (noted.first_entry, noted.last_entry, noted.recorded, noted.read) == (2, 3, 2, 2)
    assert noted.rules == "the rules"


def test_the_same_file_again_adds_nothing_and_three_rows_more_add_three(desk: Desk) -> None:
    imported(desk, LINES)
    assert imported(desk, LINES) is None
    assert desk.register.size() == 4
    more = [row(2, text=f"Nouvelle {number}") for number in range(3)]
    moved = [one._replace(at=At("", one.at.line + 3)) for one in LINES]
    noted = imported(desk, [*more, *moved])
    assert noted
    assert (noted.recorded, noted.known, desk.register.size()) == (3, 2, 8)


def test_what_others_recorded_since_the_rows_were_judged_is_known(desk: Desk) -> None:
    found = judged(desk, [*LINES, row(4, text="Route coupée")])
    imported(desk, LINES)
    noted = record_rows(desk.register, Import(BOOK, found, "", "la secrétaire", BOOK.name))
    assert noted
    assert isinstance(noted.fact, FileImported)
    told = noted.fact
    assert (told.read, told.recorded, told.known) == (3, 1, 2)
    assert (told.first_entry, told.last_entry, noted.number) == (5, 5, 6)
    assert record_rows(desk.register, Import(BOOK, found, "", "la secrétaire", BOOK.name)) is None


def test_numbers_that_move_with_the_rows_make_no_new_ones(desk: Desk) -> None:
    imported(desk, [row(2, text="a", number="1"), row(3, text="b", number="2")])
    again = [row(2, text="c", number="1"), row(3, text="a", number="2"), row(4, text="b")]
    noted = imported(desk, again)
    assert noted
    assert (noted.recorded, noted.known) == (1, 2)


def test_rows_that_differ_by_what_their_notes_tell_are_two(desk: Desk) -> None:
    told = "Suite donnée : la sous-préfecture est prévenue, elle rappelle à {} h"
    rows = [row(2, text="Point", note=told.format(8)), row(3, text="Point", note=told.format(9))]
    assert [one.record.at.line for one in judged(desk, rows).taken] == [2, 3]


def test_a_note_is_known_however_a_language_sets_it_out(desk: Desk) -> None:
    imported(desk, [row(2, text="Digue", note="Suite: réparée")])
    assert imported(desk, [row(2, text="Digue", note="Suite\u00a0: réparée")]) is None
    assert imported(desk, [row(2, text="Digue", note="Suite: détruite")]) is not None


def test_two_rows_that_say_the_same_are_one_unless_they_are_numbered_apart(desk: Desk) -> None:
    rows = [row(2, text="RAS"), row(3, text="RAS"), row(4, text="RAS", number="7")]
    found = judged(desk, rows)
    assert len(found.taken) == 2
    assert found.known == [KnownRow(At("", 3), same_as=At("", 2))]
    imported(desk, rows)
    assert imported(desk, rows) is None


def test_read_is_recorded_and_refused_and_known(desk: Desk) -> None:
    imported(desk, LINES[:1])
    refused = RefusedRow(At("", 5), "C", "date-impossible", "no such day", ("30/02",))
    blank = Aside(At("", 6), "blank", "a blank row", ())
    late = row(4, at="2030-01-01 08:00", text="À venir")
    found = judged(desk, [*LINES, refused, blank, blank, late])
    assert (found.read, len(found.taken), len(found.known), len(found.refused)) == (4, 1, 1, 2)
    assert found.aside == {"blank": LeftAside(2, "a blank row")}
    assert "before it happened" in found.refused[1].reason


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (row(2, "measure", title="Loger", sites=("nowhere",)), "nowhere"),
        (row(2, "measure", title="Loger", decision="D-9"), "no decision D-9"),
        (row(2, "measure", title="Loger", decision="la neuvième"), "names nothing"),
        (row(2, "staffing", code="other", day=date(2020, 3, 16), counts={}), "no plan other"),
        (row(2, "mission", plan="other", code="a", title="b"), "no plan other"),
        (row(2, "mission", code="a", title="b"), "names no plan"),
        (row(2, "mission", plan="pca", code="pmi", title="Autre"), "another content"),
        (row(2, "mission", plan="pca", code="a b", title="c"), "not a short code"),
        (row(2, "indicator", measure="M-1", as_of=date(2020, 3, 16)), "no measure M-1"),
        (row(2, "decision", title="Fermer", status="repealed"), "does not tell since when"),
        (row(2, text=" "), "some text is needed"),
        (row(2, text="a" * 100_001), "longer than"),
    ],
)
def test_what_a_rule_of_the_register_refuses_is_a_refused_row(
    desk: Desk, record: Record, reason: str
) -> None:
    plan(desk)
    found = judged(desk, [record, row(3, text="RAS")])
    assert [one.at.line for one in found.refused] == [2]
    assert reason in found.refused[0].reason
    assert len(found.taken) == 1, "the rows after it are judged all the same"


def test_a_closed_crisis_takes_lessons_alone(desk: Desk) -> None:
    desk.record(crisis.close())
    found = judged(desk, [row(2, text="Digue"), row(3, text="Prévoir", line_kind="retex")])
    assert [one.at.line for one in found.refused] == [2]
    noted = imported(desk, [row(3, text="Prévoir", line_kind="retex")])
    assert noted
    assert noted.recorded == 1


def test_decisions_and_the_measures_that_rest_on_them(desk: Desk) -> None:
    imported(
        desk,
        [
            row(2, "decision", title="Évacuer", decided_by="Le préfet", act_number="2020-17"),
            row(3, "decision", title="Loger", status="proposed"),
            row(4, "measure", title="Ouvrir le gymnase", decision="D-1", due_on=date(2020, 3, 18)),
        ],
    )
    known = desk.register.state()
    taken, proposed = known.members(Decision)
    assert (taken.status, taken.decided_by, taken.act_number) == ("adopted", "Le préfet", "2020-17")
    assert taken.phases[0].since == local("2020-03-16 07:10")
    assert proposed.status == "proposed"
    ordered = known.find(Measure, 1)
    assert ordered
    assert (ordered.decision, ordered.due_on) == (1, date(2020, 3, 18))


def test_a_title_that_two_measures_have_names_neither(desk: Desk) -> None:
    for _turn in range(2):
        desk.record(measure.order("Équiper"), occurred="2020-03-16 07:00")
    (refused,) = judged(
        desk, [row(2, "indicator", measure="équiper", as_of=date(2020, 3, 16), progress=40)]
    ).refused
    assert "“équiper” names nothing by its number" in refused.reason


def test_counts_and_figures(desk: Desk) -> None:
    plan(desk)
    desk.record(measure.order("Équiper"), occurred="2020-03-16 07:00")
    day = date(2020, 3, 16)
    imported(
        desk,
        [
            row(2, "staffing", code="PCA", day=day, counts=ON_SITE),
            row(3, "staffing", code="pca", day=day, organisation="78", counts={"remote": 3}),
            row(4, "indicator", measure="équiper", as_of=day, values={"licences": Decimal(12)}),
            row(5, "indicator", measure="M-1", as_of=day, progress=40),
        ],
    )
    known = desk.register.state()
    counted = known.find(staffing.StaffingOfDay, "pca", day)
    assert counted
    assert [one.agents for one in counted.counts] == [{"remote": 30, "on_site": 4}, {"remote": 3}]
    figures = known.find(indicator.FiguresOfDay, 1, day)
    assert figures
    assert figures.figures["licences"].value == 12
    told = known.find(Measure, 1)
    assert told
    assert told.progress == 40


def test_a_second_figure_of_a_time_is_refused_by_the_line_of_the_first(desk: Desk) -> None:
    desk.record(measure.order("Suivre la crue"), occurred="2020-03-16 07:00")
    day, numbers = date(2020, 3, 16), (Decimal(2), Decimal(3))
    rows = [
        row(line, "indicator", measure="M-1", as_of=day, values={"cote": value})
        for line, value in enumerate(numbers, start=2)
    ]
    (refused,) = judged(desk, rows).refused
    assert refused.reason.startswith("cote: 2 is told already for 2020-03-16 (line 2);")
    sheet = [one._replace(at=At("Jour 1", one.at.line)) for one in rows]
    (of_sheet,) = judged(desk, sheet).refused
    assert of_sheet.reason.startswith(
        "cote: 2 is told already for 2020-03-16 (sheet Jour 1, line 2);"
    )
    imported(desk, rows[:1])
    (of_register,) = judged(desk, rows).refused
    assert of_register.reason.startswith("cote: 2 is told already for 2020-03-16 (n° 3);")
    assert not any("--" in one.reason for one in (refused, of_sheet, of_register))


@pytest.fixture
def gauged(desk: Desk) -> Desk:
    """A register with a measure that counts a level in metres, and a share without a unit."""
    counted = [{"name": "Cote", "unit": "m"}, {"name": "Taux"}, {"name": "Part", "unit": "%"}]
    desk.record(measure.order("Suivre la crue", indicators=counted), occurred="2020-03-16 07:00")
    return desk


@pytest.mark.parametrize(
    ("name", "unit", "named"),
    [
        ("Cote", {"unit": "mm"}, ("“Cote”", "“mm”", "“m”")),
        ("cote", {"unit": "mm"}, ("“Cote”", "“mm”", "“m”")),
        ("Cote", {"in_percent": ("Cote",)}, ("“%”", "“m”")),
        ("Taux", {"in_percent": ("Taux",)}, ("“Taux”", "“%”", "has no unit")),
        ("Cote", {"unit": "M"}, ()),
        ("Cote", {}, ()),
        ("Part", {"in_percent": ("Part",)}, ()),
    ],
)
def test_a_unit_that_is_not_the_one_of_the_indicator_refuses_the_row(
    gauged: Desk, name: str, unit: dict[str, Any], named: tuple[str, ...]
) -> None:
    values = {name: Decimal(13)}
    one = row(2, "indicator", measure="M-1", as_of=date(2020, 3, 16), values=values, **unit)
    found = judged(gauged, [one])
    assert len(found.refused) == bool(named)
    for word in named:
        assert word in found.refused[0].reason


def test_the_unit_of_a_figure_that_no_measure_declares_is_kept_in_words(gauged: Desk) -> None:
    day, figures = date(2020, 3, 16), {"Débit": Decimal(13)}
    imported(
        gauged,
        [row(2, "indicator", measure="M-1", as_of=day, values=figures, unit="m³/s", text="lu")],
    )
    (told,) = [entry.fact for entry in gauged.register.entries(after=2)][:1]
    assert isinstance(told, indicator.MeasureReported)
    assert told.text == "lu\nunit = m³/s"


def test_the_missions_of_a_file_are_one_amendment_of_their_plan(desk: Desk) -> None:
    plan(desk)
    rows = [
        row(2, "mission", plan="pca", code="pmi", title="Protection"),
        row(3, "mission", plan="pca", code="asr", title="Accueil", essential=False),
        row(4, "mission", plan="pca", code="cult", title="Culture"),
    ]
    noted = imported(desk, rows)
    assert noted
    assert (noted.recorded, noted.known, noted.first_entry, noted.last_entry) == (2, 1, 3, 3)
    found = desk.register.state().find(ContinuityPlan, "pca")
    assert found
    assert [one.code for one in found.missions] == ["pmi", "asr", "cult"]
    assert imported(desk, rows) is None


def test_a_row_of_our_own_export_is_known_by_its_request(desk: Desk) -> None:
    number = desk.record(journal.log("Digue cédée"))
    entry = desk.register.entry(number)
    exported, at = entry.request_id, entry.occurred_at
    desk.record(line_course.correct(number, text="Digue fissurée", reason="mal entendu"))
    for text in ("Digue cédée", "Digue fissurée"):
        found = judged(desk, [row(2, text=text, request_id=exported, occurred_at=at)])
        assert found.known == [KnownRow(At("", 2), entry=number)], "as it was, and as it reads now"
    (refused,) = judged(desk, [row(2, text="Digue neuve", request_id=exported)]).refused
    assert refused.code == "changed-since"
    assert f"n° {number}" in refused.reason


def test_an_export_of_another_register_keeps_its_requests(desk: Desk) -> None:
    imported(desk, [row(2, text="Digue", request_id="theirs", author="le PC")])
    entry = desk.register.entry(2)
    assert entry.request_id == "theirs"
    assert imported(desk, [row(9, text="Digue", request_id="theirs")]) is None


def test_the_file_is_kept_where_that_is_asked(desk: Desk) -> None:
    noted = imported(desk, LINES, [File("main.csv", "text/csv", b"rows")])
    assert noted
    assert noted.kept
    (kept,) = desk.register.entry(4).attachments
    assert desk.register.attachment(kept.sha256) == b"rows"


def test_a_rule_that_refuses_since_it_was_judged_leaves_nothing(desk: Desk) -> None:
    found = judged(desk, [*LINES, row(4, "decision", title="Évacuer")])
    size = desk.record(crisis.close())
    with pytest.raises(Refused):
        record_rows(desk.register, Import(BOOK, found, "", "la secrétaire", BOOK.name))
    assert desk.register.size() == size


def test_judging_records_nothing_and_numbers_nothing(desk: Desk) -> None:
    judged(desk, [row(2, "decision", title="Évacuer"), *LINES])
    assert desk.register.size() == 1
    assert desk.record(decision.record("Loger")) == 2


def test_one_request_of_an_export_is_one_row(desk: Desk) -> None:
    rows = [row(2, text="Digue", request_id="theirs"), row(3, text="Autre", request_id="theirs")]
    (refused,) = judged(desk, rows).refused
    assert "line 2" in refused.reason


def test_an_author_that_no_entry_can_hold_is_a_refused_row(desk: Desk) -> None:
    (refused,) = judged(desk, [row(2, text="Digue", author="a" * 100_001)]).refused
    assert "longer than" in refused.reason


def test_rows_beyond_what_memory_is_for_wait_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "_IN_MEMORY", 100)
    kept: spool.Spool[Record] = spool.Spool()
    for one in LINES * 9:
        kept.add(one)
    assert [*kept] == [*LINES * 9]
    assert [*kept] == [*LINES * 9], "as often as one likes"
    assert len(kept) == 18
