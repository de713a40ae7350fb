"""The dossier of a decision as text: what was recorded then; apart, what was received or later."""

from collections.abc import Iterator

from crisis_log.cli import output
from crisis_log.cli.audit.dossier_communicated import print_communicated
from crisis_log.cli.audit.dossier_situation import print_situation
from crisis_log.cli.change_lines import change_lines
from crisis_log.cli.session import Session, names
from crisis_log.cli.standing import findings, past
from crisis_log.cli.validated import validated
from crisis_log.cli.values import shown
from crisis_log.language import _
from crisis_log.reports.documents.dossier import (
    basis_words,
    cited,
    later_by_relation,
    marks,
    received_words,
    relation_title,
    title_of,
)
from crisis_log.slices import decision as decisions
from crisis_log.slices.journal import Line
from crisis_log.slices.measure import label as measure_label
from crisis_log.views.dossier.decision import Recording
from crisis_log.views.dossier.later import Later
from crisis_log.views.dossier.recorded import Inscription, RecordedThen
from crisis_log.views.dossier.report import Dossier
from crisis_log.when import show_duration, show_instant
from crisis_log.words import (
    author,
    entry_numbers,
    enumerate_parts,
    field_name,
    join,
    status_word,
)


def print_dossier(session: Session, dossier: Dossier) -> None:
    """Print the whole dossier."""
    then = dossier.decision
    output.heading(title_of(dossier))
    output.line(then.decision.title)
    output.line(basis_words(then.basis).format(moment=show_instant(then.instant, session.zone)))
    _print_decision(session, dossier)
    _print_said(session, dossier)
    if dossier.recorded is None:
        output.heading(_("What was recorded then"))
        output.line(
            _(
                "Nothing was recorded yet at that instant: the first entry was recorded on {time}."
            ).format(time=session.show_instant(dossier.first_recorded_at))
        )
    else:
        print_situation(session, dossier.recorded)
        _print_entries(session, dossier.recorded)
    _print_received(session, dossier)
    _print_later(session, dossier)
    print_communicated(session, dossier.communicated)


def _print_decision(session: Session, dossier: Dossier) -> None:
    then = dossier.decision
    decision = then.decision
    worded = {*decisions.DecisionFields.model_fields} - {"situation"}
    fields = decision.model_dump(mode="json", include=worded)
    outcome = "adopted" if then.basis == "adoption" else "rejected"
    phase = decision.adopted()
    effective = phase.since if phase and phase.since != then.instant else None
    output.heading(_("The decision as it was then"))
    output.fields(
        [
            (status_word("decision", "proposed"), _recording(session, then.proposal)),
            (status_word("decision", outcome), _recording(session, then.outcome)),
            (_("validations"), "\n".join(validated(session, dossier.validations))),
            (field_name("effective_at"), session.show_instant(effective)),
            *((field_name(name), _field(session, name, value)) for name, value in fields.items()),
            (
                field_name("assumptions"),
                "\n".join(f"{one.label} · {one.text}" for one in then.assumptions),
            ),
            (field_name("supersedes"), names([*map(decisions.label, decision.supersedes)])),
            (_("measures"), names([*map(measure_label, decision.measures)])),
            (_("still missing"), join([field_name(name) for name in then.missing])),
        ]
    )


def _recording(session: Session, entry: Recording | None) -> str:
    """Return `06/03/2020 11:08 · n° 19 · recorded 06/03/2020 11:14 (6 min later) · by …`."""
    if entry is None:
        return ""
    parts = [session.show_instant(entry.occurred_at), _("n° {number}").format(number=entry.entry)]
    lag = entry.recorded_at - entry.occurred_at
    if entry.late:
        parts.append(
            _("recorded {time} ({duration} later)").format(
                time=session.show_instant(entry.recorded_at), duration=show_duration(lag)
            )
        )
    taken_from = entry.taken_from.told() if entry.taken_from else None
    parts += [author(entry), *(said for said in (entry.reason, entry.note, taken_from) if said)]
    return " · ".join([*parts, *(one.told() for one in entry.attachments)])


def _field(session: Session, name: str, value: object) -> str:
    if value in (None, []):
        return ""
    items = value if isinstance(value, list) else [value]
    return "\n".join(shown(session, item, name) for item in items)


