"""What has become of an entry since it was written, in few words: its own text stays."""

from collections.abc import Iterator

from crisis_log.cli.session import Session
from crisis_log.cli.validated import validated
from crisis_log.cli.values import shown
from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.language import _
from crisis_log.slices.journal import Line, LineLogged
from crisis_log.slices.line_parts import Check
from crisis_log.slices.struck_entry import StruckEntry
from crisis_log.storage.errors import altered_state
from crisis_log.views.validations import validations_of
from crisis_log.words import author, enumerate_parts, field_name, join, status_word


def marks(session: Session, known: Known, entry: Entry) -> Iterator[str]:
    """Return what goes before the words of an entry where it is one of many: `struck by n° 44`."""
    if struck := known.find(StruckEntry, entry.number):
        yield _struck(struck.struck_by)
    yield from validated(session, validations_of(known, entry))
    if not isinstance(entry.fact, LineLogged):
        return
    line = known.get(entry.subject)
    if not isinstance(line, Line):
        raise altered_state(entry.subject)
    yield from _marks_of_line(session, line)


def _marks_of_line(session: Session, line: Line) -> Iterator[str]:
    if line.struck_by:
        yield _struck(line.struck_by)
        return
    if line.duplicate_of:
        yield _("duplicate of n° {entry}").format(entry=line.duplicate_of)
    if line.checked:
        yield finding(session, line.checked)
    elif line.verification == "unverified":
        yield status_word("verification", line.verification)
    if line.corrected_by:
        numbers = [_("n° {number}").format(number=number) for number in line.corrected_by]
        yield _("corrected by {entries}").format(entries=join(numbers))


def _struck(by: int) -> str:
    return _("struck by n° {entry}").format(entry=by)


def finding(session: Session, check: Check) -> str:
    """Return what was found of a line: when, by whom and by which entry."""
    return _("{verdict} {time}, {by}, n° {entry}").format(
        verdict=status_word("verification", check.verdict),
        time=session.show_instant(check.occurred_at),
        by=author(check),
        entry=check.entry,
    )


def findings(session: Session, line: Line) -> Iterator[str]:
    """Return all that was found of a line, with who says so and why."""
    for check in line.checks:
        source = _("source: {source}").format(source=check.source) if check.source else ""
        yield enumerate_parts([*filter(None, [finding(session, check), source, check.reason])])


def past(session: Session, line: Line) -> Iterator[str]:
    """Return what its fields other than its text said before they were corrected, and why."""
    for one in line.restated:
        yield _("{field}: {before}, until n° {entry} ({reason})").format(
            field=field_name(one.field),
            before=shown(session, one.before, one.field),
            entry=one.replaced_by,
            reason=one.reason,
        )
