import shutil
import sqlite3
from contextlib import chdir, closing
from pathlib import Path
from typing import NamedTuple

import pytest

from crisis_log.storage.sqlite import limits
from tests.attacks.attacker import contents
from tests.cli.running import OPENING, REGISTER, SECRETARY, CommandLine
from tests.reports.drafts import PLAIN
from tests.reports.signing.pki import container, issue
from tests.speaking import speaking

REPORT = "covid-19-reports/covid-19-R-1.pdf"


class Desk(NamedTuple):
    """A folder with a register, and what it was when it was sound."""

    folder: Path
    register: bytes
    key: str
    entries: list[bytes]


@pytest.fixture(scope="session")
def made(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A register with an attachment, a checkpoint given out and an issued report, also signed."""
    folder = tmp_path_factory.mktemp("fuzzed")
    desk = CommandLine(("--by", SECRETARY))
    with chdir(folder), speaking("en"):
        Path("out").mkdir()
        Path("letter").write_bytes(b"a letter")
        Path("me.p12").write_bytes(container(issue("Jeanne Martin"), secret=None))
        desk.given(
            f"{OPENING} --key k.pem",
            "decision record 'Remote work'",
            "measure order 'Licences' --due 2099-01-01 --category 'work tools'",
            "log 'A line' --attach letter",
            f"report issue dossier D-1 --templates {PLAIN} --key k.pem",
            f"report sign {REPORT} --pkcs12 me.p12 --output signed.pdf",
        )
        Path("note.txt").write_text(desk.typed("audit checkpoint --key k.pem").out)
        key = desk.document("audit status")["verifier_key"]
        with closing(sqlite3.connect(REGISTER)) as connection:
            entries = contents(connection)
    return Desk(folder, Path(folder, REGISTER).read_bytes(), key, entries)


@pytest.fixture
def desk(made: Desk, english: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CommandLine:
    """Work beside a copy of it; no statement runs for long."""
    shutil.copytree(made.folder, tmp_path / "desk")
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.setenv("CRISIS_LOG_BY", SECRETARY)
    monkeypatch.setenv("CRISIS_LOG_REGISTER", REGISTER)
    monkeypatch.setattr(limits, "FLOOR_SECONDS", 2.0)
    return CommandLine()
