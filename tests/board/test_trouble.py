"""Whatever happens to the register, the board says what it knows, and recovers by itself."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from crisis_log import zones
from crisis_log.board import app, pages
from crisis_log.board.page import Page
from crisis_log.command import Request
from crisis_log.moving import move
from crisis_log.register import Register, stopped_clock
from crisis_log.slices import crisis, decision, journal
from crisis_log.storage.sqlite.connecting import connect
from tests.attacks.attacker import contents, edit, insert, regrow, shell, sql
from tests.board.following import News, following, read, until, until_shown
from tests.board.served import served, serving
from tests.desk import Desk

_TITLE = "Fermer l\u2019accueil de Nanterre"
_LATER = "Rouvrir l\u2019accueil de Nanterre"
_OUT_OF_REACH = "hors d\u2019atteinte depuis"
_NOT_FOUND, _FAILED, _UNAVAILABLE = 404, 500, 503


@pytest.fixture
def path(desk: Desk) -> Path:
    """A register with a decision, which nobody has open."""
    desk.record(decision.record(_TITLE, decided_by="le directeur"))
    desk.register.close()
    return Path(desk.register.place.text)


@pytest.fixture(autouse=True)
def _silent(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Nothing is printed, whatever happens: no traceback above all."""
    yield
    assert capfd.readouterr().err == ""


def _record(path: Path, title: str) -> None:
    with Register.open(path) as register:
        register.record(decision.record(title, decided_by="le directeur"), by="la secrétaire")


def test_a_register_that_is_moved_away_is_shown_with_its_age_until_it_is_back(path: Path) -> None:
    away = path.with_name("away.crisis")
    with served(path) as address, following(address) as news:
        assert _TITLE in next(news).parts["decisions"]
        path.rename(away)
        told = until_shown(address, _OUT_OF_REACH)
        assert told.status_code == 200
        assert _TITLE in told.text, "what was seen stays"
        assert any(_OUT_OF_REACH in each.parts.get("standing", "") for each in news)
        _record(away, _LATER)
        away.rename(path)
        assert any(_LATER in each.parts.get("decisions", "") for each in news)
        assert _OUT_OF_REACH not in until_shown(address, _LATER).text


def test_a_page_that_was_never_seen_says_why_it_cannot_be(path: Path) -> None:
    with serving(path) as (address, board):
        path.rename(path.with_name("away.crisis"))
        until(lambda: board.turn.trouble is not None)
        told = read(address, "/decisions")
        assert told.status_code == _UNAVAILABLE
        assert "away" not in told.text
        assert path.name in told.text, "the sentence says what is missing"
        assert str(path.parent) not in told.text, "and not where it lies"
        assert told.headers["retry-after"] == told.headers["refresh"] == "5"
        path.with_name("away.crisis").rename(path)
        until_shown(address, _TITLE)


def test_a_page_in_trouble_says_of_which_state_it_is_not_of_which_others_are(path: Path) -> None:
    with serving(path) as (address, board):
        assert "n°\u00a02" in read(address, "/decisions").text
        _record(path, _LATER)
        until_shown(address, _LATER)
        path.rename(path.with_name("away.crisis"))
        until(lambda: board.turn.trouble is not None)
        assert 'data-number="3"' in read(address).text
        earlier = read(address, "/decisions").text
        assert 'data-number="2"' in earlier
        assert _LATER not in earlier


