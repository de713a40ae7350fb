"""What tests do beside a folder with a register that issued reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cli.running import CommandLine


def report(folder: Path, number: int) -> Path:
    """Return where a report lies."""
    return folder / "covid-19-reports" / f"covid-19-R-{number}.pdf"


def register_of(desk: CommandLine, folder: Path) -> CommandLine:
    """Return the desk with the register."""
    return desk.having("--register", str(folder / "covid-19.crisis"))


def answered(desk: CommandLine, folder: Path, line: str) -> Any:
    """Return the document of a check with the register."""
    return register_of(desk, folder).document(line)
