"""The slices of the log, one file each: facts, state, evolve, commands, and a declaration.

| slice | its subjects | what people call one |
|---|---|---|
| `crisis` | the crisis: title, level, organisations | |
| `settings` | how the authority shows itself | |
| `seal` | what vouches for the register: keys, clock | |
| `journal` | lines of the main courante | n° 42 |
| `line_course` | what becomes of a line once logged, told with it | |
| `decision` | decisions, proposed or taken | D-3 |
| `decision_course` | what becomes of a decision once taken, told with it | |
| `site` | the sites that missions, counts and measures may be limited to | mairie |
| `objective` | what the crisis cell wants to reach | O-1 |
| `assumption` | what decisions rest on, and its tripwires | H-1 |
| `decision_revival` | decisions revived by the withdrawal of what superseded them | |
| `measure` | what is done about the crisis, by whom, until when | M-1 |
| `request` | what becomes of the requests of the journal, told with their lines | |
| `expected_report` | reports that somebody said they would send | A-1 |
| `instruction` | what functions are told to do | C-1 |
| `indicator` | reports on measures; their figures, by day | M-1 (2020-03-18) |
| `report_correction` | what was mistaken in such reports, told with them | |
| `continuity_plan` | continuity plans (PCA): activation, level | pca |
| `mission` | the missions of a plan, told with it | |
| `staffing` | the agents of a plan, by day | pca (2020-03-18) |
| `cell` | the functions of the crisis cell, from when until when | Directeur de crise |
| `briefing` | when the crisis cell meets next, and met | |
| `meeting` | meetings of the crisis cell: agenda, and what belongs to each | S-1 |
| `attendance` | who is at a meeting, from when until when, told with it | |
| `handover` | who handed the watch over to whom | P-1 |
| `issued_report` | reports issued under a number | R-2 |
| `distribution` | what was handed out to whom, and acknowledged | R-2 |
| `struck_entry` | entries struck as mistakes | n° 12 |
| `validation` | who validated an entry, and when | n° 12 |
| `exchange` | files that came in as rows, and that went out for other tools | |
| `location` | where the register goes on, once it was moved | |
| `pad` | paper pads, and the lines of the journal that were written on them | CP-1 |
| `checkpoint` | signed checkpoints given out, and their timestamps | |

A new slice is a file here, and its name in `SLICES`: the state, the timeline, the documents,
the auditor's page and the words of all of them derive from its declaration.
"""

from typing import Final

from crisis_log.collection import Collection, Evolve, Slice
from crisis_log.fact import KINDS, Fact
from crisis_log.language import _, pgettext
from crisis_log.slices import (
    assumption,
    attendance,
    briefing,
    cell,
    checkpoint,
    continuity_plan,
    crisis,
    decision,
    decision_course,
    decision_revival,
    distribution,
    exchange,
    expected_report,
    handover,
    indicator,
    instruction,
    issued_report,
    journal,
    line_course,
    location,
    measure,
    meeting,
    mission,
    objective,
    pad,
    report_correction,
    request,
    seal,
    settings,
    site,
    staffing,
    struck_entry,
    validation,
)
from crisis_log.slices.typed import typed_words
from crisis_log.words import Words, teach

SLICES: Final[tuple[Slice, ...]] = (
    crisis.SLICE,
    settings.SLICE,
    seal.SLICE,
    site.SLICE,
    journal.SLICE,
    line_course.SLICE,
    decision.SLICE,
    decision_course.SLICE,
    decision_revival.SLICE,
    objective.SLICE,
    assumption.SLICE,
    measure.SLICE,
    request.SLICE,
    instruction.SLICE,
    expected_report.SLICE,
    indicator.SLICE,
    report_correction.SLICE,
    continuity_plan.SLICE,
    mission.SLICE,
    staffing.SLICE,
    cell.SLICE,
    briefing.SLICE,
    meeting.SLICE,
    attendance.SLICE,
    handover.SLICE,
    issued_report.SLICE,
    distribution.SLICE,
    struck_entry.SLICE,
    validation.SLICE,
    checkpoint.SLICE,
    exchange.SLICE,
    location.SLICE,
    pad.SLICE,
)
COLLECTIONS: Final[dict[str, Collection]] = {}
"""Every collection by its name: `decision/3` is in `decision`."""
ECHOES: Final[dict[tuple[str, type[Fact]], Evolve]] = {}
"""How the facts of one slice change the subjects of another, by collection and fact."""


