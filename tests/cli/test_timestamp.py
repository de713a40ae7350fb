"""`audit timestamp`: what an authority stamped is checked, kept and told, and nothing else is."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from crisis_log.audit.timestamping import LARGEST_REPLY, ask
from crisis_log.cli.inputs import LARGEST_GIVEN
from crisis_log.evidence.timestamp import TimestampError, nonce_of, query
from crisis_log.register import Register
from tests.cli.case import LINE
from tests.cli.running import OPENING, REGISTER, CommandLine
from tests.tsa import Authority, dripping, issue, serving

KEY = "signing.pem"
NOWHERE = "http://127.0.0.1:9/"
"""The port of the discard service, where nobody listens."""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.founded(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(autouse=True)
def _without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked of loopback goes to loopback."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def signed(nothing: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A desk with a register and its key at hand."""
    nothing.given(f"{OPENING} --key {KEY}")
    monkeypatch.setenv("CRISIS_LOG_KEY", KEY)
    return nothing


def kept() -> list[tuple[int, bytes]]:
    """Return the stored timestamps: how many entries each covers, and the reply."""
    with Register.open(Path(REGISTER)) as register:
        sizes = {one.note: one.size for one in register.checkpoints()}
        return [(sizes[note], reply) for note, reply in register.timestamps()]


def checkpoints() -> list[int]:
    with Register.open(Path(REGISTER)) as register:
        return [one.size for one in register.checkpoints()]


def stamp(desk: CommandLine, authority: Authority, *options: str) -> Any:
    """Have the log stamped; return the JSON answer."""
    with serving(lambda asked: (200, authority.answer(asked))) as url:
        return desk.having("--json")("audit", "timestamp", "--tsa", url, *options).document


def test_an_authority_stamps_the_log_as_it_is_now(
    signed: CommandLine, authority: Authority
) -> None:
    signed.given(LINE)
    with serving(lambda asked: (200, authority.answer(asked))) as url:
        answer = signed.typed(f"audit timestamp --tsa {url}").done(r"up to n° 2 stamped: \d{4}-")
    assert answer.line_of("authority").endswith("Test Authority, Crisis Log tests")
    ((size, reply),) = kept()
    assert size == 2
    with Register.open(Path(REGISTER)) as register:
        assert authority.accepts(reply, register.timestamps()[0].note.encode())


def test_what_a_timestamp_proves_and_does_not_is_said(
    signed: CommandLine, authority: Authority
) -> None:
    with serving(lambda asked: (200, authority.answer(asked))) as url:
        answer = signed.typed(f"audit timestamp --tsa {url}").done()
    assert re.search("existed before that instant, never that they did not exist", answer.out)
    assert re.search("Only a qualified timestamp .* article 41 of the eIDAS", answer.out)


def test_whether_the_certificate_was_checked_is_said(
    signed: CommandLine, authority: Authority
) -> None:
    Path("root.pem").write_bytes(authority.root.pem)
    with serving(lambda asked: (200, authority.answer(asked))) as url:
        line = f"audit timestamp --tsa {url}"
        signed.typed(line).done("not checked: anyone could have signed so")
        signed.typed(f"{line} --tsa-certificate root.pem").done("checked against what you gave")


def test_a_certificate_that_does_not_vouch_for_the_authority_keeps_nothing(
    signed: CommandLine, authority: Authority
) -> None:
    Path("root.pem").write_bytes(issue("Another root").pem)
    with serving(lambda asked: (200, authority.answer(asked))) as url:
        line = f"audit timestamp --tsa {url} --tsa-certificate root.pem"
        signed.typed(line).failed(1, "is not vouched for")
    signed.given("audit timestamp --query ask.tsq")
    Path("ask.tsr").write_bytes(authority.answer(Path("ask.tsq").read_bytes()))
    line = "audit timestamp --reply ask.tsr --tsa-certificate root.pem"
    signed.typed(line).failed(1, "is not vouched for")
    assert kept() == []


def test_the_answer_in_json(signed: CommandLine, authority: Authority) -> None:
    Path("root.pem").write_bytes(authority.root.pem)
    found = stamp(signed, authority, "--tsa-certificate", "root.pem")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found.pop("gen_time"))
    assert found.pop("serial").isdecimal()
    assert found == {
        "size": 1,
        "tsa": "Test Authority, Crisis Log tests",
        "is_trusted": True,
        "policy": "1.2.3.4.1",
    }


def test_a_checkpoint_is_signed_when_entries_were_recorded_since_the_last(
    signed: CommandLine, authority: Authority
) -> None:
    stamp(signed, authority)
    stamp(signed, authority)
    assert checkpoints() == [1]
    signed.given(LINE)
    stamp(signed, authority)
    assert checkpoints() == [1, 4], "two timestamps were noted, and a line was recorded"
    assert [size for size, _reply in kept()] == [1, 1, 4]


