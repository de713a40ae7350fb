"""A bundle is a valid bag, the same each time, whole or not there at all."""

import hashlib
import json
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import bagit
import pytest

from crisis_log.audit.bundle import Files, make_bundle
from crisis_log.audit.bundle.bag import new_bag
from crisis_log.command import File
from crisis_log.evidence.history import History
from crisis_log.evidence.proof import InclusionProof
from crisis_log.fact import KINDS
from crisis_log.files import FileError
from crisis_log.names import portable
from crisis_log.register import Register
from crisis_log.slices import journal
from tests.attacks.scene import MASKS, ORDER, SEEN, SIZE, Scene, begin, record
from tests.audit.bundle.bundles import Bundle

PAGE = b"<!DOCTYPE html>"
LONGEST_PATH: Final = 200
"""In bytes: Windows takes 260 signs, with the folder that a bundle is unpacked in."""


def index_alone(_size: int, _files: Files) -> list[tuple[str, bytes]]:
    return [("index.html", PAGE)]


def bundle_to(scene: Scene, path: Path) -> Path:
    with Register.open(scene.path) as register:
        make_bundle(register, path, pages=index_alone, reports=[scene.report])
    return path


def test_a_folder_is_a_valid_bag(untouched: Bundle) -> None:
    bag = bagit.Bag(str(untouched.folder))
    bag.validate()
    assert bag.info["External-Identifier"] == "crisis-log/covid-19-a77ac4ed"


def test_a_zip_holds_one_valid_bag_of_its_name(scene: Scene, tmp_path: Path) -> None:
    with zipfile.ZipFile(bundle_to(scene, tmp_path / "audit.zip")) as packed:
        packed.extractall(tmp_path / "unpacked")
    assert [path.name for path in (tmp_path / "unpacked").iterdir()] == ["audit"]
    bagit.Bag(str(tmp_path / "unpacked" / "audit")).validate()


def test_the_bag_of_an_altered_file_is_not_valid(scene: Scene, tmp_path: Path) -> None:
    folder = bundle_to(scene, tmp_path / "audit")
    (folder / "data" / "entries.jsonl").write_bytes(b"")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(folder)).validate()


def test_the_same_register_gives_the_same_bytes(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "later").mkdir()
    first = bundle_to(scene, tmp_path / "audit.zip").read_bytes()
    assert bundle_to(scene, tmp_path / "later" / "audit.zip").read_bytes() == first


def test_what_a_bundle_holds(untouched: Bundle, scene: Scene) -> None:
    data = untouched.data
    with Register.open(scene.path) as register:
        stored = [entry.content for entry in register.stored()]
        notes = {one.note for one in register.checkpoints()}
    assert untouched.lines() == stored
    assert {path.read_text() for path in (data / "checkpoints").iterdir()} == notes
    (attached,) = (data / "attachments").iterdir()
    assert attached.read_bytes() == ORDER.content
    assert attached.name.startswith(hashlib.sha256(ORDER.content).hexdigest() + "-")
    (report,) = (data / "reports").iterdir()
    assert report.read_bytes() == scene.report.read_bytes()
    assert {path.stem for path in (data / "schema").iterdir()} >= {"entry", *KINDS}
    assert all(json.loads(path.read_text())["$schema"] for path in (data / "schema").iterdir())
    assert (data / "index.html").read_bytes() == PAGE


def test_a_bundle_does_not_bring_the_key_it_is_verified_with(untouched: Bundle) -> None:
    """The log names its keys; nothing else in the bundle hands one to the auditor."""
    holders = [
        path.name
        for path in untouched.folder.rglob("*")
        if path.is_file() and untouched.key.encode() in path.read_bytes()
    ]
    assert holders == ["entries.jsonl"]
    fingerprint = (untouched.data / "fingerprint.txt").read_text().strip()
    assert untouched.key.startswith(f"{fingerprint}+")


def test_its_proofs_hold(untouched: Bundle) -> None:
    lines = untouched.lines()
    proofs = sorted((untouched.data / "proofs").glob("*.tlog-proof"))
    found = []
    for path in proofs:
        proof = InclusionProof.parse(path.read_text())
        proof.verify(lines[proof.index], untouched.key)
        found.append(proof.index + 1)
    assert found == [2, MASKS, 10]
    history = History.parse((untouched.data / "proofs" / "history.txt").read_text())
    present, roots = history.verify(untouched.key)
    assert (present.size, SEEN in roots) == (SIZE, True)


@pytest.mark.parametrize("name", ["audit.zip", "audit"])
def test_what_is_already_there_is_left_as_it_is(scene: Scene, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(FileError, match="already exists"):
        bundle_to(scene, tmp_path / name)
    assert (tmp_path / name).read_text() == "mine"


@pytest.mark.parametrize("name", ["audit.zip", "audit"])
def test_a_bundle_that_cannot_be_finished_leaves_nothing(tmp_path: Path, name: str) -> None:
    def failing() -> Iterator[bytes]:
        yield b"begun"
        raise OSError(28, "No space left on device")

    from datetime import UTC, datetime

    with (
        pytest.raises(FileError, match="no space is left"),
        new_bag(tmp_path / name, datetime(2020, 3, 17, tzinfo=UTC)) as bag,
    ):
        bag.add("entries.jsonl", failing())
    assert list(tmp_path.iterdir()) == []


def test_a_report_that_is_not_there_is_named(scene: Scene, tmp_path: Path) -> None:
    with Register.open(scene.path) as register, pytest.raises(FileError, match=r"gone\.pdf"):
        make_bundle(
            register, tmp_path / "audit.zip", pages=index_alone, reports=[tmp_path / "gone.pdf"]
        )
    assert list(tmp_path.iterdir()) == []


def test_names_cannot_lead_out_of_the_bundle(scene: Scene, tmp_path: Path) -> None:
    report = tmp_path / "..%2f\n résumé ..pdf"
    shutil.copy(scene.report, report)
    with Register.open(scene.path) as register:
        make_bundle(register, tmp_path / "audit", pages=index_alone, reports=[report])
    bagit.Bag(str(tmp_path / "audit")).validate()
    (kept,) = (tmp_path / "audit" / "data" / "reports").iterdir()
    assert "\n" not in kept.name


LONG: Final = "Arre\u0302te\u0301 préfectoral n° 2020-031 🚒 " * 6
NAMES: Final = (
    "aux.txt",
    "CON",
    'a<b>c:"d|e?*.pdf',
    "fin.",
    " espaces  ",
    "100 %.pdf",
    f"{LONG}.pdf",
)
"""Names that some system does not take, or reads otherwise."""


def test_files_bear_names_that_every_system_takes(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "covid-19.crisis"
    begin(path, scene.key)
    handed_over = tmp_path / f"{LONG[:80]}.pdf"
    handed_over.write_bytes(b"handed over")
    files = [File(name, "text/plain", name.encode()) for name in NAMES]
    with Register.open(path) as register:
        record(register, journal.log("Files"), *files)
        zipped = tmp_path / f"{LONG[:60]}.zip"
        make_bundle(register, zipped, pages=index_alone, reports=[handed_over])
    with zipfile.ZipFile(zipped) as packed:
        names = packed.namelist()
    assert sum("/attachments/" in name for name in names) == 1 + len(NAMES)
    for name in names:
        assert name == unicodedata.normalize("NFC", name)
        assert len(name.encode()) <= LONGEST_PATH, name
        assert [*map(portable, name.split("/"))] == name.split("/")
    assert len({name.casefold() for name in names}) == len(names)
