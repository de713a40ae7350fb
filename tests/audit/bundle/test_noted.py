"""What entries say of files: checkpoints given out, timestamps, issued reports, leaves."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from crisis_log.audit import checkpoints, giving
from crisis_log.audit.bundle import make_bundle
from crisis_log.audit.shelf import shelf_of
from crisis_log.audit.timestamping import keep
from crisis_log.evidence.timestamp import query
from crisis_log.register import Register
from crisis_log.slices import issued_report
from crisis_log.storage import AlteredEntryError
from tests.attacks.attacker import sql
from tests.attacks.scene import SCHOOLS, SEEN, SIZE, Scene, make_report
from tests.audit.bundle.bundles import Bundle, Document, digest, make
from tests.slices.test_issued_report import report
from tests.tsa import Authority

GIVEN, STAMPED = SIZE + 1, SIZE + 2
"""The entries that note a checkpoint of `SIZE` entries, and a timestamp of it."""


@pytest.fixture(scope="module")
def made(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A bundle of a register that gave a checkpoint out, and had it stamped; to be read only."""
    folder = tmp_path_factory.mktemp("noted")
    path = Path(shutil.copy(scene.path, folder / scene.path.name))
    authority = Authority.founded(folder)
    with Register.open(path) as register:
        with giving.giving_out(register, checkpoints.make(register, scene.key), "bundle") as taken:
            pass
        keep(register, authority.answer(query(taken.note.encode(), nonce=False)))
    return make(scene._replace(path=path), folder / "bundle")


@pytest.fixture
def noted(made: Bundle, tmp_path: Path) -> Bundle:
    copy = Bundle(tmp_path / "bundle", made.key)
    shutil.copytree(made.folder, copy.folder)
    return copy


def test_what_entries_note_is_there(made: Bundle) -> None:
    assert [json.loads(made.lines()[number - 1])["kind"] for number in (GIVEN, STAMPED)] == [
        "checkpoint.given.v1",
        "checkpoint.timestamped.v1",
    ]
    assert made.verify().found == []


def test_a_checkpoint_that_was_taken_away_is_missed(noted: Bundle) -> None:
    (noted.data / "checkpoints" / f"{SIZE:06}.txt").unlink()
    answer = noted.verify()
    assert answer.found == [("checkpoint", GIVEN), ("checkpoint", STAMPED)]
    assert all("no longer here" in one["meaning"] for one in answer.document["findings"])


def test_another_checkpoint_in_its_place_is_not_it(noted: Bundle) -> None:
    folder = noted.data / "checkpoints"
    shutil.copy(folder / f"{SEEN:06}.txt", folder / f"{SIZE:06}.txt")
    assert noted.verify().found == [("checkpoint", GIVEN), ("checkpoint", STAMPED)]


def test_its_name_does_not_matter(noted: Bundle) -> None:
    path = noted.data / "checkpoints" / f"{SIZE:06}.txt"
    path.rename(path.with_name("mine"))
    assert noted.verify().found == []


@pytest.mark.parametrize("is_changed", [True, False])
def test_a_timestamp_that_is_no_longer_there_is_missed(noted: Bundle, is_changed: bool) -> None:
    (path,) = (noted.data / "timestamps").iterdir()
    reply = path.read_bytes()
    path.unlink()
    if is_changed:
        path.write_bytes(reply + b"\0")
    assert noted.verify().found == [("timestamp", STAMPED)]


@pytest.mark.parametrize("position", [SIZE - 1, GIVEN, GIVEN + 1, -1, str(SIZE), True, None])
def test_an_entry_cannot_note_another_number_of_entries(noted: Bundle, position: object) -> None:
    noted.change(GIVEN, lambda entry: entry["fact"].update(position=position))
    findings = [one for one in noted.verify().document["findings"] if one["entry"] == GIVEN]
    assert ["how many entries" in one["meaning"] for one in findings] == [True]


@pytest.mark.parametrize(("position", "is_found"), [(GIVEN, True), (GIVEN - 1, False), (-1, True)])
def test_no_checkpoint_signs_the_entry_that_notes_it(
    noted: Bundle, position: int, is_found: bool
) -> None:
    (noted.data / "checkpoints" / f"{SIZE:06}.txt").unlink()
    noted.change(GIVEN, lambda entry: entry["fact"].update(position=position))
    findings = [one for one in noted.verify().document["findings"] if one["entry"] == GIVEN]
    assert any("how many entries" in one["meaning"] for one in findings) is is_found


def test_what_an_entry_notes_may_be_anything(noted: Bundle) -> None:
    values: list[object] = [[], {}, None, 5]
    for value in values:
        noted.change(STAMPED, _noting(value))
        assert {("checkpoint", STAMPED), ("timestamp", STAMPED)} <= {*noted.verify().found}


