"""When the rows of a table happened: days carried down, midnights, clocks; nothing invented."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from crisis_log.exchange.record import Record, RefusedRow
from crisis_log.exchange.table import Value
from tests.exchange.sheets import local, record, records, refusals, rows, sheet

DAY = date(2026, 11, 24)
LOCAL = datetime(2026, 11, 24, 9, 5)  # noqa: DTZ001 - as spreadsheets hold them
MIDNIGHT = LOCAL.replace(hour=0, minute=0)


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        ("9h5", "09:05"),
        ("0905", "09:05"),
        ("905", "09:05"),
        ("9", "09:00"),
        (905, "09:05"),
        (time(9, 5), "09:05"),
        (timedelta(hours=9, minutes=5), "09:05"),
        (Decimal("0.378472222222222"), "09:05"),
        (LOCAL.replace(1899, 12, 31), "09:05"),
        (LOCAL - timedelta(microseconds=1), "09:05"),
    ],
)
def test_a_time_of_day_is_read_whatever_its_cell_holds(cell: Value, clock: str) -> None:
    one = record(sheet([["Date", "Heure", "Texte"], [DAY, cell, "a"]]))
    assert local(one) == f"24/11 {clock}+0100"


@pytest.mark.parametrize(
    "cell",
    [
        "24/11/2026",
        "mardi 24 nov. 2026",
        DAY,
        MIDNIGHT,
        46350,
        Decimal("46350.0"),
    ],
)
def test_days_are_read_as_dates_texts_and_numbers_in_one_column(cell: Value) -> None:
    table = sheet([["Date", "Heure", "Texte"], [DAY, "8h", "a"], [cell, "9h05", "b"]])
    assert [local(one) for one in records(table)] == ["24/11 08:00+0100", "24/11 09:05+0100"]


def test_the_day_on_the_first_row_goes_on_and_midnight_is_said() -> None:
    found = records("""
        Date;Heure;Texte
        24/11/2026;23h50;a
        ;0h10;b
        ;8h;c
        ;7h55;d
    """)
    assert [local(one) for one in found] == [
        "24/11 23:50+0100",
        "25/11 00:10+0100",
        "25/11 08:00+0100",
        "25/11 07:55+0100",
    ]
    assert [one.said for one in found] == [
        (),
        ("midnight passed: Wednesday 2026-11-25 00:10",),
        (),
        ("not in order, on the same day: Wednesday 2026-11-25 07:55",),
    ]


def test_a_row_that_may_be_of_either_day_is_asked_for() -> None:
    (refused,) = [
        one
        for one in rows("Date;Heure;Texte\n24/11/2026;14h;a\n;9h;b\n")
        if isinstance(one, RefusedRow)
    ]
    assert refused.code == "which-day"
    assert "of Tuesday 2026-11-24 or of Wednesday 2026-11-25" in refused.reason


def test_the_day_of_a_refused_row_still_goes_on() -> None:
    found = rows("Date;Heure;Texte\n24/11/2026;;a\n;9h;b\n")
    assert [getattr(one, "code", None) for one in found] == ["heading", "no-time", None]


def test_a_merged_day_is_that_of_its_first_row_until_midnight() -> None:
    table = sheet(
        [["Date", "Heure", "Texte"], [DAY, "23h50", "a"], [DAY, "0h10", "b"]],
        marks={3: {0: ["merged"]}},
    )
    assert [local(one) for one in records(table)] == ["24/11 23:50+0100", "25/11 00:10+0100"]


def test_an_hour_that_goes_back_under_a_merged_day_moves_no_row_after_it() -> None:
    table = sheet(
        [
            ["Date", "Heure", "Texte"],
            [DAY, "18h05", "a"],
            *([DAY, h, h] for h in ("9h5", "19h", "24:00")),
        ],
        marks={3: {0: ["merged"]}, 4: {0: ["merged"]}, 5: {0: ["merged"]}},
    )
    assert [code for _line, _column, code in refusals(table)] == ["which-day"]
    times = ["24/11 18:05+0100", "24/11 19:00+0100", "25/11 00:00+0100"]
    assert [local(one) for one in rows(table) if isinstance(one, Record)] == times


def test_a_section_gives_its_day_to_the_rows_under_it() -> None:
    found = records("""
        Heure;Texte;De
        MARDI 24 NOVEMBRE 2026;;
        23h;a;COD
        Mercredi 25 novembre;;
        22h;b;COD
    """)
    assert [local(one) for one in found] == ["24/11 23:00+0100", "25/11 22:00+0100"]


def test_times_without_any_day_are_refused_until_it_is_given() -> None:
    table = "Heure;Texte\n9h;a\n"
    assert refusals(table) == [(2, "A “Heure”", "no-day")]
    assert local(record(table, day=DAY)) == "24/11 09:00+0100"
    assert local(record(table, "column Heure is time of day\nday 24/11/2026")) == (
        "24/11 09:00+0100"
    )


def test_the_newest_row_may_be_first_then_the_last_is_recorded_first() -> None:
    found = records("""
        Date;Heure;Texte
        25/11/2026;8h;d
        ;0h10;c
        ;23h50;b
        ;23h;a
    """)
    assert [(one.fields["text"], local(one)) for one in found] == [
        ("a", "24/11 23:00+0100"),
        ("b", "24/11 23:50+0100"),
        ("c", "25/11 00:10+0100"),
        ("d", "25/11 08:00+0100"),
    ]


def test_the_end_of_a_day_is_the_beginning_of_the_next() -> None:
    one = record("Date;Heure;Texte\n24/11/2026;24:00;a\n")
    assert local(one) == "25/11 00:00+0100"
    assert one.said == ("24:00 is the end of that day: Wednesday 2026-11-25 00:00",)


def test_an_approximate_time_is_taken_and_noted_as_it_was_written() -> None:
    one = record("Date;Heure;Texte\n24/11/2026;~14h;a\n")
    assert local(one) == "24/11 14:00+0100"
    assert one.fields["note"] == "Heure: ~14h"


@pytest.mark.parametrize(
    ("day", "clock", "code"),
    [
        ("24/11/2026", "matin", "part-of-day"),
        ("24/11/2026", "minuit", "part-of-day"),
        ("24/11/2026", "", "no-time"),
        ("24/11/2026", "25h", "not-a-time"),
        ("31/11/2026", "9h", "not-a-time"),
        ("mercredi 24/11/2026", "9h", "not-a-time"),
        ("hier", "9h", "not-a-time"),
        ("29/11/2026", "9h", "future"),
        ("29/03/2026", "2h30", "hour-missing"),
        ("25/10/2026", "2h30", "hour-repeated"),
        ("24/11/2026", "25/11/2026 9h", "two-days"),
    ],
)
def test_nothing_is_invented_of_a_time_that_is_not_said_or_cannot_be(
    day: str, clock: str, code: str
) -> None:
    table = sheet(
        [["Date", "Heure", "Texte"], ["23/11/2026", "8h", "a"], [day, clock or None, "b"]]
    )
    expected = {"two-days": "B “Heure”", "not-a-time": None}
    (refused,) = refusals(table)
    assert (refused[0], refused[2]) == (3, code)
    assert expected.get(code) in {None, refused[1]}


def test_around_a_change_of_clocks_the_offset_is_told() -> None:
    found = records("""
        Date;Heure;Texte
        25/10/2026;1h50;a
        25/10/2026;02:20 (+02:00);b
        25/10/2026;2h10 (+01:00);c
        25/10/2026;2h30;d
    """)
    assert [local(one)[-5:] for one in found] == ["+0200", "+0200", "+0100", "+0100"]
    assert found[0].said == ("Sunday 2026-10-25 01:50 (+02:00)",)
    assert found[3].said == ("Sunday 2026-10-25 02:30 (+01:00)",)


def test_an_offset_that_is_written_is_kept_to() -> None:
    one = record("Date;Heure;Texte\n24/11/2026;09:00 (+05:00);a\n")
    assert one.fields["occurred_at"] == datetime(2026, 11, 24, 4, tzinfo=UTC)


def test_the_repeated_hour_is_asked_for_where_no_row_before_decides_it() -> None:
    assert refusals("Date;Heure;Texte\n25/10/2026;2h30;a\n25/10/2026;2h10;b\n") == [
        (2, "B “Heure”", "hour-repeated"),
        (3, "B “Heure”", "hour-repeated"),
    ]


def test_a_zone_of_the_file_itself_is_kept_to() -> None:
    rules = "column Date is date\ncolumn Heure is time of day\nzone America/Martinique\n"
    one = record("Date;Heure;Texte\n24/11/2026;9h;a\n", rules)
    assert one.fields["occurred_at"] == datetime(2026, 11, 24, 13, tzinfo=UTC)


def test_an_end_is_noted_and_never_before_the_start() -> None:
    one = record("Date;Heure;Heure de fin;Texte\n24/11/2026;23h50;0h30;a\n")
    assert one.fields["note"] == "Heure de fin: 0h30"
    assert refusals("Date;Heure;Heure de fin;Texte\n24/11/2026;14h;13h;a\n") == [
        (2, "C “Heure de fin”", "end-before-start")
    ]


def test_when_it_was_received_is_a_time_of_its_own() -> None:
    one = record("Date;Heure;Reçu à;Texte\n24/11/2026;9h;9h20;a\n")
    assert one.fields["received_at"] == datetime(2026, 11, 24, 8, 20, tzinfo=UTC)
    assert refusals("Date;Heure;Reçu à;Texte\n24/11/2026;9h;8h20;a\n") == [
        (2, "C “Reçu à”", "received-before")
    ]


def test_a_time_may_be_given_by_a_rule_and_is_noted_as_such() -> None:
    rules = """
        what lines
        column Date is date
        column Heure is time of day
        if Heure is matin set time of day = 08:00
    """
    one = record("Date;Heure;Texte\n24/11/2026;matin;a\n", rules)
    assert local(one) == "24/11 08:00+0100"
    assert one.fields["note"] == "Heure: matin\ntime by the rules of the import: 08:00"


def test_a_day_without_its_year_is_the_nearest() -> None:
    assert local(record("Date;Heure;Texte\n24/11;9h;a\n")) == "24/11 09:00+0100"
    assert refusals("Date;Heure;Texte\n29/02;9h;a\n") == [(2, "A “Date”", "no-year")]


def test_the_newest_rows_are_first_where_the_few_days_that_are_named_go_back() -> None:
    found = records("""
        Date;Heure;Texte
        25/11/2026;0h10;d
        ;23h50;c
        ;22h;b
        24/11/2026;21h;a
    """)
    assert [local(one) for one in found] == [
        "24/11 21:00+0100",
        "24/11 22:00+0100",
        "24/11 23:50+0100",
        "25/11 00:10+0100",
    ]


def test_a_row_still_to_come_has_the_midnights_after_it_counted() -> None:
    found = rows("Date;Heure;Texte\n24/11/2026;8h;a\n28/11/2026;13h30;b\n;0h10;c")
    assert [one.code for one in found if isinstance(one, RefusedRow)] == ["future", "future"]


@pytest.mark.parametrize("cells", ["25/11/2026;8h75", "25/11/2026;~", "25/11/2026;"])
def test_a_refused_row_names_the_day_of_those_under_it(cells: str) -> None:
    found = rows(f"Date;Heure;Texte\n24/11/2026;8h;a\n{cells};b\n;9h;c")
    assert isinstance(found[2], RefusedRow)
    assert isinstance(found[3], Record)
    assert local(found[3]) == "25/11 09:00+0100"


def test_so_does_one_of_an_hour_that_there_was_not_and_one_refused_for_another_cell() -> None:
    spring = rows("Date;Heure;Texte\n28/03/2026;2h;a\n29/03/2026;2h30;b\n;9h;c")
    assert [local(one) for one in spring if isinstance(one, Record)] == [
        "28/03 02:00+0100",
        "29/03 09:00+0200",
    ]
    ditto = rows("Date;Heure;Texte;Type\n24/11/2026;8h;a;\n25/11/2026;9h;b;//\n;10h;c;")
    assert [local(one) for one in ditto if isinstance(one, Record)] == [
        "24/11 08:00+0100",
        "25/11 10:00+0100",
    ]


@pytest.mark.parametrize("day", ["31/11/2026", "2511/20266"])
def test_under_a_row_whose_day_cannot_be_told_none_is_supposed(day: str) -> None:
    table = f"Date;Heure;Texte\n24/11/2026;8h;a\n{day};8h30;b\n;9h;c"
    assert [code for _line, _column, code in refusals(table)] == ["not-a-time", "no-day"]


def test_a_late_clock_that_is_refused_puts_no_early_one_before_it() -> None:
    found = rows("Date;Heure;Texte\n24/11/2026;23h50;a\n24/11/2026;?;b\n;0h10;c")
    assert isinstance(found[3], Record)
    assert local(found[3]) == "25/11 00:10+0100"


def test_a_deadline_of_a_leap_day_that_is_far_is_asked_for_its_year() -> None:
    table = "Date;Décision;Échéance\n24/11/2026 8h;a;29/02"
    assert refusals(table) == [(2, "C “Échéance”", "no-year")]


def test_what_was_received_later_than_now_is_refused() -> None:
    table = "Date;Heure;Reçu à;Texte\n28/11/2026;12h;12h30;a\n28/11/2026;12h;14h;b"
    assert refusals(table) == [(3, "C “Reçu à”", "future")]


def test_an_early_clock_under_a_refused_row_is_not_put_before_it() -> None:
    table = "Date;Heure;Texte\n24/10/2026;20h;a\n25/10/2026;2h30;b\n;0h10;c"
    assert [code for _line, _column, code in refusals(table)] == ["hour-repeated", "which-day"]
