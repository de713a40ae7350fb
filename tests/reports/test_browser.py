"""The page of a bundle: whole, legible to all, and nothing in it that reaches out or runs."""

import re
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest

from crisis_log import language
from crisis_log.audit.bundle import Files, make_bundle
from crisis_log.audit.shelf import shelf_of
from crisis_log.command import File
from crisis_log.register import Register
from crisis_log.reports.at_hand import put_beside
from crisis_log.reports.browser import layout
from crisis_log.reports.browser.log import log_of
from crisis_log.reports.browser.page import pages
from crisis_log.reports.browser.then import then_of
from crisis_log.slices import (
    cell,
    decision,
    instruction,
    issued_report,
    journal,
    line_course,
    meeting,
)
from crisis_log.slices.decision import Decision
from crisis_log.views.dossier import then
from crisis_log.views.dossier.held import HeldThen
from crisis_log.views.dossier.recorded import RecordedThen
from tests.attacks.attacker import regrow, shell
from tests.desk import Desk, local
from tests.slices.test_issued_report import report
from tests.storage.registers import path_of

_HOSTILE = "<script>alert(1)</script><img src=https://example.org/x.png> \u202egnp.exe \" ' {{ 7 }}"

_FEW = 4


def all_pages(register: Register) -> Iterator[tuple[str, bytes]]:
    return pages(register, register.size(), {})


