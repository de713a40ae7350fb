"""The register of the demonstration, with its issued reports: kept in French from end to end."""

from pathlib import Path
from typing import Final

import demo_register
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from filelock import FileLock

from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.signing_key import SigningKey
from tests.speaking import speaking

_REGISTER: Final = "covid-19-0badcafe"
_IDENTITY: Final = (
    _REGISTER,
    SigningKey(origin_of(_REGISTER), Ed25519PrivateKey.from_private_bytes(bytes(range(32)))),
)
"""The same at each run: the texts of verification take the same room."""


def made_once(temporary: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return the folder of the demonstration, made by whichever worker needs it first."""
    own = temporary.getbasetemp()
    made = (own if worker_id == "master" else own.parent) / "demonstration"
    with FileLock(f"{made}.lock"):
        if not made.exists():
            with speaking("fr"), pytest.MonkeyPatch.context() as patch:
                patch.setattr(demo_register, "_identity", lambda _path, _like: _IDENTITY)
                demo_register.build(made)
    return made
