"""Two accounts of one machine keep one register, in a folder that hands its group down."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from crisis_log import language
from crisis_log.files import FileError
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import place
from tests.cli.accounts import CELL, HOMES, Account
from tests.storage.processes import in_another_process
from tests.storage.registers import create
from tests.storage.rights import as_account

FIRST, SECOND = Account(4001, umask=0o077), Account(4002)
STRANGER: Final = Account(4003, groups=())
OPEN: Final = "open flood --title T --authority A --key key.pem"
pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can act as several accounts"
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of the cell: what is put there is the group's."""
    with tempfile.TemporaryDirectory() as made:
        shared = Path(made) / "cell"
        Path(made).chmod(0o755)
        shared.mkdir()
        os.chown(shared, FIRST.user, CELL)
        shared.chmod(0o2770)
        yield shared


@pytest.fixture
def register(folder: Path) -> Path:
    """The register that the first account opened there."""
    home = dict.fromkeys(HOMES, str(folder))
    FIRST.typed(OPEN, folder, **home).done("register opened")
    return folder / "flood.crisis"


def rights(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_gid, found.st_mode & 0o777


def test_a_new_register_is_the_groups_where_its_folder_says_so(register: Path) -> None:
    assert rights(register) == (CELL, 0o660)
    assert (register.parent / "key.pem").stat().st_mode & 0o777 == 0o600, "the key is its owner's"
    SECOND.typed("log 'A line of the second'", register.parent).done("n° 2")
    FIRST.typed("log 'A line of the first'", register.parent).done("n° 3")
    assert rights(register.with_name("flood.crisis.lock")) == (CELL, 0o660)
    STRANGER.typed("--register flood.crisis log Mine", register.parent.parent).failed(4, "")
    absolute = f"--register {register} log Mine"
    STRANGER.typed(absolute, register.parent.parent).failed(4, "access is denied")


def test_elsewhere_a_new_register_is_its_owners_alone(folder: Path) -> None:
    folder.chmod(0o770)
    FIRST.typed(OPEN, folder, **dict.fromkeys(HOMES, str(folder))).done()
    assert rights(folder / "flood.crisis")[1] == 0o600


def test_a_technical_log_where_an_account_may_not_look_stops_no_work(register: Path) -> None:
    shut = register.parent / "shut"
    shut.mkdir(mode=0o700)
    answer = SECOND.typed(f"--log {shut}/technical.log log 'A line'", register.parent)
    assert (answer.code, f"The technical log {shut}/technical.log" in answer.err) == (0, True)


def test_doctor_says_who_may_use_it(register: Path) -> None:
    answer = SECOND.typed("doctor", register.parent)
    assert f"the group {CELL} may record" in answer.line_of("Accounts")
    assert "good" in answer.line_of("Accounts")
    assert "good" in answer.line_of("Permissions")


def test_a_group_that_may_read_alone_reads_what_is_being_recorded(register: Path) -> None:
    register.chmod(0o640)
    with Register.open(register) as held:
        held.record(journal.log("In the log ahead"), by="root")
        SECOND.typed("timeline", register.parent).done("In the log ahead")
        said = "flood.crisis is read-only: nothing was recorded. Ask for the right to write to it."
        SECOND.typed("log A", register.parent).failed(4, said)
    answer = SECOND.typed("doctor", register.parent)
    assert f"the group {CELL} may read" in answer.line_of("Accounts")


@pytest.mark.parametrize(
    ("line", "ending"),
    [("log A", "-wal"), ("log A", "-shm"), ("timeline", "-wal"), ("doctor", "-wal")],
)
def test_a_wrong_right_names_the_file_that_has_it_and_what_to_do(
    register: Path, line: str, ending: str
) -> None:
    beside = Path(f"{register}{ending}")
    beside.touch(mode=0o600)
    os.chown(beside, FIRST.user, FIRST.user)
    said = SECOND.typed(line, register.parent)
    remedy = f"chgrp {CELL} {beside} && chmod 660 {beside}"
    said.failed(4, f"{beside} \\(4001:4001 0600\\).*{remedy}")
    assert os.system(remedy) == 0
    SECOND.typed(line, register.parent).done()


def test_a_folder_that_is_not_the_groups_is_named(register: Path) -> None:
    register.parent.chmod(0o750)
    remedy = f"chgrp {CELL} {register.parent} && chmod 2770 {register.parent}"
    SECOND.typed("log A", register.parent).failed(4, remedy)
    assert remedy in SECOND.typed("doctor", register.parent).line_of("Accounts")
    register.parent.chmod(0o2770)
    SECOND.typed("log A", register.parent).done()


def test_what_another_account_restores_stays_the_groups(register: Path) -> None:
    FIRST.typed("backup copy.bak", register.parent).done()
    SECOND.typed("log 'Lost'", register.parent).done()
    SECOND.typed("restore copy.bak --yes", register.parent).done("Only there: the entry n°.2")
    assert {rights(file) for file in register.parent.glob("flood.crisis*")} == {(CELL, 0o660)}
    FIRST.typed("log A", register.parent).done("n°.2")


def test_doctor_names_all_that_the_group_cannot_use(register: Path) -> None:
    shelf = register.with_name("flood-reports")
    shelf.mkdir(mode=0o700)
    for file in (shelf / "flood-R-1.pdf", register.with_name("flood.crisis.lock")):
        file.touch(mode=0o600)
        os.chown(file, FIRST.user, FIRST.user)
    os.chown(shelf, FIRST.user, FIRST.user)
    shelf.chmod(0o700)
    advice = FIRST.typed("doctor", register.parent).line_of("Accounts")
    assert os.system(advice.partition("Type: ")[2]) == 0
    assert "good" in FIRST.typed("doctor", register.parent).line_of("Accounts")
    assert rights(shelf) == (CELL, 0o770)


def _laid_aside(register: Path, user: int, number: int) -> str:
    content = f"report {number}".encode()
    language.use("en")
    with as_account(user, user, of=CELL):
        os.umask(0o077)
        try:
            shelf = place(register).shelves("flood").usual[0]
            shelf.lay_aside(number, content)
            shelf.settle(number, sha256(content).hexdigest())
        except FileError as error:
            return str(error)
        return ""


def test_both_issue_reports_in_one_folder_that_goes_on_handing_its_group_down(
    register: Path,
) -> None:
    assert in_another_process(_laid_aside, register, FIRST.user, 1) == ""
    assert in_another_process(_laid_aside, register, SECOND.user, 2) == ""
    shelf = register.with_name("flood-reports")
    assert shelf.stat().st_mode & 0o7777 == 0o2770
    assert {rights(file) for file in shelf.iterdir()} == {(CELL, 0o660)}


def test_a_shelf_from_before_is_named_until_its_owner_issues_again(register: Path) -> None:
    shelf = register.with_name("flood-reports")
    shelf.mkdir(mode=0o700)
    os.chown(shelf, FIRST.user, FIRST.user)
    advice = SECOND.typed("doctor", register.parent).line_of("Accounts")
    assert f"chmod 2770 {shelf}" in advice
    said = in_another_process(_laid_aside, register, SECOND.user, 1)
    assert f"{shelf} (4001:4001 2700). “doctor” says what to type." in said
    in_another_process(_laid_aside, register, FIRST.user, 1)
    assert rights(shelf) == (CELL, 0o770)
    assert in_another_process(_laid_aside, register, SECOND.user, 2) == ""


def _records_once_shared(path: Path) -> int:
    """Record as the second account, while the first is about to share what SQLite made."""
    beside = Path(f"{path}-wal")
    beside.touch(mode=0o600)
    os.chown(beside, FIRST.user, FIRST.user)

    def share(_seconds: float) -> None:
        os.seteuid(0)
        os.chown(beside, FIRST.user, CELL)
        beside.chmod(0o660)
        os.seteuid(SECOND.user)

    with as_account(SECOND.user, SECOND.user, of=CELL), pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "sleep", share)
        with Register.open(path) as register:
            return register.record(journal.log("A"), by="second").entries[0].number


def test_what_another_account_is_about_to_share_is_waited_for(folder: Path) -> None:
    path = create(folder / "flood.crisis")
    os.chown(path, FIRST.user, CELL)
    path.chmod(0o660)
    assert in_another_process(_records_once_shared, path) == 2
