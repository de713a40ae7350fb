"""What to type instead, where somebody names a thing that a command is not about.

strike D-1           a decision is withdrawn; the entries about it are struck by their numbers
strike 29            others rest on n° 29: what undoes it
decision show 12     there is no D-12, but n° 12 is about D-3
decision show M-1    “measure show M-1”
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import click

from crisis_log.cli.names import command_shown
from crisis_log.cli.session import Session
from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.fact import Refused, UnreadableEntryError
from crisis_log.language import _
from crisis_log.slices import COLLECTIONS, journal, label_of
from crisis_log.slices.struck_entry import StruckEntry
from crisis_log.storage import StorageError

GROUPS: Final = {
    "A": "expected",
    "C": "instruction",
    "CP": "pad",
    "D": "decision",
    "H": "assumption",
    "M": "measure",
    "O": "objective",
    "P": "handover",
    "R": "report",
    "S": "meeting",
}
"""The commands about each kind of thing, by the letters of its label."""
_LABEL: Final = re.compile(rf"({'|'.join(GROUPS)})\s*-?\s*(\d{{1,9}})", re.IGNORECASE | re.ASCII)
_UNDOING: Final = {
    "assumption": "assumption drop {label}",
    "briefing": "briefing next",
    "briefing.rhythm_set": "briefing stop",
    "cell.appointed": "cell relieve",
    "cell.relieved": "cell appoint",
    "crisis.closed": "reopen",
    "crisis.level_changed": "level",
    "crisis.reopened": "close",
    "decision": "decision withdraw {label}",
    "decision.amended": "decision amend {label}",
    "decision.proposed": "decision reject {label}",
    "decision.suspended": "decision resume {label}",
    "expected_report": "expected drop {label}",
    "instruction": "instruction cancel {label}",
    "measure": "measure lift {label}",
    "measure.amended": "measure amend {label}",
    "measure.completed": "measure reopen {label}",
    "measure.lifted": "measure reopen {label}",
    "measure.report_corrected": "measure report {label} --corrects {entry}",
    "measure.reported": "measure report {label} --corrects {entry}",
    "meeting": "meeting close",
    "objective": "objective dropped {label}",
    "pad": "pad spoil {label}",
    "plan": "pca amend {label}",
    "plan.activated": "pca lift {label}",
    "report": "report rectify {label}",
    "seal.key_rotated": "key rotate",
    "settings": "settings set",
}
_AMENDING: Final = {
    "decision": "decision amend {label}",
    "measure": "measure amend {label}",
    "measure.report_corrected": "measure report {label} --corrects {entry}",
    "measure.reported": "measure report {label} --corrects {entry}",
    "plan": "pca amend {label}",
    "report": "report rectify {label}",
    "settings": "settings set",
}
INSTEAD: Final = {"strike": _UNDOING, "correct": _AMENDING}
"""By the verb about entries that was typed: what does the like, by the kind of a fact, without its
version, or else by the name of the collection."""
_ABOUT_LINES: Final = frozenset({"verify", "refute", "correct", "duplicate", "strike"})
_TYPED: Final = f"{__name__}.typed"


class _Number(NamedTuple):
    """A number that somebody typed for a verb; `prefix` is that of what the verb wants there."""

    verb: str
    prefix: str
    number: int


def command_at(ctx: click.Context, *path: str) -> click.Command | None:
    """Return the command that is typed as `path`, if there is one."""
    root = ctx.find_root()
    found: click.Command | None = root.command
    for name in path:
        found = found.get_command(root, name) if isinstance(found, click.Group) else None
    return found


def note_number(ctx: click.Context | None, prefix: str, number: int) -> None:
    """Remember a number that was typed without the label of what it is."""
    if ctx is not None:
        ctx.meta.setdefault(_TYPED, []).append(_Number(ctx.command.name or "", prefix, number))


def of_label(ctx: click.Context | None, typed: str) -> Iterator[str]:
    """Return the sentences that say what to type for the thing `typed`, not wanted here."""
    match = _LABEL.fullmatch(typed.strip())
    if match is None or ctx is None:
        return
    letter, number = match[1].upper(), int(match[2])
    label, verb = f"{letter}-{number}", ctx.command.name or ""
    if verb in INSTEAD:
        wanted = INSTEAD[verb].get(_collection(letter))
    else:
        wanted = (
            f"{GROUPS[letter]} {verb} {{label}}" if command_at(ctx, GROUPS[letter], verb) else None
        )
    if wanted:
        yield _use(wanted, label)
    if verb in _ABOUT_LINES:
        yield _("“{command}” lists the entries about {label}.").format(
            command=_filled("timeline --subject {label}", label=label), label=label
        )


def better(ctx: click.Context, refusal: Refused) -> Refused:
    """Return a refusal that also says what to type instead, where that can be told."""
    session = ctx.find_object(Session)
    if type(refusal) is not Refused or session is None or not session.has_opened:
        return refusal
    hints: list[str] = []
    try:
        for typed in ctx.meta.get(_TYPED, ()):
            hints += _of_number(session.state(), typed)
    except (Refused, StorageError, UnreadableEntryError):
        return refusal
    return Refused(" ".join([str(refusal), *hints]))


def _of_number(known: Known, typed: _Number) -> Iterator[str]:
    entry = known.entry(typed.number)
    if entry is None:
        return
    if typed.prefix == "n°":
        if typed.verb in _ABOUT_LINES and not _is_line_or_struck(known, entry):
            yield from _of_entry(entry, typed.verb)
    elif known.get(f"{_collection(typed.prefix)}/{typed.number}") is None:
        yield _what_it_is(entry, typed.prefix)


def _is_line_or_struck(known: Known, entry: Entry) -> bool:
    return bool(known.find(journal.Line, entry.number) or known.find(StruckEntry, entry.number))


def _of_entry(entry: Entry, verb: str) -> Iterator[str]:
    """Return what to use instead of `verb` for an entry that is no line of the journal."""
    kind = entry.kind.rpartition(".")[0]
    wanted = INSTEAD.get(verb, {})
    command = wanted.get(kind) or wanted.get(entry.subject.partition("/")[0])
    if command:
        yield _use(command, label_of(entry.subject) or "", entry.number)
    elif verb not in INSTEAD:
        yield _("It says: {headline}.").format(headline=entry.fact.headline())


def _what_it_is(entry: Entry, prefix: str) -> str:
    """Return that a number which was typed as that of a thing is the number of an entry."""
    label = label_of(entry.subject)
    if label and label.startswith(f"{prefix}-"):
        return _("n° {number} is an entry about {label}: write {label}.").format(
            number=entry.number, label=label
        )
    return _("n° {number} is an entry: “{command}” shows it.").format(
        number=entry.number, command=_filled("show {number}", number=entry.number)
    )


def _collection(letter: str) -> str:
    """Return the name of the collection whose labels begin with these letters."""
    named = (one for one in COLLECTIONS.values() if one.prefix == f"{letter}-" and not one.part_of)
    return next(named).name


def _use(command: str, label: str, entry: int | str = "") -> str:
    return _("Use “{command}”.").format(command=_filled(command, label=label, entry=entry))


def _filled(command: str, **what: object) -> str:
    """Return a command line as people of the reader's language type it, `what` put in."""
    return command_shown(command).format(**what).rstrip()
