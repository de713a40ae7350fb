"""Whatever a table holds, each of its rows is told once, and nothing ends in an error."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crisis_log.exchange.record import WHATS, Aside, Record, RefusedRow, What
from crisis_log.exchange.rules import BookRules, Rules, suggest, understand
from crisis_log.exchange.rules.roles import roles
from crisis_log.exchange.table import Mark, Value
from tests.exchange.sheets import NOW, PARIS, book, sheet

WORDS = st.sampled_from(
    ["9h5", "24/11/2026", "03/04", "idem", '"', "RAS", "matin", "31/02/2026", "24:00", "~14h", "12"]
)
CELLS: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    WORDS,
    st.text(max_size=12),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.times(),
    st.datetimes(),
    st.timedeltas(),
)
MARKS: list[Mark] = ["struck", "coloured", "merged", "formula", "error"]


@given(st.data())
def test_every_row_is_told_once(data: st.DataObject) -> None:
    what: What = data.draw(st.sampled_from(WHATS))
    chosen = data.draw(st.lists(st.sampled_from(roles(what)), min_size=1, max_size=6, unique=True))
    headings = [f"h{number}" for number in range(len(chosen))]
    wide = len(chosen) + 1
    cells = data.draw(st.lists(st.lists(CELLS, max_size=wide), max_size=6))
    marks = data.draw(
        st.dictionaries(
            st.integers(2, 7),
            st.dictionaries(st.integers(0, wide), st.sets(st.sampled_from(MARKS))),
        )
    )
    table = sheet([headings, *cells], marks=marks)
    newest_first = data.draw(st.booleans())
    rules = Rules(
        what=what, columns=dict(zip(headings, chosen, strict=True)), newest_first=newest_first
    )
    told = [*understand(book(table), BookRules(rules), PARIS, NOW)]
    assert sorted(one.at.line for one in told) == [*range(1, len(cells) + 2)]
    assert all(isinstance(one, Record | RefusedRow | Aside) for one in told)
    for one in told:
        if isinstance(one, Record) and "occurred_at" in one.fields:
            assert one.fields["occurred_at"] <= NOW


@given(st.lists(st.lists(st.one_of(CELLS, WORDS), max_size=5), max_size=8))
def test_rules_for_any_table_are_guessed_or_asked_for(cells: list[list[Value]]) -> None:
    suggest(book(sheet(cells)), PARIS, NOW)
    suggest(book(sheet([["Date", "Heure", "Texte", "Type", "Fin"], *cells])), PARIS, NOW)


def test_the_limits_of_what_a_cell_can_hold_are_met() -> None:
    extremes: list[Value] = [
        datetime.combine(date.min, time.min),
        datetime.combine(date.max, time.max),
        date.min,
        date.max,
        time.max,
        timedelta.max,
        timedelta.min,
        Decimal("1e400"),
        Decimal("-0"),
        10**4300,
        "9" * 5000,
        "\ud800",
    ]
    rows: list[list[Value]] = [["Date", "Heure", "Texte"]]
    rows += [[one, one, "a"] for one in extremes]
    rules = BookRules(Rules(what="line", columns={"Texte": "text"}))
    told = [*understand(book(sheet(rows)), rules, PARIS, NOW)]
    assert [type(one) for one in told[1:]] == [RefusedRow] * len(extremes)
