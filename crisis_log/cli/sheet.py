"""The sheet of one thing: what it is now, and its history."""

from collections.abc import Iterable, Mapping

from crisis_log.cli import output
from crisis_log.cli.entry_document import full_entry_document
from crisis_log.cli.history import print_history
from crisis_log.cli.session import Session


def print_sheet(
    session: Session,
    subject: str,
    heading: str,
    fields: Iterable[tuple[str, str]],
    document: Mapping[str, object],
) -> None:
    """Print the sheet of a subject, or the document that programs read instead."""
    history = session.register.history(subject)
    if session.as_json:
        output.emit({**document, "history": [full_entry_document(entry) for entry in history]})
        return
    output.heading(heading)
    output.fields([*fields])
    print_history(session, subject, history)
