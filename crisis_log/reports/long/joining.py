"""Parts become one PDF: pages, structure tree, outline, destinations, page numbers.

The first part is the trunk: it has the metadata, the output intent and the attachments.
Of the others come the pages and the structure, under one `Document` element; the tree
that finds an element by its content has one branch for each part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import accumulate
from pathlib import Path
from typing import Final

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf

from crisis_log.reports.long.drawing import Drawn
from crisis_log.reports.long.navigation import destinations, outline

_PAGE_NUMBER: Final = "/PageNumber"
_BEGIN: Final = b"q"
_FOOTER: Final = b"Q /Artifact <</Type /Pagination /Subtype /Footer>> BDC q /%s Do Q EMC"


def join(parts: Sequence[Drawn], numbers: Sequence[Drawn], path: Path) -> None:
    """Write `parts` to `path` as one PDF, with the page numbers of `numbers` laid over.

    The same parts give the same bytes.
    """
    with ExitStack() as opened:
        trunk, *others = [opened.enter_context(Pdf.open(part.path)) for part in parts]
        structure = _Structure(trunk)
        for other in others:
            structure.add(other)
        structure.close()
        offsets = list(accumulate((part.pages for part in parts), initial=0))
        pages = [page.obj for page in trunk.pages]
        outline(trunk, parts, offsets, pages)
        destinations(trunk, parts, offsets, pages)
        _lay_over(trunk, pages, [opened.enter_context(Pdf.open(one.path)) for one in numbers])
        trunk.save(path, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)


class _Structure:
    """The structure tree of the whole, as parts are added to it.

    The content of page p, and the annotation a after all pages, are found under the keys
    p and a: those of each part go on where the part before ended.
    """

    def __init__(self, trunk: Pdf) -> None:
        self._trunk = trunk
        self._root = trunk.Root.StructTreeRoot
        self._document = self._root.K[0]
        owners = list(self._root.ParentTree.Nums)[1::2]
        self._next = len(owners)
        self._branches = [_branch(0, owners)]
        self._named: list[Object] = []
        self._keep_names(self._root)

    def add(self, part: Pdf) -> None:
        """Add the pages of `part` and their structure."""
        begin = len(self._trunk.pages)
        for page in part.pages:
            self._trunk.pages.append(page)
        root = self._trunk.copy_foreign(part.Root.StructTreeRoot)
        for element in root.K[0].K:
            element.P = self._document
            self._document.K.append(element)
        owners = list(root.ParentTree.Nums)[1::2]
        for number in range(begin, len(self._trunk.pages)):
            self._renumber(self._trunk.pages[number].obj)
        self._branches.append(_branch(self._next, owners))
        self._next += len(owners)
        self._keep_names(root)
        if "/AcroForm" in part.Root:
            self._add_fields(self._trunk.copy_foreign(part.make_indirect(part.Root.AcroForm)))

    def _keep_names(self, root: Object) -> None:
        """Keep the elements of a part that have an identifier."""
        names = list(root.IDTree.Names) if "/IDTree" in root else []
        if names:
            self._named.append(Dictionary(Limits=Array([names[0], names[-2]]), Names=Array(names)))

    def _add_fields(self, form: Object) -> None:
        if "/AcroForm" not in self._trunk.Root:
            self._trunk.Root.AcroForm = form
        else:
            self._trunk.Root.AcroForm.Fields.extend(form.Fields)

    def _renumber(self, page: Object) -> None:
        page.StructParents = int(page.StructParents) + self._next
        for annotation in page.get("/Annots", ()):
            annotation.StructParent = int(annotation.StructParent) + self._next

    def close(self) -> None:
        """Hang the branches of all parts under the root."""
        self._root.ParentTree = self._tree(self._branches)
        if self._named:
            self._root.IDTree = self._tree(self._named)
        self._root.ParentTreeNextKey = self._next

    def _tree(self, branches: Sequence[Object]) -> Object:
        kids = Array([self._trunk.make_indirect(branch) for branch in branches])
        return self._trunk.make_indirect(Dictionary(Kids=kids))


def _branch(first: int, owners: Sequence[Object]) -> Dictionary:
    """Return a leaf of the tree that has `owners` under the keys from `first` on."""
    nums = Array([part for pair in enumerate(owners, start=first) for part in pair])
    return Dictionary(Limits=Array([first, first + len(owners) - 1]), Nums=nums)


def _lay_over(trunk: Pdf, pages: Sequence[Object], numbers: Sequence[Pdf]) -> None:
    """Put its number on each page, as an artifact that readers of the structure skip."""
    begin = trunk.make_stream(_BEGIN)
    for page, number in zip(pages, _forms(trunk, numbers), strict=True):
        page.Resources = _with_form(page.Resources, number)
        drawn = trunk.make_stream(_FOOTER % _PAGE_NUMBER[1:].encode())
        page.Contents = Array([begin, page.Contents, drawn])


def _with_form(resources: Object, form: Object) -> Dictionary:
    """Return the resources of a page, which it shares with others, and the form beside them."""
    own = Dictionary(dict(resources.items()))
    forms = dict(resources.XObject.items()) if "/XObject" in resources else {}
    own.XObject = Dictionary({**forms, _PAGE_NUMBER: form})
    return own


def _forms(trunk: Pdf, numbers: Sequence[Pdf]) -> Iterator[Object]:
    for pdf in numbers:
        resources = trunk.copy_foreign(pdf.pages[0].obj.Resources)
        for page in pdf.pages:
            yield trunk.make_stream(
                page.Contents.read_bytes(),
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array([float(edge) for edge in page.mediabox]),
                Resources=resources,
            )
