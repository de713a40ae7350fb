"""A pad is recorded before it is handed out; what was written on it is entered afterwards."""

from __future__ import annotations

import re
import shlex
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from crisis_log.register import Register
from tests.cli.cases_pad import PRINTED, WRITTEN
from tests.cli.running import PROGRAM, REGISTER, CommandLine, environment, size
from tests.cli.test_guided import asked
from tests.speaking import speaking

FORM = Path("covid-19-CP-1.pdf")


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def code(sheet: int) -> str:
    with Register.open(Path(REGISTER)) as register:
        return f"{register.register_id}/CP-1/{sheet}"


def test_the_form_is_kept_with_its_entry_and_written_out_again(desk: CommandLine) -> None:
    printed = desk.document(PRINTED)
    first = digest(FORM)
    assert (printed["pad"], printed["path"], printed["sha256"]) == ("CP-1", str(FORM), first)
    assert printed["number"] == 2
    FORM.unlink()
    desk.given("pad reprint CP-1")
    assert digest(FORM) == first
    desk.given("pad reprint CP-1 --output again.pdf")
    assert digest(Path("again.pdf")) == first
    assert size() == 2, "a reprint records nothing"
    desk.typed("show 2").done(first)


def test_the_same_request_prints_one_pad(desk: CommandLine) -> None:
    line = f"{PRINTED} --request-id power-cut"
    desk.given(line)
    first = digest(FORM)
    FORM.unlink()
    desk.typed(line).done("CP-1 printed, 3 sheets .* already recorded")
    assert digest(FORM) == first
    assert size() == 2
    desk.given("log Masks --request-id other")
    desk.typed(f"{PRINTED} --request-id other").done("already recorded")
    assert desk.document("pad list")[0]["label"] == "CP-1"


def test_a_sheet_of_another_register_is_refused(desk: CommandLine) -> None:
    desk.given(PRINTED)
    read = "covid-19-00000000/CP-1/1"
    desk.typed(f"transcribe A --at 00:00 --written-by X --sheet {read}").failed(
        2, "of another register: covid-19-00000000"
    )
    assert size() == 2


