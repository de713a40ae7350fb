"""All indicators: this week against the last, every figure with its entry, revisions marked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from crisis_log.register import stopped_clock
from crisis_log.slices import indicator, measure, report_correction
from tests.board.reading import html_of, words
from tests.board.served import served
from tests.desk import Desk, local

NOW = stopped_clock(local("2020-03-20 09:00"))


def reported(desk: Desk, day: int, value: int, name: str = "lits") -> int:
    return desk.record(indicator.report(1, as_of=date(2020, 3, day), values={name: Decimal(value)}))


def test_without_a_figure_nothing_is_drawn(desk: Desk) -> None:
    with served(desk.register.place, NOW) as address:
        page = html_of(address, "/indicateurs")
    for part in ("lately", "course"):
        assert "Aucun indicateur n’a été renseigné" in words(page, part), words(page, part)
    assert "<svg" not in page


def test_each_figure_has_its_entry_and_a_revised_one_is_marked(desk: Desk) -> None:
    desk.record(measure.order("Ouvrir des lits"))
    first = reported(desk, 16, 120)
    revised = desk.record(
        report_correction.correct_report(
            1, corrects=first, as_of=date(2020, 3, 16), values={"lits": Decimal(125)}
        )
    )
    with served(desk.register.place, NOW) as address:
        page = html_of(address, "/indicateurs")
    assert "125 r" in words(page, "lately")
    assert f"125 n° {revised}" in words(page, "figures-by-day")
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page


def test_a_monday_without_a_figure_tells_the_week_before(desk: Desk) -> None:
    desk.record(measure.order("Ouvrir des lits"))
    reported(desk, 16, 120)
    with served(desk.register.place, stopped_clock(local("2020-03-23 08:00"))) as address:
        told = words(html_of(address, "/indicateurs"), "lately")
    assert "Indicateurs de la semaine du 16 mars 2020" in told
    assert "Aucune valeur de la semaine en cours n’est inscrite." in told
    assert "120" in told


def test_many_indicators_are_told_page_by_page(desk: Desk) -> None:
    desk.record(measure.order("Compter"))
    values = {f"série {n}": Decimal(n) for n in range(70)}
    desk.record(indicator.report(1, as_of=date(2020, 3, 16), values=values))
    with served(desk.register.place, NOW) as address:
        pages = [html_of(address, f"/indicateurs?page={n}") for n in (1, 2, 3)]
    assert [page.count("<svg ") for page in pages] == [24, 24, 22]
    assert all(f"érie {n}" in "".join(pages) for n in range(70))


def test_the_demonstration_tells_what_its_report_told(demonstrated: str) -> None:
    page = html_of(demonstrated, "/indicateurs")
    assert "Décès à l’hôpital (92)" in words(page, "lately")
    assert page.count('class="panel"') == 14
