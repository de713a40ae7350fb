"""What certificates say of revocation is fetched within limits; what is not had is told."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from crisis_log.reports.signing import fetching, sign
from tests.cli.running import CommandLine
from tests.reports.signing.pki import LONG, World, container, issue
from tests.reports.signing.test_levels import line
from tests.tsa import dripping


def _signing_with(world: World, lists: str) -> None:
    """Have the signer's certificate tell that revocations are listed at `lists`."""
    held = issue("Jeanne Martin", world.between, lists=lists, valid=LONG)
    Path("me.p12").write_bytes(container(held, world.between))


def test_a_list_that_comes_byte_by_byte_is_left(
    desk: CommandLine, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign, "Fetching", lambda: fetching.Fetching(0.3))
    begun = time.monotonic()
    with dripping() as url:
        _signing_with(world, url)
        desk.typed(line("b-lta", world)).failed(2, "takes too long to come. Nothing was written")
    assert time.monotonic() - begun < 10
    assert not Path("R-2-signed.pdf").exists()


def test_a_list_that_is_too_large_is_refused(
    desk: CommandLine, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_LARGEST", 100)
    desk.typed(line("b-lta", world)).failed(2, "whether it was revoked cannot be had")


def test_a_list_that_is_not_there_is_told(desk: CommandLine, world: World) -> None:
    _signing_with(world, f"{world.url}/nothing.crl")
    desk.typed(line("b-lta", world)).failed(2, "whether it was revoked cannot be had")