def test_the_key_is_needed_only_to_sign_a_new_checkpoint(
    signed: CommandLine, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed.given("audit checkpoint")
    monkeypatch.setenv("CRISIS_LOG_KEY", "elsewhere.pem")
    assert stamp(signed, authority)["size"] == 1


def test_without_the_key_nothing_is_asked(signed: CommandLine) -> None:
    line = f"audit timestamp --tsa {NOWHERE} --key elsewhere.pem"
    signed.typed(line).failed(2, "signing.pem when it was made.* none in elsewhere.pem")


def test_a_request_is_carried_by_hand_and_its_reply_taken_in(
    signed: CommandLine, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = signed.typed("audit timestamp --query ask.tsq")
    asked.done(r"up to n° 1: ask.tsq\n.* given out .*\n.*\n.* --reply")
    request = Path("ask.tsq").read_bytes()
    assert nonce_of(request) is None
    Path("ask.tsr").write_bytes(authority.answer(request))
    signed.given(LINE, "audit checkpoint")
    monkeypatch.delenv("CRISIS_LOG_KEY")
    signed.typed("audit timestamp --reply ask.tsr").done("up to n° 1 stamped")
    signed.typed("audit timestamp --reply ask.tsr").done("up to n° 1 stamped")
    assert kept() == [(1, Path("ask.tsr").read_bytes())]


def test_a_request_is_written_over_nothing(signed: CommandLine) -> None:
    Path("ask.tsq").write_text("mine")
    signed.typed("audit timestamp --query ask.tsq").failed(2, "ask.tsq already exists; it was left")
    assert Path("ask.tsq").read_text() == "mine"
    document = signed.document("audit timestamp --query other.tsq")
    assert document == {"query": "other.tsq", "size": 1}


def test_a_reply_about_something_else_keeps_nothing(
    signed: CommandLine, authority: Authority
) -> None:
    signed.given("audit checkpoint")
    Path("other.tsr").write_bytes(authority.answer(query(b"something else")))
    signed.typed("audit timestamp --reply other.tsr").failed(1, "of no checkpoint of this")
    Path("other.tsr").write_bytes(b"\0" * (LARGEST_GIVEN + 1))
    signed.typed("audit timestamp --reply other.tsr").failed(2, "is too large")
    signed.typed("audit timestamp --reply none.tsr").failed(2, "cannot be read: there is no")
    assert kept() == []


@pytest.mark.parametrize(
    "options", ["", "--tsa http://x --reply y", "--query x --reply y", "--tsa-certificate x.pem"]
)
def test_one_way_of_asking_is_chosen(signed: CommandLine, options: str) -> None:
    Path("x.pem").touch()
    signed.typed(f"audit timestamp {options}").failed(2, "Give one of --tsa, --query and --reply")
    assert not Path("x").exists()


@pytest.mark.parametrize(
    ("status", "reply", "says"),
    [
        (200, b"<html>Please sign in</html>", "not the reply of a time-stamping authority"),
        (200, b"", "not the reply of a time-stamping authority"),
        (200, b"\0" * (LARGEST_REPLY + 1), "too large"),
        (302, b"", "did not answer: HTTP 302"),
        (404, b"", "did not answer: HTTP 404"),
        (500, b"", "did not answer: HTTP 500"),
    ],
)
def test_what_is_not_a_timestamp_keeps_nothing(
    signed: CommandLine, status: int, reply: bytes, says: str
) -> None:
    with serving(lambda _asked: (status, reply)) as url:
        signed.typed(f"audit timestamp --tsa {url}").failed(1, says)
    assert kept() == []


def test_an_old_reply_played_again_keeps_nothing(signed: CommandLine, authority: Authority) -> None:
    stamp(signed, authority)
    ((_size, reply),) = kept()
    with serving(lambda _asked: (200, reply)) as url:
        signed.typed(f"audit timestamp --tsa {url}").failed(1, "answers another request")
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://127.0.0.1/", "is not the address of an authority"),
        ("file:///etc/passwd", "is not the address of an authority"),
        ("tsa.example", "is not the address of an authority"),
        ("http://", "did not answer"),
        ("http://[/", "did not answer"),
        ("http://127.0.0.1:port/", "did not answer"),
        ("http://127.0.0.1:9/a b", "did not answer"),
        ("http://127.0.0.1:9/é", "did not answer"),
        (NOWHERE, "did not answer: the connection is refused.* --query, then --reply"),
    ],
)
def test_an_address_where_no_authority_answers_says_so(url: str, says: str) -> None:
    with pytest.raises(TimestampError, match=says):
        ask(url, b"")


def test_an_authority_that_takes_too_long_is_left() -> None:
    leave = Event()
    with serving(lambda _asked: (200 + leave.wait(5), b"")) as url:
        with pytest.raises(TimestampError, match="it takes too long"):
            ask(url, b"", seconds=0.1)
        leave.set()


def test_an_authority_that_answers_byte_by_byte_is_left() -> None:
    leave = Event()
    drops = (b"0" for _number in range(100) if not leave.wait(0.02))
    with serving(lambda _asked: (200, drops)) as url:
        with pytest.raises(TimestampError, match="it takes too long"):
            ask(url, b"", seconds=0.2)
        leave.set()


def test_an_authority_whose_headers_come_byte_by_byte_is_left() -> None:
    begun = time.monotonic()
    with dripping() as url, pytest.raises(TimestampError, match="it takes too long"):
        ask(url, b"", seconds=0.3)
    assert time.monotonic() - begun < 3


def test_an_authority_is_asked_through_the_proxy_of_the_environment(
    signed: CommandLine, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(lambda asked: (200, authority.answer(asked))) as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        signed.typed("audit timestamp --tsa http://tsa.invalid/").done("up to n° 1 stamped")


def test_verification_shows_between_which_stamps_entries_were_recorded(
    signed: CommandLine, authority: Authority
) -> None:
    first = stamp(signed, authority)["gen_time"]
    signed.given(LINE, LINE)
    second = stamp(signed, authority)["gen_time"]
    signed.given(LINE)
    spans = signed.document("audit verify")["spans"]
    found = [(one["first"], one["last"], one["after"], one["before"]) for one in spans]
    assert found == [(1, 1, None, first), (2, 4, first, second), (5, 6, second, None)]
