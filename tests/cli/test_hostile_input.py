"""Whatever is typed is kept as it is, shown without acting, or refused with a sentence."""

import re
import sys
from typing import Final

import pytest

from tests.cli.case import LINE
from tests.cli.running import CommandLine, installed, size

TEXTS: Final = {
    "colours": "\x1b[31mred\x1b[0m",
    "bell": "ding\x07",
    "overwriting": "all is well\rall is lost",
    "backspace": "not\b\b\bnow",
    "title of the window": "\x1b]0;owned\x07",
    "eight-bit escape": "\x9b31mred",
    "right to left override": "safe \u202etxt.exe\u202c",
    "arabic": "مرحبا بالعالم",
    "emoji": "😷👩‍⚕️🇫🇷",
    "markup": "[bold]<b>&amp; {name} %s %(x)d",
    "long": "very " * 2000,
    "lines": "one\ntwo\n\nthree",
    "hyphens": "--json",
}
ACTING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that a terminal obeys instead of showing them."""
READINGS: Final = (
    "timeline",
    "show 2",
    "show 3",
    "state",
    "decision list",
    "decision show D-1",
    "measure list",
    "measure show M-1",
    "pca list",
    "pca show pca",
    "settings show",
    "audit replay",
    "audit diff 0 7",
)


def filled(desk: CommandLine, text: str) -> CommandLine:
    """Record `text` wherever a text can be recorded."""
    note = ("--note", text)
    for arguments in (
        ("log", *note, "--source", text, "--tag", text, "--", text),
        ("decision", "record", "--owner", text, "--option", text, "--situation", text, "--", text),
        ("measure", "order", "--category", text, "--indicator", text, "--unit", text, "--", text),
        ("pca", "register", "pca", f"--mission=asr={text}", f"--level=1={text}", "--title", text),
        ("settings", "set", "--", "address", text),
        ("level", "--reason", text, "--", text),
    ):
        desk(*arguments).done()
    return desk


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_is_kept_as_it_was_typed(desk: CommandLine, text: str) -> None:
    filled(desk, text)
    kept = text.strip().replace("\r", "\n")  # each ends a line
    assert desk.document("show 2")["fact"]["text"] == kept
    assert desk.document("show 2")["note"] == kept
    assert desk.document("decision show D-1")["title"] == kept
    assert desk.document("measure show M-1")["indicators"][0]["name"] == kept
    assert desk.document("pca show pca")["missions"][0]["title"] == kept


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_character_of_a_text_acts_where_it_is_shown(desk: CommandLine, text: str) -> None:
    filled(desk, text)
    for reading in READINGS:
        assert not ACTING.search(desk.typed(reading).done().out), reading


def test_a_control_character_is_made_visible(desk: CommandLine) -> None:
    filled(desk, TEXTS["colours"]).typed("timeline").done(r"␛\[31mred␛\[0m")


def test_the_one_character_that_no_argument_can_hold_is_refused_from_a_pipe_too(
    desk: CommandLine,
) -> None:
    desk("log", "-", stdin=b"a\x00b").failed(2, "holds a NUL")
    assert size() == 1


@pytest.mark.parametrize(
    "line", ["decision show", "pca show", "log x --at", "log x --kind", "level --oops"]
)
@pytest.mark.parametrize("text", ["\x07\x1b[31mX", "over\rwritten", "\u202etxt"])
def test_no_character_of_a_mistake_acts_in_the_sentence_about_it(
    desk: CommandLine, line: str, text: str
) -> None:
    answer = desk(*line.split(), text)
    assert answer.code in {1, 2}
    assert not ACTING.search(answer.err)


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\u00a0\u2003"])
@pytest.mark.parametrize("verb", ["log", "level", "decision record", "measure order"])
def test_a_text_that_says_nothing_is_refused(desk: CommandLine, verb: str, text: str) -> None:
    desk(*verb.split(), text).failed(1, "some text is needed")
    assert size() == 1


def test_a_text_beyond_every_measure_is_refused(desk: CommandLine) -> None:
    desk("log", "x" * 100_001).failed(1, "longer than 100,000 characters; shorten it")


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("decision show D-999999999999", 2, "not a number such as D-3"),
        ("decision show D-0", 2, "not a number such as D-3"),
        ("decision show D-1.5", 2, "not a number such as D-3"),
        ("decision show D-³", 2, "not a number such as D-3"),
        ("decision show 999999999", 1, "There is no decision D-999999999"),
        ("show 0", 2, "not a number such as 42"),
        ("show -- -1", 2, "not a number such as 42"),
        ("pca activate pca --level 0", 2, "0 is not in the range"),
        ("pca activate pca --level 99999999999999999999", 2, "not in the range"),
        ("measure report M-1 --progress 101", 2, "101 is not in the range"),
        ("state --entry 999999999", 1, "There is no entry n° 999999999"),
        ("audit replay --from 999999999", 1, "There is no entry n° 999999999"),
        ("audit diff 1 99999999999999999999", 1, "There is no entry n° 9+"),
        ("state --as-of '01/01/99999 10:00'", 2, "not a time I can read"),
        ("state --on 9999-12-31", 2, ""),
        ("state --as-of 0001-01-01", 1, ""),
        ("log x --at '0001-01-01 00:00'", 2, ""),
        ("log x --at 9999-12-31T23:59:59-14:00", 2, ""),
        ("timeline --until 9999-12-31T23:59:59-14:00", 2, ""),
    ],
)
def test_an_absurd_number_or_date_gets_a_sentence(
    desk: CommandLine, line: str, code: int, says: str
) -> None:
    desk.given(LINE)
    answer = desk.typed(line)
    assert answer.code in ({code} if says else {0, 1, 2})
    assert "Traceback" not in answer.err
    assert re.search(says, answer.err)


@pytest.mark.parametrize("line", ["show", "decision show", "audit diff 1", "timeline --subject"])
def test_a_number_of_thousands_of_digits_gets_a_sentence(desk: CommandLine, line: str) -> None:
    answer = desk(*line.split(), ("D-" if "subject" in line else "") + "9" * 5000)
    assert answer.code in {0, 1, 2}


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are Unicode there")
@pytest.mark.parametrize(
    "line",
    [
        b"log \xff",
        b"log x --note \xff",
        b"log x --request-id \xff",
        b"log x --kind \xff",
        b"decision show \xff",
        b"pca show \xff",
        b"pca activate \xff --level 1",
        b"timeline --subject \xff",
        b"backup missing/\xff",
        b"--register \xff state",
        b"--by \xff log x",
    ],
)
def test_bytes_that_are_no_text_get_a_sentence(desk: CommandLine, line: bytes) -> None:
    answer = installed(*line.split())
    assert answer.code in {1, 2, 4}
    assert answer.err.startswith("Error: ")
    assert "Traceback" not in answer.err
    assert size() == 1


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are Unicode there")
def test_a_register_whose_name_is_no_text_can_be_used(desk: CommandLine) -> None:
    installed(b"backup", b"\xff.crisis")
    answer = installed(b"--register", b"\xff.crisis", b"timeline")
    assert "Traceback" not in answer.err
    assert answer.code in {0, 4}
