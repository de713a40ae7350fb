"""Are the files of a bundle those that its manifest names? As the stand-alone verifier asks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from crisis_log.storage.backend import Astray
from crisis_log.storage.bundle.files import DATA, MANIFEST, TAGS, Files, files_of
from crisis_log.storage.errors import NotARegisterError

_TAGGED: Final = frozenset({"bagit.txt", "bag-info.txt", MANIFEST})
_CHUNK: Final = 1 << 20


def astray(path: Path) -> tuple[Astray, ...] | None:
    """Return the files that are not those of the manifest; None where there is no manifest."""
    with files_of(path, of_bag=True) as files:
        if MANIFEST not in files.names():
            return None
        data = files.within(DATA)
        return (*_held(files, MANIFEST, {*data}), *_held(files, TAGS, _TAGGED))


def _held(files: Files, manifest: str, names: set[str] | frozenset[str]) -> Iterator[Astray]:
    """Hold files to what a manifest says of them: all of these, and no other."""
    listed = _listed(files, manifest)
    for name in sorted(names | listed.keys()):
        expected, found = listed.get(name, ""), _digest(files, name)
        if expected != found or not found:
            yield Astray(name, expected, found, is_there=name in files.names())


def _listed(files: Files, manifest: str) -> dict[str, str]:
    """Return what a manifest lists; one that cannot be read lists nothing."""
    if manifest not in files.names():
        return {}
    lines = files.content(manifest).decode(errors="replace").split("\n")
    told = (line.partition("  ") for line in lines if line)
    return {unicodedata.normalize("NFC", unquote(name)): digest for digest, _, name in told}


def _digest(files: Files, name: str) -> str:
    """Return the SHA-256 of a file, nothing of one that cannot be read."""
    digest = sha256()
    try:
        with files.reading(name) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except NotARegisterError:
        return ""
    return digest.hexdigest()