def add(declared: Slice) -> None:
    """Make a slice part of the log."""
    COLLECTIONS.update({collection.name: collection for collection in declared.collections})
    for echo in declared.echoes:
        ECHOES.update({(echo.model.collection, fact): echo.evolve for fact in echo.facts})
    teach(declared.words)


def common_words() -> Words:
    """Return what people call the fields that entries and several slices have."""
    return Words(
        fields={
            "by": _("recorded by"),
            "changes": _("changes"),
            "code": _("code"),
            "content": _("content"),
            "decision": _("decision"),
            "due_on": _("deadline"),
            "effective_at": _("date of effect"),
            "entry": _("entry"),
            "former_titles": _("former titles"),
            "measures": _("measures"),
            "note": _("note"),
            "number": _("number"),
            "occurred_at": _("time of the fact"),
            "owner": _("owner"),
            "phases": _("phases"),
            "problem": pgettext("entry", "defect"),
            "reason": _("reason"),
            "received_at": _("received at"),
            "recorded_by": _("account"),
            "recorded_at": _("time of recording"),
            "review_on": _("review date"),
            "since": _("since"),
            "status": _("status"),
            "taken_from": _("taken from"),
            "text": _("text"),
            "title": _("title"),
        },
        codes={
            "subject": {
                "briefing": _("briefings"),
                "checkpoint": _("checkpoint"),
                "crisis": _("crisis"),
                "register": _("exchanges"),
                "seal": _("signing keys"),
                "settings": _("settings"),
            },
        },
    )


def open_point_words() -> Words:
    """Return what people call that which somebody waits for: slices of all kinds have it."""
    return Words(
        {},
        codes={
            "open_point": {
                "assumption": pgettext("open point", "assumption"),
                "briefing": pgettext("open point", "next briefing"),
                "deadline": pgettext("open point", "deadline"),
                "expected_report": pgettext("open point", "expected report"),
                "handover": pgettext("open point", "handover"),
                "instruction": pgettext("open point", "instruction"),
                "level": pgettext("open point", "level"),
                "request": pgettext("open point", "request"),
                "review": pgettext("open point", "review"),
                "sheet": pgettext("open point", "missing sheets"),
                "verification": pgettext("open point", "verification"),
            },
        },
    )


teach(common_words)
teach(open_point_words)
teach(typed_words)
for _slice in SLICES:
    add(_slice)


def collection_of(subject: str) -> Collection:
    """Return the collection of a subject: that of decisions for `decision/3`."""
    return COLLECTIONS[subject.partition("/")[0]]


def sort_key(subject: str) -> str:
    """Return the key by which a subject is sorted, and stored, within its collection."""
    return collection_of(subject).sort_key(subject.partition("/")[2])


def label_of(subject: str) -> str | None:
    """Return what people call a subject: `D-3`, a plan's code, `M-1 (2020-03-18)`.

    The crisis and the settings, of which there is one, have no label.
    """
    name, _slash, key = subject.partition("/")
    return COLLECTIONS[name].label(key) if name in COLLECTIONS else key or None


def beginnings() -> list[str]:
    """Return how kinds of facts begin: `decision` of `decision.adopted.v1`."""
    return sorted({kind.partition(".")[0] for kind in KINDS})


def told_with(subject: str) -> str:
    """Return the subject that tells the figures, or the counts, of a day; or `subject`."""
    name, _slash, key = subject.partition("/")
    owner = COLLECTIONS[name].part_of if name in COLLECTIONS else None
    return owner.named(key.partition(":")[0]) if owner else subject


def title_of(kind: str) -> str:
    """Return what entries of a kind such as `decision.adopted.v1` are about: “Decisions”."""
    name = kind.partition(".")[0]
    title = COLLECTIONS[name].title if name in COLLECTIONS else None
    return title() if title else name
