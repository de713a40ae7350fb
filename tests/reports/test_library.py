"""A script that makes a long document as a library is run once, by nobody but its caller."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_SCRIPT = """
from datetime import UTC, datetime
from pathlib import Path

from crisis_log.register import Register
from crisis_log.reports.documents.making import AboutPeriod, draft
from crisis_log.reports.documents.register import DOCUMENT
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.slices import journal
from tests.desk import Desk

desk = Desk(Path("kept"), register_id="covid-19-0badcafe")
desk.record(journal.log("une ligne"))
print("ran", desk.register.size())
told = draft(desk.register, DOCUMENT, AboutPeriod(), datetime(2030, 1, 1, tzinfo=UTC))
Path("made.pdf").write_bytes(to_pdf(DOCUMENT, told))
desk.register.close()
"""
_EMBEDDED = "import sys\nsys.executable = '/opt/application'\n"


@pytest.mark.parametrize("before", ["", _EMBEDDED], ids=["script", "embedded"])
def test_a_script_without_a_guard_is_run_once(tmp_path: Path, before: str) -> None:
    (tmp_path / "kept").mkdir()
    script = tmp_path / "script.py"
    script.write_text(before + _SCRIPT)
    made = _run(tmp_path, str(script))
    assert made.stdout.split() == ["ran", "2"]
    assert (tmp_path / "made.pdf").read_bytes().startswith(b"%PDF")


def test_what_is_typed_or_piped_into_python_makes_documents_too(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    made = _run(tmp_path, "-", typed=_SCRIPT)
    assert made.stdout.split() == ["ran", "2"]


def _run(folder: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python in a folder that holds a module of the name of one of Python's own."""
    (folder / "pickle.py").write_text("raise RuntimeError('the module of somebody else')")
    root = str(Path(__file__).parents[2])
    return subprocess.run(
        [sys.executable, "-P", *arguments],
        cwd=folder,
        input=typed,
        env=os.environ | {"PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
