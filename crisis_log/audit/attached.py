"""The files that a PDF report carries, of which nothing is known: read within bounds.

A PDF can hold a file under a name twice: in its list of attachments, beside a page, or with
a name that looks the same. Readers show one or the other, so a report in which a file of
ours has a double is no witness.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from crisis_log.audit.pdf import opened
from crisis_log.language import _

if TYPE_CHECKING:
    import pikepdf

CHECKPOINT_FILE: Final = "checkpoint.txt"
HISTORY_FILE: Final = "history.txt"
KEY_FILE: Final = "verifier-key.txt"
DATA_FILE: Final = "report.json"
"""What the attachments of a report are called."""
_NAMES: Final = (CHECKPOINT_FILE, KEY_FILE, HISTORY_FILE, DATA_FILE)
_LARGEST: Final = 10_000_000
"""In bytes: a history has a line for each checkpoint."""
_LEADS_TO_FILES: Final = ("/Names", "/EmbeddedFiles", "/Kids", "/AF", "/Annots", "/FS")
_DEEPEST: Final = 20
_MOST_OBJECTS: Final = 1_000_000
_CALLED: Final = ("/UF", "/F", "/Unix", "/Mac", "/DOS")


class NotAttachedError(ValueError):
    """The files cannot be read; the message is what is wrong of them, or empty."""


def attached_files(content: bytes, largest: int = _LARGEST) -> dict[str, str]:
    """Return the text of each file of ours that the PDF `content` carries, by its name.

    Of one that is larger than `largest`, in bytes, the beginning is returned.

    Raises:
        NotAttachedError: it cannot be read, or carries one of them twice.

    """
    import pikepdf

    try:
        with opened(content, repairs=True) as pdf:
            return _texts(pdf, largest)
    except NotAttachedError:
        raise
    except (
        pikepdf.PdfError,
        pikepdf.PasswordError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        RuntimeError,
        zlib.error,
    ) as error:
        raise NotAttachedError from error


def _texts(pdf: pikepdf.Pdf, largest: int) -> dict[str, str]:
    files: dict[str, str] = {}
    for spec in _specifications(pdf):
        name = next(filter(None, map(_ours, _called(spec))), None)
        if name in files:
            raise NotAttachedError(_("it carries “{name}” twice").format(name=name))
        if name:
            files[name] = _unpacked(_stream(spec), largest).decode(errors="replace")
    return files


def _specifications(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    if len(pdf.objects) > _MOST_OBJECTS:
        raise NotAttachedError
    for one in pdf.objects:
        yield from _within(one, _DEEPEST)


def _within(one: pikepdf.Object, deepest: int) -> Iterator[pikepdf.Object]:
    """Return the file specifications in an object, without following references."""
    import pikepdf

    inner: list[pikepdf.Object] = []
    if isinstance(one, pikepdf.Array):
        inner = list(one)
    elif isinstance(one, pikepdf.Dictionary):
        if "/EF" in one:
            yield one
        inner = [one[key] for key in _LEADS_TO_FILES if key in one]
    for part in inner if deepest else []:
        if isinstance(part, pikepdf.Array | pikepdf.Dictionary) and not part.is_indirect:
            yield from _within(part, deepest - 1)


def _called(spec: pikepdf.Object) -> list[str]:
    return [str(spec[key]) for key in _CALLED if key in spec]


def _ours(name: str) -> str | None:
    """Return which of our files a name would be taken for."""
    seen = unicodedata.normalize("NFKC", name.replace("\\", "/").rpartition("/")[2]).casefold()
    plain = "".join(sign for sign in seen if sign.isprintable() and not sign.isspace())
    return plain if plain in _NAMES else None


def _stream(spec: pikepdf.Object) -> pikepdf.Object:
    """Return the one stream of a file; which of several is shown depends on the reader."""
    streams = {one.objgen: one for one in dict(spec["/EF"]).values()}
    (stream,) = streams.values()
    return stream


def _unpacked(stream: pikepdf.Object, largest: int) -> bytes:
    """Return what an attachment holds, at most so much of it; a small one may unpack to anything.

    Raises:
        NotAttachedError: it is not there, or packed otherwise than in our reports.

    """
    import pikepdf

    if not isinstance(stream, pikepdf.Stream):
        raise NotAttachedError
    packed = stream.read_raw_bytes()
    if "/Filter" not in stream:
        return packed
    deflated = pikepdf.Name.FlateDecode
    if stream["/Filter"] not in (deflated, pikepdf.Array([deflated])) or "/DecodeParms" in stream:
        raise NotAttachedError
    return zlib.decompressobj().decompress(packed, largest)
