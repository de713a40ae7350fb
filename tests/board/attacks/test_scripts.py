"""Scripts that are not ours are what their publisher published."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[3] / "templates" / "board" / "scripts"


def _digests() -> dict[str, str]:
    lines = (SCRIPTS / "DIGESTS").read_text(encoding="utf-8").splitlines()
    told = [line.split() for line in lines if not line.startswith("#")]
    return {name: digest for name, _package, _source, digest in told}


@pytest.mark.parametrize("name", _digests())
def test_a_script_is_what_was_published(name: str) -> None:
    digest = hashlib.sha384((SCRIPTS / name).read_bytes()).digest()
    assert _digests()[name] == f"sha384-{base64.b64encode(digest).decode()}"


def test_every_script_that_is_not_ours_has_its_digest() -> None:
    assert {path.name for path in SCRIPTS.glob("*.min.js")} == set(_digests())
