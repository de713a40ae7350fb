"""The examples for who installs the program do what they say: the restore drill, the timers."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.cli.running import PROGRAM, REGISTER, CommandLine, environment, size
from tests.exchange.reminding import Mailbox, serving

EXAMPLES: Final = Path(__file__).parents[2] / "scripts" / "examples"
UNITS: Final = sorted((EXAMPLES / "systemd").glob("*.service"))
TIMERS: Final = sorted((EXAMPLES / "systemd").glob("*.timer"))
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts, systemd")


def drilled(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the restore drill in this folder."""
    return subprocess.run(
        [str(EXAMPLES / "restore-drill"), *arguments],
        env=environment(CRISIS_LOG=PROGRAM, TMPDIR=str(Path("tmp").resolve())) | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def backed_up(desk: CommandLine) -> CommandLine:
    """A register of three entries, of which a backup holds two."""
    Path("tmp").mkdir()
    Path("backups").mkdir()
    return desk.given("log First", "backup backups", "log Second")


def newest() -> Path:
    (found,) = Path("backups").iterdir()
    return found


def test_the_drill_shows_what_comes_back_and_what_would_be_lost(backed_up: CommandLine) -> None:
    before = Path(REGISTER).read_bytes(), newest().read_bytes()
    done = drilled(REGISTER, "backups")
    assert done.returncode == 0, done.stderr
    assert str(newest()) in done.stdout
    assert re.search("Only there: the entry n°.3", done.stdout)
    assert "2 entries verified" in done.stdout
    assert (Path(REGISTER).read_bytes(), newest().read_bytes()) == before
    assert list(Path("tmp").iterdir()) == [], "nothing is left"


def test_the_drill_takes_the_newest_of_a_folder(backed_up: CommandLine) -> None:
    old = newest()
    backed_up.given("backup backups/later.crisis")
    os.utime(old, (1, 1))
    done = drilled(REGISTER, "backups")
    assert done.stdout.startswith("backups/later.crisis\n")
    assert "Only there" not in done.stdout


def test_the_drill_verifies_with_the_key_that_was_handed_out(backed_up: CommandLine) -> None:
    (key,) = (one["verifier_key"] for one in backed_up.document("key show"))
    backed_up.given("audit checkpoint", "backup backups/signed.crisis")
    assert drilled(REGISTER, "backups/signed.crisis", VKEY=key).returncode == 0
    assert drilled(REGISTER, "backups", VKEY="no key").returncode != 0


def test_a_backup_that_was_damaged_fails_the_drill(backed_up: CommandLine) -> None:
    newest().write_bytes(newest().read_bytes().replace(b"First", b"Fxrst"))
    done = drilled(REGISTER, "backups")
    assert done.returncode != 0
    assert size() == 3


def test_a_backup_of_another_register_fails_the_drill(backed_up: CommandLine) -> None:
    other = CommandLine().having("--register", "other.crisis")
    other.given("open other --title Other --authority A", "backup backups/other.bak")
    done = drilled(REGISTER, "backups/other.bak")
    assert (done.returncode, "is of another register" in done.stderr) == (1, True)


def test_a_folder_without_a_backup_fails_the_drill(backed_up: CommandLine) -> None:
    assert "no copy in the folder tmp" in drilled(REGISTER, "tmp").stderr


@pytest.fixture
def machine() -> dict[str, str]:
    """What the units name, in this folder: the register of an exercise, its key, folders."""
    for name in ("backups", "credentials", "tmp"):
        Path(name).mkdir()
    opening = "--clock '2020-03-16 08:00' open covid-19 --exercise --title T --authority A"
    CommandLine().typed(f"{opening} --key credentials/key").done()
    return {
        "/opt/crisis-log/bin/crisis-log": PROGRAM,
        "/opt/crisis-log/bin/restore-drill": str(EXAMPLES / "restore-drill"),
        "/srv/cellule": str(Path.cwd()),
        "/var/backups/crisis-log": str(Path("backups").resolve()),
        "/var/log/crisis-log": str(Path.cwd()),
    }


def settings(unit: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # as its documentation says
    parser.read(unit, encoding="utf-8")
    return parser["Service"]


def placed(text: str, machine: dict[str, str]) -> str:
    for there, here in machine.items():
        text = text.replace(there, here)
    return text


def started(unit: Path, machine: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run what a unit starts, with its environment."""
    text = (EXAMPLES / "systemd" / "crisis-log.env").read_text(encoding="utf-8")
    lines = [line for line in placed(text, machine).splitlines() if line[:1] not in {"", "#"}]
    variables = dict(line.split("=", 1) for line in lines)
    service = settings(unit)
    own = shlex.split(placed(service.get("Environment", ""), machine))
    variables |= dict(one.split("=", 1) for one in own)
    return subprocess.run(
        ["sh", "-c", placed(service["ExecStart"], machine)],
        env=environment(CREDENTIALS_DIRECTORY="credentials", **variables),
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_report_is_issued_every_week_and_once(machine: dict[str, str]) -> None:
    unit = EXAMPLES / "systemd" / "crisis-log-report.service"
    first, second = started(unit, machine), started(unit, machine)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "R-1 émis" in first.stdout
    assert "Déjà émis" in second.stdout
    assert Path("covid-19-reports/covid-19-R-1.pdf").exists()
    assert Path("crisis-log.log").read_text().count('verb="report issue weekly"') == 2


def test_the_backup_is_made_and_the_drill_brings_it_back(machine: dict[str, str]) -> None:
    folder = EXAMPLES / "systemd"
    assert started(folder / "crisis-log-backup.service", machine).returncode == 0
    drill = started(folder / "crisis-log-drill.service", machine)
    assert drill.returncode == 0, drill.stderr
    assert "restauré" in drill.stdout


def test_the_reminders_leave_once(machine: dict[str, str]) -> None:
    drill = CommandLine().at("2020-03-16 08:10")
    drill.given("measure order Masks --due '2020-03-16 10:00'")
    unit, box, etc = EXAMPLES / "systemd" / "crisis-log-remind.service", Mailbox(), Path("etc")
    machine |= {"=/etc": f"={etc.resolve()}", "/var/lib": str(Path.cwd())}
    with serving(box) as port:
        (etc / "crisis-log").mkdir(parents=True)
        (etc / "crisis-log" / "config.toml").write_text(
            f'[mail]\nserver = "localhost"\nport = {port}\nsecurity = "none"\n'
            'from = "a@ville.example"\nto = "b@ville.example"\n'
        )
        runs = [started(unit, machine) for _run in range(2)]
    assert [run.returncode for run in runs] == [int(settings(unit)["SuccessExitStatus"])] * 2
    assert [address for address, _mail in box.taken] == ["b@ville.example"]
    assert [path.suffix for path in Path("crisis-log", "reminders").iterdir()].count(".json") == 1


def test_every_service_that_a_timer_starts_is_there_and_tells_who_failed() -> None:
    names = {unit.stem for unit in UNITS}
    assert {timer.stem for timer in TIMERS} == names - {"crisis-log-failed@"}
    for unit in UNITS:
        assert "crisis-log-failed@" in unit.read_text(encoding="utf-8") or "@" in unit.name
        assert settings(unit)["Type"] == "oneshot"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for unit in [*UNITS, *TIMERS]:
        text = unit.read_text(encoding="utf-8")
        for program in ("crisis-log", "restore-drill"):
            text = text.replace(f"/opt/crisis-log/bin/{program}", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(map(str, tmp_path.glob("*.timer")))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
