"""`import`: what would become of each row is shown, then all are recorded, or none; each once."""

from __future__ import annotations

import io
import sys
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import openpyxl
import pytest

from crisis_log.fact import Refused
from crisis_log.register import Register
from tests.cli.running import REGISTER, CommandLine, installed, size
from tests.cli.test_confirm import answered
from tests.speaking import speaking

GOOD: Final = "24/11/2020;9h05;PC;Dyke broken;M. Roche\n24/11/2020;09H10;Mayor;Evacuate;M. Roche\n"
BAD: Final = "24/11/2020;25h10;Mayor;Never;M. Roche\n"
HEAD: Final = "Main courante;;;;\nDate;Heure;Origine;Message;Rédacteur\n"
RULES: Final = 'what lines\ncolumn "Message" is text\ndate-format dd/mm/yyyy\n'


@pytest.fixture
def sheet() -> Path:
    """A table of two rows, with the rules of its columns beside it."""
    Path("main.csv.rules").write_text(RULES, encoding="utf-8")
    return written(GOOD)


def written(rows: str, name: str = "main.csv") -> Path:
    path = Path(name)
    path.write_text(HEAD + rows, encoding="utf-8")
    return path


def told() -> list[str]:
    """Return what the lines of the journal say, and where they were taken from."""
    with Register.open(Path(REGISTER), read_only=True) as register:
        return [
            f"{entry.fact.detail()} [{entry.taken_from.row() if entry.taken_from else ''}]"
            for entry in register.entries()
            if "logged" in entry.kind
        ]


def test_rows_become_entries_that_say_where_they_stood(desk: CommandLine, sheet: Path) -> None:
    answer = desk.typed("import main.csv").done(r"2 rows read = 2 to be recorded \+ 0 refused")
    assert "main.csv: read by the rules of main.csv.rules" in answer.out
    assert "Tuesday 2020-11-24 09:05 (+01:00)" in answer.line_of("Dyke")
    assert "n° 4 · import: main.csv" in answer.out
    assert told() == [
        "Dyke broken [main.csv, line 3, written by M. Roche]",
        "Evacuate [main.csv, line 4, written by M. Roche]",
    ]
    shown = desk.typed("timeline").done().out
    assert "[taken from main.csv, line 3, written by M. Roche]" in shown
    desk.typed("search Roche").done("Dyke broken")
    fields = desk.typed("show 2").done("written by M. Roche").line_of("taken from")
    assert fields.split(None, 2)[2] == "main.csv, line 3, written by M. Roche"


def test_the_same_file_again_adds_nothing(desk: CommandLine, sheet: Path) -> None:
    desk.typed("import main.csv").done()
    before = size()
    desk.typed("import main.csv").done(r"0 to be recorded \+ 0 refused \+ 2 known already")
    written("24/11/2020;8h;PC;One more;Mme Petit\n" + GOOD)
    desk.typed("import main.csv").done(r"1 to be recorded \+ 0 refused \+ 2 known already")
    assert size() == before + 2, "the row, and what notes the import"


def test_a_dry_run_records_nothing_and_writes_nothing(desk: CommandLine, sheet: Path) -> None:
    written(GOOD + BAD)
    before = {path: path.read_bytes() for path in Path().iterdir()}
    answer = desk.typed("import main.csv --dry-run").failed(1, "1 row is refused")
    assert "3 rows read = 2 to be recorded + 1 refused + 0 known already" in answer.out
    assert answer.line_of("25h10").startswith("5 ")
    written(GOOD)
    desk.typed("import main.csv --dry-run").done("2 to be recorded")
    written(GOOD + BAD)
    assert {path: path.read_bytes() for path in Path().iterdir()} == before


def test_nothing_is_recorded_where_a_row_is_refused(desk: CommandLine, sheet: Path) -> None:
    written(GOOD + BAD)
    answer = desk.typed("import main.csv").failed(1, "Nothing was recorded.*“--skip-bad”")
    assert "B “Heure”" in answer.line_of("25h10")
    assert size() == 1


