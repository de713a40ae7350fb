"""Issued reports: their files beside the register, and the entries that record them."""

import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from crisis_log.audit import checkpoints
from crisis_log.audit.shelf import shelf_of
from crisis_log.command import File
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.fact import Refused
from crisis_log.register import Register
from crisis_log.slices import issued_report
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.storage import Shelf
from tests.attacks.attacker import Document, edit, retitled, rewrite, sql
from tests.attacks.scene import SIZE, Scene
from tests.slices.test_issued_report import report

ISSUED = SIZE + 1
PDF = b"%PDF-1.7 the report, as it was issued"


def issue(path: Path, key: SigningKey, *kept: File) -> ReportIssued:
    """Record an issued report in the register at `path`, with its file beside it, or `kept`."""
    with Register.open(path) as register:
        seal = checkpoints.make(register, key)
        fact = report(
            known_upto=seal.size,
            position=seal.size,
            checkpoint=seal.note,
            sha256=shelf_digest(path),
        )
        register.record(issued_report.issue(fact), by="secretary", files=kept)
    return fact


def shelf_digest(path: Path) -> str:
    """Put the file of R-1 on its shelf; return its digest."""
    digest = sha256(PDF).hexdigest()
    shelf = shelf_at(path)
    shelf.lay_aside(1, PDF)
    assert shelf.settle(1, digest)
    return digest


def shelf_at(path: Path) -> Shelf:
    """Return the shelf of the register at `path`."""
    with Register.open(path) as register:
        return shelf_of(register)


@pytest.fixture
def issued(scene: Scene) -> Scene:
    """The scene, with a report issued after its last entry."""
    issue(scene.path, scene.key)
    return scene


def test_an_issued_report_as_it_was_is_no_finding(issued: Scene) -> None:
    assert issued.found() == []


def test_an_altered_file_is_found_with_the_entry_of_its_report(issued: Scene) -> None:
    path = shelf_at(issued.path).path_of(1)
    path.write_bytes(PDF.replace(b"issued", b"wished"))
    assert issued.found() == [("report", ISSUED)]


def test_a_file_swapped_for_another_report_is_found(issued: Scene) -> None:
    shutil.copy(issued.report, shelf_at(issued.path).path_of(1))
    assert issued.found() == [("report", ISSUED)]


def test_a_file_that_was_handed_over_is_not_missed(issued: Scene) -> None:
    shelf_at(issued.path).path_of(1).unlink()
    assert issued.found() == []


def test_a_digest_altered_with_the_file_is_found_in_the_log(issued: Scene) -> None:
    shelf = shelf_at(issued.path)
    before = shelf.digest_of(1)
    shelf.path_of(1).write_bytes(b"%PDF-1.7 another report")
    after = shelf.digest_of(1)
    assert before
    assert after
    sql(issued.path, edit(before, after, ISSUED))
    assert ("leaf", ISSUED) in issued.found()


def test_an_entry_recorded_with_a_seal_that_nobody_signed_is_found(issued: Scene) -> None:
    with Register.open(issued.path) as register:
        entry = register.entry(ISSUED)
        assert isinstance(entry.fact, ReportIssued)
        note = entry.fact.checkpoint.replace(f"\n{SIZE}\n", f"\n{SIZE - 1}\n")
        forged = {"number": 2, "name": "situation", "checkpoint": note}
        command = issued_report.issue(entry.fact.model_copy(update=forged))
        register.record(command, by="somebody")
    assert issued.found() == [("checkpoint", ISSUED + 1)]


def test_nothing_is_signed_that_an_issued_report_contradicts(issued: Scene) -> None:
    def without_the_rest(documents: list[Document]) -> list[Document]:
        return retitled("Close the schools", "Keep schools open")(documents[:ISSUED])

    rewrite(issued.path, without_the_rest)
    with Register.open(issued.path) as register, pytest.raises(Refused, match="no longer extends"):
        checkpoints.make(register, issued.key)