class _Page(HTMLParser):
    """What the tests ask of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.ids: list[str] = []
        self.urls: list[str] = []
        self.headings: list[int] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.urls += [value or "" for name, value in attrs if name in {"href", "src"}]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))


def _page(register: Register) -> _Page:
    ((name, page),) = all_pages(register)
    assert name == "index.html"
    return _Page(page.decode())


def test_every_entry_has_its_anchor_and_every_link_its_target(busy: Desk) -> None:
    told = _page(busy.register)
    assert len(told.ids) == len(set(told.ids))
    assert {f"n{number}" for number in range(1, busy.register.size() + 1)} <= {*told.ids}
    assert {url[1:] for url in told.urls if url.startswith("#")} <= {*told.ids}
    assert {"decision-1", "measure-2", "plan-1"} <= {*told.ids}


def test_nothing_runs_and_nothing_comes_from_elsewhere(desk: Desk) -> None:
    desk.record(journal.log(_HOSTILE), note=_HOSTILE)
    desk.record(decision.record(_HOSTILE, grounds=_HOSTILE))
    told = _page(desk.register)
    names = {tag for tag, _attributes in told.tags}
    assert not names & {"script", "img", "iframe", "object", "embed", "form", "base"}
    assert all(url.startswith(("#", "data:")) for url in told.urls)
    assert not [name for _tag, given in told.tags for name in given if name.startswith("on")]
    assert "@import" not in told.html
    assert "url(" not in told.html
    policy = [given for _tag, given in told.tags if "http-equiv" in given]
    assert "default-src 'none'" in (policy[0]["content"] or "")


def test_what_people_wrote_is_shown_as_they_wrote_it_and_set_apart(desk: Desk) -> None:
    desk.record(journal.log(_HOSTILE))
    desk.record(journal.log("x" * 10_000))
    html = _page(desk.register).html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7 }}" in html
    assert "x" * 10_000 in html
    assert re.search(r'<span class="said" dir="auto">&lt;script[^<]*\ufffdgnp', html)
    assert "overflow-wrap: anywhere" in html


def test_headings_go_down_one_level_at_a_time_and_tables_are_labelled(busy: Desk) -> None:
    told = _page(busy.register)
    assert told.headings.count(1) == 1
    steps = zip(told.headings, told.headings[1:], strict=False)
    assert all(after <= before + 1 for before, after in steps)
    names = [tag for tag, _attributes in told.tags]
    assert names.count("table") == names.count("caption")
    assert all(given.get("scope") for tag, given in told.tags if tag == "th")
    assert {"header", "nav", "main"} <= {*names}


def test_what_was_struck_or_corrected_stays_legible_with_what_replaced_it(busy: Desk) -> None:
    html = _page(busy.register).html
    assert re.search(r'<s class="said" dir="auto">bilan de 120 cas</s>.*?href="#n20"', html)
    assert re.search(r'<s class="said" dir="auto">erreur</s>.*?struck by.*?doublon', html)


def test_a_decision_is_told_with_its_fields_and_its_whole_history(busy: Desk) -> None:
    html = _page(busy.register).html
    sheet = html[html.index('id="decision-1"') : html.index('id="decision-2"')]
    history = [entry.number for entry in busy.register.history("decision/1")]
    assert [int(n) for n in re.findall(r'<li><a class="entry" href="#n(\d+)"', sheet)] == history
    assert "foyers" in sheet
    assert re.search(r"<s[^>]*>DRH</s> → <span[^>]*>DGA", sheet)


def test_a_file_is_named_with_its_digest(desk: Desk) -> None:
    file = File("avis.pdf", "application/pdf", b"x")
    desk.register.record(journal.log("avis"), by="la secrétaire", files=[file])
    assert file.sha256 in _page(desk.register).html


def test_what_cannot_be_read_or_is_of_an_unknown_kind_is_shown_at_its_place(desk: Desk) -> None:
    first = desk.record(journal.log("première"))
    desk.record(journal.log("deuxième"))
    desk.record(line_course.verify(first))
    update = "UPDATE entries SET state = CAST({} AS BLOB) WHERE originator_version = {}"
    newer = "replace(state, 'journal.logged.v3', 'journal.sung.v9')"
    with shell(path_of(desk.register)) as connection:
        connection.execute(update.format("'not JSON'", first))
        connection.execute(update.format(newer, first + 1))
        regrow(connection)
    told = _page(desk.register)
    assert {"n1", f"n{first}", f"n{first + 1}", f"n{first + 2}"} <= {*told.ids}
    assert "It does not follow from the entries before it." in told.html
    assert "This entry cannot be read" in told.html
    assert "journal.sung.v9" in told.html
    assert "deuxième" in told.html


def test_an_opening_that_cannot_be_read_leaves_the_rest_legible(desk: Desk) -> None:
    desk.record(decision.record("Fermer les musées"))
    with shell(path_of(desk.register)) as connection:
        connection.execute(
            "UPDATE entries SET state = CAST('{' AS BLOB) WHERE originator_version = 1"
        )
        regrow(connection)
    told = _page(desk.register)
    assert {"n1", "decision-1"} <= {*told.ids}
    assert desk.register.register_id in told.html


@pytest.mark.parametrize("speaking", language.LANGUAGES)
def test_a_register_that_was_only_opened_has_a_page_in_either_language(
    desk: Desk, speaking: language.Language
) -> None:
    language.use(speaking)  # the fixture of the package puts English back
    told = _page(desk.register)
    assert told.ids.count("n1") == 1
    assert f'<html lang="{speaking}">' in told.html
    assert ("EXERCICE" if speaking == "fr" else "EXERCISE") in told.html


def test_the_same_register_gives_the_same_bytes(busy: Desk) -> None:
    first = list(all_pages(busy.register))
    with Register.open(busy.register.place, read_only=True) as again:
        assert list(all_pages(again)) == first


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page tells few entries, so that the busy register is a long one."""
    monkeypatch.setattr(layout, "ROWS", _FEW)


@pytest.mark.usefixtures("short_pages")
def test_a_long_register_is_told_on_several_pages_and_each_entry_on_one(busy: Desk) -> None:
    told = {name: _Page(page.decode()) for name, page in all_pages(busy.register)}
    assert next(iter(told)) == "index.html"
    assert len(told) > busy.register.size() / _FEW
    anchors = [one for page in told.values() for one in page.ids if re.fullmatch(r"n\d+", one)]
    assert sorted(anchors) == sorted(f"n{n}" for n in range(1, busy.register.size() + 1))
    rows = [page.html.count('<li id="n') for page in told.values()]
    assert max(rows) == _FEW
    assert "would not open" in told["index.html"].html


@pytest.mark.usefixtures("short_pages")
def test_every_page_is_reached_and_every_link_of_it_has_its_target(busy: Desk) -> None:
    told = {name: _Page(page.decode()) for name, page in all_pages(busy.register)}
    reached = set()
    for name, page in told.items():
        assert len(page.ids) == len(set(page.ids))
        for url in page.urls:
            if url.startswith("data:"):
                continue
            path, _hash, anchor = url.partition("#")
            there = normpath(join(dirname(name), path)) if path else name
            reached.add(there)
            assert not anchor or anchor in told[there].ids
    assert reached == {*told}


