"""Whatever people write in a week is printed, whole, and never taken for markup."""

from datetime import date

from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import decision, journal, measure, settings
from tests.desk import Desk
from tests.reports.reading import text_of_html


def test_markup_is_printed_as_it_was_written(desk: Desk) -> None:
    desk.record(journal.log("<b>gras</b> & <script>alert(1)</script> {{ 7 * 7 }} {% raw %}"))
    html = to_html(DOCUMENT, desk.report("2020-W12"))
    assert "<b>gras" not in html
    assert "&lt;b&gt;gras&lt;/b&gt; &amp; &lt;script&gt;" in html
    assert "{{ 7 * 7 }} {% raw %}" in html


def test_a_title_cannot_leave_its_attribute(desk: Desk) -> None:
    desk.record(settings.change("classification", '" onload="x'))
    desk.record(measure.order('"><img src=https://example.org/x.png>', due_on=date(2020, 3, 20)))
    html = to_html(DOCUMENT, desk.report("2020-W12"))
    assert "<img" not in html
    assert ' onload="' not in html
    assert "example.org" in html


def test_what_no_page_can_hold_is_shown_as_such(desk: Desk) -> None:
    desk.record(journal.log("avant\x01\x08\x1b[31m\ufffe\x85après"))
    html = to_html(DOCUMENT, desk.report("2020-W12"))
    assert "avant���[31m��après" in html


def test_long_texts_are_cut_in_the_key_points_only(desk: Desk) -> None:
    words = " ".join(f"mot{number}" for number in range(1500))
    unbroken = "x" * 3000
    desk.record(journal.log(f"{words} fin-du-texte", tags=["point-clé"]))
    desk.record(decision.record("Titre " + words[:2000], situation=words, grounds=unbroken))
    desk.record(measure.order(words, owner=words[:300], due_on=date(2020, 3, 20)))
    text = text_of_html(to_html(DOCUMENT, desk.report("2020-W12")))
    assert text.count("fin-du-texte") == 1
    assert "… (full text: n° 2)" in text
    assert text.count("mot1499") >= 2
    assert text.count("x") >= 3000


def test_a_week_of_300_entries_has_them_all(desk: Desk) -> None:
    desk.record_all(measure.order(f"mesure {n}", due_on=date(2020, 3, 17)) for n in range(50))
    desk.record_all(journal.log(f"ligne {n} de la main courante") for n in range(250))
    text = text_of_html(to_html(DOCUMENT, desk.report("2020-W12")))
    assert "ligne 0 de" in text
    assert "ligne 249 de" in text
    assert text.count("de la main courante") == 250
