"""Files are given as the log vouches for them, to the byte, or a sentence says why they are not."""

from __future__ import annotations

import re
import shutil
import sqlite3
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from crisis_log.board.addresses import file_at, report_at
from crisis_log.board.giving import FILE_POLICY, PDF_POLICY
from crisis_log.command import File
from crisis_log.register import Register, stopped_clock
from crisis_log.slices import journal
from tests.board.conftest import PRESENT
from tests.board.served import served
from tests.board.shelf import Office, copied
from tests.desk import Desk

_OK, _MISSING, _CONFLICT = httpx.codes.OK, httpx.codes.NOT_FOUND, httpx.codes.CONFLICT


@pytest.fixture
def office(demonstration: Path, tmp_path: Path) -> Office:
    return copied(demonstration, tmp_path)


def got(address: str, path: str, **headers: str) -> httpx.Response:
    return httpx.get(address + path, headers=headers, timeout=30)


def sentence(answer: httpx.Response) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", answer.text)


def altered(register: Path, digest: str, content: bytes | None) -> None:
    """Put other bytes in the place of a file that a register keeps, or none."""
    with sqlite3.connect(register) as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        if content is None:
            connection.execute("DELETE FROM attachments WHERE sha256 = ?", (digest,))
        else:
            connection.execute(
                "UPDATE attachments SET content = ? WHERE sha256 = ?", (content, digest)
            )
    connection.close()


def test_a_report_is_given_as_it_was_issued(demonstrated: str, demonstration: Path) -> None:
    fact = Office(demonstration, demonstration.parent).fact(4)
    answer = got(demonstrated, report_at(4))
    assert answer.status_code == _OK
    assert sha256(answer.content).hexdigest() == fact.sha256
    headers = answer.headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"] == 'inline; filename="covid-19-R-4.pdf"'
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["etag"] == f'"{fact.sha256}"'
    assert headers["content-security-policy"] == PDF_POLICY


def test_a_part_of_it_and_what_is_known_already_are_not_sent_whole(demonstrated: str) -> None:
    whole = got(demonstrated, report_at(4))
    part = got(demonstrated, report_at(4), Range="bytes=100-199")
    assert part.status_code == httpx.codes.PARTIAL_CONTENT
    assert part.content == whole.content[100:200]
    known = got(demonstrated, report_at(4), **{"If-None-Match": whole.headers["etag"]})
    assert known.status_code == httpx.codes.NOT_MODIFIED
    assert not known.content
    head = httpx.head(demonstrated + report_at(4))
    assert head.headers["content-length"] == str(len(whole.content))


def test_an_altered_file_is_never_given_where_the_register_keeps_none(office: Office) -> None:
    number = office.issued_without_copy(b"%PDF-1.7 essai")
    with served(office.register, stopped_clock(PRESENT)) as address:
        office.path_of(number).write_bytes(b"%PDF-1.7 essaj")
        answer = got(address, report_at(number))
        assert answer.status_code == _CONFLICT
        assert b"essaj" not in answer.content
        assert "a été altéré et n’est pas remis" in sentence(answer)
        office.path_of(number).write_bytes(b"%PDF-1.7 essai")
        assert got(address, report_at(number)).content == b"%PDF-1.7 essai"


def test_a_file_altered_after_it_was_given_does_not_change_what_is_given(office: Office) -> None:
    number = office.issued_without_copy(b"%PDF-1.7 essai")
    with served(office.register, stopped_clock(PRESENT)) as address:
        assert got(address, report_at(number)).content == b"%PDF-1.7 essai"
        office.path_of(number).write_bytes(b"%PDF-1.7 essaj")
        assert got(address, report_at(number)).content == b"%PDF-1.7 essai"


def test_where_the_shelf_is_altered_or_gone_the_copy_of_the_register_is_given(
    office: Office,
) -> None:
    office.path_of(2).write_bytes(b"%PDF-1.7 autre")
    with served(office.register, stopped_clock(PRESENT)) as address:
        for number in (1, 2):
            answer = got(address, report_at(number))
            assert sha256(answer.content).hexdigest() == office.fact(number).sha256
            shutil.rmtree(office.shelf, ignore_errors=True)


def test_a_report_that_is_nowhere_is_not_there(office: Office) -> None:
    number = office.issued_without_copy(b"%PDF-1.7 essai")
    shutil.rmtree(office.shelf)
    with served(office.register, stopped_clock(PRESENT)) as address:
        answer = got(address, report_at(number))
    assert answer.status_code == _MISSING
    assert "rien n’est remis à sa place" in sentence(answer)


