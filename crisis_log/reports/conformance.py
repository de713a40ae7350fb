"""The finishing pass: what WeasyPrint leaves open of PDF/A-3a and PDF/UA-1.

It works on the objects of `pydyf` just before they are written, so it costs next to nothing:

- the metadata say PDF/UA too, with the schema that PDF/A asks of any that is not its own;
- running heads and feet are pagination artifacts, not content;
- a table that spans pages is one table, its repeated heads are artifacts;
- header cells have a scope, and those that cells refer to are found by their identifiers;
- the room for a signature is an empty signature field.

ISO 19005-3 (PDF/A-3), ISO 14289-1 (PDF/UA-1), ISO 32000-1 sections 12.7 and 14.8.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import pydyf

from crisis_log.language import _

SIGNATURE_LINK: Final = "https://signature.invalid/"
"""Where the link leads that marks the room of the signature (a name that never resolves)."""
SIGNATURE_FIELD: Final = "Signature"
_PRINTED: Final = 4
_NOTHING: Final = "null"
_PAGINATION: Final = "/Pagination"
_MOST_SAVED: Final = 28
"""How often a drawing may save its state over (ISO 19005-3, 6.1.13)."""
_CMYK_OPERATORS: Final = frozenset({"k", "K"})

PDF_UA: Final = b"""<rdf:Description rdf:about="" \
xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>\
<rdf:Description rdf:about="" \
xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
"""What the metadata stream says beside PDF/A: the part of PDF/UA, and what that property is."""


def declare(document: Any) -> None:
    """Make the metadata of a WeasyPrint document say that it conforms to PDF/UA-1."""
    generate = document.metadata.generate_rdf_metadata

    def with_pdf_ua(*variant: Any) -> bytes:
        rdf: bytes = generate(*variant)
        return rdf.replace(b"</rdf:RDF>", PDF_UA + b"</rdf:RDF>")

    document.metadata.generate_rdf_metadata = with_pdf_ua


def finish(document: Any, pdf: Any) -> None:
    """Finish the objects of `pdf`: a finisher as WeasyPrint calls it."""
    Finishing(document, pdf).run()


def breaches(pdf: bytes) -> set[str]:
    """Return what in the drawings of a file PDF/A forbids: nesting, colours, images, numbers.

    What recorded text and our own templates give cannot be so; an image of others can.
    """
    import pikepdf

    found: set[str] = set()
    with pikepdf.open(BytesIO(pdf)) as opened:
        drawings: list[Any] = [page.obj for page in opened.pages]
        for item in opened.objects:
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form":
                drawings.append(item)
            elif isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
                is_for_print = item.get("/ColorSpace") == "/DeviceCMYK"
                found |= {"image"} if item.get("/Interpolate") or is_for_print else set()
        for drawing in drawings:
            found.update(_breaches_of(pikepdf.parse_content_stream(drawing)))
    return found


def _breaches_of(drawing: Any) -> Iterator[str]:
    saved = 0
    for operands, operator in drawing:
        name = str(operator)
        saved += {"q": 1, "Q": -1}.get(name, 0)
        if saved > _MOST_SAVED:
            yield "nesting"
        if name in _CMYK_OPERATORS or any(one == "/DeviceCMYK" for one in operands):
            yield "colour"
        if name in {"nan", "inf"} or any(isinstance(one, str) for one in operands):
            yield "number"


