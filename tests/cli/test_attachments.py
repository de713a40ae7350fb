"""Files kept with entries: read when they are recorded, written out again, over nothing."""

import re
import sys
from hashlib import sha256
from pathlib import Path
from typing import Final
from unittest.mock import patch

import pytest

from crisis_log.cli import attachments
from crisis_log.command import File, Request
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.slices.issued_report import ReportIssued, issue
from tests.cli.running import REGISTER, CommandLine, installed, size
from tests.storage.registers import run_sql
from tests.storage.rights import small_disk

LETTER: Final = b"%PDF-1.7 a letter\x00\xff"
OUT: Final = Path("out")


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, _at_a_desk: None) -> None:
    Path("letter.pdf").write_bytes(LETTER)
    Path("map.png").write_bytes(b"a map")
    OUT.mkdir()


def attached(name: str, content: bytes = b"content") -> None:
    """Record a line with a file of any name, as another program could."""
    with patch("crisis_log.recording._check_no_nul"), Register.open(Path(REGISTER)) as register:
        file = File(name, "text/plain", content)
        register.record_all([Request(journal.log("A"), by="secretary", files=[file])])


def test_files_are_kept_with_their_entry_and_named_in_it(desk: CommandLine) -> None:
    desk.given("log 'The order' --attach letter.pdf --attach map.png")
    assert desk.document("show 2")["attachments"] == [
        {
            "name": "letter.pdf",
            "media_type": "application/pdf",
            "size": len(LETTER),
            "sha256": sha256(LETTER).hexdigest(),
        },
        {
            "name": "map.png",
            "media_type": "image/png",
            "size": 5,
            "sha256": sha256(b"a map").hexdigest(),
        },
    ]
    shown = desk.typed("show 2").done().line_of("letter.pdf")
    assert f"({len(LETTER)} bytes, SHA-256 {sha256(LETTER).hexdigest()})" in shown
    desk.typed("audit verify").done("2 entries verified")


def test_files_come_out_as_they_went_in_with_the_entry_shown(desk: CommandLine) -> None:
    desk.given("log 'The order' --attach letter.pdf --attach map.png")
    answer = desk.typed("show 2 --extract out")
    assert answer.code == 0
    assert answer.err.splitlines() == ["Written: out/letter.pdf", "Written: out/map.png"]
    assert {path.name: path.read_bytes() for path in OUT.iterdir()} == {
        "letter.pdf": LETTER,
        "map.png": b"a map",
    }


def test_any_recording_command_takes_files(desk: CommandLine) -> None:
    desk.given("decision record Closed --attach letter.pdf", "level Alert --attach map.png")
    assert [len(entry["attachments"]) for entry in desk.document("timeline")] == [0, 1, 1]


def test_of_several_entries_of_one_request_the_first_keeps_the_files(desk: CommandLine) -> None:
    desk.given("decision record Old", "decision record New --supersedes D-1 --attach map.png")
    assert [len(entry["attachments"]) for entry in desk.document("timeline")] == [0, 0, 1, 0]
    desk.typed("audit verify").done("4 entries verified")


def test_the_same_file_is_kept_once_however_often_it_is_attached(desk: CommandLine) -> None:
    desk.given("log A --attach map.png --attach map.png", "log B --attach map.png")
    with Register.open(Path(REGISTER)) as register, register.examining() as seen:
        assert [content for _name, content in seen.attachments()] == [b"a map"]
    desk.typed("audit verify").done("3 entries verified")


@pytest.mark.parametrize(
    ("file", "says"),
    [("gone.pdf", "gone.pdf cannot be read: there is no such"), ("out", "out cannot be read: ")],
)
def test_a_file_that_cannot_be_read_is_a_sentence_and_nothing_is_recorded(
    desk: CommandLine, file: str, says: str
) -> None:
    desk.typed(f"log A --attach map.png --attach {file}").failed(2, says)
    assert size() == 1


def test_a_file_too_large_is_refused_and_the_largest_is_kept(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "LARGEST", 1_000_000)
    Path("large").write_bytes(bytes(1_000_001))
    desk.typed("log A --attach large").failed(2, "too large: at most 1 MB are read")
    Path("large").write_bytes(bytes(1_000_000))
    desk.typed("log A --attach large").done()
    assert size() == 2


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a file without an end")
def test_a_file_without_an_end_is_refused(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "LARGEST", 1_000_000)
    desk.typed("log A --attach /dev/zero").failed(2, "too large: at most 1 MB are read")


def test_an_empty_file_is_kept(desk: CommandLine) -> None:
    Path("empty").touch()
    desk.given("log A --attach empty", "show 1").typed("show 2 --extract out")
    assert Path("out/empty").read_bytes() == b""
    desk.typed("audit verify").done("2 entries verified")


def test_a_request_repeated_with_another_file_answers_with_what_was_kept(
    desk: CommandLine,
) -> None:
    desk.given("log A --attach map.png --request-id a1")
    desk.typed("log A --attach letter.pdf --request-id a1").done("already recorded")
    assert [one["name"] for one in desk.document("show 2")["attachments"]] == ["map.png"]
    desk.typed("audit verify").done("2 entries verified")


