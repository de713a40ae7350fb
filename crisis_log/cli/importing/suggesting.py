"""`import --suggest`: rules that fit a file, with why, and what is still to be said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crisis_log.cli import destination, output
from crisis_log.cli.importing.asked import question_lines
from crisis_log.exchange.rules import written
from crisis_log.language import _

if TYPE_CHECKING:
    from crisis_log.cli.importing.asked import Asked
    from crisis_log.cli.session import Session


def write_rules(session: Session, asked: Asked, path: Path | None) -> None:
    """Write rules beside the file, or to `path`, over nothing; say why they are so."""
    path = path or asked.beside
    if not destination.is_standard_output(path):
        destination.check_new(session, path)
    found = asked.suggestion(session.zone, session.now())
    text = written(found.rules, found.why, found.questions, asked.path.name)
    destination.put(session, text.encode(), path)
    if destination.is_standard_output(path):
        return
    if session.as_json:
        questions = [one._asdict() for one in found.questions]
        told = {"rules": text, "why": found.why, "questions": questions}
        output.emit({"rules_file": str(path)} | told)
        return
    output.line(_("Rules written: {path}").format(path=path))
    for sentence in found.why:
        output.line(f"  {sentence}")
    for question in found.questions:
        output.heading(_("To be answered there"))
        for line in question_lines(question):
            output.line(line)
