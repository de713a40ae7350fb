"""What people type for a code, where they would not type the word that they read.

By vocabulary, as in `words.Words`: the first of several, which ` | ` separates, is the one they
are shown. A translation has as many as its language needs.
"""

from crisis_log.language import pgettext
from crisis_log.words import Words


def typed_words() -> Words:
    """Return what people type for what the slices record, and for the kinds of their facts."""
    return Words(
        {},
        typed={
            "act": {"memo": pgettext("typed", "memo")},
            "decision": {"implemented": pgettext("typed", "implemented")},
            "field": _fields(),
            "kind": _kinds(),
            "line_kind": {
                "situation": pgettext("typed", "situation"),
                "retex": pgettext("typed", "retex | lesson learnt"),
            },
            "mission": {"restored": pgettext("mission", "restored")},
            "modality": {
                "on_site": pgettext("typed", "on site"),
                "rotation": pgettext("typed", "rotation"),
                "remote": pgettext("typed", "remote | telework"),
                "special_leave": pgettext("typed", "special leave"),
                "sick_leave": pgettext("typed", "sick leave"),
                "other_absence": pgettext("typed", "other absence | other"),
            },
            "role": {
                "director": pgettext("typed", "direction | director"),
                "secretary": pgettext("typed", "secretariat | secretary"),
                "planning": pgettext("typed", "planning"),
                "human_resources": pgettext("typed", "human resources | HR"),
                "information_systems": pgettext("typed", "information systems | IT"),
                "legal": pgettext("typed", "legal | legal affairs"),
            },
            "verification": {
                "unverified": pgettext("typed", "unverified | not verified | to be verified"),
            },
        },
    )


def _fields() -> dict[str, str]:
    """Return what people type for fields that verbs empty or set."""
    return {
        "act_number": pgettext("typed", "number"),
        "decided_by": pgettext("typed", "decided by"),
        "department": pgettext("typed", "department"),
        "dissent": pgettext("typed", "dissent"),
        "distribution": pgettext("typed", "distribution"),
        "headcount_scope": pgettext("typed", "scope of the headcount"),
        "options": pgettext("typed", "options"),
        "received_at": pgettext("typed", "received at"),
        "review_on": pgettext("typed", "review"),
        "signatory_function": pgettext("typed", "function of the signatory"),
        "signatory_name": pgettext("typed", "signatory"),
        "situation": pgettext("typed", "situation known"),
    }


def _kinds() -> dict[str, str]:
    """Return what people type for the facts of each kind, by how their kinds begin."""
    return {
        "assumption": pgettext("kind of facts", "assumption"),
        "briefing": pgettext("kind of facts", "briefing"),
        "cell": pgettext("kind of facts", "cell"),
        "checkpoint": pgettext("kind of facts", "checkpoint"),
        "crisis": pgettext("kind of facts", "crisis"),
        "decision": pgettext("kind of facts", "decision"),
        "distribution": pgettext("kind of facts", "distribution"),
        "entry": pgettext("kind of facts", "struck entry | entry"),
        "expected_report": pgettext("kind of facts", "expected report"),
        "handover": pgettext("kind of facts", "handover"),
        "instruction": pgettext("kind of facts", "instruction"),
        "journal": pgettext("kind of facts", "journal | line"),
        "measure": pgettext("kind of facts", "measure"),
        "meeting": pgettext("kind of facts", "meeting"),
        "objective": pgettext("kind of facts", "objective"),
        "pad": pgettext("kind of facts", "pad"),
        "plan": pgettext("kind of facts", "plan"),
        "register": pgettext("kind of facts", "exchange | export | import"),
        "report": pgettext("kind of facts", "report"),
        "seal": pgettext("kind of facts", "key"),
        "settings": pgettext("kind of facts", "settings"),
        "site": pgettext("kind of facts", "site"),
    }
