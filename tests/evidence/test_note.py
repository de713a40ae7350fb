"""Notes and checkpoints are byte for byte those of Go and C2SP; hostile ones are refused."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from crisis_log.evidence.note import (
    MOST_SIGNATURES,
    BadSignatureError,
    Checkpoint,
    NotSignedError,
    Signer,
    checkpoint_text,
    open_checkpoint,
    open_note,
    parse_checkpoint,
    sign,
    signers,
    unverified_checkpoint,
)
from crisis_log.evidence.signing_key import NoteError, SigningKey, verifier_key
from tests.evidence import published
from tests.evidence.test_signing_key import peter

ALICE = SigningKey("crisis-log/alice", Ed25519PrivateKey.from_private_bytes(b"a" * 32))
BOB = SigningKey("crisis-log/bob", Ed25519PrivateKey.from_private_bytes(b"b" * 32))
ROOT = hashlib.sha256(b"root").digest()
PUBLISHED = published.TEXT + "\n" + published.PETER_SIGNED + published.ENOCH_SIGNED
CHECKPOINT = sign(checkpoint_text("crisis-log/alice", 42, ROOT), ALICE)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n")).map("{}\n".format)


def test_the_note_of_the_go_documentation_is_signed_byte_for_byte() -> None:
    assert sign(published.TEXT, peter()) == published.TEXT + "\n" + published.PETER_SIGNED


def test_the_notes_of_the_go_documentation_are_opened_by_either_key_or_both() -> None:
    for vkeys in ([published.PETER], [published.ENOCH], [published.PETER, published.ENOCH]):
        assert open_note(PUBLISHED, *vkeys) == published.TEXT
    assert signers(PUBLISHED) == [
        Signer("PeterNeumann", "c74f20a3"),
        Signer("EnochRoot", "af0cfe78"),
    ]


def test_a_checkpoint_of_the_go_checksum_database_is_opened() -> None:
    checkpoint = open_checkpoint(published.SUMDB_CHECKPOINT, published.SUMDB)
    assert checkpoint[:2] == ("go.sum database tree", 15081221)
    with pytest.raises(BadSignatureError, match=r"sum\.golang\.org"):
        open_note(published.SUMDB_CHECKPOINT.replace("15081221", "15081222"), published.SUMDB)


def test_the_examples_of_c2sp_are_read() -> None:
    assert signers(published.C2SP_NOTE) == [Signer("quasimodo.example/salvatore", "367ba04b")]
    assert unverified_checkpoint(published.C2SP_CHECKPOINT) == Checkpoint(
        "example.com/behind-the-sofa",
        20852163,
        base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="),
    )


def test_a_checkpoint_is_written_as_c2sp_says() -> None:
    key = ALICE.private.public_key().public_bytes_raw()
    text = f"crisis-log/alice\n42\n{base64.b64encode(ROOT).decode()}\n"
    key_hash = hashlib.sha256(b"crisis-log/alice\n\x01" + key).digest()[:4]
    signature = base64.b64encode(key_hash + ALICE.private.sign(text.encode())).decode()
    assert f"{text}\n— crisis-log/alice {signature}\n" == CHECKPOINT
    spelt = base64.b64encode(b"\x01" + key).decode()
    assert ALICE.verifier_key == f"crisis-log/alice+{key_hash.hex()}+{spelt}"


@settings(max_examples=50)
@given(texts)
def test_any_text_comes_back_from_its_note(text: str) -> None:
    note = sign(text, ALICE, BOB)
    assert open_note(note, ALICE.verifier_key) == open_note(note, BOB.verifier_key) == text
    assert [signer.name for signer in signers(note)] == [ALICE.name, BOB.name]


@settings(max_examples=50)
@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_any_checkpoint_comes_back_from_its_text(size: int, root: bytes) -> None:
    note = sign(checkpoint_text(ALICE.name, size, root), ALICE)
    assert open_checkpoint(note, ALICE.verifier_key) == (ALICE.name, size, root)


def test_any_change_to_a_signed_note_is_refused() -> None:
    for place, letter in enumerate(CHECKPOINT):
        for other in ("", chr(ord(letter) ^ 1), letter.swapcase(), "\n", " ", "=", "+", "é"):
            changed = CHECKPOINT[:place] + other + CHECKPOINT[place + 1 :]
            if changed != CHECKPOINT:
                with pytest.raises(NoteError):
                    open_note(changed, ALICE.verifier_key)


def test_a_note_no_trusted_key_signed_says_nothing() -> None:
    for vkeys in ([], [published.ENOCH], [SigningKey.generate(ALICE.name).verifier_key]):
        with pytest.raises(NotSignedError, match="crisis-log/alice"):
            open_note(CHECKPOINT, *vkeys)


def test_signatures_by_unknown_keys_are_ignored_even_when_repeated() -> None:
    unknown = "— PeterNeumann AAAAAAAA\n"
    assert open_note(CHECKPOINT + unknown * 3, ALICE.verifier_key) == open_note(
        CHECKPOINT, ALICE.verifier_key
    )


def test_a_bad_signature_by_a_trusted_key_condemns_the_note_whatever_else_it_carries() -> None:
    text, _empty, line = CHECKPOINT.rpartition("\n\n")
    bad = sign("another text\n", ALICE).rpartition("\n\n")[2]
    for lines in (bad, bad + line, line + bad):
        note = "\n\n".join([text, lines + sign(text + "\n", BOB).rpartition("\n\n")[2]])
        with pytest.raises(BadSignatureError):
            open_note(note, ALICE.verifier_key, BOB.verifier_key)
        open_note(note, BOB.verifier_key)


def test_a_signature_of_another_length_does_not_hold() -> None:
    text, _empty, line = CHECKPOINT.rpartition("\n\n")
    name, _space, encoded = line[2:-1].partition(" ")
    data = base64.b64decode(encoded)
    for length in (5, 67, 69):
        wrong = base64.b64encode((data + b"\x00")[:length]).decode()
        with pytest.raises(BadSignatureError):
            open_note(f"{text}\n\n— {name} {wrong}\n", ALICE.verifier_key)


def test_the_same_signature_twice_is_the_same_signature() -> None:
    text, _empty, line = CHECKPOINT.rpartition("\n\n")
    assert open_note(f"{text}\n\n{line}{line}", ALICE.verifier_key, ALICE.verifier_key)


def test_two_keys_that_look_alike_to_a_note_are_refused() -> None:
    found = [hashlib.sha256(b"%d" % number).digest() for number in (48837, 90561)]
    first, second = (str(verifier_key("a", public)) for public in found)
    assert first[:10] == second[:10] == "a+41113303"
    with pytest.raises(NoteError, match="41113303"):
        open_note(CHECKPOINT, first, second, ALICE.verifier_key)


def test_at_most_a_hundred_signatures_are_read_or_written() -> None:
    text, _empty, line = CHECKPOINT.rpartition("\n\n")
    most = f"{text}\n\n" + line * MOST_SIGNATURES
    assert open_note(most, ALICE.verifier_key)
    with pytest.raises(NoteError):
        open_note(most + line, ALICE.verifier_key)
    for keys in ([], [ALICE] * (MOST_SIGNATURES + 1)):
        with pytest.raises(NoteError, match="100"):
            sign("text\n", *keys)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "\n\n",
        published.TEXT,
        published.TEXT + "\n",
        published.TEXT + "\n" + published.PETER_SIGNED[:-1],
        "\x01" + PUBLISHED,
        "\ud800" + PUBLISHED,
        "\t" + PUBLISHED,
        PUBLISHED.replace("\n", "\r\n"),
        published.TEXT + published.PETER_SIGNED,
        published.TEXT + "\n" + published.PETER_SIGNED + "Unexpected line.\n",
        PUBLISHED + "\n",
        published.TEXT + "\n" + published.PETER_SIGNED.replace("PeterNeumann", "Bad Name"),
        published.TEXT + "\n" + published.PETER_SIGNED.replace("PeterNeumann", "Bad+Name"),
        published.TEXT + "\n" + published.PETER_SIGNED.replace("PeterNeumann", "Bad\u2003Name"),
        published.TEXT + "\n" + published.PETER_SIGNED.replace("PeterNeumann", ""),
        published.TEXT + "\n" + published.PETER_SIGNED.replace("— ", "- "),
        published.TEXT + "\n" + published.PETER_SIGNED.replace("— ", ""),
        published.TEXT + "\n" + published.PETER_SIGNED.replace("nAM=", "nAM"),
        published.TEXT + "\n" + published.PETER_SIGNED.replace("nAM=", "nAN="),
        published.TEXT + "\n" + published.PETER_SIGNED.replace("nAM=", "nAM=\u00a0"),
        published.TEXT + "\n" + published.PETER_SIGNED.replace("x08go/", "x08go_"),
        published.TEXT + "\n— PeterNeumann\n",
        published.TEXT + "\n— PeterNeumann \n",
        published.TEXT + "\n— PeterNeumann x08gow==\n",
    ],
)
def test_what_is_not_a_note_is_refused_by_all_who_read_notes(note: str) -> None:
    for vkeys in ([], [published.PETER]):
        with pytest.raises(NoteError):
            open_note(note, *vkeys)
    with pytest.raises(NoteError):
        signers(note)


@pytest.mark.parametrize("text", ["", "abc", "a\x00\n", "a\r\n", "\ud800\n", "a\x1b\n"])
def test_what_cannot_be_the_text_of_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(NoteError):
        sign(text, ALICE)


def test_a_text_that_looks_signed_is_only_a_text() -> None:
    assert open_note(sign(CHECKPOINT, BOB), BOB.verifier_key) == CHECKPOINT
    with pytest.raises(NotSignedError):
        open_note(sign(CHECKPOINT, BOB), ALICE.verifier_key)


def test_extension_lines_of_a_checkpoint_are_ignored_unless_empty() -> None:
    text = checkpoint_text("log", 1, ROOT)
    assert parse_checkpoint(text + "extension\nanother\n") == ("log", 1, ROOT)
    for wrong in (text + "\n", text + "\nextension\n", text + "extension"):
        with pytest.raises(NoteError):
            parse_checkpoint(wrong)


@pytest.mark.parametrize(
    "size",
    ["", "01", "00", "+1", "-1", "1 ", " 1", "1_0", "1.0", "0x1", "١", "²", "1" * 5000, str(2**63)],
)
def test_a_size_has_one_spelling(size: str) -> None:
    with pytest.raises(NoteError):
        parse_checkpoint(checkpoint_text("log", 1, ROOT).replace("\n1\n", f"\n{size}\n"))


@pytest.mark.parametrize(
    "root",
    [
        "",
        base64.b64encode(ROOT[1:]).decode(),
        base64.b64encode(ROOT + b"\x00").decode(),
        base64.b64encode(ROOT).decode().rstrip("="),
        base64.b64encode(ROOT).decode() + "=",
        base64.b64encode(ROOT).decode() + " ",
        base64.b64encode(b"\xff" * 32).decode().replace("/", "_"),
        base64.b64encode(b"\x00" * 32).decode()[:-2] + "B=",
        "é" * 44,
        ROOT.hex(),
    ],
)
def test_a_root_has_one_spelling_and_32_bytes(root: str) -> None:
    with pytest.raises(NoteError):
        parse_checkpoint(f"log\n1\n{root}\n")


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [
        ("", 1, ROOT),
        ("a\nb", 1, ROOT),
        ("a\r", 1, ROOT),
        ("log\n5", 1, ROOT),
        (checkpoint_text("log", 5, ROOT)[:-1], 1, ROOT),
        ("log", -1, ROOT),
        ("log", 2**63, ROOT),
        ("log", 1, ROOT[1:]),
        ("log", 1, b""),
    ],
)
def test_no_checkpoint_is_written_that_would_not_be_read_the_same(
    origin: str, size: int, root: bytes
) -> None:
    with pytest.raises(NoteError):
        checkpoint_text(origin, size, root)


def test_a_note_that_is_no_checkpoint_has_none() -> None:
    for note in (published.C2SP_NOTE, PUBLISHED):
        with pytest.raises(NoteError):
            unverified_checkpoint(note)
    with pytest.raises(NoteError):
        open_checkpoint(PUBLISHED, published.PETER)
