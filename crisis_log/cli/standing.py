"""What has become of a line of the journal since it was written, in few words."""

from collections.abc import Iterator

from crisis_log.cli.session import Session
from crisis_log.cli.values import shown
from crisis_log.language import _
from crisis_log.slices.journal import Line
from crisis_log.slices.line_parts import Check
from crisis_log.words import entry_numbers, enumerate_parts, field_name, status_word


def marks(session: Session, line: Line) -> Iterator[str]:
    """Return what is put before the text of a line where it is one of many: `struck by n° 44`."""
    if line.struck_by:
        yield _("struck by n° {entry}").format(entry=line.struck_by)
    if line.duplicate_of:
        yield _("duplicate of n° {entry}").format(entry=line.duplicate_of)
    if line.checked:
        yield finding(session, line.checked)
    elif line.verification:
        yield status_word("verification", line.verification)
    if line.corrected_by:
        yield _("corrected by {entries}").format(entries=entry_numbers(line.corrected_by))


def finding(session: Session, check: Check) -> str:
    """Return what was found of a line: when, by whom and by which entry."""
    return _("{verdict} {time}, {by}, n° {entry}").format(
        verdict=status_word("verification", check.verdict),
        time=session.show_instant(check.occurred_at),
        by=check.by,
        entry=check.entry,
    )


def findings(session: Session, line: Line) -> Iterator[str]:
    """Return all that was found of a line, with who says so and why."""
    for check in line.checks:
        source = _("source: {source}").format(source=check.source) if check.source else ""
        yield enumerate_parts([*filter(None, [finding(session, check), source, check.reason])])


def before(session: Session, line: Line) -> Iterator[str]:
    """Return what its fields other than its text said before they were corrected, and why."""
    for one in line.restated:
        yield _("{field}: {before}, until n° {entry} ({reason})").format(
            field=field_name(one.field),
            before=shown(session, one.before, one.field),
            entry=one.replaced_by,
            reason=one.reason,
        )
