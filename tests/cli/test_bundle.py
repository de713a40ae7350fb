"""`audit bundle`: what an auditor is handed, and what they are told to do with it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from unicodedata import normalize

import bagit
import pytest

from crisis_log.audit.bundle import verifier_digest
from crisis_log.names import portable
from tests.cli.case import LINE
from tests.cli.running import OPENING, CommandLine, installed

KEY = "signing.pem"


@pytest.fixture
def signed(nothing: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A desk with a register and its key at hand."""
    nothing.given(f"{OPENING} --key {KEY}")
    monkeypatch.setenv("CRISIS_LOG_KEY", KEY)
    return nothing


def verifier_key(desk: CommandLine) -> str:
    """Return the key that reaches the auditor by another way."""
    key: str = desk.document("audit status")["verifier_key"]
    return key


def verified(folder: Path, *arguments: str) -> tuple[int, dict[str, object]]:
    """Run the verifier that is in a bundle, on a Python that knows no other package."""
    finished = subprocess.run(
        [sys.executable, "-I", "-S", folder / "data" / "verify.py", "--json", *arguments],
        capture_output=True,
        timeout=30,
        check=False,
    )
    return finished.returncode, json.loads(finished.stdout)


def test_an_outsider_verifies_a_bundle_with_the_key_alone(signed: CommandLine) -> None:
    signed.given(LINE).typed("audit bundle audit.zip").done("which must reach them by another way")
    with zipfile.ZipFile("audit.zip") as packed:
        packed.extractall()
    code, found = verified(Path("audit"), "--key", verifier_key(signed))
    assert (code, found["findings"]) == (0, [])
    assert found["entries"] == found["signed"]


@pytest.mark.parametrize(
    ("language", "answer", "on_the_page"),
    [
        ("en", "bring their own verify.py", "Bring your own verify.py"),
        ("fr", "d’apporter son propre verify.py", "Apportez votre propre verify.py"),
    ],
)
def test_the_auditor_is_told_to_bring_a_verifier(
    signed: CommandLine, language: str, answer: str, on_the_page: str
) -> None:
    signed.given(LINE)
    out = (
        installed("audit", "bundle", "bag", CRISIS_LOG_LANG=language, CRISIS_LOG_KEY=KEY).done().out
    )
    assert answer in " ".join(out.split())
    assert verifier_digest() in "".join(out.split())
    page = Path("bag/data/index.html").read_text(encoding="utf-8")
    assert on_the_page in normalize("NFKC", page)


HARD_NAMES = [
    "危機対応に関する県の決定" * 6 + ".pdf",
    "re\u0301sume\u0301.pdf",
    "con",
    "12:30 ?.txt",
    "note. ",
    "50 % \u202e.pdf",
]


@pytest.mark.parametrize("path", ["audit.zip", "audit", "a:b|.zip"])
def test_files_of_any_name_are_in_a_bundle_that_any_system_unpacks(
    signed: CommandLine, path: str
) -> None:
    for name in HARD_NAMES:
        Path(name).write_bytes(name.encode())
        signed("log", "A", "--attach", name).done()
    reports = [argument for name in HARD_NAMES for argument in ("--report", name)]
    signed("audit", "bundle", path, *reports).done()
    if path.endswith(".zip"):
        with zipfile.ZipFile(path) as packed:
            assert all(portable(part) == part for n in packed.namelist() for part in n.split("/"))
            packed.extractall("unpacked")
        (folder,) = Path("unpacked").iterdir()
    else:
        folder = Path(path)
    bagit.Bag(str(folder)).validate()
    for kind in ("attachments", "reports"):
        names = [one.name for one in (folder / "data" / kind).iterdir()]
        assert len(names) == len(HARD_NAMES)
        assert all(portable(name) == name and len(name.encode()) <= 200 for name in names)
        assert sum(name.endswith(".pdf") for name in names) == 3
    code, found = verified(folder, "--key", verifier_key(signed))
    assert (code, found["findings"]) == (0, [])
    kept = [one["name"] for entry in signed.document("timeline") for one in entry["attachments"]]
    assert kept == [normalize("NFC", name).strip() for name in HARD_NAMES]


def test_a_report_is_a_witness_of_the_bundle_it_is_in(signed: CommandLine) -> None:
    signed.given("audit checkpoint")
    Path("checkpoint.txt").write_text(signed.typed("audit checkpoint").done().out)
    signed.given(LINE, "audit bundle audit --report checkpoint.txt")
    key = verifier_key(signed)
    code, found = verified(Path("audit"), "--key", key, "--checkpoint", "checkpoint.txt")
    assert (code, found["seen"]) == (0, 2)
    assert Path("audit/data/reports/01-checkpoint.txt").exists()


def test_the_page_needs_neither_network_nor_scripts(signed: CommandLine) -> None:
    signed.given(LINE, "audit bundle audit")
    page = Path("audit/data/index.html").read_text(encoding="utf-8")
    assert "<html lang=" in page
    assert "<script" not in page
    assert 'src="http' not in page


def test_without_a_signing_key_the_bundle_says_that_nothing_is_signed(
    signed: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = verifier_key(signed)
    monkeypatch.delenv("CRISIS_LOG_KEY")
    Path(KEY).unlink()
    answer = signed.typed("audit bundle audit")
    assert answer.code == 0
    assert "without a checkpoint" in answer.err
    code, found = verified(Path("audit"), "--key", key)
    assert (code, found["signed"], found["proven"]) == (3, 0, [])


def test_a_bundle_never_replaces_what_is_there(signed: CommandLine) -> None:
    Path("audit.zip").write_text("mine")
    signed.typed("audit bundle audit.zip").failed(4, "already exists")
    assert Path("audit.zip").read_text() == "mine"


def test_a_program_is_told_what_the_bundle_holds(signed: CommandLine) -> None:
    document = signed.document("audit bundle audit.zip")
    assert document["bundle"] == "audit.zip"
    assert (document["entries"], document["checkpoints"], document["reports"]) == (1, 1, 0)
