"""Where templates are: the authority's folder first, then the shipped one."""

from hashlib import sha256
from pathlib import Path

from crisis_log.language import _
from crisis_log.reports.errors import ReportError


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
    """Return the file `name` of the first folder that has it, never one outside them."""
    for folder in folders(override):
        path = (folder / name).resolve()
        if path.is_relative_to(folder) and path.is_file():
            return path
    return None


def digest(override: Path | None) -> str:
    """Return the SHA-256, in hexadecimal, of all templates, styles and fonts in use."""
    files: dict[str, Path] = {}
    for folder in reversed(folders(override)):
        files |= {
            path.relative_to(folder).as_posix(): path
            for path in folder.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }
    listing = "".join(
        f"{sha256(files[name].read_bytes()).hexdigest()}  {name}\n" for name in sorted(files)
    )
    return sha256(listing.encode()).hexdigest()
