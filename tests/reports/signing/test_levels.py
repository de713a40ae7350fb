"""A report is signed at each level, and stays what it was."""

from pathlib import Path
from typing import Final

import pikepdf
import pypdf
import pytest

from tests.cli.running import CommandLine
from tests.reports.signing.pki import SIGNER, World, container
from tests.reports.verapdf import violations

KEY: Final = "--pkcs12 me.p12 --passphrase-file secret"
LEVELS: Final = ("b-b", "b-t", "b-lta")


def line(level: str, world: World, report: str = "R-2.pdf", rest: str = "") -> str:
    """Return the command line that signs at a level."""
    with_stamp = "" if level == "b-b" else f"--tsa {world.tsa}"
    return f"report sign {report} {KEY} --level {level} {with_stamp} --trust root.pem {rest}"


@pytest.mark.parametrize(
    ("report", "level"),
    [*((("R-2", level)) for level in LEVELS), ("bare", "b-b"), ("bare", "b-lta")],
)
def test_each_level_is_reached_found_again_and_conforms_as_before(
    desk: CommandLine, world: World, level: str, report: str
) -> None:
    unsigned = Path(f"{report}.pdf").read_bytes()
    desk.typed(line(level, world, f"{report}.pdf")).done(f"level PAdES {level.upper()}")
    signed = Path(f"{report}-signed.pdf").read_bytes()
    assert Path(f"{report}.pdf").read_bytes() == unsigned
    assert signed.startswith(unsigned)
    found = desk.document(f"report check {report}-signed.pdf --trust root.pem")
    (signature,) = found["signatures"]
    assert (found["is_good"], found["alterations"], found["is_only_signed"]) == (True, [], True)
    assert signature["level"] == level.upper()
    assert signature["signer"] == SIGNER
    assert signature["trust"] == "trusted"
    assert signature["revocation"] == ("not revoked" if level == "b-lta" else "not known")
    assert (signature["proven_at"] is None) == (level == "b-b")
    assert signature["covers"] == ("revision" if level == "b-lta" else "file")
    assert [one["later"] for one in found["stamps"]] == ["permitted"] * (level == "b-lta")
    assert [violations(one) for one in (unsigned, signed)] == [[], []]


def test_the_signature_shows_in_the_room_kept_for_it(desk: CommandLine, world: World) -> None:
    desk.typed(line("b-b", world)).done()
    with pikepdf.open("R-2-signed.pdf") as signed:
        (field,) = signed.Root.AcroForm.Fields
        drawn = field.AP.N
        assert str(field.T) == "Signature"
        assert all(
            "/FontFile2" in one.DescendantFonts[0].FontDescriptor
            for one in drawn.Resources.Font.values()
        )
    annotations = pypdf.PdfReader("R-2-signed.pdf").pages[0].annotations
    assert annotations is not None
    shown = annotations[0].get_object()
    text = shown["/AP"]["/N"].get_object().get_data()
    assert b"Tj" in text or b"TJ" in text


def test_without_a_room_the_signature_is_invisible(desk: CommandLine, world: World) -> None:
    desk.typed(line("b-b", world, "bare.pdf")).done()
    with pikepdf.open("bare-signed.pdf") as signed:
        (field,) = signed.Root.AcroForm.Fields
        left, bottom, right, top = field.Rect
        assert (left, bottom) == (right, top)


def test_a_signed_report_can_be_signed_again(desk: CommandLine, world: World) -> None:
    desk.typed(line("b-t", world)).done()
    desk.typed(line("b-lta", world, "R-2-signed.pdf")).done("R-2-signed-2.pdf")
    found = desk.document("report check R-2-signed-2.pdf --trust root.pem")
    assert found["is_good"]
    assert [one["later"] for one in found["signatures"]] == ["permitted", "permitted"]
    assert [one["field"] for one in found["signatures"]] == ["Signature", "Signature-2"]
    assert violations(Path("R-2-signed-2.pdf").read_bytes()) == []


def test_reason_and_place_are_kept(desk: CommandLine, world: World) -> None:
    desk.typed(line("b-b", world, rest="--reason Approved --location Versailles")).done()
    answer = desk.typed("report check R-2-signed.pdf").done("Approved")
    assert "Versailles" in answer.out


def test_a_name_that_the_font_cannot_write_is_shown_all_the_same(
    desk: CommandLine, world: World
) -> None:
    held = world.certificate("王 % " + "Long name " * 5)
    Path("me.p12").write_bytes(container(held, world.between))
    desk.typed(line("b-b", world)).done()
    assert violations(Path("R-2-signed.pdf").read_bytes()) == []
