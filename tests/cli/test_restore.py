"""Bringing a backup back: what would leave the register is said first, and nothing is lost."""

import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

from crisis_log.audit.restoring import Prospect, prospect
from crisis_log.outcome import Outcome, begin, present
from crisis_log.register import Register
from crisis_log.storage import Place
from crisis_log.storage.sqlite import creation, restoration
from tests.cli.case import LINE, RECORDED
from tests.cli.running import OPENING, REGISTER, CommandLine, size
from tests.reports.drafts import PLAIN
from tests.speaking import speaking
from tests.storage import workers
from tests.storage.processes import child, in_another_process
from tests.storage.registers import check_sound, files_in

BACKUP = "copy.bak"


@pytest.fixture
def later(desk: CommandLine) -> CommandLine:
    """A desk with a backup of two entries and a register of four."""
    return desk.given(LINE, f"backup {BACKUP}", "log Later", "log 'Later still'")


def _interrupt(*_arguments: object) -> bool:
    """Interrupt the run as Ctrl-C does; all is well if that waits."""
    present().interrupt(signal.SIGINT)
    return True


@pytest.fixture
def interrupting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[ModuleType, str], None]]:
    """Interrupt later runs where they call the function of that name of a module."""
    yield lambda module, name: monkeypatch.setattr(module, name, _interrupt)
    begin(Outcome())


def kept() -> list[Path]:
    return sorted(Path().glob(f"{REGISTER}.re*-*"))


def test_entries_that_would_leave_the_register_are_told_and_stay(later: CommandLine) -> None:
    before = files_in(Path())
    refusal = later.typed(f"restore {BACKUP}").failed(
        1, "holds 4 entries, copy.bak 2 entries: those from"
    )
    assert "from n° 3 on would leave the register. Nothing was changed. Add --yes" in refusal.err
    assert files_in(Path()) == before


def test_what_is_replaced_is_kept_under_a_name_that_is_told(later: CommandLine) -> None:
    answer = later.typed(f"restore {BACKUP} --yes").done("restored from copy.bak and checked: 2")
    (replaced,) = kept()
    assert answer.line_of("kept") == f"What was there is kept: {replaced}"
    assert answer.line_of("Only there") == "Only there: the entries n° 3 to 4."
    later.given("audit verify", "log 'On we go'")
    assert size() == 3
    assert size(str(replaced)) == 4
    later.having("--register", str(replaced)).given("audit verify")


def test_one_entry_that_left_the_register_is_told_as_one(desk: CommandLine) -> None:
    desk.given(LINE, f"backup {BACKUP}", "log Later")
    answer = desk.typed(f"restore {BACKUP} --yes").done()
    assert answer.line_of("Only there") == "Only there: the entry n° 3."


def test_a_backup_that_holds_all_entries_is_restored_at_once(desk: CommandLine) -> None:
    desk.given(LINE, f"backup {BACKUP}", f"restore {BACKUP}")
    assert size() == 2
    assert len(kept()) == 1


def test_a_restoration_in_json(later: CommandLine) -> None:
    document = later.document(f"restore {BACKUP} --yes")
    (replaced,) = kept()
    assert document == {
        "restored": REGISTER,
        "backup": BACKUP,
        "entries": 2,
        "replaced": {"kept": str(replaced), "entries": 4, "first_lost": 3},
        "unknown_reports": [],
        "put_back": [],
    }


def test_a_register_that_is_gone_is_restored_to_its_name(later: CommandLine) -> None:
    Path(REGISTER).unlink()
    named = later.having("--register", REGISTER)
    assert named.document(f"restore {BACKUP}")["replaced"] is None
    assert size() == 2
    assert kept() == []
    later.given("audit verify", LINE)


def test_a_log_ahead_of_a_register_that_is_gone_is_set_aside(later: CommandLine) -> None:
    Path(REGISTER).unlink()
    Path(f"{REGISTER}-wal").write_bytes(b"what was recorded last")
    later.having("--register", REGISTER).typed(f"restore {BACKUP}").done("What was there is kept")
    assert [file.read_bytes() for file in kept()] == [b"what was recorded last"]
    assert len(check_sound(Path(REGISTER))) == 2


def test_a_backup_that_is_not_sound_is_not_restored(later: CommandLine) -> None:
    with closing(sqlite3.connect(BACKUP)) as connection:
        connection.execute("DROP TRIGGER entries_are_never_changed")
        connection.execute("UPDATE entries SET state = 'x' WHERE originator_version = 2")
        connection.commit()
    later.typed(f"restore {BACKUP} --yes").failed(1, "is not sound .*: nothing was restored")
    assert (size(), kept()) == (4, [])


