"""Which files does the register keep, and which entries name each?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from crisis_log.entry import Attachment, Entry
from crisis_log.fact import Fact, Frozen
from crisis_log.slices.issued_report import ReportIssued, label
from crisis_log.text import folded

_DIGEST: Final = re.compile(r"[0-9a-f]{8,64}", re.IGNORECASE)
"""As much of one as people need to type."""


class KeptFile(Frozen):
    """A file by its digest: the names under which `entries` keep it; `report` is `R-1`, if it is.

    `size` is in bytes; `media_type` as its first entry has it.
    """

    names: tuple[str, ...]
    media_type: str
    size: int
    sha256: str
    entries: tuple[int, ...]
    report: str | None = None


def kept_files(entries: Iterable[Entry]) -> list[KeptFile]:
    """Return the files that these entries keep, each once, in the order of their first entries."""
    found: dict[str, KeptFile] = {}
    for entry in entries:
        for attached in entry.attachments:
            before = found.get(attached.sha256)
            found[attached.sha256] = _again(before or _first(attached), attached, entry)
    return [*found.values()]


def _first(attached: Attachment) -> KeptFile:
    fields = attached.model_dump(exclude={"name"})
    return KeptFile.built(**fields, names=(), entries=())


def _again(file: KeptFile, attached: Attachment, entry: Entry) -> KeptFile:
    return file.but(
        names=tuple(dict.fromkeys([*file.names, attached.name])),
        entries=tuple(dict.fromkeys([*file.entries, entry.number])),
        report=file.report or _report(file, entry.fact),
    )


def _report(file: KeptFile, fact: Fact) -> str | None:
    if isinstance(fact, ReportIssued) and fact.sha256 == file.sha256:
        return label(fact.number)
    return None


def named(files: Sequence[KeptFile], typed: str) -> list[KeptFile]:
    """Return the files that people call `typed`: a report `R-1`, a name, or how a digest begins.

    Several may have one name; digests that begin alike are several, too.
    """
    word = folded(typed)
    by_report = [one for one in files if one.report and folded(one.report) == word]
    by_name = [one for one in files if word in map(folded, one.names)]
    by_digest = [one for one in files if one.sha256.startswith(typed.lower())]
    return by_report or by_name or (by_digest if _DIGEST.fullmatch(typed) else [])
