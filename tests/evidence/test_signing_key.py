"""Keys are spelt as Go and C2SP spell them, in one way only, and `openssl` reads them."""

from __future__ import annotations

import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from crisis_log.evidence.exact import from_base64, to_base64
from crisis_log.evidence.signing_key import (
    NotAKeyError,
    NoteError,
    PassphraseNeededError,
    SigningKey,
    WrongPassphraseError,
    parse_verifier_key,
    verifier_key,
)
from tests.evidence import published

NAME = "crisis-log/covid-19"
KEY = SigningKey(NAME, Ed25519PrivateKey.from_private_bytes(bytes(32)))


def peter() -> SigningKey:
    seed = from_base64(published.PETER_PRIVATE)[1:]
    return SigningKey("PeterNeumann", Ed25519PrivateKey.from_private_bytes(seed))


def test_the_verifier_key_is_spelt_as_published() -> None:
    assert peter().verifier_key == published.PETER


@pytest.mark.parametrize("text", [published.PETER, published.ENOCH, published.SUMDB])
def test_published_verifier_keys_are_read_and_written_back(text: str) -> None:
    key = parse_verifier_key(text)
    assert str(key) == text
    assert text.startswith(f"{key.name}+{key.key_hash}+")


def test_no_part_of_a_verifier_key_is_one() -> None:
    for start in range(len(published.PETER)):
        for end in range(start, len(published.PETER) + 1):
            if (start, end) != (0, len(published.PETER)):
                with pytest.raises(NoteError):
                    parse_verifier_key(published.PETER[start:end])


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_verifier_key_of_another_length_is_none(size: int) -> None:
    data = bytes([1]) + KEY.verifier_key.encode()[:size]
    named = sha256(NAME.encode() + b"\n" + data).hexdigest()[:8]
    with pytest.raises(NoteError):
        parse_verifier_key(f"{NAME}+{named}+{to_base64(data)}")


@pytest.mark.parametrize("sign", [" ", "\u00a0", "\x1f", "+", chr(0xD800), chr(0xDFFF)])
def test_a_name_that_could_be_read_otherwise_names_no_key(sign: str) -> None:
    with pytest.raises(NoteError):
        SigningKey(f"crisis-log/a{sign}b", Ed25519PrivateKey.from_private_bytes(bytes(32)))


def test_no_sign_of_a_verifier_key_can_be_another() -> None:
    for place, sign in enumerate(published.PETER):
        for other in (chr(ord(sign) + 1), sign.swapcase(), " ", "\n", "é", "\ud800", ""):
            wrong = published.PETER[:place] + other + published.PETER[place + 1 :]
            if wrong != published.PETER:
                with pytest.raises(NoteError):
                    parse_verifier_key(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        published.PETER.replace("c74f20a3", "C74F20A3"),
        published.PETER + "\n",
        published.PETER + "+",
    ],
    ids=["too long a key", "another algorithm", "capitals", "a newline", "a plus"],
)
def test_what_go_refuses_and_other_spellings_are_refused(text: str) -> None:
    with pytest.raises(NoteError, match="name"):
        parse_verifier_key(text)


@pytest.mark.parametrize(
    "name", ["", "a b", "a+b", "a\tb", "a\nb", "a\u00a0b", "a\u202fb", "a\x00b", "a\ud800b"]
)
def test_a_name_no_note_could_carry_names_no_key(name: str) -> None:
    with pytest.raises(NoteError):
        SigningKey.generate(name)
    with pytest.raises((NoteError, UnicodeEncodeError)):
        parse_verifier_key(str(verifier_key(name, KEY.verifier.public)))


def test_each_generated_key_is_new() -> None:
    assert SigningKey.generate(NAME).verifier_key != SigningKey.generate(NAME).verifier_key


def test_a_key_does_not_show_itself() -> None:
    assert KEY.private.private_bytes_raw().hex() not in repr(KEY)


@pytest.mark.parametrize("passphrase", [None, b"correct horse", "éà€".encode(), b"x" * 1023])
def test_a_key_comes_back_from_pem(passphrase: bytes | None) -> None:
    pem = KEY.to_pem(passphrase)
    assert (b"ENCRYPTED" in pem) == (passphrase is not None)
    assert SigningKey.from_pem(NAME, pem, passphrase).verifier_key == KEY.verifier_key


def test_a_passphrase_that_is_not_needed_is_ignored() -> None:
    assert SigningKey.from_pem(NAME, KEY.to_pem(), b"any").verifier_key == KEY.verifier_key


def test_a_key_under_a_passphrase_needs_it() -> None:
    pem = KEY.to_pem(b"correct horse")
    for none in (None, b""):
        with pytest.raises(PassphraseNeededError):
            SigningKey.from_pem(NAME, pem, none)
    for wrong in (b"wrong", b"correct horse ", b"x" * 5000):
        with pytest.raises(WrongPassphraseError):
            SigningKey.from_pem(NAME, pem, wrong)


@pytest.mark.parametrize("passphrase", [b"", b"x" * 1024])
def test_a_passphrase_nobody_could_use_is_refused(passphrase: bytes) -> None:
    with pytest.raises(NoteError, match="1023"):
        KEY.to_pem(passphrase)


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        b"\x00\xff",
        KEY.to_pem()[:-40],
        KEY.to_pem().replace(b"M", b"N"),
        KEY.private.public_key().public_bytes_raw(),
        generate_private_key(SECP256R1()).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ),
    ],
    ids=["nothing", "bytes", "cut", "damaged", "raw", "another algorithm"],
)
def test_what_is_not_an_ed25519_key_is_refused(pem: bytes) -> None:
    with pytest.raises(NotAKeyError):
        SigningKey.from_pem(NAME, pem)


def test_a_damaged_key_under_a_passphrase_is_refused() -> None:
    with pytest.raises(WrongPassphraseError):
        SigningKey.from_pem(NAME, KEY.to_pem(b"p")[:-60], b"p")


def test_openssl_reads_the_key_and_verifies_what_it_signs(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(KEY.to_pem(b"secret"))
    (tmp_path / "text").write_bytes(b"text")
    (tmp_path / "signature").write_bytes(KEY.private.sign(b"text"))
    openssl = ["openssl", "pkeyutl", "-verify", "-rawin", "-inkey", "key.pem"]
    options = ["-passin", "pass:secret", "-in", "text", "-sigfile", "signature"]
    ran = subprocess.run([*openssl, *options], cwd=tmp_path, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr
