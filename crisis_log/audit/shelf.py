"""Are the files of issued reports those that were issued?"""

from collections.abc import Iterable, Iterator

from crisis_log.audit.finding import Finding
from crisis_log.language import _
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.storage import Shelf


def check_files(shelf: Shelf, issued: Iterable[tuple[int, ReportIssued]]) -> Iterator[Finding]:
    """Return the files of issued reports that are not those that were issued.

    A file that is not there is none of them: it can be made again from the log.
    """
    for entry, fact in issued:
        found = shelf.digest_of(fact.number)
        if found not in {None, fact.sha256}:
            yield Finding(
                code="report",
                entry=entry,
                expected=f"{shelf.path_of(fact.number).name}: {fact.sha256}",
                found=str(found),
                meaning=_("The file of an issued report is not the one that was issued."),
            )
