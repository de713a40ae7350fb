"""What no report carries is found in a file, each kind by itself, and is not signed."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from crisis_log.reports.signing.contents import content_words, contents
from tests.cli.running import CommandLine
from tests.reports.signing.test_levels import KEY

Change = Callable[[pikepdf.Pdf], None]
SCRIPT: Final = {"/S": Name.JavaScript, "/JS": "app.alert(1)"}
CHECKPOINT: Final = "checkpoint.txt"


def in_catalogue(**entries: Any) -> Change:
    """Return the change that puts something in the catalogue."""

    def change(pdf: pikepdf.Pdf) -> None:
        for name, value in entries.items():
            pdf.Root[f"/{name}"] = value

    return change


def on_page(**entries: Any) -> Change:
    """Return the change that puts something in the first page."""

    def change(pdf: pikepdf.Pdf) -> None:
        for name, value in entries.items():
            pdf.pages[0].obj[f"/{name}"] = value

    return change


def annotated(**entries: Any) -> Change:
    """Return the change that adds an annotation to the first page."""

    def change(pdf: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **entries)
        page = pdf.pages[0].obj
        page.Annots = Array([*page.get("/Annots", Array()), pdf.make_indirect(note)])

    return change


def in_form(**entries: Any) -> Change:
    """Return the change that puts something in the form."""

    def change(pdf: pikepdf.Pdf) -> None:
        for name, value in entries.items():
            pdf.Root.AcroForm[f"/{name}"] = value

    return change


def field(**entries: Any) -> Change:
    """Return the change that adds a field to the form."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm.Fields.append(pdf.make_indirect(Dictionary(T="More", **entries)))

    return change


def attached(*names: str) -> Change:
    """Return the change that attaches files of these names to the first page."""

    def change(pdf: pikepdf.Pdf) -> None:
        files = [
            Dictionary(
                Type=Name.Filespec, UF=name, EF=Dictionary(F=pdf.make_stream(b"another text"))
            )
            for name in names
        ]
        pdf.pages[0].obj.AF = Array(map(pdf.make_indirect, files))

    return change


def link(**action: Any) -> Change:
    """Return the change that adds a link with such an action."""
    return annotated(Subtype=Name.Link, A=Dictionary(**action))


CARRIED: Final[dict[str, tuple[str, Change]]] = {
    "script at opening": ("action", in_catalogue(OpenAction=Dictionary(SCRIPT))),
    "address called at opening": (
        "action",
        in_catalogue(OpenAction=Dictionary(S=Name.URI, URI="https://x.invalid")),
    ),
    "action after a page is shown": (
        "action",
        in_catalogue(OpenAction=Dictionary(S=Name.GoTo, Next=Dictionary(S=Name.URI))),
    ),
    "actions of the file": ("action", in_catalogue(AA=Dictionary(WC=Dictionary(S=Name.GoTo)))),
    "actions of the page": ("action", on_page(AA=Dictionary(O=Dictionary(S=Name.URI)))),
    "named scripts": (
        "action",
        in_catalogue(Names=Dictionary(JavaScript=Dictionary(Names=Array([])))),
    ),
    "script": ("action", link(**{key[1:]: value for key, value in SCRIPT.items()})),
    "program": ("action", link(S=Name.Launch, F="x.exe")),
    "sending": ("action", link(S=Name.SubmitForm, F="https://x.invalid")),
    "reading of data": ("action", link(S=Name.ImportData, F="x.fdf")),
    "other file": ("action", link(S=Name.GoToR, F="x.pdf")),
    "hiding": ("action", link(S=Name.Hide, T="x")),
    "action after a link": (
        "action",
        link(S=Name.URI, URI="https://x.invalid", Next=Dictionary(SCRIPT)),
    ),
    "other form": ("action", in_form(XFA="<xdp/>")),
    "appearances left to readers": ("action", in_form(NeedAppearances=True)),
    "text field": ("field", field(FT=Name.Tx)),
    "button": ("field", field(FT=Name.Btn)),
    "choice": ("field", field(FT=Name.Ch)),
    "layers": ("layer", in_catalogue(OCProperties=Dictionary(OCGs=Array([])))),
    "stamp": ("comment", annotated(Subtype=Name.Stamp)),
    "text over the page": ("comment", annotated(Subtype=Name.FreeText, Contents="Faux")),
    "file on the page": ("comment", annotated(Subtype=Name.FileAttachment)),
    "film": ("comment", annotated(Subtype=Name.Screen)),
    "two of a name": ("attachment", attached("x.txt", "x.txt")),
    "capitals": ("attachment", attached("x.txt", "X.TXT")),
    "wide letters": ("attachment", attached("x.txt", "\uff58.txt")),
    "no width": ("attachment", attached("x.txt", "x\u200b.txt")),
    "spaces": ("attachment", attached("x.txt", "x.txt ")),
}


def changed(pdf: bytes, change: Change) -> bytes:
    """Return the file written anew with a change."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)
        opened.save(made)
    return made.getvalue()


def test_a_report_carries_none_of_it(roomy: bytes, signed_once: bytes) -> None:
    assert [contents(one) for one in (roomy, signed_once)] == [(), ()]
    assert contents(changed(roomy, lambda _pdf: None)) == ()
    assert contents(changed(roomy, attached("x.txt", "y.txt"))) == ()


@pytest.mark.parametrize("what", CARRIED)
def test_each_kind_is_found_by_itself(roomy: bytes, what: str) -> None:
    kind, change = CARRIED[what]
    assert contents(changed(roomy, change)) == (kind,)


def test_bytes_before_the_beginning_are_found(desk: CommandLine, roomy: bytes) -> None:
    """Places are counted from there, so that the file is most often told as damaged as well."""
    before = b"#!/bin/sh\n"
    assert contents(before + roomy) == ("prefix",)
    Path("it.pdf").write_bytes(before + roomy)
    assert desk.typed("report check it.pdf").code == 3
    desk.typed(f"report sign it.pdf {KEY}").failed(2, "it.pdf")


@pytest.mark.parametrize("what", ["program", "text field", "layers", "stamp", "two of a name"])
def test_each_kind_is_told_and_not_signed(desk: CommandLine, roomy: bytes, what: str) -> None:
    kind, change = CARRIED[what]
    Path("it.pdf").write_bytes(changed(roomy, change))
    answer = desk.typed("report check it.pdf")
    said = content_words()[kind]  # type: ignore[index]  # one of them, as the table has it
    assert (answer.code, f"In this file, {said}." in answer.lines) == (3, True), answer
    found = desk.document("report check it.pdf")
    assert (found["is_good"], found["contents"]) == (False, [kind])
    desk.typed(f"report sign it.pdf {KEY}").failed(2, said)
    assert not Path("it-signed.pdf").exists()
