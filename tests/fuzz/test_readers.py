"""Whatever bytes a reader is given, it answers, or refuses in its own way: no other exception."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

import pikepdf
import pytest

from crisis_log.audit.witness import WitnessError, read_report, read_witnesses
from crisis_log.evidence import der
from crisis_log.evidence.history import Earlier, History
from crisis_log.evidence.keys import open_rotation, rotation_statement
from crisis_log.evidence.merkle import ProofError
from crisis_log.evidence.note import open_checkpoint, open_note
from crisis_log.evidence.proof import InclusionProof
from crisis_log.evidence.signing_key import NoteError, SigningKey, parse_verifier_key
from crisis_log.evidence.timestamp import TimestampError, read_reply
from tests.cli.witnesses import KEY, ORIGIN, VERIFIER_KEY, checkpoint
from tests.evidence import published
from tests.fuzz.mutation import mutated

NOTE: Final = checkpoint(5)
HISTORY: Final = History((Earlier(3, bytes(32), (bytes(32),)),), NOTE).to_text()
ROTATION: Final = rotation_statement(ORIGIN, VERIFIER_KEY, KEY, KEY)


class Reader(NamedTuple):
    """What reads, something genuine, and what it raises when that is refused."""

    read: Callable[[str], object]
    genuine: str
    refuses: tuple[type[Exception], ...]


READERS: Final = {
    "note": Reader(lambda text: open_note(text, VERIFIER_KEY), NOTE, (NoteError,)),
    "checkpoint": Reader(lambda text: open_checkpoint(text, VERIFIER_KEY), NOTE, (NoteError,)),
    "verifier key": Reader(parse_verifier_key, VERIFIER_KEY, (NoteError,)),
    "history": Reader(
        lambda text: History.parse(text).verify(VERIFIER_KEY), HISTORY, (NoteError, ProofError)
    ),
    "proof": Reader(
        lambda text: InclusionProof.parse(text).verify(published.SUMDB_LEAF, published.SUMDB),
        published.SUMDB_PROOF,
        (NoteError, ProofError),
    ),
    "rotation": Reader(
        lambda text: open_rotation(text, ORIGIN, VERIFIER_KEY, VERIFIER_KEY),
        ROTATION,
        (NoteError,),
    ),
    "pasted text": Reader(lambda text: read_witnesses(f"\n{text}"), NOTE, (WitnessError,)),
    "private key": Reader(
        lambda text: SigningKey.from_pem(ORIGIN, text.encode()),
        KEY.to_pem().decode(),
        (NoteError,),
    ),
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_a_text_is_read_or_refused(reader: Reader) -> None:
    for data in mutated(reader.genuine.encode(), 400):
        with suppress(*reader.refuses):
            reader.read(data.decode(errors="replace"))


def test_der_and_timestamp_replies_are_read_or_refused() -> None:
    genuine = bytes.fromhex("3019300302010030120406012345678901020101a005020300ffff")
    for data in mutated(genuine, 1000):
        with suppress(der.DerError):
            der.read(data).children(der.SEQUENCE)
        with suppress(TimestampError):
            read_reply(data)


def test_deep_and_huge_replies_are_refused() -> None:
    for data in (b"\x30\x80" * 100_000, b"\x30\x84\xff\xff\xff\xff", b"\x02\x83\x01\x00\x00" * 9):
        with pytest.raises(TimestampError):
            read_reply(data)


def test_a_pdf_is_read_or_refused(tmp_path: Path) -> None:
    whole = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.attachments["checkpoint.txt"] = NOTE.encode()
        document.save(whole)
    path = tmp_path / "a.pdf"
    for data in mutated(whole.getvalue(), 200):
        path.write_bytes(data)
        with suppress(WitnessError):
            read_report(path)
