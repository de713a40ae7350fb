"""Whom a signature leads to is judged as of the instant that is proven."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from crisis_log.reports.signing.check import examine
from crisis_log.reports.signing.credentials import from_pkcs12, trusted_roots
from crisis_log.reports.signing.findings import Signature
from crisis_log.reports.signing.sign import Level, Order, sign
from tests.reports.signing.pki import World, container, issue

NOW: Final = datetime.now(UTC)
LATER: Final = NOW + timedelta(days=40)
"""When the certificate of the signer has expired."""


def judged(
    world: World, report: bytes, level: Level, at: datetime, root: bytes | None = None
) -> Signature:
    """Return what a check at an instant says of a report signed now."""
    own = world.root.certificate.public_bytes(Encoding.PEM)
    roots = trusted_roots([own])
    key = from_pkcs12(container(world.signer, world.between, secret=None), "me.p12")
    tsa = None if level == "b-b" else world.tsa
    order = Order(level, datetime.now(UTC), ZoneInfo("Europe/Paris"), tsa, roots)
    pdf = sign(report, "R-2.pdf", key, order).pdf
    (signature,) = examine(pdf, "it", trusted_roots([root or own]), at).signatures
    return signature


@pytest.mark.parametrize(
    ("level", "trust", "revocation"),
    [
        ("b-b", "expired", "not known"),
        ("b-t", "trusted", "not known"),
        ("b-lta", "trusted", "not revoked"),
    ],
)
def test_once_the_certificate_expired_a_timestamp_keeps_the_signature(
    world: World, bare: bytes, level: Level, trust: str, revocation: str
) -> None:
    found = judged(world, bare, level, LATER)
    assert (found.trust, found.revocation) == (trust, revocation)
    assert (found.is_intact, found.was_valid) == (True, True)


def test_an_unknown_root_does_not_confirm_anybody(world: World, bare: bytes) -> None:
    other = issue("Other", is_authority=True).certificate.public_bytes(Encoding.PEM)
    assert judged(world, bare, "b-t", NOW, other).trust == "unknown"