def test_refused_rows_are_skipped_corrected_and_imported(desk: CommandLine, sheet: Path) -> None:
    written(GOOD + BAD)
    answer = desk.typed("import main.csv --skip-bad").done("Refused rows, with why: main-refused")
    assert "2 rows recorded" in answer.out
    assert "1 refused" in answer.out
    left = Path("main-refused.csv")
    text = left.read_text(encoding="utf-8-sig")
    assert text.splitlines()[1].endswith("Rédacteur;why it was refused")
    assert len(text.splitlines()) == 3
    left.write_text(text.replace("25h10", "15h10"), encoding="utf-8")
    again = "import main-refused.csv --rules main.csv.rules"
    assert f"“{again}”" in answer.out
    desk.typed(again).done("1 to be recorded")
    assert told()[-1] == "Never [main-refused.csv, line 3, written by M. Roche]"
    written(GOOD + BAD.replace("25h10", "15h10"))
    desk.typed("import main.csv").done("0 to be recorded.*3 known already")


def test_where_all_rows_are_refused_nothing_is_done_but_the_file(
    desk: CommandLine, sheet: Path
) -> None:
    written(BAD)
    desk.typed("import main.csv --refused bad.csv").failed(1, "They are in bad.csv, with why")
    assert Path("bad.csv").exists()
    assert size() == 1
    desk.typed("import main.csv --refused bad.csv").failed(2, "bad.csv already exists")


def test_a_workbook_gives_a_workbook_of_refused_rows(desk: CommandLine) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Monday"
    page.append(["Date/heure", "Message", "Quantité"])
    page.append([datetime(2020, 11, 24, 9, 5), "Dyke broken", None])  # noqa: DTZ001 - of a cell
    page.append([datetime(2090, 11, 24, 9, 5), "=1+1", None])  # noqa: DTZ001 - of a cell
    page.cell(3, 2).data_type = "s"
    book.save("main.xlsx")
    Path("main.xlsx.rules").write_text('what lines\ncolumn "Quantité" is tags\n', encoding="utf-8")
    desk.typed("import main.xlsx --skip-bad").done("1 row recorded")
    assert told() == ["Dyke broken [main.xlsx, sheet Monday, line 2]"]
    left = openpyxl.load_workbook("main-refused.xlsx")["Monday"]
    rows = [[cell.value for cell in row] for row in left.iter_rows()]
    assert rows[0] == ["Date/heure", "Message", "Quantité", "why it was refused"]
    assert rows[1][:3] == [datetime(2090, 11, 24, 9, 5), "=1+1", None]  # noqa: DTZ001 - of a cell
    assert left.cell(2, 2).data_type == "s", "a text that looks like a formula stays one"


def test_what_was_guessed_needs_a_yes(desk: CommandLine) -> None:
    written(GOOD)
    answer = desk.typed("import main.csv").failed(2, "was guessed.*add --yes")
    assert "main.csv: what its columns mean is guessed:" in answer.out
    assert size() == 1
    desk.typed("import main.csv --yes").done("2 rows recorded")


def test_what_cannot_be_guessed_is_asked(desk: CommandLine) -> None:
    written("04/05/2020;9h05;PC;Dyke broken;M. Roche\n")
    answer = desk.typed("import main.csv --yes").failed(1, "“import --suggest”")
    assert "04/05/2020" in answer.err
    assert size() == 1
    error = desk.having("--json").typed("import main.csv --yes").failed(1, "04/05/2020").error
    assert set(error) == {"error", "exit_code"}


def test_rules_are_suggested_beside_the_file_and_taken_by_themselves(desk: CommandLine) -> None:
    written(GOOD)
    desk.typed("import main.csv --suggest").done("Rules written: main.csv.rules")
    assert "# " in Path("main.csv.rules").read_text(encoding="utf-8")
    desk.typed("import main.csv --suggest").failed(2, "already exists")
    desk.typed("import main.csv").done("2 rows recorded")


def test_rules_can_be_suggested_elsewhere(desk: CommandLine) -> None:
    written(GOOD)
    text = desk.typed("import main.csv --suggest --output rules.txt").done("rules.txt").out
    assert "line 2" in text, "why they are so"
    desk.typed("import main.csv --rules rules.txt").done("2 rows recorded")
    document = desk.document("import main.csv --suggest --output other.txt")
    assert set(document) == {"rules_file", "rules", "why", "questions"}


def test_the_same_file_with_other_rules_needs_a_yes(desk: CommandLine, sheet: Path) -> None:
    desk.typed("import main.csv").done()
    Path("main.csv.rules").write_text(f"{RULES}column C is tags\n", encoding="utf-8")
    desk.typed("import main.csv").failed(2, "with other rules.*n° 4")


def test_the_same_file_is_the_same_in_another_language(desk: CommandLine, sheet: Path) -> None:
    desk.typed("import main.csv").done()
    with speaking("fr"):
        desk.typed("import main.csv").done("2 déjà connues")


