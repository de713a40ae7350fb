"""What somebody puts beside a register: links, pipes, giants, names that act, other reports."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.files import LARGEST
from crisis_log.register import Register
from tests.attacks.scene import Scene, begin, make_report
from tests.attacks.test_issued import ISSUED, PDF, issue, shelf_at
from tests.cli.running import CommandLine
from tests.sealing import take

POSIX: Final = pytest.mark.skipif(sys.platform == "win32", reason="no such names or files there")


@pytest.fixture
def issued(scene: Scene) -> Scene:
    """The scene, with a report issued after its last entry."""
    issue(scene.path, scene.key)
    return scene


def beside(scene: Scene, name: str = "covid-19-R-2.pdf") -> Path:
    """Return where a file of that name lies beside the reports of the register."""
    return shelf_at(scene.path).folder / name


def link(to: str) -> Callable[[Path], object]:
    """Return what makes a link."""
    return lambda path: path.symlink_to(to)


@POSIX
@pytest.mark.parametrize("name", ["covid-19-R-1.pdf", "covid-19-R-2.pdf", "any.pdf"])
@pytest.mark.parametrize(
    "put", [link("/dev/zero"), link("nowhere"), link("."), os.mkfifo, Path.mkdir]
)
def test_what_is_no_file_is_neither_read_nor_taken_for_one(
    issued: Scene, name: str, put: Callable[[Path], object]
) -> None:
    beside(issued, name).unlink(missing_ok=True)
    put(beside(issued, name))
    assert issued.found() == []


@POSIX
def test_a_link_to_a_witness_is_not_followed(issued: Scene) -> None:
    beside(issued).symlink_to(issued.report)
    assert issued.found() == []
    beside(issued).unlink()
    shutil.copy(issued.report, beside(issued))
    assert issued.found() == [("report", None)]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("covid-19-R-1.pdf", [("report", ISSUED)]),
        ("covid-19-R-2.pdf", [("report", None)]),
        ("any.pdf", []),
    ],
)
def test_a_giant_is_a_finding_where_a_report_should_lie(
    issued: Scene, name: str, found: list[tuple[str, int | None]]
) -> None:
    beside(issued, name).touch()
    os.truncate(beside(issued, name), LARGEST + 1)
    assert issued.found() == found


@POSIX
@pytest.mark.parametrize(
    "name", ["a\x1b[2J\x1b[31m.pdf", "a\nregister  sound.pdf", "\u202efdp.pdf"]
)
def test_a_name_does_not_act_on_the_screen(issued: Scene, name: str) -> None:
    shutil.copy(issued.report, beside(issued, name))
    auditor = CommandLine(("--register", str(issued.path)))
    for line in ("audit verify", "report list", "doctor"):
        answer = auditor.typed(line)
        assert answer.code == 0, answer
        assert not {"\x1b", "\u202e"} & set(answer.out + answer.err)
        assert "register  sound.pdf: the log" not in answer.lines
    shown = name.encode("unicode_escape").decode()
    assert shown in auditor.typed("audit verify").out


def test_a_genuine_report_of_another_register_is_not_taken_for_one_of_its_own(
    issued: Scene, tmp_path: Path
) -> None:
    other = tmp_path / "other.crisis"
    key = SigningKey.generate(origin_of("covid-19-00000000"))
    begin(other, key, "covid-19-00000000")
    with Register.open(other) as register:
        theirs = make_report(tmp_path / "theirs.pdf", take(register, key, "theirs.pdf"))
    folder = beside(issued).parent
    shutil.copy(theirs, folder / "any.pdf")
    assert issued.found() == []
    shutil.copy(issued.report, folder / "covid-19-R-2.pdf")
    shutil.copy(theirs, folder / "covid-19-R-3.pdf")
    assert issued.found() == [("report", None), ("witness", None)]
    (folder / "covid-19-R-3.pdf").replace(folder / "covid-19-R-1.pdf")
    assert issued.found() == [("report", ISSUED), ("report", None)]


@pytest.mark.parametrize("name", ["covid-19-R-01.pdf", "covid-19-R-1-signed.pdf", "x-R-1.pdf"])
def test_a_second_file_for_a_number_takes_nothing_from_the_first(issued: Scene, name: str) -> None:
    beside(issued, name).write_bytes(PDF + b" altered")
    assert issued.found() == []
    beside(issued, "covid-19-R-1.pdf").write_bytes(PDF + b" altered")
    beside(issued, name).write_bytes(PDF)
    assert issued.found() == [("report", ISSUED)]