def test_a_backup_of_another_register_is_not_restored(later: CommandLine) -> None:
    later.having("--register", "other.crisis").given(OPENING)
    other = later.having("--register", "other.crisis")
    other.typed(f"restore {BACKUP} --yes").failed(1, "is of another register")
    assert size("other.crisis") == 1


@pytest.mark.parametrize("register", ["damaged", "text"])
def test_a_register_that_cannot_be_read_is_replaced_when_that_is_asked(
    later: CommandLine, register: str
) -> None:
    damaged = Path(REGISTER).read_bytes()[:5000] if register == "damaged" else b"Main courante\n"
    Path(REGISTER).write_bytes(damaged)
    later.typed(f"restore {BACKUP}").failed(1, "cannot be read as it lies there, so nobody")
    assert later.document(f"restore {BACKUP} --yes")["replaced"]["entries"] is None
    assert [file.read_bytes() for file in kept()] == [damaged]
    later.given("audit verify", LINE)


def test_a_backup_put_over_a_crashed_register_with_cp_is_told_and_restored(
    desk: CommandLine,
) -> None:
    desk.given("decision record First", f"backup {BACKUP}")
    with child(workers.record_until_killed, Path(REGISTER), "writer") as writer:
        while writer.hear()[0] < 200:
            pass
    shutil.copy(BACKUP, REGISTER)
    before = files_in(Path())
    for line in (LINE, "state", "doctor", "audit verify"):
        desk.typed(line).failed(4, f"{REGISTER}-wal does not belong to {REGISTER}.*“restore”")
    assert {name: files_in(Path())[name] for name in before} == before
    desk.given(f"restore {BACKUP} --yes", "audit verify", LINE)
    assert size() == 3
    assert before[f"{REGISTER}-wal"] in files_in(Path()).values()


def test_nothing_that_is_said_in_french_is_english(later: CommandLine) -> None:
    french = later.having("--lang", "fr")
    with speaking("fr"):
        told = french.typed(f"restore {BACKUP} --yes").done().out
        kept()[0].unlink()
        later.given(LINE)
        told_of_one = french.typed(f"restore {BACKUP} --yes").done().out
    assert "restauré à partir de copy.bak" in told
    assert "Les inscriptions n° 3 à 4 ne sont plus que là." in told.replace("\u00a0", " ")
    assert "L’inscription n° 3 n’est plus que là." in told_of_one.replace("\u00a0", " ")


def test_reports_beside_the_register_do_not_make_a_backup_unsound(desk: CommandLine) -> None:
    issue = f"report issue dossier D-1 --templates {PLAIN}"
    desk.given(RECORDED, "backup covid-19.bak", issue)
    answer = desk.typed("restore covid-19.bak --yes").done("restored from covid-19.bak")
    assert "does not know the issued report R-1" in answer.line_of("audit verify")
    assert desk.document("audit verify")["findings"][0]["code"] == "report"


def test_what_was_replaced_is_told_to_who_interrupts(
    later: CommandLine, interrupting: Callable[[ModuleType, str], None]
) -> None:
    interrupting(restoration, "reads_as")
    later.typed(f"restore {BACKUP} --yes").done(f"What was there is kept: {REGISTER}.replaced-")


def test_who_interrupts_before_leaves_nothing_behind(
    later: CommandLine, interrupting: Callable[[ModuleType, str], None]
) -> None:
    interrupting(restoration, "sync_folder")
    later.typed(f"restore {BACKUP} --yes").failed(130, "Interrupted. No entry was recorded.")
    assert (size(), kept()) == (4, [])


def test_entries_recorded_while_it_is_judged_are_not_replaced_unannounced(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(backup: Register, there: Place) -> Prospect:
        seen = prospect(backup, there)
        in_another_process(workers.record_one, Path(there.text).absolute())
        return seen

    monkeypatch.setattr("crisis_log.audit.restoring.prospect", meanwhile)
    desk.given(LINE, f"backup {BACKUP}")
    desk.typed(f"restore {BACKUP}").failed(4, "in use by another program; nothing was changed")
    assert (size(), kept()) == (3, [])


def test_a_backup_that_is_interrupted_is_not_there_or_told(
    desk: CommandLine, interrupting: Callable[[ModuleType, str], None]
) -> None:
    interrupting(creation, "sync_folder")
    desk.typed("backup told.bak").done("Copied to told.bak and checked")
    interrupting(creation, "reads_as")
    desk.typed(f"backup {BACKUP}").failed(130, "Interrupted. No entry was recorded.")
    assert not Path(BACKUP).exists()