def test_nothing_is_recorded_of_a_form_that_has_nowhere_to_go(
    desk: CommandLine,
) -> None:
    desk.typed(f"{PRINTED} --output no/such.pdf").failed(4, "no/such.pdf")
    assert size() == 1, "what cannot be written is refused before anything is recorded"
    desk.given(PRINTED, PRINTED)
    assert [one["label"] for one in desk.document("pad list")] == ["CP-1", "CP-2"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full disk")
def test_a_form_that_is_recorded_and_not_written_can_be_had(desk: CommandLine) -> None:
    desk.typed(f"{PRINTED} --output /dev/full").failed(
        5, "“pad reprint CP-1” writes the form. Recorded all the same: n° 2"
    )
    desk.typed("pad reprint CP-1").done(str(FORM))


def test_a_form_goes_to_standard_output_alone(desk: CommandLine) -> None:
    printed = subprocess.run(
        [PROGRAM, *shlex.split(PRINTED), "--output", "-"],
        capture_output=True,
        env=environment(),
        check=True,
    )
    assert (printed.stdout[:5], printed.stderr) == (b"%PDF-", b"")
    assert desk.document("pad list")[0]["label"] == "CP-1"
    assert not FORM.exists()


def test_what_the_code_of_a_sheet_says_names_pad_and_sheet(desk: CommandLine) -> None:
    desk.given(PRINTED, PRINTED)
    sheet = shlex.quote(code(2))
    desk.typed(f"transcribe A --sheet {sheet} --written-by B --at 00:00").done(
        "CP-1, sheet 2, by B"
    )
    desk.typed(f"transcribe A --pad 2 --sheet {sheet} --written-by B --at 00:00").failed(
        2, "The sheet is of CP-1"
    )


def test_an_audit_of_sheets_finds_what_is_missing(desk: CommandLine) -> None:
    desk.given(PRINTED, PRINTED, WRITTEN.replace("--sheet 1", "--pad 1 --sheet 2"))
    answer = desk.typed("pad check CP-1")
    assert answer.code == 3
    assert "missing  1 and 3" in answer.out
    assert "Missing before the last sheet in use: 1." in answer.out
    found = desk.having("--json").typed("pad check CP-1")
    assert found.code == 3
    document = found.document
    assert (document["used"], document["missing"], document["spoiled"]) == ([2], [1, 3], [])
    assert document["skipped"]["sheets"] == [1]
    assert document["told"][1]["entries"] == [4]
    desk.typed("state").done("Missing sheets of paper (.|\n)*CP-1")
    desk.typed("close").failed(2, "Missing sheets of paper: CP-1 “sheet 1 was neither")
    desk.given("pad spoil CP-1 --sheet 1 --reason 'Fell into the water'")
    assert desk.typed("pad check CP-1 --blank 3").code == 0


def test_a_line_from_paper_says_so_wherever_it_is_told(desk: CommandLine) -> None:
    desk.given(PRINTED, WRITTEN)
    place = r"pad CP-1, sheet 1, row 2, by Night"
    desk.typed("timeline").done(place)
    desk.typed("show 3").done(place)
    document = desk.document("show 3")
    assert document["kind"] == "journal.transcribed.v1"
    assert document["fact"]["paper"] == {
        "pad": 1,
        "sheet": 1,
        "row": 2,
        "written_by": "Night",
        "to": None,
    }
    desk.given("report register --format html --output register.html")
    assert "pad CP-1, sheet 1, row 2" in Path("register.html").read_text(encoding="utf-8").replace(
        "\u00a0", " "
    )


def test_french_says_it_in_french(desk: CommandLine) -> None:
    desk.given(PRINTED)
    line = "transcribe 'Pont fermé' --sheet 1 --row 2 --written-by Nuit --to SDIS --at 00:00"
    with speaking("fr"):
        said = desk.typed(line).out.replace("\u00a0", " ")
        assert "à l’attention de : SDIS (carnet CP-1, feuillet 1, ligne 2, écrit par Nuit)" in said
        answer = desk.typed("pad check")
    assert re.search(r"saisi +1\nmanquant +2 à 3\n", answer.out.replace("\u00a0", " "))


def test_the_lines_of_a_sheet_are_asked_for_one_after_the_other(desk: CommandLine) -> None:
    desk.given(PRINTED)
    with asked("transcribe --sheet 2 --row 11", TERM="dumb") as it:
        it.says(("Text", "Bridge closed"), ("Written by", "Night"), ("Time", "00:00"))
        it.says(("Pad", "."))
        it.yes().waits_for("Another line of this sheet")
        it.child.send("y\r")
        it.says(("Text", "Bridge open"), ("Time", "1 minute ago"), ("Addressee", "."))
        it.yes().waits_for("Another line of this sheet")
        it.child.send("y\r")
        it.says(("Text", "Beside the rows"), ("Time", "00:00"), ("Row", "."))
        it.yes().waits_for("Another line of this sheet")
        it.child.send("n\r")
        assert it.ended() == 0
    papers = [desk.document(f"show {number}")["fact"]["paper"] for number in (3, 4, 5)]
    assert [(one["sheet"], one["row"], one["written_by"]) for one in papers] == [
        (2, 11, "Night"),
        (2, 12, "Night"),
        (2, None, "Night"),
    ]


def test_a_line_that_is_refused_after_others_were_recorded_is_said_again(
    desk: CommandLine,
) -> None:
    desk.given(PRINTED)
    with asked("transcribe --sheet 2 --written-by Night", TERM="dumb") as it:
        it.says(("Text", "First"), ("Time", "00:00"), ("Pad", ".")).yes()
        it.waits_for("Another line of this sheet")
        it.child.send("y\r")
        it.says(("Text", "Second"), ("Time", "00:00"), ("Row", "13"), ("Addressee", ".")).yes()
        it.waits_for("there is no row 13").waits_for("Record it")
        it.child.send("row\r")
        it.says(("Row", "3")).yes()
        it.waits_for("Another line of this sheet")
        it.child.send("n\r")
        assert it.ended() == 0
    assert [desk.document(f"show {n}")["fact"]["paper"]["row"] for n in (3, 4)] == [None, 3]
