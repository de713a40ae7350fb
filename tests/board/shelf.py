"""The register of the demonstration with its issued reports beside it, to be changed by a test."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from crisis_log.register import Register, stopped_clock
from crisis_log.slices import issued_report
from crisis_log.slices.issued_report import ReportIssued
from tests.board.conftest import PRESENT


class Office(NamedTuple):
    """A register, and the folder of the reports that were issued from it."""

    register: Path
    shelf: Path

    def path_of(self, number: int) -> Path:
        """Return where report R-`number` lies."""
        return self.shelf / f"covid-19-R-{number}.pdf"

    def fact(self, number: int) -> ReportIssued:
        """Return what the log says of a report."""
        with Register.open(self.register, read_only=True) as register:
            return issued_report.find(register.itself(), number).issued

    def issued_without_copy(self, content: bytes, **fields: object) -> int:
        """Record a report whose file the register does not keep, as version 0.1 did; lay it there.

        Return its number.
        """
        with Register.open(self.register, stopped_clock(PRESENT)) as register:
            known = register.itself()
            last = [*issued_report.issued(known)][-1].issued
            fact = last.but(
                number=last.number + 1,
                sha256=sha256(content).hexdigest(),
                size=len(content),
                **fields,
            )
            register.record(issued_report.issue(fact), by="la secrétaire")
        self.path_of(fact.number).write_bytes(content)
        return fact.number


def copied(demonstration: Path, folder: Path) -> Office:
    """Return a copy of the demonstration in a folder."""
    register = Path(shutil.copy(demonstration, folder))
    beside = demonstration.with_name(f"{demonstration.stem}-reports")
    return Office(register, Path(shutil.copytree(beside, folder / beside.name)))
