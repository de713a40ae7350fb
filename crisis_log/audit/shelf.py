"""Where issued reports lie: in a folder beside the register, each under its number.

The register holds their digests; the files can be made again from the log.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from crisis_log.audit.finding import Finding
from crisis_log.language import _
from crisis_log.slices.issued_report import ReportIssued, label
from crisis_log.storage import StorageError
from crisis_log.words import reason_of


def folder_of(register: Path) -> Path:
    """Return the folder of the reports of the register at `register`."""
    return register.with_name(f"{register.stem}-reports")


def path_of(register: Path, number: int) -> Path:
    """Return where report R-`number` lies."""
    return folder_of(register) / f"{register.stem}-{label(number)}.pdf"


def make_folder(register: Path) -> None:
    """Make the folder of the reports, unless it is there.

    Raises:
        StorageError: it cannot be made.

    """
    folder = folder_of(register)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise StorageError(
            _("The folder of the issued reports, {path}, cannot be made: {reason}.").format(
                path=folder, reason=reason_of(error)
            )
        ) from error


def digest_of(path: Path) -> str | None:
    """Return the SHA-256 of a file, in hexadecimal; None when there is none."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def check_files(register: Path, issued: Iterable[tuple[int, ReportIssued]]) -> Iterator[Finding]:
    """Return the files of issued reports that are not those that were issued.

    A file that is not there is none of them: it can be made again from the log.
    """
    for entry, fact in issued:
        path = path_of(register, fact.number)
        found = digest_of(path)
        if found not in {None, fact.sha256}:
            yield Finding(
                code="report",
                entry=entry,
                expected=f"{path.name}: {fact.sha256}",
                found=str(found),
                meaning=_("The file of an issued report is not the one that was issued."),
            )