def _noting(value: object) -> Callable[[Document], None]:
    def edit(entry: Document) -> None:
        entry["fact"].update(sha256=value, reply_sha256=value, position=value)

    return edit


# Leaves are of the stored tree


def test_an_altered_register_is_not_bundled(scene: Scene, tmp_path: Path) -> None:
    path = Path(shutil.copy(scene.path, tmp_path / scene.path.name))
    sql(path, "UPDATE entries SET state = CAST(replace(state, 'Close', 'Cloze') AS BLOB)")
    with Register.open(path, read_only=True) as register, pytest.raises(AlteredEntryError):
        make_bundle(register, tmp_path / "bundle", pages=lambda _size, _files: [])
    assert not (tmp_path / "bundle").exists()


def test_an_entry_altered_in_the_bundle_is_named(bundle: Bundle) -> None:
    bundle.entries.write_bytes(bundle.entries.read_bytes().replace(b"Close", b"Cloze"))
    assert ("leaf", SCHOOLS) in bundle.verify().found


# Is this paper the one that was issued?


@pytest.fixture(scope="module")
def issued(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A bundle with a report that was issued after the last entry; to be read only."""
    folder = tmp_path_factory.mktemp("issued")
    path = Path(shutil.copy(scene.path, folder / scene.path.name))
    with Register.open(path) as register:
        seal = checkpoints.make(register, scene.key)
        pdf = make_report(folder / "report.pdf", seal).read_bytes()
        shelf, sha256 = shelf_of(register), digest(pdf)
        shelf.lay_aside(1, pdf)
        assert shelf.settle(1, sha256)
        fact = report(known_upto=seal.size, position=seal.size, checkpoint=seal.note, sha256=sha256)
        register.record(issued_report.issue(fact), by="secretary")
    return make(scene._replace(path=path), folder / "bundle")


def test_a_given_report_is_said_to_be_the_issued_one(issued: Bundle, tmp_path: Path) -> None:
    paper = tmp_path / "received.pdf"
    shutil.copy(issued.data / "issued" / "R-1.pdf", paper)
    answer = issued.verify("--checkpoint", paper)
    said = f"received.pdf is R-1, as entry n° {SIZE + 1} issued it."
    assert answer.found == []
    assert any(one.endswith(said) for one in answer.document["proven"])


def test_what_was_added_to_it_is_not_vouched_for(issued: Bundle, tmp_path: Path) -> None:
    paper = tmp_path / "received.pdf"
    paper.write_bytes((issued.data / "issued" / "R-1.pdf").read_bytes() + b"\n9 0 obj\n%%EOF\n")
    document = issued.verify("--checkpoint", paper).document
    assert "received.pdf" not in " ".join(document["proven"])
    assert "received.pdf show: it begins with R-1" in " ".join(document["not_proven"])


def test_another_pdf_with_its_checkpoint_is_not_the_issued_one(
    issued: Bundle, tmp_path: Path
) -> None:
    paper = tmp_path / "received.pdf"
    with pikepdf.open(issued.data / "issued" / "R-1.pdf") as pdf:
        pdf.add_blank_page()
        pdf.save(paper)
    document = issued.verify("--checkpoint", paper).document
    assert document["seen"] == SIZE
    assert "received.pdf" not in " ".join(document["proven"])
    assert "received.pdf show: no signed entry" in " ".join(document["not_proven"])


def test_a_report_that_no_signature_covers_is_not_vouched_for(
    issued: Bundle, tmp_path: Path
) -> None:
    copy = Bundle(tmp_path / "bundle", issued.key)
    shutil.copytree(issued.folder, copy.folder)
    (copy.data / "checkpoints" / f"{SIZE + 1:06}.txt").unlink()
    document = copy.verify("--checkpoint", copy.data / "issued" / "R-1.pdf").document
    assert (document["findings"], document["signed"]) == ([], SIZE)
    assert "R-1.pdf show: no signed entry" in " ".join(document["not_proven"])


@pytest.mark.parametrize("note", ["nothing", None, "crisis-log/x\n1\n\n"])
def test_an_issued_report_without_a_checkpoint_is_found(
    issued: Bundle, tmp_path: Path, note: str | None
) -> None:
    copy = Bundle(tmp_path / "bundle", issued.key)
    shutil.copytree(issued.folder, copy.folder)
    copy.change(SIZE + 1, lambda entry: entry["fact"].update(checkpoint=note))
    assert ("checkpoint", SIZE + 1) in copy.verify().found


def test_a_time_to_come_is_said(bundle: Bundle, scene: Scene) -> None:
    assert "clock says" not in " ".join(bundle.verify().document["notices"])
    bundle.change(SIZE, lambda entry: entry.update(recorded_at="2999-01-01T00:00:00Z"))
    bundle.sign(scene.key)
    answer = bundle.verify()
    assert answer.found == []
    assert f"n° {SIZE}: recorded at 2999-01-01T00:00:00Z, later" in answer.document["notices"][0]
