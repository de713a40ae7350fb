"""Every kind of key that certificates are made for signs, and its signature is found to hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa

from tests.cli.running import CommandLine
from tests.reports.signing.pki import World, container
from tests.reports.signing.test_levels import line
from tests.reports.verapdf import violations
from tests.tsa import openssl

_KEYS: dict[str, Any] = {
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
    "p-521": lambda: ec.generate_private_key(ec.SECP521R1()),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
    "ed448": ed448.Ed448PrivateKey.generate,
}


def _check(desk: CommandLine) -> dict[str, Any]:
    found: dict[str, Any] = desk.document("report check R-2-signed.pdf --trust root.pem")
    assert found["is_good"], found
    (signature,) = found["signatures"]
    return dict(signature)


@pytest.mark.parametrize("kind", _KEYS)
def test_a_key_of_each_kind_signs(desk: CommandLine, world: World, kind: str) -> None:
    held = world.certificate(key=_KEYS[kind]())
    Path("me.p12").write_bytes(container(held, world.between))
    level = "b-b" if kind == "ed448" else "b-t"  # authorities do not stamp its digest
    desk.typed(line(level, world)).done()
    assert _check(desk)["level"] == level.upper()
    assert violations(Path("R-2-signed.pdf").read_bytes()) == []


def test_a_key_for_rsa_pss_alone_signs(desk: CommandLine, tmp_path: Path) -> None:
    make = ("genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048")
    openssl(*make, "-out", "key.pem", folder=tmp_path)
    ours = ("-addext", "keyUsage=critical,digitalSignature", "-subj", "/CN=Jeanne Martin")
    made = ("req", "-new", "-x509", "-key", "key.pem", "-days", "9", "-out", "root.pem", *ours)
    openssl(*made, "-addext", "basicConstraints=critical,CA:FALSE", folder=tmp_path)
    given = ("-inkey", "key.pem", "-in", "root.pem", "-passout", "pass:correct horse")
    openssl("pkcs12", "-export", *given, "-out", "me.p12", folder=tmp_path)
    for name in ("me.p12", "root.pem"):
        Path(name).write_bytes((tmp_path / name).read_bytes())
    desk.typed("report sign R-2.pdf --pkcs12 me.p12 --passphrase-file secret").done()
    assert _check(desk)["signer"] == "Jeanne Martin"


def test_a_name_with_an_emoji_leads_to_its_authority(desk: CommandLine, world: World) -> None:
    held = world.certificate("Jeanne \U0001f600 Martin")
    Path("me.p12").write_bytes(container(held, world.between))
    desk.typed(line("b-lta", world)).done("Jeanne \U0001f600 Martin")
    assert _check(desk)["trust"] == "trusted"
    assert violations(Path("R-2-signed.pdf").read_bytes()) == []
