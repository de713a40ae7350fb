"""A PDF in hand: it is the issued one only if every byte of it is."""

from hashlib import sha256
from pathlib import Path

import pytest

from crisis_log.audit import checkpoints
from crisis_log.register import Register
from crisis_log.slices import issued_report
from tests.attacks.scene import SIZE, Scene
from tests.audit.bundle.bundles import make
from tests.slices.test_issued_report import report

UPDATE = b"4 0 obj <</Type /Page>> endobj\n%%EOF\n"
"""What a signature appends to a PDF, and what replaces its pages."""


@pytest.mark.parametrize("added", [b"", UPDATE])
def test_what_was_added_to_an_issued_report_is_not_said_to_be_issued(
    scene: Scene, tmp_path: Path, added: bytes
) -> None:
    with Register.open(scene.path) as register:
        seal = checkpoints.make(register, scene.key)
        paper = b"%PDF-1.7\nstream\n" + seal.note.encode() + b"\nendstream\n%%EOF\n"
        fact = report(
            known_upto=seal.size,
            position=seal.size,
            checkpoint=seal.note,
            sha256=sha256(paper).hexdigest(),
        )
        register.record(issued_report.issue(fact), by="secretary")
    bundle = make(scene, tmp_path / "bundle")
    paper_in_hand = tmp_path / "in-hand.pdf"
    paper_in_hand.write_bytes(paper + added)
    told = bundle.verify("--checkpoint", paper_in_hand).document
    proven = [one for one in told["proven"] if f"is R-1, as entry n° {SIZE + 1} issued it" in one]
    doubted = [one for one in told["not_proven"] if "it begins with R-1" in one]
    assert (len(proven), len(doubted)) == ((0, 1) if added else (1, 0))
