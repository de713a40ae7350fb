"""What a structure tree can do without.

WeasyPrint makes two elements for each run of text; `Span` and `NonStruct` say nothing of
what they hold. Their content goes to the element around them, which says what it is. Of
20 elements for a line of a table, 6 are left.
"""

from typing import Any, Final

_SAYS_NOTHING: Final = frozenset({"/Span", "/NonStruct"})
_SAID: Final = frozenset({"A", "Alt", "ActualText", "E", "ID", "Lang", "T"})


def prune(pdf: Any) -> None:
    """Remove from the structure tree of `pdf`, of pydyf, what says nothing."""
    tree = _Tree(pdf.objects)
    root = tree.at(pdf.catalog["StructTreeRoot"])
    for document in root["K"]:
        tree.lift(tree.at(document))
    parents = tree.at(root["ParentTree"])["Nums"]
    for index in range(1, len(parents), 2):
        kept = parents[index]
        if isinstance(kept, list):
            parents[index][:] = [tree.kept(reference) for reference in kept]
        else:
            parents[index] = tree.kept(kept)
    for reference in tree.removed:
        tree.at(reference).free = "f"


class _Tree:
    """The elements of a structure tree by reference, and where what was in them went."""

    def __init__(self, objects: list[Any]) -> None:
        self._objects = objects
        self.removed: dict[bytes, bytes] = {}

    def at(self, reference: bytes) -> Any:
        """Return the object that `reference`, such as `b"12 0 R"`, names."""
        return self._objects[int(reference.split()[0])]

    def kept(self, reference: bytes) -> bytes:
        """Return the element that now holds what `reference` held."""
        while reference in self.removed:
            reference = self.removed[reference]
        return reference

    def lift(self, element: Any) -> None:
        """Put the content of elements that say nothing into `element`, and so on below it."""
        kids = element["K"]
        lifted: list[Any] = []
        for kid in kids:
            child = None if isinstance(kid, int) else self.at(kid)
            if child is None or child.get("Type") != "/StructElem":
                lifted.append(kid)
                continue
            self.lift(child)
            if not _says_nothing(child, element):
                lifted.append(kid)
                continue
            self.removed[kid] = element.reference
            for grandchild in child["K"]:
                if not isinstance(grandchild, int):
                    self.at(grandchild)["P"] = element.reference
            lifted.extend(child["K"])
        kids[:] = lifted


def _says_nothing(child: Any, element: Any) -> bool:
    return (
        child["S"] in _SAYS_NOTHING
        and not _SAID & child.keys()
        and child.get("Pg") == element.get("Pg")
    )