@pytest.mark.usefixtures("short_pages")
def test_pages_of_a_long_register_tell_what_its_one_page_would(
    busy: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = "".join(page.decode() for _name, page in all_pages(busy.register))
    monkeypatch.setattr(layout, "ROWS", busy.register.size())
    ((_name, whole),) = all_pages(busy.register)
    for what in ("<s class=.*?</s>", "<ul class=.changes.>.*?</ul>", "<p class=.links.>.*?</p>"):
        plain = re.sub(r'href="[^"#]*#', 'href="#', several)
        found = re.findall(what, plain, re.DOTALL)
        assert found
        assert found == re.findall(what, whole.decode(), re.DOTALL)


@pytest.mark.usefixtures("short_pages")
def test_a_long_history_tells_its_last_entries_and_how_many_came_before(desk: Desk) -> None:
    number = desk.record(decision.record("Fermer les musées"))
    for text in "abcdef":
        desk.record(decision.amend(1, title=text, reason="précision"))
    told = dict(all_pages(desk.register))["pages/decision-001.html"].decode()
    shown = [int(n) for n in re.findall(r'<li><a class="entry" href="[^"]*#n(\d+)"', told)]
    assert shown == [*range(number + 7 - _FEW, number + 7)]
    assert "(7 entries)" in told
    assert f"The first {7 - _FEW} are told in the timeline alone." in told


def test_a_register_with_an_entry_that_cannot_be_read_is_bundled(
    desk: Desk, tmp_path: Path
) -> None:
    number = desk.record(journal.log("première"))
    desk.record(journal.log("deuxième"))
    with shell(path_of(desk.register)) as connection:
        connection.execute(
            "UPDATE entries SET state = CAST('not JSON' AS BLOB) WHERE originator_version = ?",
            (number,),
        )
        regrow(connection)
    folder = tmp_path / "bundle"
    made = make_bundle(desk.register, folder, pages=partial(pages, desk.register))
    assert made.entries == number + 1
    assert (folder / "data" / "entries.jsonl").read_bytes().splitlines()[number - 1] == b"not JSON"
    assert "This entry cannot be read" in (folder / "data" / "index.html").read_text("utf-8")


def test_the_pages_of_a_bundle_tell_the_entries_that_it_holds(desk: Desk, tmp_path: Path) -> None:
    desk.record(journal.log("première"))

    def recorded_meanwhile(size: int, files: Files) -> Iterator[tuple[str, bytes]]:
        desk.record(journal.log("trop tard"))
        return pages(desk.register, size, files)

    made = make_bundle(desk.register, tmp_path / "bundle", pages=recorded_meanwhile)
    data = tmp_path / "bundle" / "data"
    assert len((data / "entries.jsonl").read_bytes().splitlines()) == made.entries
    index = (data / "index.html").read_text("utf-8")
    assert f'id="n{made.entries}"' in index
    assert "trop tard" not in index


# The files of the bundle


def bundled(register: Register, folder: Path) -> dict[str, _Page]:
    """Return the pages of the bundle that is made in `folder`, by their names."""
    make_bundle(register, folder, pages=partial(pages, register))
    data = folder / "data"
    return {
        path.relative_to(data).as_posix(): _Page(path.read_text("utf-8"))
        for path in data.rglob("*.html")
    }


def files_linked(told: dict[str, _Page], data: Path) -> set[str]:
    """Return the files of the bundle that its pages lead to, each of which is there."""
    found = set()
    for name, page in told.items():
        for url in page.urls:
            path = unquote(url.partition("#")[0])
            if path and ":" not in path and not path.endswith(".html"):
                found.add(normpath(join(dirname(name), path)))
    assert all((data / one).is_file() for one in found)
    return found


@pytest.mark.parametrize("most", [layout.ROWS, _FEW])
def test_pages_lead_to_the_files_of_the_bundle(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(layout, "ROWS", most)
    file = File("avis de l’ARS : n° 1 ? 100 %.pdf", "application/pdf", b"avis")
    again = File("copie.pdf", "application/pdf", b"avis")
    for one in (file, again):
        desk.register.record(journal.log("avis"), by="la secrétaire", files=[one])
    for text in "abcdef":
        desk.record(journal.log(text))
    told = bundled(desk.register, tmp_path / "bundle")
    (linked,) = files_linked(told, tmp_path / "bundle" / "data")
    assert linked.startswith(f"attachments/{file.sha256}-")
    names = "".join(page.html for page in told.values())
    assert re.search(r'<a href="[^"]*"><bdi>avis de l’ARS', names)
    assert re.search(r'<a href="[^"]*"><bdi>copie.pdf', names)


def test_pages_lead_to_an_issued_report_of_which_the_register_has_the_digest_alone(
    desk: Desk, tmp_path: Path
) -> None:
    pdf = b"%PDF-1.7 as it was issued"
    issued = report(1).model_copy(update={"sha256": sha256(pdf).hexdigest(), "size": len(pdf)})
    desk.record(issued_report.issue(issued))
    put_beside(shelf_of(desk.register), issued, pdf)
    told = bundled(desk.register, tmp_path / "bundle")
    assert files_linked(told, tmp_path / "bundle" / "data") == {"issued/R-1.pdf"}


def test_a_file_that_is_not_in_the_bundle_is_named_and_not_linked(desk: Desk) -> None:
    file = File("avis.pdf", "application/pdf", b"x")
    desk.register.record(journal.log("avis"), by="la secrétaire", files=[file])
    told = _page(desk.register)
    assert "<bdi>avis.pdf</bdi>" in told.html
    assert all(url.startswith(("#", "data:")) for url in told.urls)


# What was recorded then, and things of other sorts


def test_each_decision_tells_what_its_dossier_says_was_recorded_then(busy: Desk) -> None:
    with log_of(busy.register, busy.register.size()) as log:
        decisions = [*log.state().members(Decision)]
        told = {one.number: then_of(log, one) for one in decisions}
    assert len(told) > 2
    for number, found in told.items():
        known = busy.dossier(number)
        assert found
        assert found.left_out == 0
        assert found.held == (known.recorded and HeldThen(**_held(known.recorded)))
        assert found.received == [one.number for one in known.received]


def _held(recorded: RecordedThen) -> dict[str, object]:
    return {name: getattr(recorded, name) for name in HeldThen.model_fields}


def test_what_was_received_or_had_happened_then_and_was_recorded_after_is_apart(desk: Desk) -> None:
    desk.at("2020-03-16 12:00").record(journal.log("inscrit"), occurred="2020-03-16 09:00")
    desk.at("2020-03-16 13:00").record(decision.record("Fermer"))
    received = desk.at("2020-03-16 15:00").register.record(
        journal.log("reçu"),
        by="la secrétaire",
        occurred_at=local("2020-03-16 09:00"),
        received_at=local("2020-03-16 09:30"),
    )
    happened = desk.record(journal.log("survenu"), occurred="2020-03-16 10:00")
    desk.record(journal.log("ensuite"))
    with log_of(desk.register, desk.register.size()) as log:
        (told,) = [then_of(log, one) for one in log.state().members(Decision)]
    assert told
    assert told.held
    assert told.held.last_entry == 2
    assert (told.received, told.happened) == ([received.entries[0].number], [happened])


def test_a_decision_tells_so_many_things_that_held_then_and_how_many_more(
    busy: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(then, "MOST", 0)
    html = _page(busy.register).html
    assert re.search(r"\d+ more things? held then, which the dossier of the decision tells", html)


def test_things_of_other_sorts_are_told_with_their_history_and_linked(desk: Desk) -> None:
    desk.record(cell.appoint("directrice de l’eau", at=desk.now))
    given = desk.record(instruction.give("Visiter la salle", to=["directrice de l’eau"], due=None))
    desk.record(meeting.open_meeting())
    told = _page(desk.register)
    assert {"cell-1", "instruction-1", "meeting-1", "all-cell"} <= {*told.ids}
    sheet = told.html[told.html.index('id="instruction-1"') :]
    assert "Visiter la salle" in sheet[: sheet.index("</article>")]
    row = told.html[told.html.index(f'<li id="n{given}"') :]
    assert 'href="#instruction-1"' in row[: row.index("</li>")]
