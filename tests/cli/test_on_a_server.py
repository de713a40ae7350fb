"""Every command does on a server what it does with a file, in the same words."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from tests.cli.case import Case
from tests.cli.running import REGISTER, Answer, CommandLine
from tests.cli.stage import NAME, Stage
from tests.cli.test_every_verb import CASES, GIVING_OUT, records
from tests.servers.server import Server

OTHERWISE: Final = {
    *("backup", "config set", "config show", "copy", "doctor", "import", "move", "restore", "use"),
    *("joint", "validate", "board link", "board links", "board revoke"),
}
"""What speaks of places, of accounts, which a server alone knows, or of what an account keeps
beside any register: shown by other tests."""
_WRONG_USAGE: Final = 2
_OF_ONE_RUN: Final = re.compile(
    r"\d{4}-\d\d-\d\d[ T][\d:.]+(?:Z|[+-]\d\d:?\d\d)?|\b\d\d:\d\d\b|\b[0-9a-f]{8,}\b|\S{40,}|"
    rf"{NAME}-[0-9a-f]{{8}}|[0-9.]+ (?:kB|MB)|\d+ s\b"
)
"""What no two runs tell alike: instants, digests, ids and sizes."""


def _order(case: Case) -> tuple[Sequence[str], bool]:
    """What leaves the register as it was comes before what records in it."""
    return case.past, _changes(case)


def _changes(case: Case) -> bool:
    return case.code == 0 and (records(case.verb) or case.verb in GIVING_OUT)


SHOWN: Final[list[Case]] = sorted(
    (
        case
        for case in CASES
        if case.opened and case.code != _WRONG_USAGE and case.verb not in OTHERWISE
    ),
    key=_order,
)
"""What is not done or refused by usage alone, before any register is opened."""


@pytest.fixture(scope="module")
def stage(server: Server) -> Stage:
    """The register of this worker, on a server."""
    return Stage(server)


@pytest.mark.parametrize("case", SHOWN, ids=str)
def test_a_command_says_of_a_register_on_a_server_what_it_says_of_a_file(
    case: Case,
    stage: Stage,
    opened_registers: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = CommandLine(("--register", REGISTER))
    shutil.copy(opened_registers / "real.crisis", REGISTER)
    of_file = _told(desk.given(*case.past).typed(case.line), stage)
    other = tmp_path / "server"
    other.mkdir()
    monkeypatch.chdir(other)
    desk = stage.at(case.past, changes=_changes(case))
    assert _told(desk.typed(case.line), stage) == of_file


def _told(answer: Answer, stage: Stage) -> tuple[int, str, str]:
    said = (text.replace(stage.address, REGISTER) for text in (answer.out, answer.err))
    said = (text.replace("real-", f"{NAME}-").replace("REAL /", "COVID-19 /") for text in said)
    said = (text.replace(" (account secretary)", "") for text in said)  # the server alone tells it
    said = (text.replace("held the file", "held the register") for text in said)
    out, err = (_OF_ONE_RUN.sub("…", text) for text in said)
    return answer.code, re.sub(r"[ ─-]{2,}", "  ", out), err
