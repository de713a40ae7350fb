"""A bundle opens as a register that is only read: what it holds, what it refuses, what is found."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

import pytest

from crisis_log.audit import checkpoints, giving
from crisis_log.audit.bundle import make_bundle
from crisis_log.audit.timestamping import keep
from crisis_log.audit.verify import Question, verify, verify_log
from crisis_log.evidence.timestamp import query
from crisis_log.register import Register, stopped_clock
from crisis_log.scratch import PREFIX
from crisis_log.slices import COLLECTIONS, journal
from crisis_log.storage import (
    AlteredBundleError,
    AlteredEntryError,
    NoScratchError,
    NotARegisterError,
    ReadOnlyError,
    StorageError,
    place,
)
from crisis_log.storage.bundle import files
from tests.attacks.scene import SEEN, SIZE, Scene
from tests.audit.bundle.bundles import Bundle, digest
from tests.storage.registers import create, files_in
from tests.tsa import Authority


class Noted(NamedTuple):
    """A register with much beside its log, its bundle, and how many entries both have."""

    register: Path
    bundle: Path
    size: int


LOG: Final = "SELECT originator_version, topic, state FROM entries ORDER BY originator_version"
BESIDE: Final = (
    LOG,
    "SELECT * FROM tree ORDER BY entry",
    "SELECT * FROM requests ORDER BY request_id",
    "SELECT * FROM subjects ORDER BY subject, entry",
    "SELECT * FROM marks ORDER BY mark, entry",
    "SELECT * FROM attachments ORDER BY sha256",
    f"SELECT size, carrier, note FROM checkpoints WHERE size > {SEEN} ORDER BY size, carrier",
    "SELECT note, reply FROM timestamps ORDER BY note, reply",
)
"""What a register keeps that no rebuilding makes again, and the indexes that lead to it.

Of a checkpoint that no entry notes, as that of `SEEN` entries, a bundle does not tell the carrier.
"""


def kept(where: Path, statement: str) -> list[Any]:
    with Register.open(where, read_only=True) as register, register.examining() as seen:
        seen.cursor.execute(statement)
        return seen.cursor.fetchall()


def zipped(bundle: Bundle, path: Path, names: Callable[[str], str] = lambda name: name) -> Path:
    """Pack the folder of a bundle, its files under other names if so wanted."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(bundle.folder.rglob("*")):
            if file.is_file():
                packed.write(file, names(f"audit/{file.relative_to(bundle.folder).as_posix()}"))
    return path


@pytest.fixture(scope="module")
def noted(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Noted:
    """A register whose checkpoints were given out, and stamped twice; and its bundle."""
    folder = tmp_path_factory.mktemp("noted")
    path = Path(shutil.copy(scene.path, folder / scene.path.name))
    authority = Authority.founded(folder)
    with Register.open(path) as register:
        for carrier in ("bundle", "proof/2"):
            with giving.giving_out(register, checkpoints.make(register, scene.key), carrier) as one:
                pass
            for _each in range(2):
                reply = authority.answer(query(one.note.encode(), nonce=False))
                keep(register, reply)
        alone = checkpoints.make(register, scene.key)
        keep(register, authority.answer(query(alone.note.encode(), nonce=False)), newest=alone)
        make_bundle(register, folder / "audit.zip", pages=lambda _size, _files: [])
        return Noted(path, folder / "audit.zip", register.size())


@pytest.fixture(params=["folder", "zip"])
def opened_as(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Bundle], Path]:
    """Return where a bundle lies, in each of its two forms."""
    as_zip = partial(zipped, path=tmp_path / "audit.zip")
    return as_zip if request.param == "zip" else lambda bundle: bundle.folder


def opened(where: Path) -> Register:
    return Register.open(where, read_only=True)


def test_a_bundle_holds_what_the_register_does(noted: Noted) -> None:
    for statement in BESIDE:
        assert kept(noted.bundle, statement) == kept(noted.register, statement), statement


def test_what_it_holds_is_sound(noted: Noted) -> None:
    for verified in (verify, verify_log):
        with opened(noted.bundle) as bundle:
            found = verified(bundle, Question())
        assert (found.entries, found.findings, found.signed) == (noted.size, (), noted.size - 1)


