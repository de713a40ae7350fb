"""What does not record leaves a register as it was, byte for byte, with all beside it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from crisis_log.cli.ending import SOMETHING_DUE
from crisis_log.register import Register
from crisis_log.slices import journal
from tests.cli.case import LINE, OBJECTIVE, ORDERED, PLAN, RECORDED, WATCH
from tests.cli.cases_follow import EXPECTED, GIVEN
from tests.cli.running import REGISTER, CommandLine
from tests.cli.test_every_verb import DONE, records
from tests.cli.tree import VERBS
from tests.reports.drafts import PLAIN
from tests.storage.processes import child
from tests.storage.registers import files_in
from tests.storage.workers import record_until_killed

_WEEK: Final = f"{datetime.now(UTC):%G-W%V}"
BUNDLE: Final = "audit.zip"
READING: Final = {
    "assumption list": "assumption list",
    "assumption show": "assumption show H-1",
    "attachment check": "attachment check",
    "attachment list": "attachment list",
    "attachment save": "attachment save R-1",
    "audit delays": "audit delays",
    "audit diff": "audit diff 1 2",
    "audit dossier": "audit dossier D-1",
    "audit replay": "audit replay",
    "audit status": "audit status",
    "audit verify": "audit verify",
    "backup": "backup copy.bak",
    "board link": "board link --for screen",
    "board links": "board links",
    "briefing list": "briefing list",
    "cell list": "cell list",
    "completion": "completion bash",
    "config show": "config show",
    "decision list": "decision list",
    "decision show": "decision show D-1",
    "doctor": "doctor",
    "expected list": "expected list",
    "expected show": "expected show A-1",
    "handover list": "handover list",
    "handover show": "handover show",
    "instruction list": "instruction list",
    "instruction show": "instruction show C-1",
    "key request": "key request --holder Office --output asked.txt",
    "key show": "key show",
    "measure list": "measure list",
    "meeting list": "meeting list",
    "meeting show": "meeting show S-1",
    "measure show": "measure show M-1",
    "objective list": "objective list",
    "objective show": "objective show O-1",
    "pad check": "pad check --blank 1",
    "pad list": "pad list",
    "pad show": "pad show CP-1",
    "pad reprint": "pad reprint CP-1 --output pad.pdf",
    "pca list": "pca list",
    "pca show": "pca show pca",
    "point": "point",
    "report after-action": "report after-action --format json --output after.json",
    "report check": "report check issued.pdf",
    "report decisions": "report decisions --format json --output decisions.json",
    "report dossier": "report dossier D-1 --format json --output dossier.json",
    "report list": "report list",
    "report minutes": "report minutes S-1 --format json --output minutes.json",
    "report register": "report register --format json --output register.json",
    "report reprint": f"report reprint R-1 --templates {PLAIN}",
    "report show": "report show R-1",
    "report situation": "report situation --format json --output situation.json",
    "report weekly": f"report weekly --week {_WEEK} --format json --output w.json",
    "remind": "remind",
    "request list": "request list",
    "settings show": "settings show",
    "search": "search line",
    "show": "show 2",
    "site list": "site list",
    "state": "state",
    "timeline": "timeline",
    "use": f"use {REGISTER}",
    "who-knew": "who-knew D-1",
}
"""A line for each verb that does not record; that of a draft makes it in a format without seal."""
AS_IN_REGISTER: Final = (
    *("audit diff", "audit replay", "search", "show", "timeline", "request list", "handover list"),
    *("decision show", "measure show", "pca show", "pad show", "who-knew", "settings show"),
)
"""Those whose answer is the same whenever it is given, and wherever the register is kept."""
GIVING_OUT: Final = {
    "audit bundle",
    "audit checkpoint",
    "audit prove",
    "audit timestamp",
    "export",
}
"""What notes what it gives out."""
RECORDING_LINES: Final = {"desk", "import"}
"""What records whatever is typed, or read: it opens the register as who records does."""
REPLACING: Final = {"copy", "move", "rebuild", "restore"}
WITHOUT_REGISTER: Final = {
    "audit check-proof",
    "audit compare",
    "board revoke",  # of its id alone, as “board link” before it
    "audit verifier",
    "joint",
    "config set",
    "config unset",
    "report sign",
    *(verb for verb in VERBS if verb.startswith("server ")),
}


def test_every_verb_is_known_to_record_or_not() -> None:
    recording = {verb for verb in VERBS if records(verb)}
    others = recording | RECORDING_LINES | GIVING_OUT | REPLACING | WITHOUT_REGISTER
    assert (others | set(READING), others & set(READING)) == (set(VERBS), set())


@pytest.fixture(scope="module")
def filled(opened_registers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register that has something of everything to show."""
    folder = tmp_path_factory.mktemp("filled")
    shutil.copy(opened_registers / "real.crisis", folder / REGISTER)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("CRISIS_LOG_BY", "the secretary")
        patch.setenv("CRISIS_LOG_LANG", "en")
        desk = CommandLine()
        desk.given(LINE, RECORDED, ORDERED, PLAN, GIVEN, WATCH, "meeting open")
        desk.given("assumption add D-1 'Enough staff'", OBJECTIVE, EXPECTED)
        desk.given("pad print --sheets 1")
        desk.given(f"report issue dossier D-1 --templates {PLAIN}")
    Path(folder, f"{REGISTER}.lock").unlink()
    (issued,) = folder.glob("*-reports/*R-1.pdf")
    shutil.copy(issued, folder / "issued.pdf")
    return folder