def test_bytes_altered_in_the_register_and_beside_it_are_not_given(office: Office) -> None:
    fact = office.fact(2)
    altered(office.register, fact.sha256, b"%PDF-1.7 autre")
    shutil.rmtree(office.shelf)
    with served(office.register, stopped_clock(PRESENT)) as address:
        answer = got(address, report_at(2))
    assert answer.status_code == _CONFLICT
    assert b"autre" not in answer.content


def test_a_link_on_the_shelf_leads_nowhere(office: Office, tmp_path: Path) -> None:
    number = office.issued_without_copy(b"%PDF-1.7 essai")
    elsewhere = tmp_path / "secret.pdf"
    office.path_of(number).rename(elsewhere)
    office.path_of(number).symlink_to(elsewhere)
    with served(office.register, stopped_clock(PRESENT)) as address:
        assert got(address, report_at(number)).status_code == _MISSING


@pytest.mark.parametrize(
    "path",
    [
        "/rapports/R-0.pdf",
        "/rapports/R-99.pdf",
        "/rapports/R-999999999999999999999.pdf",
        "/rapports/R-1",
        "/rapports/r-1.pdf",
        "/rapports/R-01.pdf",
        "/rapports/R-\u0661.pdf",
        "/rapports/covid-19.crisis",
        "/rapports/..%2fcovid-19.crisis",
        "/rapports/..%2f..%2f..%2fetc%2fpasswd",
        "/rapports/R-1.pdf%00",
        f"/pieces/{'0' * 64}",
        f"/pieces/{'0' * 64}?inscription=2",
        f"/pieces/{'0' * 64}?inscription=99999999999",
        f"/pieces/{'0' * 64}?inscription=-1",
        "/pieces/..%2f..%2fetc%2fpasswd?inscription=1",
    ],
)
def test_what_is_no_file_is_refused_with_a_page(demonstrated: str, path: str) -> None:
    answer = got(demonstrated, path)
    assert answer.status_code == _MISSING
    assert b"root:" not in answer.content
    assert not answer.content.startswith((b"%PDF", b"SQLite"))


@pytest.fixture
def kept(desk: Desk) -> dict[str, tuple[File, int]]:
    """Files kept with entries: one that attacks, and one of a confidential line."""
    found = {}
    for name, confidential in (("page.html", False), ("Liste d’élus.txt", True)):
        file = File(name, "text/html", f"<script>alert(1)</script>{name}".encode())
        recorded = desk.register.record(
            journal.log("reçu", confidential=confidential), by="la secrétaire", files=[file]
        )
        found[name] = (file, recorded.entries[0].number)
    return found


def test_a_kept_file_is_saved_never_shown(desk: Desk, kept: dict[str, tuple[File, int]]) -> None:
    file, entry = kept["page.html"]
    with served(desk.register.place) as address:
        answer = got(address, file_at(file.sha256, entry))
        assert answer.status_code == _OK
        assert answer.content == file.content
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"] == 'attachment; filename="page.html"'
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == FILE_POLICY
        assert "sandbox" in FILE_POLICY
        assert got(address, file_at(file.sha256, entry + 1)).status_code == _MISSING


def test_what_is_kept_with_a_confidential_line_is_not_given(
    desk: Desk, kept: dict[str, tuple[File, int]]
) -> None:
    file, entry = kept["Liste d’élus.txt"]
    with served(desk.register.place) as address:
        answer = got(address, file_at(file.sha256, entry))
    assert answer.status_code == httpx.codes.FORBIDDEN
    assert file.content not in answer.content
    assert "ligne confidentielle" in sentence(answer)


def test_a_kept_file_that_was_altered_or_is_gone_is_not_given(
    desk: Desk, kept: dict[str, tuple[File, int]]
) -> None:
    file, entry = kept["page.html"]
    path = Path(desk.register.place.text)
    desk.register.close()
    with served(path) as address:
        for content, status in ((b"autre", _CONFLICT), (None, _MISSING)):
            altered(path, file.sha256, content)
            answer = got(address, file_at(file.sha256, entry))
            assert answer.status_code == status
            assert b"autre" not in answer.content


def test_files_are_given_while_the_register_is_written(desk: Desk) -> None:
    file = File("plan.bin", "application/octet-stream", b"x" * 3_000_000)
    path = desk.register.place.text
    entry = desk.register.record(journal.log("reçu"), by="a", files=[file]).entries[0].number
    with served(path) as address, Register.open(path) as register:
        for _again in range(3):
            register.record(journal.log("suite"), by="la secrétaire")
            assert got(address, file_at(file.sha256, entry)).content == file.content