def test_its_state_is_that_of_the_register(noted: Noted) -> None:
    with opened(noted.bundle) as bundle, opened(noted.register) as register:
        for one in COLLECTIONS.values():
            there, here = (each.state().members(one.model) for each in (bundle, register))
            assert [*there] == [*here]


def test_it_is_recorded_in_by_nobody(noted: Noted) -> None:
    with pytest.raises(ReadOnlyError, match=r"audit\.zip is an auditor's bundle"):
        Register.open(noted.bundle)
    with opened(noted.bundle) as bundle, pytest.raises(ReadOnlyError):
        bundle.record(journal.log("x"), by="secretary")
    for refused in (
        lambda: place(noted.bundle).create("x"),
        lambda: place(noted.bundle).restore(noted.register),
    ):
        with pytest.raises(StorageError):
            refused()


def test_a_backup_of_it_is_a_register_that_goes_on(noted: Noted, tmp_path: Path) -> None:
    with opened(noted.bundle) as bundle:
        bundle.back_up(tmp_path / "again.crisis")
    with Register.open(tmp_path / "again.crisis") as again:
        again.record(journal.log("On we go"), by="secretary")
        assert verify(again).findings == ()
        assert again.size() == noted.size + 1


def test_it_leaves_nothing_behind(
    noted: Noted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = files_in(noted.bundle.parent)
    with opened(noted.bundle) as bundle:
        (private,) = tmp_path.glob(f"{PREFIX}*")
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        bundle.state()
    assert [*tmp_path.iterdir()] == []
    assert files_in(noted.bundle.parent) == before


@pytest.mark.parametrize("above", ["", "audit/", "audit/audit/"])
def test_it_is_found_wherever_programs_unpack_it(
    untouched: Bundle, tmp_path: Path, above: str
) -> None:
    shutil.copytree(untouched.data, tmp_path / above / "data")
    with opened(tmp_path / above.partition("/")[0]) as bundle:
        assert bundle.size() == SIZE


# What was altered is refused, but for an audit, which tells of it as of a register


def altered(bundle: Bundle) -> None:
    lines = bundle.lines()
    lines[2] = lines[2].replace(b"noon", b"nine")
    bundle.put(lines, leaves=False)


def cut(bundle: Bundle) -> None:
    bundle.put(bundle.lines()[:-1], leaves=False)


def added(bundle: Bundle) -> None:
    bundle.put([*bundle.lines(), bundle.lines()[-1]], leaves=False)


def first_damaged(bundle: Bundle) -> None:
    bundle.put([b"{}", *bundle.lines()[1:]], leaves=False)


def leaf_damaged(bundle: Bundle) -> None:
    leaves = bundle.data / "leaves.txt"
    leaves.write_text("x" + leaves.read_text()[1:])


ALTERED: Final[dict[Callable[[Bundle], None], tuple[int, set[tuple[str, int]]]]] = {
    altered: (3, {("leaf", 3)}),
    cut: (SIZE, {("truncated", SIZE - 1)}),
    added: (SIZE + 1, {("tree", SIZE + 1)}),
    leaf_damaged: (1, {("leaf", 1)}),
    first_damaged: (1, {("leaf", 1), ("unreadable", 1)}),
}
"""What may be done to a bundle: which entry is refused, and what an audit finds."""


@pytest.mark.parametrize("attack", ALTERED)
def test_what_its_leaves_do_not_vouch_for_is_not_answered(
    bundle: Bundle, opened_as: Callable[[Bundle], Path], attack: Callable[[Bundle], None]
) -> None:
    attack(bundle)
    with opened(opened_as(bundle)) as register:
        for asked in (register.size, register.state, lambda: [*register.entries()]):
            with pytest.raises(AlteredEntryError, match=f"Entry n° {ALTERED[attack][0]},"):
                asked()
        told = {(one.code, one.entry) for one in verify(register).findings}
        assert told >= ALTERED[attack][1]


def test_what_was_rewritten_as_a_whole_contradicts_its_checkpoints(bundle: Bundle) -> None:
    bundle.change(3, lambda entry: entry["fact"].update(text="Nobody was told"))
    with opened(bundle.folder) as register:
        with pytest.raises(AlteredBundleError, match=r"its own checkpoint up to n° 8 signs"):
            register.state()
        assert "checkpoint" in {one.code for one in verify(register).findings}


def test_what_was_cut_off_with_its_leaves_contradicts_its_checkpoints(bundle: Bundle) -> None:
    bundle.put(bundle.lines()[:-1])
    with opened(bundle.folder) as register, pytest.raises(AlteredBundleError, match="up to n° 12"):
        register.size()


def test_an_exercise_that_was_altered_says_that_it_is_one(tmp_path: Path) -> None:
    path = create(tmp_path / "drill.crisis", stopped_clock(datetime(2020, 3, 16, 8, tzinfo=UTC)))
    with Register.open(path) as register:
        make_bundle(register, tmp_path / "drill", pages=lambda _size, _files: [])
    leaves = tmp_path / "drill" / "data" / "leaves.txt"
    leaves.write_text(f"{0:064}\n")
    with opened(tmp_path / "drill") as register:
        with pytest.raises(AlteredEntryError):
            register.state()
        assert register.is_exercise()


def test_an_attachment_that_was_exchanged_is_found(bundle: Bundle) -> None:
    (attached,) = (bundle.data / "attachments").iterdir()
    attached.write_bytes(b"%PDF-1.7 another order")
    bundle.list_files()
    with opened(bundle.folder) as register:
        found = [(one.code, one.entry, one.found) for one in verify(register).findings]
    assert found == [("attachment", 2, digest(b"%PDF-1.7 another order"))]


def test_a_report_that_was_exchanged_is_found(bundle: Bundle) -> None:
    (bundle.data / "issued").mkdir()
    (bundle.data / "issued" / "R-1.pdf").write_bytes(b"%PDF-1.7 never issued")
    bundle.list_files()
    with opened(bundle.folder) as register:
        (found,) = verify(register).findings
    assert (found.code, found.meaning.startswith("bundle-R-1.pdf lies beside")) == ("report", True)


def page_altered(bundle: Bundle) -> str:
    (bundle.data / "README.txt").write_bytes(b"{}")
    return "data/README.txt"


def page_added(bundle: Bundle) -> str:
    (bundle.data / "read-me-first.html").write_bytes(b"<p>")
    return "data/read-me-first.html"


def page_missing(bundle: Bundle) -> str:
    (bundle.data / "README.txt").unlink()
    return "data/README.txt"


def declaration_altered(bundle: Bundle) -> str:
    (bundle.folder / "bag-info.txt").write_bytes(b"Source-Organization: nobody")
    return "bag-info.txt"


@pytest.mark.parametrize("attack", [page_altered, page_added, page_missing, declaration_altered])
def test_a_file_that_is_not_the_one_of_its_manifest_is_found(
    bundle: Bundle, opened_as: Callable[[Bundle], Path], attack: Callable[[Bundle], str]
) -> None:
    name = attack(bundle)
    with opened(opened_as(bundle)) as register:
        (found,) = verify(register).findings
    assert (found.code, found.expected.partition(":")[0]) == ("bag", name)


def test_a_file_that_cannot_be_read_any_more_is_found(bundle: Bundle, tmp_path: Path) -> None:
    path = zipped(bundle, tmp_path / "audit.zip")
    with zipfile.ZipFile(path) as packed:
        readme = packed.getinfo("audit/data/README.txt")
    content = bytearray(path.read_bytes())
    content[readme.header_offset + readme.compress_size] ^= 8
    path.write_bytes(content)
    with opened(path) as register:
        (found,) = verify(register).findings
    assert (found.code, found.found) == ("bag", "cannot be read")


def test_what_was_not_compared_with_a_manifest_is_said(bundle: Bundle) -> None:
    with opened(bundle.folder) as register:
        assert "bag" not in verify(register).not_looked_at
        assert "bag" in verify_log(register).not_looked_at
    (bundle.folder / "manifest-sha256.txt").unlink()
    with opened(bundle.folder) as register:
        assert "bag" in verify(register).not_looked_at


# What is no bundle, or none to be trusted


def lacking(name: str) -> Callable[[Bundle, Path], Path]:
    def made(bundle: Bundle, path: Path) -> Path:
        (bundle.data / name).unlink()
        return zipped(bundle, path)

    return made


def containing(
    name: str, content: bytes = b"x", **properties: Any
) -> Callable[[Bundle, Path], Path]:
    """Return what packs a bundle with one more file."""

    def made(bundle: Bundle, path: Path) -> Path:
        zipped(bundle, path)
        info = zipfile.ZipInfo(name)
        info.compress_type = properties.pop("compress_type", zipfile.ZIP_DEFLATED)
        for key, value in properties.items():
            setattr(info, key, value)
        with zipfile.ZipFile(path, "a") as packed, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a name that is there twice
            packed.writestr(info, content)
        return path

    return made


def truncated(bundle: Bundle, path: Path) -> Path:
    content = zipped(bundle, path).read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return path


def flipped(bundle: Bundle, path: Path) -> Path:
    """Return a zip in whose packed entries a bit fell over."""
    with zipfile.ZipFile(zipped(bundle, path)) as packed:
        entries = packed.getinfo("audit/data/entries.jsonl")
        where = entries.header_offset + entries.compress_size
    content = bytearray(path.read_bytes())
    content[where] ^= 8
    path.write_bytes(content)
    return path


def other_zip(_bundle: Bundle, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
    return path


def unreadable(bundle: Bundle, path: Path) -> Path:
    bundle.put([b"{}" for _each in bundle.lines()])
    return zipped(bundle, path)


def encrypted(bundle: Bundle, path: Path) -> Path:
    """Return a zip whose directory says of the last file that it is encrypted."""
    content = bytearray(zipped(bundle, path).read_bytes())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    return path


def linked(bundle: Bundle, path: Path) -> Path:
    (bundle.data / "reports" / "link").symlink_to("/etc/passwd")
    return bundle.folder


def piped(bundle: Bundle, path: Path) -> Path:
    os.mkfifo(bundle.data / "pipe")
    return bundle.folder


def several(bundle: Bundle, path: Path) -> Path:
    shutil.copytree(bundle.folder, path / "one")
    shutil.copytree(bundle.folder, path / "other")
    return path


UNSAFE: Final = "a link, leads out of it, or is there twice"
NO_BUNDLE: Final[dict[str, tuple[Callable[[Bundle, Path], Path], str]]] = {
    "without leaves": (lacking("leaves.txt"), r"lacks its file leaves\.txt"),
    "without entries": (lacking("entries.jsonl"), "nor an auditor's bundle"),
    "another zip": (other_zip, "nor an auditor's bundle"),
    "two in a folder": (several, "nor an auditor's bundle"),
    "cut": (truncated, "damaged or incomplete"),
    "a bit fell over": (flipped, "damaged or incomplete"),
    "encrypted": (encrypted, "encrypted"),
    "packed otherwise": (
        containing("audit/data/x", compress_type=zipfile.ZIP_LZMA),
        "packed in a way",
    ),
    "a bomb": (containing("audit/data/reports/x", bytes(5_000_000)), "unpacks to more"),
    "a way out": (containing("../../etc/cron.d/x"), UNSAFE),
    "an absolute name": (containing("/etc/cron.d/x"), UNSAFE),
    "a name of Windows": (containing("audit\\..\\x"), UNSAFE),
    "a name twice": (containing("audit/data/leaves.txt"), UNSAFE),
    "a packed link": (containing("audit/data/x", external_attr=0o120777 << 16), UNSAFE),
    "a link": (linked, UNSAFE),
    "a pipe": (piped, UNSAFE),
    "no entry": (unreadable, "No entry of"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")
@pytest.mark.parametrize("case", NO_BUNDLE)
def test_what_no_bundle_is_made_like_is_refused(bundle: Bundle, tmp_path: Path, case: str) -> None:
    make, says = NO_BUNDLE[case]
    with pytest.raises(NotARegisterError, match=says):
        opened(make(bundle, tmp_path / "audit.zip"))


def test_more_than_the_disk_can_take_is_not_unpacked(
    noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=1000))
    with pytest.raises(NoScratchError):
        opened(noted.bundle)


def test_more_files_than_any_register_has_are_not_listed(
    noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 10)
    with pytest.raises(NotARegisterError, match="unpacks to more"):
        opened(noted.bundle)
