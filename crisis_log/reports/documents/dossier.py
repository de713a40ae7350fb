"""The dossier of a decision: its model, and the words it is told in."""

from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from crisis_log.language import _
from crisis_log.reports.documents.making import AboutDecision, Kind, Made, Making, Naming
from crisis_log.slices import decision
from crisis_log.slices.issued_report import name_of
from crisis_log.views.dossier.communicated import communicated
from crisis_log.views.dossier.decision import Basis
from crisis_log.views.dossier.later import RELATIONS, Later, Relation
from crisis_log.views.dossier.recorded import Inscription
from crisis_log.views.dossier.report import Dossier, dossier
from crisis_log.views.reached import how_said
from crisis_log.when import show_duration
from crisis_log.words import entry_numbers, join

_AMENDED: Final = ".amended."


def build(making: Making, asked: AboutDecision) -> Made[Dossier]:
    """Return the dossier of a decision.

    Raises:
        Refused: there is no such decision.

    """
    account = making.account
    history = [*account.those(account.about(decision.Decision.named(asked.decision)))]
    told_to = communicated(account, asked.decision, making.cut_off) if history else None
    told = dossier(asked.decision, history, account.entries(), making.edition, told_to)
    return Made(told, making.cut_off)


def title_of(told: Dossier) -> str:
    """Return the title of a dossier."""
    return _("Dossier of decision {label}: what was recorded").format(
        label=told.decision.decision.label
    )


def basis_words(basis: Basis) -> str:
    """Return what happened at the instant of a dossier, to go before that instant."""
    return {
        "adoption": _("Adopted on {moment}"),
        "rejection": _("Never adopted: rejected on {moment}"),
        "proposal": _("Never adopted: proposed on {moment}"),
    }[basis]


def later_by_relation(told: Dossier) -> list[tuple[str, str, tuple[Later, ...]]]:
    """Return what came later as relation, title and entries, in the order of the dossier."""
    groups = (
        (name, relation_title(name), tuple(one for one in told.later if one.relation == name))
        for name in RELATIONS
    )
    return [group for group in groups if group[2]]


def relation_title(relation: Relation) -> str:
    """Return the heading under which entries of `relation` are told."""
    return {
        "act": _("Recorded by the same request"),
        "decision": _("What became of the decision"),
        "assumption": _("What put at risk what the decision rests on"),
        "measure": _("What became of the measures that carry it out"),
        "received": _("Declared as received before, recorded after"),
        "correction": _("What corrected or confirmed what had been recorded"),
        "change": _("What changed of what held then"),
        "recorded_after": _("What had already happened, and was recorded after"),
        "between": _("Recorded after that instant, before the decision was recorded"),
    }[relation]


def cited(told: Dossier) -> list[Inscription]:
    """Return what the decision's own words cite, as it is told elsewhere in the dossier."""
    return [one for number in told.decision.cites if (one := told.of(number))]


def received_words(one: Inscription) -> str:
    """Return how long after its reception something was recorded, in words; else nothing."""
    if one.received_at is None:
        return ""
    return _("{duration} after it was received").format(
        duration=show_duration(one.recorded_at - one.received_at)
    )


def marks(later: Later) -> list[str]:
    """Return what sets a later entry apart, in words."""
    said = []
    if later.refers_to:
        said.append(_reference(later).format(entries=entry_numbers(later.refers_to)))
    if later.happened_before and later.relation != "received":
        said.append(_("happened before, recorded after"))
    if later.at_risk:
        said.append(_("puts {labels} at risk").format(labels=join(later.at_risk)))
    if later.recorded_between:
        said.append(_("recorded between the decision and its recording"))
    return said


def _reference(later: Later) -> str:
    if later.kind.startswith("journal.verified."):
        return _("confirms {entries}")
    if later.kind.startswith("journal.refuted."):
        return _("refutes {entries}")
    if later.relation == "correction" or _AMENDED in later.kind:
        return _("corrects {entries}")
    return _("follows {entries}")


def context(told: Dossier, zone: ZoneInfo) -> dict[str, Any]:
    """Return what the templates of a dossier may use beside what all templates may.

    `listed` are the numbers of the entries that have a place of their own in it.
    """
    before = told.recorded.entries if told.recorded else ()
    fields = told.decision.decision.model_dump(
        mode="json", include={*decision.DecisionFields.model_fields} - {"situation"}
    )
    return {
        "title": title_of(told),
        "then": told.decision,
        "recorded": told.recorded,
        "basis_words": basis_words(told.decision.basis),
        "decision_fields": {name: value for name, value in fields.items() if value},
        "cited": cited(told),
        "told_before": {one.number for one in before},
        "listed": {one.number for one in (*before, *told.received, *told.later)}
        | set(told.decision.own),
        "by_day": [
            (day, list(entries))
            for day, entries in groupby(
                before, key=lambda one: one.recorded_at.astimezone(zone).date()
            )
        ],
        "later_groups": later_by_relation(told),
        "marks": marks,
        "received_words": received_words,
        "how_said": how_said,
        "numbers": entry_numbers,
        "duration": show_duration,
    }


def words() -> Naming:
    """Return what people call it."""
    return Naming(
        title=name_of("dossier"),
        summary=_("What was recorded when a decision was adopted, and what came later."),
    )


DOCUMENT: Final = Kind("dossier", AboutDecision, build, context, "dossier.html", words)
