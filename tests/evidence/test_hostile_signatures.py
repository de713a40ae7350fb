"""Keys and signatures made to be taken by one verifier and refused by another.

The cases are those of Chalkias, Garillot, Nikolaenko, “Taming the many EdDSAs” (2020): points
of small and mixed order, encodings that are not canonical, S beyond the order. They are built
here with the arithmetic of the stand-alone verifier.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final, NamedTuple

import pytest

from crisis_log.audit.bundle.verify import (
    BASE,
    NEUTRAL,
    ORDER,
    P,
    Point,
    add,
    decode,
    encode,
    is_signature,
    multiply,
)
from crisis_log.evidence.signing_key import NoteError, VerifierKey, parse_verifier_key, verifier_key

_SIGN: Final = 1 << 255
_OF_ORDER_8: Final = decode(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
)
assert _OF_ORDER_8 is not None
TORSION: Final = [multiply(times, _OF_ORDER_8) for times in range(8)]
SMALL: Final = [encode(point) for point in TORSION]
SECRET: Final = 0x1234567890ABCDEF
HONEST: Final = encode(multiply(SECRET, BASE))


def written(y: int) -> bytes:
    return y.to_bytes(32, "little")


NOT_CANONICAL: Final = [
    *(written(y | sign) for y in range(P, 2**255) for sign in (0, _SIGN)),
    written(1 | _SIGN),
    written(P - 1 | _SIGN),
]
"""Where y is not below P, and where x is 0 and its sign said to be negative."""


class Case(NamedTuple):
    """A public key, a signature and what is signed."""

    public: bytes
    signature: bytes
    message: bytes


def _k(public: bytes, encoded: bytes, message: bytes) -> int:
    return int.from_bytes(hashlib.sha512(encoded + public + message).digest(), "little") % ORDER


def case(secret: int, twist: Point, shift: Point, message: bytes, *, beyond: int = 0) -> Case:
    """Sign with the key `secret`·B + twist and R = r·B + shift."""
    public = encode(add(multiply(secret, BASE), twist))
    r = 0x1D0 + len(message)
    encoded = encode(add(multiply(r, BASE), shift))
    s = (r + _k(public, encoded, message) * secret) % ORDER + beyond * ORDER
    return Case(public, encoded + s.to_bytes(32, "little"), message)


MESSAGES: Final = [b"log %d" % number for number in range(16)]
CASES: Final = [
    *(case(SECRET, twist, NEUTRAL, message) for twist in TORSION for message in MESSAGES[:8]),
    *(case(SECRET, NEUTRAL, shift, message) for shift in TORSION for message in MESSAGES[:2]),
    *(case(SECRET, twist, twist, message) for twist in TORSION for message in MESSAGES),
    *(case(SECRET, NEUTRAL, NEUTRAL, MESSAGES[0], beyond=times) for times in (1, 7)),
    *(  # R is one of the small points and S answers for it alone
        Case(HONEST, small + written(_k(HONEST, small, message) * SECRET % ORDER), message)
        for small in [*SMALL, *NOT_CANONICAL]
        for message in MESSAGES[:1]
    ),
]


@pytest.mark.parametrize("public", [*SMALL, *NOT_CANONICAL], ids=bytes.hex)
def test_a_key_under_which_anyone_can_sign_is_no_key(public: bytes) -> None:
    text = str(verifier_key("crisis-log/covid-19", public))
    with pytest.raises(NoteError, match="anyone can make signatures"):
        parse_verifier_key(text)


def test_without_that_openssl_would_take_them() -> None:
    """One signature, R = S·B, of as many texts as one likes."""
    key = VerifierKey("crisis-log/covid-19", "", SMALL[0])
    signature = encode(multiply(7, BASE)) + written(7)
    assert all(key.verifies(signature, message) for message in MESSAGES)


def test_the_cases_are_both_such_that_hold_and_such_that_do_not() -> None:
    held = {is_signature(*each) for each in CASES}
    assert held == {True, False}


def test_both_verifiers_say_the_same_of_every_hostile_signature() -> None:
    for each in CASES:
        key = parse_verifier_key(str(verifier_key("crisis-log/covid-19", each.public)))
        assert key.verifies(each.signature, each.message) == is_signature(*each), each


def test_a_key_with_a_part_of_small_order_is_held_to_the_equation_without_cofactor() -> None:
    twisted = [case(SECRET, TORSION[1], NEUTRAL, message) for message in MESSAGES]
    held = [is_signature(*each) for each in twisted]
    assert held == [_k(each.public, each.signature[:32], each.message) % 8 == 0 for each in twisted]


def test_an_ordinary_key_is_read() -> None:
    key = verifier_key("crisis-log/covid-19", HONEST)
    assert parse_verifier_key(str(key)) == key
    assert base64.b64encode(b"\x01" + HONEST).decode() in str(key)
