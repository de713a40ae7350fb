"""A card signs through PKCS #11; SoftHSM stands for one (apt-get install softhsm2)."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.cli.running import CommandLine
from tests.reports.signing.pki import EXPIRED, SIGNER, World
from tests.tsa import Issued

PIN: Final = "1234"
_MODULES: Final = [
    *Path("/usr/lib").glob("**/libsofthsm2.so"),
    *Path("/usr/local/lib").glob("**/libsofthsm2.so"),
]
pytestmark = pytest.mark.skipif(
    not _MODULES or not shutil.which("softhsm2-util"), reason="SoftHSM is not installed"
)


def _token(label: str, folder: Path, *held: tuple[str, Issued, bytes]) -> None:
    """Make a token that holds these keys and certificates, by label and identifier."""
    subprocess.run(
        f"softhsm2-util --init-token --free --label {label} --pin {PIN} --so-pin 5678".split(),
        check=True,
        capture_output=True,
    )
    for name, issued, number in held:
        key = folder / "key.pem"
        key.write_bytes(issued.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        options = f"--token {label} --label {name} --id {number.hex()} --pin {PIN}"
        subprocess.run(
            ["softhsm2-util", "--import", str(key), *options.split()],
            check=True,
            capture_output=True,
        )
        key.unlink()


def _certify(token: Any, *held: tuple[str, Issued, bytes]) -> None:
    with token.open(rw=True, user_pin=PIN) as session:
        for name, issued, number in held:
            session.create_object(
                {
                    pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                    pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                    pkcs11.Attribute.TOKEN: True,
                    pkcs11.Attribute.LABEL: name,
                    pkcs11.Attribute.ID: number,
                    pkcs11.Attribute.SUBJECT: issued.certificate.subject.public_bytes(),
                    pkcs11.Attribute.VALUE: issued.certificate.public_bytes(Encoding.DER),
                }
            )


@pytest.fixture(scope="session")
def module(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The module of two tokens: one with two certificates, one without a key."""
    folder = tmp_path_factory.mktemp("tokens")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        key = rsa.generate_private_key(65537, 2048)
        held = (
            ("curve", world.signer, b"\x01"),
            ("rsa", world.certificate(key=key), b"\x02"),
            ("old", world.certificate(valid=EXPIRED), b"\x03"),
        )
        _token("card", folder, *held)
        _token("empty", folder)
        (token,) = pkcs11.lib(os.fspath(_MODULES[0])).get_tokens(token_label="card")
        _certify(token, *held, ("issuer", world.between, b"\x09"))
        yield str(_MODULES[0])


def asking(module: str, rest: str) -> str:
    """Return the command line that signs with a token."""
    Path("pin").write_text(PIN)
    return f"report sign R-2.pdf --pkcs11 {module} --passphrase-file pin {rest}"


@pytest.mark.parametrize("certificate", ["curve", "rsa"])
def test_a_card_signs(desk: CommandLine, module: str, certificate: str) -> None:
    desk.typed(asking(module, f"--token card --certificate {certificate}")).done(SIGNER)
    found = desk.document("report check R-2-signed.pdf --trust root.pem")
    assert (found["is_good"], found["signatures"][0]["trust"]) == (True, "trusted")


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        ("", "There are several tokens; say which with --token: "),
        ("--token other", "There is no such token; those there: "),
        ("--slot 7", "There is no such token; those there: "),
        ("--token empty", "The token empty holds no private key with its certificate"),
        ("--token card", "Say with --certificate which certificate is to sign"),
        ("--token card --certificate issuer", "Say with --certificate which certificate"),
        ("--token card --certificate old", "The certificate of Jeanne Martin expired on"),
    ],
)
def test_what_cannot_sign_is_a_sentence(
    desk: CommandLine, module: str, rest: str, says: str
) -> None:
    desk.typed(asking(module, rest)).failed(2, says)
    assert not Path("R-2-signed.pdf").exists()


def test_a_wrong_pin_is_refused(desk: CommandLine, module: str) -> None:
    line = asking(module, "--token card --certificate rsa")
    Path("pin").write_text("9999")
    desk.typed(line).failed(2, "The PIN does not open the token card")
    assert not Path("R-2-signed.pdf").exists()
