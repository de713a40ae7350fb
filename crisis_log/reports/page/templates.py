"""Where templates are: the authority's folder first, then the shipped one."""

import os
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Final

from crisis_log.files import file_errors, read
from crisis_log.language import _
from crisis_log.reports.errors import ReportError

_LARGEST: Final = 20_000_000
"""In bytes: fonts are the largest, a few megabytes."""
_BOARD: Final = "board"
"""The folder of the live board, of which no document is made."""


def shipped() -> Path:
    """Return the folder of the shipped templates: packed, or that of the checkout."""
    package = Path(__file__).resolve().parents[2]
    packed = package / "templates"
    return packed if packed.is_dir() else package.parent / "templates"


def folders(override: Path | None) -> tuple[Path, ...]:
    """Return the folders to look in, in order.

    Raises:
        ReportError: there is no such folder.

    """
    if override is None:
        return (shipped(),)
    if not override.is_dir():
        raise ReportError(
            _("There is no folder of templates {path}; check its name.").format(path=override)
        )
    return (override.resolve(), shipped())


def find(name: str, override: Path | None) -> Path | None:
    """Return the file `name` of the first folder that has it, never one outside them.

    Raises:
        ReportError: it is there, as a link that leads out of the folder.

    """
    for folder in folders(override):
        path = (folder / name).resolve()
        if path.is_relative_to(folder):
            if path.is_file():
                return path
        elif _named_inside(folder, name) and path.exists():
            raise ReportError(
                _(
                    "{path} is a link that leads out of the folder of templates; put the file "
                    "itself there."
                ).format(path=folder / name)
            )
    return None


def _named_inside(folder: Path, name: str) -> bool:
    """Whether `name` leads into the folder but for links."""
    return Path(os.path.normpath(folder / name)).is_relative_to(folder)


def content(path: Path) -> bytes:
    """Return what a file of a template folder holds.

    Raises:
        ReportError: it cannot be read, or is too large.

    """
    return read(path, ReportError, most=_LARGEST)


def asked_for(name: str, override: Path | None) -> bytes:
    """Return what a page asks for: one of the files of the template folders, and nothing else.

    Raises:
        ReportError: it is none of them, or cannot be read.

    """
    path = None if "://" in name else find(name, override)
    if path is None:
        raise ReportError(
            _(
                "A template asks for {url}, which is not one of the template files; reports fetch "
                "nothing else."
            ).format(url=name)
        )
    return content(path)


def digest(override: Path | None) -> str:
    """Return the SHA-256, in hexadecimal, of all templates, styles and fonts of documents."""
    files: dict[str, Path] = {}
    for folder in reversed(folders(override)):
        files |= {
            path.relative_to(folder).as_posix(): path
            for path in folder.rglob("*")
            if path.is_file()
            and not path.name.startswith(".")
            and path.relative_to(folder).parts[0] != _BOARD
            and path.resolve().is_relative_to(folder)
        }
    listing = "".join(f"{_digest(files[name])}  {name}\n" for name in sorted(files))
    return sha256(listing.encode()).hexdigest()


def _digest(path: Path) -> str:
    with (
        file_errors(_("{path} cannot be read: {reason}."), path, ReportError),
        path.open("rb") as file,
    ):
        return file_digest(file, "sha256").hexdigest()
