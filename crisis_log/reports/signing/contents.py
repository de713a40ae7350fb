"""What a file carries besides pages: what acts by itself, what can be filled in, other files.

An issued report has none of it but the files that make it a witness, and a signature's room.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal

import pikepdf

from crisis_log.audit.pdf import opened
from crisis_log.language import _

Content = Literal[
    "action",  # it acts as it is opened or read: a script, a program, something sent
    "field",  # a field to fill in, other than for a signature
    "layer",  # what it shows depends on how it is read
    "comment",  # something laid over a page
    "attachment",  # two files under one name, or names that look alike
    "prefix",  # bytes before its beginning
]

_HEADER: Final = b"%PDF-"
_ACTIVE: Final = {"/AA", "/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/NeedAppearances"}
_PASSIVE: Final = {"/GoTo", "/URI"}
"""Links: nothing happens before a reader follows one."""
_ACTIONS: Final = set(
    (  # noqa: SIM905 - as names are written
        "/GoToR /GoToE /GoToDp /Launch /Thread /Sound /Movie /Hide /Named /SubmitForm /ResetForm "
        "/ImportData /JavaScript /SetOCGState /Rendition /Trans /GoTo3DView /RichMediaExecute"
    ).split()
)
_FILLED_IN: Final = {"/Tx", "/Btn", "/Ch"}
_INERT: Final = {"/Link", "/Widget", "/Popup"}


def content_words() -> dict[Content, str]:
    """Return what each is called, as the part of a sentence."""
    return {
        "action": _("it carries an action or a script"),
        "field": _("it holds fields to fill in"),
        "layer": _("it has layers that can be hidden"),
        "comment": _("a comment or a file lies over a page"),
        "attachment": _("two of its attached files bear one name, or names that look alike"),
        "prefix": _("something stands before its beginning"),
    }


def contents(pdf: bytes) -> tuple[Content, ...]:
    """Return what is in a file that no report has.

    Raises:
        pikepdf.PdfError: it cannot be read.

    """
    found: list[Content] = [] if pdf.startswith(_HEADER) else ["prefix"]
    with opened(pdf, repairs=True) as read, pikepdf.explicit_conversion():
        held: Iterable[Any] = read.objects
        parts = [part for one in held for part in dictionaries(one)]
        if _opens_with_action(read.Root) or any(acts(part, new=False) for part in parts):
            found.append("action")
        if any(_name(part, "/FT") in _FILLED_IN for part in parts):
            found.append("field")
        if "/OCProperties" in read.Root:
            found.append("layer")
        if any(_is_comment(part) for part in parts):
            found.append("comment")
        names = Counter(_looks(name) for part in parts for name in _attached(part))
        if any(count > 1 for count in names.values()):
            found.append("attachment")
    return tuple(found)


def dictionaries(one: Any) -> Iterator[Any]:
    """Return the dictionaries in an object, not those in others that it names."""
    if isinstance(one, pikepdf.Stream):
        one = one.stream_dict
    if isinstance(one, pikepdf.Dictionary):
        yield one
    if isinstance(one, pikepdf.Dictionary | pikepdf.Array):
        inner: Iterable[Any] = one.values() if isinstance(one, pikepdf.Dictionary) else one
        for part in inner:
            if part is not None and not part.is_indirect:
                yield from dictionaries(part)


def acts(part: Any, *, new: bool = True) -> bool:
    """Whether a dictionary makes a file act, or holds such an action.

    Of one that is `new` in a file that was signed, links and attached files count as well.
    """
    keys = set(part.keys())
    actions = _ACTIONS | _PASSIVE if new else _ACTIONS
    added = {"/OpenAction", "/EmbeddedFiles", "/EF", "/OC", "/OCGs"} if new else set()
    kind = _name(part, "/S") if _name(part, "/Type") != "/StructElem" else ""
    leads_on = kind in _PASSIVE and "/Next" in keys
    return bool(keys & (_ACTIVE | added)) or kind in actions or leads_on


def _opens_with_action(root: Any) -> bool:
    """Whether more happens at opening than that a page is shown: an address may be called."""
    held = root.get("/OpenAction")
    return isinstance(held, pikepdf.Dictionary) and _name(held, "/S") != "/GoTo"


def _is_comment(part: Any) -> bool:
    is_annotation = _name(part, "/Type") == "/Annot" or {"/Rect", "/Subtype"} <= set(part.keys())
    return is_annotation and _name(part, "/Subtype") not in _INERT


def _name(part: Any, key: str) -> str:
    value = part.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _attached(part: Any) -> Iterator[str]:
    if "/EF" in part:
        yield str(part.get("/UF", part.get("/F", "")))


def _looks(name: str) -> str:
    """Return what a name looks like, by the letters that can be seen."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign) not in {"Cc", "Cf", "Zs"})
