"""What a signature says of its time is held against its certificate and the present."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from crisis_log.reports.signing import sign as module
from crisis_log.reports.signing.credentials import from_pkcs12
from crisis_log.reports.signing.sign import Order, sign
from crisis_log.zones import zone_named
from tests.cli.running import CommandLine
from tests.reports.signing.pki import EXPIRED, LONG, TO_COME, World, container
from tests.tsa import VALID

Span = tuple[datetime, datetime]
NOW: Final = datetime.now(UTC)
DAY: Final = timedelta(days=1)
CHECK: Final = "report check signed.pdf --trust root.pem"


@pytest.fixture
def _anybody_may_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let certificates sign that `report sign` refuses, as other programs do."""
    monkeypatch.setattr(module, "check_usable", lambda *_arguments: None)
    monkeypatch.setattr(module, "_holds", lambda *_arguments: True)


def sign_at(world: World, bare: bytes, valid: Span, at: datetime) -> None:
    """Write a file signed with such a certificate, which says that it was signed then."""
    held = world.certificate(valid=valid)
    key = from_pkcs12(container(held, world.between, secret=None), "me.p12")
    order = Order("b-b", at, zone_named("Europe/Paris"))
    Path("signed.pdf").write_bytes(sign(bare, "R-2.pdf", key, order).pdf)


@pytest.mark.usefixtures("_anybody_may_sign")
@pytest.mark.parametrize(
    ("valid", "at", "trust", "says"),
    [
        (TO_COME, NOW, "not yet valid", "the certificate was not valid yet when it signed"),
        (TO_COME, TO_COME[0] + DAY, "not yet valid", "which is IN THE FUTURE"),
        (EXPIRED, NOW, "not valid", "the certificate was not valid then"),
        (EXPIRED, EXPIRED[0] + DAY, "expired", "has expired, and nothing proves when it signed"),
        (LONG, NOW + DAY, "trusted", "which is IN THE FUTURE"),
        (VALID, VALID[0] - DAY, "not yet valid", "the certificate was not valid yet when it sign"),
    ],
)
def test_a_time_that_cannot_be_is_told_and_is_a_finding(
    desk: CommandLine, world: World, bare: bytes, valid: Span, at: datetime, trust: str, says: str
) -> None:
    sign_at(world, bare, valid, at)
    answer = desk.typed(CHECK)
    assert (answer.code, says in answer.out) == (3, True), answer
    found = desk.document(CHECK)
    (signature,) = found["signatures"]
    assert (found["is_good"], found["is_signed"], found["alterations"]) == (False, True, [])
    assert (signature["trust"], signature["is_intact"]) == (trust, True)
    assert signature["is_to_come"] == (at > NOW)
    assert signature["was_valid"] == (valid[0] <= at <= valid[1])


def test_a_clock_that_is_a_little_ahead_is_no_finding(
    desk: CommandLine, world: World, bare: bytes
) -> None:
    sign_at(world, bare, LONG, datetime.now(UTC) + timedelta(minutes=4))
    assert "FUTURE" not in desk.typed(CHECK).done("signed, as it was signed").out