def test_another_register_in_its_place_is_not_shown_and_nor_is_the_first(
    path: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = Desk(tmp_path / "other", register_id="autre-0badcafe")
    other.record(decision.record(_LATER, decided_by="le directeur"))
    other.register.close()
    first = path.rename(path.with_suffix(".first"))
    shutil.copy(first, path)
    with served(path) as address, following(address) as news:
        assert _TITLE in next(news).parts["decisions"]
        Path(other.register.place.text).rename(path)
        told = until_shown(address, "autre-0badcafe")
        assert told.status_code == _UNAVAILABLE
        assert _TITLE not in told.text
        assert _LATER not in told.text
        hidden = next(each for each in news if "autre-0badcafe" in each.parts.get("standing", ""))
        assert _TITLE not in hidden.parts["decisions"]
        first.rename(path)
        assert any(_TITLE in each.parts.get("decisions", "") for each in news)
        assert until_shown(address, _TITLE).status_code == 200


def test_a_backup_put_in_its_place_is_shown_as_what_it_is(path: Path, tmp_path: Path) -> None:
    backup = Path(shutil.copy(path, tmp_path / "backup"))
    _record(path, _LATER)
    with served(path) as address:
        assert _LATER in read(address).text
        backup.rename(path)
        told = until_shown(address, "Le registre a été remplacé")
        assert _TITLE in told.text
        assert _LATER not in told.text


def test_a_register_that_was_moved_says_where_it_goes_on(path: Path, tmp_path: Path) -> None:
    with served(path) as address, Register.open(path) as register:
        read(address)
        move(register, tmp_path / "ailleurs.crisis", by="la secrétaire")
        told = until_shown(address, "Ce registre a été déplacé vers")
        assert "ailleurs.crisis" in told.text
        assert _TITLE in told.text


def test_a_clock_that_is_turned_back_is_remarked_and_forgiven(desk: Desk) -> None:
    desk.record(decision.record(_TITLE, decided_by="le directeur"))
    behind = timedelta(hours=3)
    present = desk.now

    def clock() -> datetime:
        return present - behind

    with served(desk.register.place.text, clock) as address:
        told = until_shown(address, "L\u2019horloge de cet ordinateur retarde")
        assert _TITLE in told.text
        behind = timedelta()
        desk.record(decision.record(_LATER, decided_by="le directeur"))
        present = desk.now
        assert "L\u2019horloge" not in until_shown(address, _LATER).text


def test_a_clock_that_is_ahead_by_an_hour_and_put_right_is_followed(desk: Desk) -> None:
    present, ahead = desk.now.replace(second=59), timedelta()  # it looks again within a second

    def clock() -> datetime:
        return present + ahead

    with served(desk.register.place.text, clock) as address:
        until_shown(address, _seen(present))
        ahead = timedelta(hours=1)
        until_shown(address, _seen(present + ahead))
        ahead = timedelta()
        told = until_shown(address, _seen(present))
        assert "L\u2019horloge" not in told.text
        assert _OUT_OF_REACH not in told.text


def _seen(instant: datetime) -> str:
    """Return how a page says when it was seen."""
    return f'data-seen="{instant.isoformat()}'


def test_much_that_is_recorded_at_once_is_told_in_order_in_few_turns_and_the_last_of_it(
    path: Path,
) -> None:
    batches, each = 40, 25
    with serving(path) as (address, board), following(address) as news:
        shown, before = [_size(next(news))], board.turn.number
        with Register.open(path) as register:
            for batch in range(batches):
                register.record_all(
                    Request(journal.log(f"{batch}-{number}"), by="la secrétaire")
                    for number in range(each)
                )
        while shown[-1] != 2 + batches * each:
            shown.append(_size(next(news)))
        assert shown == sorted(set(shown))
        assert board.turn.number - before < batches
        assert f"{batches - 1}-{each - 1}" in until_shown(address, "39-24", "/chronologie").text


def _size(news: News) -> int:
    """Return the number of the last entry that a page says it tells."""
    found = re.search(r'data-number="(\d+)"', news.parts["standing"])
    assert found
    return int(found[1])


def test_entries_of_a_kind_that_only_a_newer_version_knows_are_said_to_be_there(
    path: Path,
) -> None:
    with served(path) as address:
        assert _TITLE in read(address).text
        with shell(path) as connection:
            content = contents(connection)[1].replace(b"decision.adopted", b"drone.launched")
            document = json.loads(content) | {"number": 3, "request_id": "drone"}
            insert(connection, document)
            connection.execute("INSERT INTO requests VALUES ('drone', 3, 3)")
            connection.execute("INSERT INTO kinds VALUES (?)", (document["kind"],))
            regrow(connection)
        told = until_shown(address, document["kind"])
        assert told.status_code == 200
        assert "d\u2019un type que cette version ne connaît pas" in told.text
        assert _TITLE in told.text
        assert "/inscriptions/3" in read(address, "/chronologie").text


def test_a_time_zone_that_this_machine_knows_no_more_is_a_sentence(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(name: str) -> ZoneInfo:
        raise ZoneInfoNotFoundError(name)

    with served(path) as address:
        assert _TITLE in read(address).text
        with monkeypatch.context() as patched:
            patched.setattr(zones, "ZoneInfo", unknown)
            _record(path, _LATER)
            told = until_shown(address, "ne connaît pas le fuseau horaire du registre")
            assert _TITLE in told.text
        assert _OUT_OF_REACH not in until_shown(address, _LATER).text


def test_a_log_that_a_killed_program_left_is_read_and_followed(path: Path) -> None:
    with closing(connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
        left = {beside: beside.read_bytes() for beside in path.parent.glob(f"{path.name}-*")}
    for beside, content in left.items():
        beside.write_bytes(content)
    assert left
    with served(path) as address:
        assert _TITLE in read(address).text
        _record(path, _LATER)
        until_shown(address, _LATER)


def test_what_lies_beside_a_register_is_as_it_was_after_the_board(path: Path) -> None:
    before = {each: each.read_bytes() for each in path.parent.iterdir()}
    with served(path) as address:
        read(address)
    assert {each: each.read_bytes() for each in path.parent.iterdir()} == before


def test_an_altered_state_is_a_sentence_and_not_shown(path: Path) -> None:
    with served(path) as address:
        assert _TITLE in read(address).text
        sql(path, edit("{", "[", table="state"))
        told = until_shown(address, _OUT_OF_REACH)
        assert _TITLE in told.text, "the last state that was believed"
        with Register.open(path) as register:
            register.rebuild()
        _record(path, _LATER)
        assert _OUT_OF_REACH not in until_shown(address, _LATER).text


def test_an_altered_entry_of_today_stops_no_page_but_the_one_that_tells_it(desk: Desk) -> None:
    desk.record(decision.record(_TITLE, decided_by="le directeur"))
    number = desk.record(journal.log("Ligne b"))
    path = Path(desk.register.place.text)
    sql(path, edit("Ligne", "Linge", number))
    with served(path, stopped_clock(desk.now)) as address:
        told = read(address)
        assert told.status_code == _UNAVAILABLE
        assert str(path.parent) not in told.text
        assert _TITLE in read(address, "/decisions").text
        for each in pages.MENU[1:]:
            assert read(address, each.path).status_code == 200, each.path


def test_a_fault_of_one_page_leaves_the_others(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_given: object) -> dict[str, object]:
        raise ZeroDivisionError("secret")

    broken = pages.PAGES[1]._replace(path="/panne", context=faulty)
    monkeypatch.setattr(app, "PAGES", (*pages.PAGES, broken))
    with served(path) as address:
        told = read(address, "/panne")
        assert told.status_code == _FAILED
        assert "secret" not in told.text
        assert "ZeroDivisionError" not in told.text
        assert read(address).status_code == 200


def test_what_is_asked_at_too_great_length_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: Page = pages.PAGES[0]._replace(path="/demande", fields=("q",))
    monkeypatch.setattr(app, "PAGES", (*pages.PAGES, asked))
    with served(path) as address:
        assert read(address, "/demande?q=masques").status_code == 200
        assert read(address, f"/demande?q={'x' * 201}").status_code == 400


def test_a_crisis_that_ended_and_projections_made_again_are_shown(path: Path) -> None:
    with served(path) as address, Register.open(path) as register:
        read(address)
        register.record(journal.log("dernier message"), by="la secrétaire")
        register.record(crisis.close(), by="la secrétaire")
        register.rebuild()
        assert _OUT_OF_REACH not in until_shown(address, "n°\u00a04").text
