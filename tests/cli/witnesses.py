"""Checkpoints as people keep them, signed by a key of these tests."""

import shlex
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crisis_log.evidence.note import checkpoint_text, sign
from crisis_log.evidence.signing_key import SigningKey

ORIGIN: Final = "crisis-log/covid-19-0badcafe"
KEY: Final = SigningKey(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
VERIFIER_KEY: Final = KEY.verifier_key
TRUSTED: Final = f"--key {VERIFIER_KEY}"
_ROOT_BYTES: Final = 32


def checkpoint(size: int, root: int = 0, origin: str = ORIGIN, key: SigningKey = KEY) -> str:
    """Return a signed checkpoint whose root is that byte, repeated."""
    return sign(checkpoint_text(origin, size, bytes([root]) * _ROOT_BYTES), key)


def typed(note: str) -> str:
    """Return a checkpoint as it is pasted on a command line."""
    return shlex.quote(note)
