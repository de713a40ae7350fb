"""The verifier's own Ed25519 agrees with RFC 8032, and with a library that is trusted."""

import hashlib

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from crisis_log.audit.bundle.verify import (
    BASE,
    NEUTRAL,
    ORDER,
    P,
    add,
    decode,
    encode,
    is_signature,
    multiply,
)

PUBLISHED = [  # RFC 8032, section 7.1: public key, message, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]
SMALL_ORDER = [  # the points of order 1, 2, 4 and 8, encoded
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()


@pytest.mark.parametrize(("public", "message", "signature"), PUBLISHED)
def test_the_published_signatures_hold(public: str, message: str, signature: str) -> None:
    key, text, value = map(bytes.fromhex, (public, message, signature))
    assert is_signature(key, value, text)
    assert not is_signature(key, value, text + b"!")


def test_a_signature_that_can_be_malleated_is_refused() -> None:
    signature = KEY.sign(b"log")
    s = int.from_bytes(signature[32:], "little")
    assert is_signature(PUBLIC, signature, b"log")
    assert not is_signature(PUBLIC, signature[:32] + (s + ORDER).to_bytes(32, "little"), b"log")


@pytest.mark.parametrize("encoded", SMALL_ORDER)
def test_a_key_of_small_order_vouches_for_nothing(encoded: str) -> None:
    """Under such a key, R = S·B fits every message whose hash is a multiple of its order."""
    public = bytes.fromhex(encoded)
    point = decode(public)
    assert point is not None
    assert encode(multiply(8, point)) == encode(NEUTRAL)
    signature = encode(multiply(7, BASE)) + (7).to_bytes(32, "little")
    fits = next(m for m in map(str.encode, map(str, range(100))) if _k(signature, public, m) == 0)
    minus = multiply(_k(signature, public, fits), point)
    assert encode(add(multiply(7, BASE), minus)) == signature[:32], "it would hold"
    assert not is_signature(public, signature, fits)


def _k(signature: bytes, public: bytes, message: bytes) -> int:
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    return int.from_bytes(digest, "little") % ORDER % 8


@pytest.mark.parametrize(
    "encoded",
    [
        (2).to_bytes(32, "little"),  # no x for this y
        (P + 1).to_bytes(32, "little"),  # y not below P: another way to write 1
        (2**255 - 1).to_bytes(32, "little"),
        (1 | 1 << 255).to_bytes(32, "little"),  # x is 0 and said to be odd
    ],
)
def test_what_is_no_point_is_no_key(encoded: bytes) -> None:
    assert decode(encoded) is None
    assert not is_signature(encoded, KEY.sign(b"log"), b"log")


@pytest.mark.parametrize("length", [0, 31, 33, 63, 65, 96])
def test_wrong_lengths_are_refused(length: int) -> None:
    signature = KEY.sign(b"log")
    assert not is_signature(PUBLIC, (signature * 2)[:length], b"log")
    assert not is_signature((PUBLIC * 3)[:length], signature, b"log")


@settings(max_examples=40)
@given(
    seed=st.binary(min_size=32, max_size=32),
    message=st.binary(max_size=200),
    flipped=st.none() | st.integers(0, 8 * 96 - 1),
)
def test_it_says_what_the_library_says(seed: bytes, message: bytes, flipped: int | None) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    given_bytes = bytearray(private.public_key().public_bytes_raw() + private.sign(message))
    if flipped is not None:
        given_bytes[flipped // 8] ^= 1 << flipped % 8
    public, signature = bytes(given_bytes[:32]), bytes(given_bytes[32:])
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        holds = False
    else:
        holds = True
    assert is_signature(public, signature, message) == holds == (flipped is None)