def _print_said(session: Session, dossier: Dossier) -> None:
    """Print what the decision's own words say, whether or not it was recorded."""
    then = dossier.decision
    output.heading(_("What the decision itself says was known"))
    output.line(then.decision.situation or _("It does not state the situation."))
    for one in cited(dossier):
        recorded = session.show_instant(one.recorded_at)
        output.line(
            (
                _("It cites n° {entry}, recorded before ({time}): {what}")
                if one.recorded_at <= then.instant
                else _("It cites n° {entry}, recorded after ({time}): {what}")
            ).format(entry=one.number, time=recorded, what=_what(session, one))
        )


def _print_entries(session: Session, recorded: RecordedThen) -> None:
    output.heading(_("Recorded before: the entries, in order"))
    output.table(
        [_("No."), _("Recorded"), _("Fact"), _("Recorded by"), _("What")],
        [
            [
                str(one.number),
                session.show_instant(one.recorded_at),
                session.show_instant(one.occurred_at),
                author(one),
                _what(session, one),
            ]
            for one in recorded.entries
        ],
        right=[0],
    )
    if recorded.left_out:
        output.line(
            _(
                "Left out, as they are about the register and its documents alone: {entries}."
            ).format(entries=entry_numbers(recorded.left_out))
        )


def _print_received(session: Session, dossier: Dossier) -> None:
    output.heading(relation_title("received"))
    if not dossier.received:
        output.line(_("No entry recorded after that instant was declared as received before it."))
        return
    output.table(
        [_("No."), _("Received"), _("Recorded"), _("Mark"), _("What")],
        [
            [
                str(one.number),
                session.show_instant(one.received_at),
                session.show_instant(one.recorded_at),
                enumerate_parts([received_words(one), *marks(one)]),
                _what(session, one) + _changes(session, one),
            ]
            for one in dossier.received
        ],
        right=[0],
    )


def _print_later(session: Session, dossier: Dossier) -> None:
    output.heading(_("RECORDED LATER"))
    output.line(
        _(
            "Nothing below was recorded on {time}. It is told by the entries up to n° {entry}."
        ).format(time=session.show_instant(dossier.decision.instant), entry=dossier.last_entry)
    )
    groups = later_by_relation(dossier)
    if not groups and (dossier.communicated is None or dossier.communicated.is_nothing):
        output.line(
            _("Nothing was recorded later about the decision, or about what had been recorded.")
        )
    for _relation, title, entries in groups:
        output.heading(_("Recorded later · {title}").format(title=title))
        output.table(
            [_("No."), _("Recorded"), _("Fact"), _("Mark"), _("What")],
            [
                [
                    str(later.number),
                    session.show_instant(later.recorded_at),
                    session.show_instant(later.occurred_at),
                    enumerate_parts([*marks(later)]),
                    _what(session, later) + _changes(session, later),
                ]
                for later in entries
            ],
            right=[0],
        )


def _what(session: Session, one: Inscription) -> str:
    """Return what an entry says; of a journal line, what it said and what is said of it."""
    headline, detail = one.headline, one.detail
    if one.title:
        headline = _("{headline} “{title}”").format(headline=headline, title=one.title)
    if one.line:
        detail = one.line.text
    said = [
        _("{headline}: {detail}").format(headline=headline, detail=detail) if detail else headline
    ]
    said += _standing(session, one.line) if one.line else []
    said += validated(session, one.validations)
    said += [f"[{one.note}]"] if one.note else []
    said += [f"[{one.taken_from.told()}]"] if one.taken_from else []
    return " · ".join([*said, *(file.told() for file in one.attachments)])


def _standing(session: Session, line: Line) -> Iterator[str]:
    if line.source:
        yield _("source: {source}").format(source=line.source)
    yield from findings(session, line)
    if line.verification and not line.checks:
        yield status_word("verification", line.verification)
    yield from past(session, line)
    if line.duplicate_of:
        yield _("duplicate of n° {entry}").format(entry=line.duplicate_of)
    for earlier in line.earlier:
        yield _("read before entry n° {entry}").format(entry=earlier.replaced_by) + (
            f" “{earlier.text}” ({earlier.reason})"
        )
    if line.struck_by:
        yield _("struck by n° {entry}: {reason}").format(
            entry=line.struck_by, reason=line.struck_reason
        )


def _changes(session: Session, later: Later) -> str:
    return "".join(f" · {line}" for line in change_lines(session, later.changes))
