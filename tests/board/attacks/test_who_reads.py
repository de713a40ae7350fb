"""Nobody reads without a link that is good, and a link is good once."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from crisis_log.board.codes import in_groups
from crisis_log.board.links import Links
from crisis_log.board.readers import Readers
from crisis_log.fact import Refused
from crisis_log.files import FileError
from crisis_log.register import system_clock
from tests.board.served import Guarded

_LASTING = timedelta(hours=12)
PAGES = ("/", "/suivi/", "/chronologie", "/nowhere")


def _take(client: httpx.Client, board: Guarded, code: str) -> httpx.Response:
    return client.post("/entrer", data={"code": code}, headers={"Origin": board.address})


@pytest.mark.parametrize("path", PAGES)
def test_without_a_cookie_nothing_is_read(stranger: httpx.Client, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 401
    assert "Il faut un lien" in answer.text
    assert "COVID" not in answer.text


@pytest.mark.parametrize("token", ["x", "A" * 43, "' or 1=1 --", "../x", '""', "é"])
def test_a_forged_cookie_is_none(board: Guarded, stranger: httpx.Client, token: str) -> None:
    cookie = f"{board.cookie_name}={token}".encode()
    assert stranger.get("/", headers={b"Cookie": cookie}).status_code == 401


def test_who_has_taken_a_link_reads(reader: httpx.Client) -> None:
    answer = reader.get("/")
    assert answer.status_code == 200
    assert "Accès\u202f: un écran" in answer.text


def test_a_link_is_taken_once(board: Guarded, stranger: httpx.Client) -> None:
    code = board.code()
    first, second = (_take(stranger, board, in_groups(code)) for _time in range(2))
    assert (first.status_code, first.headers["location"]) == (303, "/")
    assert second.status_code == 403
    assert "il a déjà servi" in second.text
    assert "set-cookie" not in second.headers


def test_of_many_who_take_a_link_at_once_one_wins(board: Guarded) -> None:
    code = board.code()

    def take(_turn: int) -> int:
        with board.client() as client:
            return _take(client, board, code).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(take, range(8))) == [303, *[403] * 7]


def test_the_cookie_is_for_the_board_and_this_browser_alone(
    board: Guarded, stranger: httpx.Client
) -> None:
    cookie = _take(stranger, board, board.code(hours=2)).headers["set-cookie"]
    name, *attributes = cookie.split("; ")
    assert len(name.partition("=")[2]) >= 43
    assert {one.lower() for one in attributes} == {
        "httponly",
        "samesite=strict",
        "path=/",
        "max-age=7200",
    }


def test_who_only_looks_at_a_link_does_not_use_it_up(
    board: Guarded, stranger: httpx.Client
) -> None:
    code = board.code()
    for method in ("GET", "HEAD"):
        assert stranger.request(method, f"/entrer?code={code}").status_code == 200
        assert stranger.request(method, f"/entrer#{code}").status_code == 200
    assert _take(stranger, board, code).status_code == 303


@pytest.mark.parametrize(
    "typed", ["{}", " {} ", "{}\r\n", "http://127.0.0.1:8080/entrer#{}", "https://x/entrer#{}"]
)
def test_a_code_is_taken_as_people_paste_it(
    board: Guarded, stranger: httpx.Client, typed: str
) -> None:
    code = in_groups(board.code()).lower().replace("0", "o").replace("1", "l")
    assert _take(stranger, board, typed.format(code)).status_code == 303


def test_a_cookie_that_was_there_before_is_never_made_good(
    board: Guarded, stranger: httpx.Client
) -> None:
    planted = {"Cookie": f"{board.cookie_name}=planted"}
    answer = stranger.post(
        "/entrer", data={"code": board.code()}, headers={"Origin": board.address, **planted}
    )
    assert answer.status_code == 303
    assert "planted" not in answer.headers["set-cookie"]
    assert stranger.get("/", headers=planted).status_code == 401


def test_who_leaves_cannot_come_back(board: Guarded, reader: httpx.Client) -> None:
    answer = reader.post("/sortir", headers={"Origin": board.address})
    assert (answer.status_code, answer.headers["location"]) == (303, "/entrer")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert reader.get("/").status_code == 401


def test_a_revoked_link_reads_no_more(board: Guarded, reader: httpx.Client) -> None:
    assert reader.get("/").status_code == 200
    board.links.revoke(board.links.all()[-1].number, system_clock())
    assert reader.get("/").status_code == 401


def test_a_link_that_is_revoked_before_cannot_be_taken(
    board: Guarded, stranger: httpx.Client
) -> None:
    code = board.code()
    board.links.revoke(board.links.all()[-1].number, system_clock())
    assert _take(stranger, board, code).status_code == 403


class Hours:
    """A clock, and what passes by it, which a test sets."""

    def __init__(self) -> None:
        self.now = system_clock()
        self.passed = 0.0

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **length: float) -> None:
        self.now += timedelta(**length)
        self.passed += timedelta(**length).total_seconds()


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def links(tmp_path: Path) -> Links:
    return Links(tmp_path / "state", "real-0a1b2c3d")


@pytest.fixture
def readers(links: Links, hours: Hours) -> Readers:
    return Readers(links, hours, lambda: hours.passed)


def _token(links: Links, readers: Readers, hours: Hours, lasting: int = 12) -> str:
    taken = readers.take(links.make("un écran", timedelta(hours=lasting), hours())[1])
    assert taken is not None
    return taken.token


def test_a_link_ends_with_its_hours(links: Links, readers: Readers, hours: Hours) -> None:
    token = _token(links, readers, hours)
    hours.pass_(hours=11.9)
    reader = readers.of(token)
    assert reader is not None
    hours.pass_(hours=0.2)
    assert readers.of(token) is None
    assert not readers.may_go_on(reader)


def test_a_link_waits_for_its_time_alone(links: Links, readers: Readers, hours: Hours) -> None:
    _link, code = links.make("un écran", _LASTING, hours(), timedelta(minutes=15))
    hours.pass_(minutes=16)
    assert readers.take(code) is None
    assert links.all()[0].status(hours()) == "untaken"


def test_a_clock_turned_back_lengthens_no_link(
    links: Links, readers: Readers, hours: Hours
) -> None:
    token = _token(links, readers, hours)
    assert readers.of(token) is not None
    hours.pass_(hours=6)
    hours.now -= timedelta(hours=6)
    assert readers.of(token) is not None
    hours.pass_(hours=6.1)
    assert readers.of(token) is None, "the board measures by itself"


def test_a_clock_turned_back_before_a_link_was_taken_ends_it(
    links: Links, readers: Readers, hours: Hours
) -> None:
    token = _token(links, readers, hours)
    hours.now -= timedelta(days=1)
    assert readers.of(token) is None
    assert Readers(links, hours).of(token) is None, "for a board that starts then, too"


def test_a_cookie_of_another_register_is_none(
    links: Links, readers: Readers, hours: Hours, tmp_path: Path
) -> None:
    token = _token(links, readers, hours)
    other = Links(tmp_path / "state", "real-other")
    other.path.write_bytes(links.path.read_bytes())
    assert readers.of(token) is not None
    assert Readers(other, hours).of(token) is None


def test_what_is_kept_lets_nobody_in(links: Links, readers: Readers, hours: Hours) -> None:
    _made, code = links.make("un écran", _LASTING, hours())
    token = _token(links, readers, hours)
    kept = links.path.read_text(encoding="utf-8")
    assert token not in kept
    assert code not in kept
    assert all(readers.of(one.cookie or "") is None for one in links.all())
    assert readers.take(links.all()[0].code) is None


def test_what_is_kept_is_for_its_owner_alone(links: Links, hours: Hours) -> None:
    links.make("un écran", _LASTING, hours())
    assert stat.S_IMODE(links.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(links.path.parent.stat().st_mode) == 0o700


def test_numbers_of_links_are_never_given_again(links: Links, hours: Hours) -> None:
    assert links.make("un", _LASTING, hours())[0].number == 1
    hours.pass_(days=60)
    assert links.make("deux", _LASTING, hours())[0].number == 2
    assert [one.number for one in links.all()] == [2]
    with pytest.raises(Refused, match=r"n°\s1"):
        links.revoke(1, hours())


def test_many_make_links_at_once_and_none_is_lost(links: Links, hours: Hours) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = [
            *pool.map(lambda n: links.make(f"écran {n}", _LASTING, hours())[0].number, range(24))
        ]
    assert sorted(made) == [*range(1, 25)]
    assert [one.number for one in links.all()] == [*range(1, 25)]


def test_where_links_cannot_be_read_nobody_is_let_in(board: Guarded, reader: httpx.Client) -> None:
    kept = board.links.path.read_bytes()
    board.links.path.write_bytes(b"{damaged")
    try:
        answer = reader.get("/")
        assert answer.status_code == 503
        assert "ne peut pas vérifier qui est autorisé" in answer.text
        assert str(board.links.path.parent) not in answer.text, "where it lies is not said"
        with pytest.raises(FileError):
            board.links.make("un écran", _LASTING, system_clock())
    finally:
        board.links.path.write_bytes(kept)
    assert reader.get("/").status_code == 200


def test_where_it_cannot_be_noted_a_link_is_not_taken(
    board: Guarded, stranger: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = board.code()

    def full(*_given: object) -> None:
        raise FileError("Il n’y a plus de place sur le disque.")

    with monkeypatch.context() as patch:
        patch.setattr("crisis_log.board.links.write", full)
        answer = _take(stranger, board, code)
    assert answer.status_code == 503
    assert "ne peut pas vérifier qui est autorisé" in answer.text
    assert _take(stranger, board, code).status_code == 303