@pytest.fixture(scope="module")
def bundled(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an auditor's bundle of that register, and no register."""
    folder = tmp_path_factory.mktemp("bundled")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("CRISIS_LOG_LANG", "en")
        for register in filled.glob(f"{REGISTER}*"):
            shutil.copy(register, folder)
        shutil.copy(REGISTER, "register.bak")
        CommandLine()("audit", "bundle", BUNDLE)
        Path(REGISTER).unlink()
    shutil.copy(filled / "issued.pdf", folder)
    return folder


@pytest.fixture
def auditor(bundled: Path, tmp_path: Path) -> CommandLine:
    """Where nothing lies but the bundle, which is named as the register."""
    shutil.copytree(bundled, tmp_path, dirs_exist_ok=True)
    return CommandLine(("--register", BUNDLE))


@contextmanager
def in_use(path: Path) -> Iterator[Register]:
    """Hold the register open with an entry that is in its log alone."""
    with Register.open(path) as register:
        register.record(journal.log("In the log ahead"), by="secretary")
        yield register


def _left(*endings: str) -> Callable[[Path], None]:
    """Return how a register is left by a writer that was killed: its files with these endings."""

    def leave(path: Path) -> None:
        kept = path.with_name("kept")
        kept.mkdir()
        with in_use(path):
            for ending in ("", *endings):
                shutil.copy(f"{path}{ending}", kept)
        for file in [*path.parent.glob(f"{path.name}*")]:
            file.unlink()
        for file in kept.iterdir():
            file.rename(path.with_name(file.name))
        kept.rmdir()

    return leave


def _alone(_path: Path) -> None:
    """Leave the register as it is: one file."""


def _with_an_empty_log(path: Path) -> None:
    Path(f"{path}-wal").touch()


def _with_an_index_alone(path: Path) -> None:
    Path(f"{path}-shm").write_bytes(b"\0" * 32768)


def _killed(path: Path) -> None:
    with child(record_until_killed, path, "secretary") as other:
        other.hear()
    Path(f"{path}.lock").unlink()
    assert Path(f"{path}-wal").stat().st_size


STATES: Final = {
    "alone": _alone,
    "ahead": _left("-wal"),
    "ahead, with its index": _left("-wal", "-shm"),
    "with an empty log": _with_an_empty_log,
    "with an index alone": _with_an_index_alone,
    "killed": _killed,
}


@pytest.fixture(params=STATES)
def exhibit(filled: Path, tmp_path: Path, request: pytest.FixtureRequest) -> CommandLine:
    """A desk at which a register lies that nobody has open, in one of these states."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    STATES[request.param](tmp_path / REGISTER)
    return CommandLine()


def of_register() -> dict[str, tuple[str, int]]:
    """Return the files of the register and those beside it: their bytes, and when they changed."""
    return {
        name: (digest, Path(name).stat().st_mtime_ns)
        for name, digest in files_in(Path()).items()
        if name.startswith(REGISTER)
    }


@pytest.mark.parametrize("verb", READING)
def test_what_does_not_record_leaves_a_register_byte_for_byte(
    exhibit: CommandLine, verb: str
) -> None:
    before = of_register()
    assert exhibit.typed(READING[verb]).code in {0, SOMETHING_DUE}
    assert of_register() == before


def test_what_was_recorded_last_is_read_where_it_is_ahead(exhibit: CommandLine) -> None:
    ahead = Path(f"{REGISTER}-wal")
    kinds = [entry["kind"] for entry in exhibit.document("timeline")]
    after = kinds[kinds.index("report.issued.v2") + 1 :]
    assert bool(after) == (ahead.exists() and ahead.stat().st_size > 0)


def test_after_reading_the_register_goes_on(exhibit: CommandLine) -> None:
    last = exhibit.document("timeline")[-1]["number"]
    exhibit.given("log 'On we go'")
    assert exhibit.document("timeline")[-1]["number"] == last + 1
    assert [*Path().glob(f"{REGISTER}-*")] == []


@pytest.mark.parametrize("verb", READING)
def test_reading_takes_part_in_what_others_do(filled: Path, tmp_path: Path, verb: str) -> None:
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    with in_use(Path(REGISTER)) as register:
        assert CommandLine().typed(READING[verb]).code in {0, SOMETHING_DUE}
        register.record(journal.log("On we go"), by="secretary")
        assert CommandLine().document("timeline")[-1]["number"] == register.size()
    assert [*Path().glob(f"{REGISTER}-*")] == []


@pytest.mark.parametrize("verb", READING)
def test_what_does_not_record_reads_a_bundle(auditor: CommandLine, verb: str) -> None:
    before = files_in(Path())
    answer = auditor.typed(READING[verb].replace(REGISTER, BUNDLE))
    assert (answer.code, answer.err) == (SOMETHING_DUE if verb == "remind" else 0, ""), answer
    assert files_in(Path()).items() >= before.items()


@pytest.mark.parametrize("verb", AS_IN_REGISTER)
def test_a_bundle_tells_what_its_register_does(auditor: CommandLine, verb: str) -> None:
    told = auditor.typed(READING[verb]).done()
    assert CommandLine(("--register", "register.bak")).typed(READING[verb]) == told


def test_a_draft_is_made_of_a_bundle_and_is_no_witness(auditor: CommandLine) -> None:
    answer = auditor.typed("report dossier D-1 --output dossier.pdf")
    assert answer.code == 0
    assert "without a checkpoint, so it is no witness. audit.zip is an auditor's bun" in answer.err
    assert Path("dossier.pdf").read_bytes().startswith(b"%PDF-")


def test_an_issued_report_is_found_in_a_bundle(auditor: CommandLine) -> None:
    auditor("report", "list").done("in the bundle")
    auditor("report", "reprint", "R-1", "--templates", str(PLAIN), "--output", "again.pdf").done()
    assert Path("again.pdf").read_bytes() == Path("issued.pdf").read_bytes()


def test_a_bundle_that_was_altered_is_examined_and_not_believed(auditor: CommandLine) -> None:
    Path(BUNDLE).unlink()
    CommandLine(("--register", "register.bak"))("audit", "bundle", "audit")
    entries = Path("audit/data/entries.jsonl")
    entries.write_bytes(entries.read_bytes().replace(b"A first line", b"A worst line"))
    opened = CommandLine(("--register", "audit"))
    opened("timeline").failed(4, r"Entry n° 2, .* look with “audit verify”")
    found = opened("audit", "verify")
    assert (found.code, "n° 2 · entry altered" in found.out) == (3, True), found


def test_a_bundle_is_restored_by_way_of_a_backup(auditor: CommandLine) -> None:
    new = CommandLine(("--register", "new.crisis"))
    new("restore", BUNDLE).failed(1, "an auditor's bundle, and no backup: nothing was restored")
    auditor("backup", "again.bak").done()
    new.given("restore again.bak", "log 'On we go'")
    new("audit", "verify").done()


RECORDING: Final = {
    case.verb: case.line for case in reversed(DONE) if records(case.verb) and case.opened
}


@pytest.mark.parametrize("verb", RECORDING)
def test_nothing_is_recorded_in_a_bundle(auditor: CommandLine, verb: str) -> None:
    before = files_in(Path())
    auditor.typed(RECORDING[verb]).failed(4, "auditor's bundle: it is read, and nothing is record")
    assert files_in(Path()) == before