def test_the_file_is_kept_where_that_is_asked(desk: CommandLine, sheet: Path) -> None:
    desk.typed("import main.csv --attach-source").done()
    content = sheet.read_bytes()
    with Register.open(Path(REGISTER), read_only=True) as register:
        noted = register.entry(4)
        assert noted.attachments[0].sha256 == sha256(content).hexdigest()
        assert register.attachment(noted.attachments[0].sha256) == content
    assert desk.typed("audit verify").code == 0


def test_a_program_is_told_all_in_one_document(desk: CommandLine, sheet: Path) -> None:
    written(GOOD + BAD)
    answer = desk.having("--json").typed("import main.csv --skip-bad")
    document = answer.done().document
    assert (document["read"], document["to_record"], document["entry"]) == (3, 2, 4)
    assert document["recorded"]["first_entry"] == 2
    assert document["first"][0]["occurred_at"] == "2020-11-24T08:05:00+00:00"
    (refused,) = document["refused"]
    assert (refused["line"], refused["column"], refused["row"][1]) == (5, "B “Heure”", "25h10")
    assert document["refused_file"] == "main-refused.csv"
    again = desk.document("import main.csv --skip-bad --refused more.csv")
    assert [row["entry"] for row in again["known"]] == [2, 3]
    assert again["recorded"] is None


def test_only_the_sheets_that_are_named_are_taken(desk: CommandLine) -> None:
    book = openpyxl.Workbook()
    for name in ("Monday", "Tuesday"):
        page = book.create_sheet(name)
        page.append(["Date/heure", "Message"])
        page.append([datetime(2020, 11, 24, 9, 5), f"On {name}"])  # noqa: DTZ001 - of a cell
    content = io.BytesIO()
    book.save(content)
    Path("main.xlsx").write_bytes(content.getvalue())
    desk.typed("import main.xlsx --sheet tuesday --yes").done("1 row recorded")
    assert told() == ["On Tuesday [main.xlsx, sheet Tuesday, line 2]"]
    desk.typed("import main.xlsx --sheet Friday").failed(1, "has no sheet “Friday”")


def test_an_export_of_the_register_adds_nothing_to_it(desk: CommandLine) -> None:
    desk.given("log 'Dyke broken' --source PC", "export --what entries --output out.csv")
    before = size()
    desk.typed("import out.csv").done("0 to be recorded.*1 known already")
    assert size() == before


def test_an_import_leaves_a_meeting_that_is_being_held_alone(
    desk: CommandLine, sheet: Path
) -> None:
    desk.given("meeting open")
    desk.typed("import main.csv").done()
    entries = [entry["number"] for entry in desk.document("timeline") if entry["taken_from"]]
    assert len(entries) == 2
    assert "S-1" not in desk.typed(f"show {entries[0]}").done().out


def test_what_is_known_or_refused_is_told_though_nothing_is_recorded(
    desk: CommandLine, sheet: Path
) -> None:
    desk.typed("import main.csv").done()
    written(GOOD + BAD)
    before = size()
    desk.typed("import main.csv --skip-bad").done("Refused rows, with why: main-refused.csv")
    assert Path("main-refused.csv").exists()
    assert size() == before


def test_a_table_without_rows_is_refused(desk: CommandLine, sheet: Path) -> None:
    written("")
    desk.typed("import main.csv").failed(1, "main.csv has no row to be read")


def test_what_cannot_be_recorded_leaves_no_file_of_refused_rows(
    desk: CommandLine, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(GOOD + BAD)

    def closed(*_any: object) -> None:
        raise Refused("Not now.")

    monkeypatch.setattr("crisis_log.cli.importing.run.record", closed)
    desk.typed("import main.csv --skip-bad").failed(1, "Not now")
    assert not Path("main-refused.csv").exists()


def test_a_desk_imports_too(
    desk: CommandLine, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(Path("state").absolute()))
    answer = installed("desk", stdin=b"/import main.csv\n")
    answer.done("2 rows recorded")
    assert len(told()) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX terminal")
def test_whoever_is_there_is_shown_the_rows_and_asked(desk: CommandLine, sheet: Path) -> None:
    declined = answered("import main.csv", b"n\n")
    assert (declined.code, size()) == (1, 1)
    assert "Record 2 rows?" in declined.err
    assert "2 rows read = 2 to be recorded" in declined.out, "before it is asked"
    assert answered("import main.csv", b"y\n").code == 0
    assert len(told()) == 2