def test_a_refused_command_keeps_no_file(desk: CommandLine) -> None:
    desk.typed("log '' --attach map.png").failed(1, "some text is needed")
    with Register.open(Path(REGISTER)) as register, register.examining() as seen:
        assert list(seen.attachments()) == []


def test_a_file_that_is_there_is_never_replaced(desk: CommandLine) -> None:
    desk.given("log A --attach map.png")
    Path("out/map.png").write_text("mine")
    desk.typed("show 2 --extract out").failed(2, "out/map.png already exists; it was left")
    assert Path("out/map.png").read_text() == "mine"


def test_a_link_is_not_written_through(desk: CommandLine) -> None:
    desk.given("log A --attach map.png")
    Path("out/map.png").symlink_to(Path("elsewhere").resolve())
    desk.typed("show 2 --extract out").failed(2, "already exists")
    assert not Path("elsewhere").exists()


def test_a_folder_that_is_not_there_is_a_sentence(desk: CommandLine) -> None:
    desk.given("log A --attach map.png")
    desk.typed("show 2 --extract nowhere").failed(2, "there is no folder nowhere")


HOSTILE: Final = [
    "../../x",
    "/tmp/x",
    "a/../../x",
    "..",
    ".",
    "/",
    "~/x",
    "a\x00b",
    "-rf",
    "x" * 400,
    "..\\..\\x",
    "C:\\x",
    "nul\n/x",
    "\x1b[31mred",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_leads_nowhere_but_into_the_folder(desk: CommandLine, name: str) -> None:
    before = {path.name for path in Path().iterdir()}
    attached(name)
    answer = desk.typed("show 2 --extract out")
    assert answer.code in {0, 2, 4}, answer
    assert "Traceback" not in answer.err
    assert not re.search("[\x00-\x09\x0b-\x1f]", answer.out + answer.err)
    assert {path.name for path in Path().iterdir()} - before <= {f"{REGISTER}.lock"}
    written = [path for path in OUT.rglob("*") if path.is_file()]
    assert all(path.parent == OUT for path in written)
    assert [path.read_bytes() for path in written] == [b"content"] * (answer.code == 0)


def test_names_that_some_system_takes_for_one_come_out_apart(desk: CommandLine) -> None:
    names = ["Plan.pdf", "plan.pdf", "e\u0301.pdf", "é.pdf", "報" * 120 + ".pdf", "nul.txt", "a:b"]
    with Register.open(Path(REGISTER)) as register:
        files = [File(name, "text/plain", name.encode()) for name in names]
        register.record_all([Request(journal.log("A"), by="secretary", files=files)])
    assert desk.typed("show 2 --extract out").code == 0
    out = ["Plan.pdf", "2-plan.pdf", "é.pdf", "2-é.pdf", "報" * 65 + ".pdf", "_nul.txt", "a_b"]
    for old, new in zip(names, out, strict=True):
        assert (OUT / new).read_bytes() == old.encode()
    assert len([*OUT.iterdir()]) == len(names)
    assert [one["name"] for one in desk.document("show 2")["attachments"]] == names


def test_all_files_come_out_or_none(desk: CommandLine, tmp_path: Path) -> None:
    Path("large").write_bytes(bytes(200_000))
    desk.given("log A --attach map.png --attach large --attach letter.pdf")
    with small_disk(tmp_path / "small", kilobytes=100):
        desk.typed("show 2 --extract small").failed(4, "small/large cannot be written: no space")
        assert [*Path("small").iterdir()] == []
    Path("out/letter.pdf").write_text("mine")
    desk.typed("show 2 --extract out").failed(2, "out/letter.pdf already exists")
    assert [path.name for path in OUT.iterdir()] == ["letter.pdf"]


def test_two_files_of_one_name_both_come_out(desk: CommandLine) -> None:
    Path("out/map.png").write_bytes(b"another map")
    desk.given("log A --attach map.png --attach out/map.png")
    Path("fresh").mkdir()
    assert desk.typed("show 2 --extract fresh").code == 0
    found = {path.name: path.read_bytes() for path in Path("fresh").iterdir()}
    assert found == {"map.png": b"a map", "2-map.png": b"another map"}


def test_a_file_that_is_missing_in_the_register_is_a_sentence_and_found(
    desk: CommandLine,
) -> None:
    desk.given("log A --attach map.png")
    run_sql(Path(REGISTER), "DROP TRIGGER attachments_are_never_deleted")
    run_sql(Path(REGISTER), "DELETE FROM attachments")
    desk.typed("show 2 --extract out").failed(4, "map.png is missing: verify the register")
    codes = [found["code"] for found in desk.document("audit verify")["findings"]]
    assert codes == ["schema", "attachment"]


@pytest.mark.skipif(sys.platform == "win32", reason="names are Unicode there")
def test_a_file_whose_name_is_no_text_is_kept(desk: CommandLine) -> None:
    Path("caf\udce9").write_bytes(b"latin")
    installed(b"log", b"A", b"--attach", b"caf\xe9").done()
    assert desk.document("show 2")["attachments"][0]["name"] == "caf\ufffd"


@pytest.mark.skipif(sys.platform == "win32", reason="such a name cannot be there")
def test_a_file_whose_name_says_nothing_is_kept(desk: CommandLine) -> None:
    Path(" ").write_bytes(b"blank")
    desk("log", "A", "--attach", " ").done()
    assert desk.document("show 2")["attachments"][0]["name"] == "_"


LETTER_DIGEST: Final = sha256(LETTER).hexdigest()


def test_a_file_kept_twice_is_listed_once_with_its_names_and_entries(desk: CommandLine) -> None:
    Path("copy.pdf").write_bytes(LETTER)
    desk.given("log One --attach letter.pdf --attach map.png", "log Two --attach copy.pdf")
    letter, picture = desk.document("attachment list")
    assert letter == {
        "names": ["letter.pdf", "copy.pdf"],
        "media_type": "application/pdf",
        "size": len(LETTER),
        "sha256": LETTER_DIGEST,
        "entries": [2, 3],
        "report": None,
    }
    assert picture["entries"] == [2]
    line = desk.typed("attachment list").done().line_of("copy.pdf")
    assert re.search(r"n° 2 to 3 +letter\.pdf and copy\.pdf +\d+ bytes +", line)
    assert LETTER_DIGEST[:16] in line


@pytest.mark.parametrize("what", ["2", "'n° 2'", "LETTER.pdf", LETTER_DIGEST, LETTER_DIGEST[:8]])
def test_a_kept_file_is_saved_by_its_entry_its_name_or_its_digest(
    desk: CommandLine, what: str
) -> None:
    desk.given("log One --attach letter.pdf", "log Two --attach map.png")
    desk.typed(f"attachment save {what} --output out").done(LETTER_DIGEST)
    assert {path.name: path.read_bytes() for path in OUT.iterdir()} == {"letter.pdf": LETTER}


def test_two_files_of_one_name_are_both_saved_and_nothing_is_replaced(desk: CommandLine) -> None:
    desk.given("log One --attach letter.pdf")
    Path("letter.pdf").write_bytes(b"another")
    desk.given("log Two --attach letter.pdf")
    told = desk.document("attachment save letter.pdf --output out")
    assert [Path(one["path"]).read_bytes() for one in told] == [LETTER, b"another"]
    assert sorted(path.name for path in OUT.iterdir()) == ["2-letter.pdf", "letter.pdf"]
    desk.typed("attachment save letter.pdf --output out").failed(2, "already exists")


@pytest.mark.parametrize("what", ["nothing.pdf", LETTER_DIGEST[:7], "R-1"])
def test_what_names_no_kept_file_is_refused(desk: CommandLine, what: str) -> None:
    desk.given("log One --attach letter.pdf")
    desk.typed(f"attachment save {what}").failed(1, f"No file that is kept is called “{what}”")


def _tamper(change: str) -> None:
    for trigger in ("attachments_are_never_changed", "attachments_are_never_deleted"):
        run_sql(Path(REGISTER), f"DROP TRIGGER {trigger}")
    run_sql(Path(REGISTER), change)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ("UPDATE attachments SET content = x'00'", "altered"),
        ("DELETE FROM attachments", "missing"),
    ],
)
def test_a_kept_file_that_is_not_as_it_was_is_found_and_never_written(
    desk: CommandLine, change: str, state: str
) -> None:
    desk.given("log One --attach letter.pdf")
    desk.typed("attachment check").done(r"1 kept file was read \(\d+ bytes\): it is as it was")
    _tamper(change)
    answer = desk.typed("attachment check")
    assert answer.code == 3
    assert state.upper() in answer.line_of("letter.pdf")
    assert "1 kept file is not as it was kept" in answer.out
    assert desk.document("attachment check")[0]["state"] == state
    for line in ("attachment save 2 --output out", "show 2 --extract out"):
        desk.typed(line).failed(4, f"The attachment letter.pdf (is|was) {state}")
    assert not [*OUT.iterdir()]


def test_an_issued_report_is_among_the_kept_files_under_its_own_name(desk: CommandLine) -> None:
    content = b"%PDF as if it were one"
    with Register.open(Path(REGISTER)) as register:
        fact = ReportIssued(
            number=1,
            name="situation",
            status="final",
            question={},
            reference="now",
            language="fr",
            issued_at=register.now(),
            cut_off=register.now(),
            known_upto=1,
            position=1,
            checkpoint="note",
            sha256=sha256(content).hexdigest(),
            size=len(content),
            made_with="a test",
            templates="0" * 64,
        )
        file = File("covid-19-R-1.pdf", "application/pdf", content)
        register.record_all([Request(issue(fact), by="secretary", files=[file])])
    assert desk.document("attachment list")[0]["report"] == "R-1"
    desk.typed("attachment list").done(r"n° 2 \(R-1\) +covid-19-R-1\.pdf")
    desk.typed("attachment save r-1 --output out").done()
    assert (OUT / "covid-19-R-1.pdf").read_bytes() == content