class Finishing:
    """One run over the structure tree of a file."""

    def __init__(self, document: Any, pdf: Any) -> None:
        self._document = document
        self._pdf = pdf
        self._root = self._at(pdf.catalog["StructTreeRoot"])
        numbers = self._at(self._root["ParentTree"])["Nums"]
        self._owners: dict[int, Any] = dict(zip(numbers[::2], numbers[1::2], strict=True))
        self._pages = [self._at(reference) for reference in pdf.page_references]
        self._page_of = {reference: n for n, reference in enumerate(pdf.page_references)}
        self._artifacts: dict[int, set[int]] = {}
        self._identified: dict[str, bytes] = {}

    def run(self) -> None:
        """Do all of it."""
        document = self._at(self._root["K"][0])
        self._list_files_once()
        self._join_tables(document)
        reached = self._tidy(document)
        self._add_running_heads(reached)
        self._mark_artifacts()
        if self._identified:
            names = [
                part
                for name, element in sorted(self._identified.items())
                for part in (pydyf.String(name), element)
            ]
            self._root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(names)})
        self._add_signature_field()

    def _at(self, reference: bytes) -> Any:
        return self._pdf.objects[int(reference.split()[0])]

    def _kids(self, element: Any) -> Iterator[Any]:
        """Return the structure elements within one, in order; content is left out."""
        for kid in element["K"]:
            if isinstance(kid, bytes):
                found = self._at(kid)
                if found.get("Type") == "/StructElem":
                    yield found

    def _under(self, element: Any) -> Iterator[Any]:
        """Return a structure element and all those within it, in reading order."""
        yield element
        for kid in self._kids(element):
            yield from self._under(kid)

    def _list_files_once(self) -> None:
        """Keep each associated file once: WeasyPrint lists it as an attachment and as such."""
        catalog = self._pdf.catalog
        if "AF" in catalog:
            catalog["AF"] = pydyf.Array(dict.fromkeys(catalog["AF"]))

    # Tables

    def _join_tables(self, document: Any) -> None:
        """Join the parts of each table, one a page, into the first of them."""
        first: dict[int, Any] = {}
        tagged = [one for one in self._under(document) if one["S"] == "/Table"]
        drawn = [
            (number, id(box.element))
            for number, page in enumerate(self._document.pages)
            for box in page._page_box.descendants()  # noqa: SLF001 - where the boxes are
            if getattr(box, "is_table_wrapper", False) and box.element_tag == "table"
        ]
        if [self._page_of[table["Pg"]] for table in tagged] != [number for number, _ in drawn]:
            return
        for table, (_number, element) in zip(tagged, drawn, strict=True):
            if element in first:
                self._append(first[element], table)
            else:
                first[element] = table

    def _append(self, table: Any, part: Any) -> None:
        page = self._page_of[part["Pg"]]
        for section in list(self._kids(part)):
            if section["S"] in {"/THead", "/Caption"}:
                self._name_as_first(table, section)
                self._make_artifact(section)
                continue
            for element in self._under(section):
                if element["S"] == "/TH" and "ID" in element:
                    element["ID"].string += f"-p{page}"  # the rows of each part count from 0
            section["P"] = table.reference
            table["K"].append(section.reference)
        part["K"] = pydyf.Array([])

    def _name_as_first(self, table: Any, repeated: Any) -> None:
        """Lead the cells under heads that are said again to those that were said first."""
        kept = (one for one in self._kids(table) if one["S"] == "/THead")
        heads = [one for first in kept for one in self._under(first) if "ID" in one]
        again = [one for one in self._under(repeated) if "ID" in one]
        for head, one in zip(heads, again, strict=False):
            one["ID"].string = head["ID"].string  # which their cells hold, too

    def _make_artifact(self, element: Any) -> None:
        for one in self._under(element):
            page = self._page_of[one["Pg"]]
            self._artifacts.setdefault(page, set()).update(
                kid for kid in one["K"] if isinstance(kid, int)
            )

    # The tree

    def _tidy(self, element: Any, section: str = "") -> set[bytes]:
        """Give header cells their scope and drop emptied elements; return those that stay."""
        reached = {element.reference}
        section = element["S"] if element["S"] in {"/THead", "/TBody"} else section
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column" if section == "/THead" else "/Row"
            if "ID" in element:
                self._identified[element["ID"].string] = element.reference
        emptied = []
        for kid in self._kids(element):
            if kid["S"] in {"/Table", "/Sect", "/Div", "/NonStruct"} and self._is_empty(kid):
                emptied.append(kid.reference)
            else:
                reached |= self._tidy(kid, section)
        for reference in emptied:
            element["K"].remove(reference)
        return reached

    def _is_empty(self, element: Any) -> bool:
        """Whether nothing is left in an element: its content went to another page's."""
        return not element["K"]

    # Content

    def _add_running_heads(self, reached: set[bytes]) -> None:
        """Take for artifacts what is drawn on a page and stands nowhere in the tree."""
        for page, owners in self._owners.items():
            if isinstance(owners, list):
                self._artifacts.setdefault(page, set()).update(
                    mark for mark, owner in enumerate(owners) if owner not in reached
                )

    def _mark_artifacts(self) -> None:
        for page, marks in self._artifacts.items():
            if not marks:
                continue
            owners = self._owners[page]
            for mark in marks:
                owners[mark] = _NOTHING
            while owners and owners[-1] == _NOTHING:
                owners.pop()
            stream = self._at(self._pages[page]["Contents"]).stream
            for place, operand in enumerate(stream):
                if isinstance(operand, dict) and operand.get("MCID") in marks:
                    stream[place - 1] = "/Artifact"
                    stream[place] = pydyf.Dictionary({"Type": _PAGINATION})

    # The signature

    def _add_signature_field(self) -> None:
        """Turn the link that marks the room of the signature into an empty field."""
        for page in self._pages:
            for reference in page.get("Annots", ()):
                annotation = self._at(reference)
                action = annotation.get("A")
                if action and action["URI"].string == SIGNATURE_LINK:
                    self._make_field(annotation, page)

    def _make_field(self, annotation: Any, page: Any) -> None:
        left, bottom, right, top = annotation["Rect"]
        drawing = pydyf.Stream(
            extra=pydyf.Dictionary(
                {
                    "Type": "/XObject",
                    "Subtype": "/Form",
                    "BBox": pydyf.Array([0, 0, abs(right - left), abs(top - bottom)]),
                }
            )
        )
        self._pdf.add_object(drawing)
        for key in ("A", "BS", "Contents"):
            annotation.pop(key, None)
        annotation.update(
            {
                "Subtype": "/Widget",
                "FT": "/Sig",
                "T": pydyf.String(SIGNATURE_FIELD),
                "TU": pydyf.String(_("Signature")),
                "F": _PRINTED,
                "P": page.reference,
                "AP": pydyf.Dictionary({"N": drawing.reference}),
            }
        )
        self._at(self._owners[annotation["StructParent"]])["S"] = "/Form"
        fields = pydyf.Array([annotation.reference])
        self._pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": fields})
