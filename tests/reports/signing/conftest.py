from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from crisis_log import language
from crisis_log.reports.pdf import html_to_pdf
from crisis_log.reports.signing.credentials import from_pkcs12
from crisis_log.reports.signing.sign import Order, sign
from tests.cli.conftest import _at_a_desk, nothing  # noqa: F401 - fixtures
from tests.cli.running import OPENING, CommandLine
from tests.reports.signing.pki import SECRET, World, container
from tests.reports.signing.pki import world as make_world

_PAGE = """<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Rapport</title>
<style>@font-face {{ font-family: S; src: url(fonts/SourceSans3-Regular.ttf) }}
html {{ font-family: S }} a {{ display: block; width: 80mm; height: 25mm; }}</style></head>
<body><h1>Rapport</h1><p>Tout va bien.</p>{room}</body></html>"""
_ROOM = '<a href="https://signature.invalid/"></a>'


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Certificates, revocation lists and timestamps, served on loopback."""
    with make_world(tmp_path_factory.mktemp("authority")) as made:
        yield made


def _made(room: str) -> bytes:
    language.use("fr")
    return html_to_pdf(_PAGE.format(room=room), None, [], datetime(2020, 3, 23, tzinfo=UTC))


@pytest.fixture(scope="session")
def roomy() -> bytes:
    """A report with a room for its signature, as issued ones have."""
    return _made(_ROOM)


@pytest.fixture(scope="session")
def bare() -> bytes:
    """A report without a room for a signature."""
    return _made("")


@pytest.fixture(scope="session")
def signed_once(world: World, roomy: bytes) -> bytes:
    """A report signed with a timestamp, for all tests that only read it."""
    key = from_pkcs12(container(world.signer, world.between, secret=None), "me.p12")
    order = Order("b-t", datetime.now(UTC), ZoneInfo("Europe/Paris"), world.tsa)
    return sign(roomy, "R-2.pdf", key, order).pdf


@pytest.fixture
def desk(
    nothing: CommandLine,  # noqa: F811 - the fixture imported above
    world: World,
    roomy: bytes,
    bare: bytes,
) -> CommandLine:
    """A desk without a register: two reports, a key under a passphrase, a root."""
    Path("R-2.pdf").write_bytes(roomy)
    Path("bare.pdf").write_bytes(bare)
    Path("me.p12").write_bytes(container(world.signer, world.between))
    Path("secret").write_text(f"{SECRET}\nnot this\n")
    Path("root.pem").write_bytes(world.root.certificate.public_bytes(Encoding.PEM))
    return nothing


@pytest.fixture(scope="session")
def issued(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an exercise that issued R-1, and R-2 in place of it."""
    folder = tmp_path_factory.mktemp("issued")
    register = ("--register", str(folder / "covid-19.crisis"), "--by", "the secretary")
    drill = CommandLine((*register, "--lang", "en", "--clock", "2020-03-30 08:30"))
    first = CommandLine((*register, "--lang", "en", "--clock", "2020-03-16 08:00"))
    first.given(f"{OPENING} --exercise --key '{folder / 'key.pem'}'")
    drill.given(
        f"report issue situation --key '{folder / 'key.pem'}'",
        f"report rectify R-1 --reason Error --key '{folder / 'key.pem'}'",
    )
    return folder
