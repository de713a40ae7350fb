"""What cannot be signed with, or be signed, is refused with a sentence, and leaves nothing."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pikepdf
import pytest

from tests.cli.running import CommandLine
from tests.cli.test_passphrases import at_a_terminal
from tests.reports.signing.pki import (
    EXPIRED,
    SECRET,
    SIGNER,
    TO_COME,
    World,
    container,
    revocations,
)
from tests.reports.signing.test_levels import KEY, line

SIGN: Final = f"report sign R-2.pdf {KEY}"


@pytest.fixture(autouse=True)
def _nothing_is_left(desk: CommandLine) -> Iterator[None]:
    """Whatever is refused leaves no file."""
    before = sorted(Path().iterdir())
    yield
    kept = ("me.p12", "secret", "given", "other.pdf", "module.so")
    left = sorted(one for one in Path().iterdir() if one.name not in kept)
    assert left == [one for one in before if one.name not in kept]


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        ("", "either --pkcs12 or --pkcs11"),
        (f"{KEY} --pkcs11 x.so", "either --pkcs12 or --pkcs11"),
        (f"{KEY} --level b-t", "needs a time-stamping authority: --tsa"),
        (f"{KEY} --tsa http://x", "A timestamp is for --level b-t or b-lta"),
        (f"{KEY} --level b-lta --tsa http://x", "needs the root certificates"),
        (f"{KEY} --output R-2.pdf", "The unsigned file stays as it is"),
        ("--pkcs12 gone.p12", "gone.p12 cannot be read"),
        ("--pkcs12 R-2.pdf", "R-2.pdf is not a PKCS #12 file"),
        ("--pkcs12 me.p12", "give it with --passphrase-file"),
        (f"{KEY} --trust secret", "This is not a certificate"),
        ("--pkcs11 gone.so", "gone.so cannot be used as a PKCS #11 module"),
        ("--pkcs11 me.p12", "me.p12 cannot be used as a PKCS #11 module"),
    ],
)
def test_what_is_asked_wrongly_is_a_sentence(desk: CommandLine, rest: str, says: str) -> None:
    desk.typed(f"report sign R-2.pdf {rest}").failed(2, says)


def test_a_wrong_passphrase_is_refused(desk: CommandLine) -> None:
    Path("given").write_text("wrong")
    line = "report sign R-2.pdf --pkcs12 me.p12 --passphrase-file given"
    desk.typed(line).failed(2, "The passphrase does not open me.p12")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"valid": EXPIRED}, f"The certificate of {SIGNER} expired on"),
        ({"valid": TO_COME}, f"The certificate of {SIGNER} is valid only from"),
        ({"signs": False}, "is not one for signing documents"),
        ({"is_authority": True}, "is not one for signing documents"),
    ],
)
def test_a_certificate_that_may_not_sign_is_refused(
    desk: CommandLine, world: World, options: dict[str, Any], says: str
) -> None:
    Path("me.p12").write_bytes(container(world.certificate(**options), world.between))
    desk.typed(SIGN).failed(2, says)


def test_a_file_without_a_private_key_is_refused(desk: CommandLine, world: World) -> None:
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    content = pkcs12.serialize_key_and_certificates(
        b"x", None, None, [world.signer.certificate], NoEncryption()
    )
    Path("me.p12").write_bytes(content)
    desk.typed("report sign R-2.pdf --pkcs12 me.p12").failed(2, "holds no private key")


@pytest.mark.parametrize("verb", [f"sign other.pdf {KEY}", "check other.pdf"])
def test_what_is_no_open_pdf_is_refused(desk: CommandLine, verb: str) -> None:
    desk.typed(f"report {verb}").failed(2, "other.pdf cannot be read: there is no such file")
    Path("other.pdf").write_text("not a PDF")
    desk.typed(f"report {verb}").failed(2, "other.pdf is not a PDF file")
    with pikepdf.open("R-2.pdf") as opened:
        opened.save("other.pdf", encryption=pikepdf.Encryption(owner="x", user=""))
    desk.typed(f"report {verb}").failed(2, "other.pdf is encrypted")


def test_a_damaged_or_altered_report_is_not_signed(desk: CommandLine, signed_once: bytes) -> None:
    Path("other.pdf").write_bytes(Path("R-2.pdf").read_bytes()[:-300])
    desk.typed(f"report sign other.pdf {KEY}").failed(2, "The PDF file other.pdf is damaged")
    Path("other.pdf").write_bytes(signed_once[:3000] + b"!" + signed_once[3001:])
    desk.typed(f"report sign other.pdf {KEY}").failed(2, "other.pdf")


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://127.0.0.1:9/", "did not answer: the connection is refused"),
        ("ftp://x/", "is not the address of an authority"),
        ("{url}/busy", "did not answer: HTTP 503"),
        ("{url}/nonsense", "This is not the reply of a time-stamping authority"),
    ],
)
def test_an_authority_that_gives_no_timestamp_is_told(
    desk: CommandLine, world: World, address: str, says: str
) -> None:
    url = address.format(url=world.url)
    desk.typed(f"{SIGN} --level b-t --tsa {url}").failed(1, says)


def test_a_revoked_certificate_is_not_archived(desk: CommandLine, world: World) -> None:
    kept = world.pages["/between.crl"]
    world.pages["/between.crl"] = revocations(world.between, world.signer)
    desk.typed(line("b-lta", world)).failed(2, "cannot be validated, as B-LTA needs")
    del world.pages["/between.crl"]
    desk.typed(line("b-lta", world)).failed(2, "cannot be validated, as B-LTA needs")
    world.pages["/between.crl"] = kept


def test_a_root_that_it_does_not_lead_to_is_refused(desk: CommandLine, world: World) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    from tests.reports.signing.pki import issue

    other = issue("Other Root", is_authority=True)
    Path("root.pem").write_bytes(other.certificate.public_bytes(Encoding.PEM))
    desk.typed(line("b-lta", world)).failed(2, "cannot be validated, as B-LTA needs")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX terminal")
def test_the_passphrase_is_asked_for_and_never_shown(desk: CommandLine) -> None:
    wrong = at_a_terminal("report sign R-2.pdf --pkcs12 me.p12 --output other.pdf", "wrong")
    wrong.failed(2, "The passphrase does not open me.p12")
    made = at_a_terminal("report sign R-2.pdf --pkcs12 me.p12 --output other.pdf", SECRET)
    assert made.code == 0, made
    assert SECRET not in made.out + made.err
