"""Whatever files are handed over, each command reads or refuses them in a sentence."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Final

import pikepdf
import pytest

from crisis_log.audit.witness import WitnessError, read_report
from crisis_log.evidence.timestamp import TimestampError, check, query, read_reply
from crisis_log.register import Register
from tests.cli.running import REGISTER, CommandLine
from tests.fuzz.conftest import REPORT, Desk
from tests.fuzz.mutation import Change, change_text, mutated
from tests.tsa import Authority

LOGO: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
)
_OF_PDF: Final = (
    (rb"/Length \d+", (b"/Length 0", b"/Length 999999999", b"/Length -1", b"/Length 3 0 R")),
    (
        rb"/FlateDecode",
        (
            b"[/FlateDecode /FlateDecode]",
            b"[/ASCIIHexDecode /LZWDecode /RunLengthDecode /DCTDecode /FlateDecode]",
            b"/Crypt",
            b"/JBIG2Decode",
        ),
    ),
    (rb"\d+ 0 R", (b"0 0 R", b"1 0 R", b"2 0 R", b"99999 0 R", b"4294967296 65536 R")),
    (rb"/ByteRange ?\[[^]]*\]", (b"/ByteRange [0 0 0 0]", b"/ByteRange [-1 9 9e9 1]")),
    (rb"/(Kids|EF|Names|Root|AcroForm|Fields|Contents|V)\b", (b"/Kids", b"/EF", b"/Prev", b"/V")),
    (rb"\d{3,}", (b"0", b"-1", b"9" * 20)),
)


def change_pdf(data: bytearray, chance: random.Random) -> None:
    """Change what a PDF says of its streams, its objects and what is signed."""
    pattern, others = chance.choice(_OF_PDF)
    found = list(re.finditer(pattern, data))
    if not found or chance.random() < 0.3:
        change_text(data, chance)
    else:
        one = chance.choice(found)
        data[one.start() : one.end()] = chance.choice(others)


def asked(
    desk: CommandLine, line: str, genuine: bytes, count: int, change: Change | None = None
) -> Iterator[int]:
    """Hand altered files to a command as `hostile`; return its exit codes."""
    for content in mutated(genuine, count, change):
        Path("hostile").write_bytes(content)
        answer = desk.typed(line)
        assert answer.code in {0, 1, 2, 3, 4}, answer
        assert "Traceback" not in answer.err
        yield answer.code


def test_signed_reports(desk: CommandLine) -> None:
    signed = Path("signed.pdf").read_bytes()
    assert 3 in list(asked(desk, "report check hostile", signed, 8, change_pdf))
    again = "report sign hostile --pkcs12 me.p12 --other --output again.pdf"
    list(asked(desk, again, signed, 2, change_pdf))


@pytest.mark.parametrize("streams", [False, True])
def test_issued_reports_as_witnesses(desk: CommandLine, streams: bool) -> None:
    """Objects in streams hide from whoever looks for them in the bytes."""
    packed = BytesIO()
    with pikepdf.open(REPORT) as report:
        mode = pikepdf.ObjectStreamMode.generate if streams else pikepdf.ObjectStreamMode.disable
        report.save(packed, object_stream_mode=mode)
    hostile = Path("hostile")
    for content in mutated(packed.getvalue(), 20, change_pdf):
        hostile.write_bytes(content)
        with suppress(WitnessError):
            read_report(hostile)


@pytest.mark.parametrize(
    ("line", "file"),
    [
        ("audit checkpoint --key hostile", "k.pem"),
        ("key rotate --reason Lost --yes --key new.pem --previous hostile", "k.pem"),
        ("report sign signed.pdf --other --pkcs12 hostile --output again.pdf", "me.p12"),
        ("audit check-proof hostile --entry-file letter --key {key}", "note.txt"),
        ("audit bundle bundle --report hostile", REPORT),
        ("audit verify --witness hostile", "note.txt"),
        ("audit compare hostile note.txt", "note.txt"),
        ("log A --attach hostile", REPORT),
    ],
)
def test_what_commands_are_given(desk: CommandLine, made: Desk, line: str, file: str) -> None:
    list(asked(desk, line.format(key=made.key), Path(file).read_bytes(), 3))


def test_logos(desk: CommandLine) -> None:
    from PIL import Image

    drawn = BytesIO()
    Image.new("RGB", (9, 9)).save(drawn, "PNG")
    for genuine in (LOGO, drawn.getvalue()):
        list(asked(desk, "settings set logo hostile", genuine, 2))


def test_replies_of_an_authority(desk: CommandLine, tmp_path: Path) -> None:
    authority = Authority.founded(tmp_path / "tsa")
    with Register.open(Path(REGISTER)) as register:
        note = register.checkpoints()[-1].note.encode()
    reply = authority.answer(query(note))
    assert check(reply, note, [authority.root.pem]).is_trusted
    for altered in mutated(reply, 60):
        with suppress(TimestampError):
            read_reply(altered)
        with suppress(TimestampError):
            assert check(altered, note).digest == read_reply(reply).digest
    list(asked(desk, "audit timestamp --reply hostile", reply, 2))
