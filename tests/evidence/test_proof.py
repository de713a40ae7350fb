"""A proof of inclusion is C2SP's, proves one entry, and no other reading of it passes."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from crisis_log.evidence.exact import to_base64
from crisis_log.evidence.merkle import ProofError, inclusion_proof
from crisis_log.evidence.note import NotSignedError, checkpoint_text, sign
from crisis_log.evidence.proof import InclusionProof
from crisis_log.evidence.signing_key import NoteError, SigningKey
from tests.evidence import published
from tests.evidence.trees import Nodes, contents, mth

KEY = SigningKey("crisis-log/a", Ed25519PrivateKey.from_private_bytes(b"a" * 32))
SIZE = 11
DATA = contents(SIZE)
NODES = Nodes(DATA)
NOTE = sign(checkpoint_text(KEY.name, SIZE, mth(DATA)), KEY)


def proof_of(index: int, extra: bytes | None = None) -> InclusionProof:
    return InclusionProof(index, tuple(inclusion_proof(index, SIZE, NODES.at)), NOTE, extra)


def test_a_published_proof_from_the_go_checksum_database_verifies() -> None:
    found = InclusionProof.parse(published.SUMDB_PROOF)
    assert found.to_text() == published.SUMDB_PROOF
    checkpoint = found.verify(published.SUMDB_LEAF, published.SUMDB)
    assert (found.index, checkpoint.origin, checkpoint.size) == (
        43930254,
        "go.sum database tree",
        58253265,
    )
    with pytest.raises(ProofError):
        found.verify(published.SUMDB_LEAF.replace(b"v1.0.0", b"v1.0.1"), published.SUMDB)


@settings(max_examples=40)
@given(st.integers(0, SIZE - 1), st.none() | st.binary(min_size=1, max_size=40))
def test_every_proof_comes_back_and_proves_its_entry(index: int, extra: bytes | None) -> None:
    text = proof_of(index, extra).to_text()
    found = InclusionProof.parse(text)
    assert found == proof_of(index, extra)
    assert found.verify(DATA[index], KEY.verifier_key) == (KEY.name, SIZE, mth(DATA))


def test_a_proof_proves_no_other_entry() -> None:
    for index in range(SIZE):
        for data in (*DATA[:index], *DATA[index + 1 :], b"", DATA[index] + b" "):
            with pytest.raises(ProofError):
                proof_of(index).verify(data, KEY.verifier_key)


def test_a_proof_vouches_for_itself_before_nobody() -> None:
    for vkeys in ([], [SigningKey.generate(KEY.name).verifier_key]):
        with pytest.raises(NotSignedError):
            proof_of(3).verify(DATA[3], *vkeys)


def test_any_change_to_a_proof_is_refused() -> None:
    text = proof_of(3).to_text()
    for place, letter in enumerate(text):
        for other in ("", chr(ord(letter) ^ 1), letter.swapcase(), "\n", " ", "0", "é"):
            changed = text[:place] + other + text[place + 1 :]
            if changed != text:
                with pytest.raises((ProofError, NoteError)):
                    InclusionProof.parse(changed).verify(DATA[3], KEY.verifier_key)


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        ("@v1\n", "@v2\n"),
        ("c2sp.org", "\nc2sp.org"),
        ("index 3", "index 03"),
        ("index 3", "index -1"),
        ("index 3", "Index 3"),
        ("index 3", "3"),
        ("index 3\n", ""),
        ("index 3\n", "index 3\nindex 3\n"),
        ("index 3", "extra \nindex 3"),
        ("index 3", "extra AB==\nindex 3"),
        ("index 3", "extra AA==\nextra AA==\nindex 3"),
        ("index 3", "index 3\nextra AA=="),
        ("index 3", "other AA==\nindex 3"),
        ("index 3\n", "index 3\n\n"),
        ("=\n\n", "=\n\n\n"),
        ("=\n", "=\r\n"),
        ("index 3", "index " + "3" * 5000),
    ],
)
def test_what_is_not_exactly_a_proof_is_not_read(found: str, wrong: str) -> None:
    text = proof_of(3).to_text()
    assert found in text
    with pytest.raises((ProofError, NoteError)):
        InclusionProof.parse(text.replace(found, wrong, 1))


@pytest.mark.parametrize("text", ["", "\n", "\n\n", NOTE, "c2sp.org/tlog-proof@v1\n\n" + NOTE])
def test_what_is_no_proof_at_all_is_not_read(text: str) -> None:
    with pytest.raises(ProofError, match="c2sp"):
        InclusionProof.parse(text)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_what_is_as_long_as_no_hash_is_not_read(size: int) -> None:
    path = to_base64(bytes(size))
    text = proof_of(3).to_text().replace("index 3\n", f"index 3\n{path}\n", 1)
    with pytest.raises((ProofError, NoteError)):
        InclusionProof.parse(text)


def test_a_proof_without_a_checkpoint_is_not_read() -> None:
    with pytest.raises(NoteError):
        InclusionProof.parse("c2sp.org/tlog-proof@v1\nindex 3\n\n" + published.C2SP_NOTE)


def test_extra_bytes_change_nothing_that_is_proven() -> None:
    assert proof_of(3, b"anything").verify(DATA[3], KEY.verifier_key)
