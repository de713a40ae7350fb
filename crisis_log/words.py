"""The words people read for what the code names: fields, statuses, modalities.

French agrees in gender: a status is translated in the context of what it is said of.
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from decimal import Decimal

from crisis_log.language import _, current, pgettext


def join(words: Sequence[str], last: str = "and") -> str:
    """Join words as a sentence lists them: `a, b and c`, or `a, b or c`."""
    *others, final = [*words] or [""]
    if not others:
        return final
    conjunction = _("or") if last == "or" else _("and")
    return f"{', '.join(others)} {conjunction} {final}"


def enumerate_parts(parts: Sequence[str]) -> str:
    """Join parts that may hold commas themselves: `a; b`."""
    return _("; ").join(parts)


def number_text(value: Decimal) -> str:
    """Return a figure as people write it in a sentence: `12,5`, or `12.5` in English."""
    text = f"{value:f}"
    return text.replace(".", ",") if current() == "fr" else text


def field_name(name: str) -> str:
    """Return what people call a field: `échéance` for `due_on`."""
    return _fields().get(name, name)


def status_word(of: str, status: str) -> str:
    """Return how people say `status` of a `decision`, `measure`, `plan`, `mission` …"""
    return _statuses().get(of, {}).get(status, status)


def label_of(subject: str) -> str | None:
    """Return what people call a subject: `D-3`, a plan's code, `M-1 (2020-03-18)`.

    The crisis and the settings, of which there is one, have no label.
    """
    prefixes = {
        "decision": "D-",
        "measure": "M-",
        "figures": "M-",
        "journal": "n° ",
        "report": "R-",
    }
    collection, slash, key = subject.partition("/")
    thing, colon, day = key.partition(":")
    label = f"{prefixes.get(collection, '')}{thing}"
    return (f"{label} ({day})" if colon else label) if slash else None


def reason_of(error: OSError) -> str:
    """Return why the operating system refuses, within a sentence."""
    reasons = {
        errno.ENOENT: _("there is no such file or folder"),
        errno.ENOTDIR: _("a part of its path is not a folder"),
        errno.EISDIR: _("it is a folder"),
        errno.EEXIST: _("it already exists"),
        errno.EACCES: _("access is denied"),
        errno.EPERM: _("access is denied"),
        errno.EROFS: _("the disk is read-only"),
        errno.ENOSPC: _("no space is left on the disk"),
        errno.EDQUOT: _("the space allowed to you is used up"),
        errno.EFBIG: _("the file may not grow any more"),
        errno.EIO: _("the disk failed"),
        errno.EMFILE: _("too many files are open"),
        errno.ELOOP: _("its links lead round in a circle"),
        errno.ENAMETOOLONG: _("the name is too long"),
    }
    return reasons.get(error.errno or 0) or error.strerror or str(error)


def _fields() -> dict[str, str]:
    return {
        "act": _("act"),
        "act_number": _("number of the act"),
        "address": _("address"),
        "as_of": _("as of"),
        "category": _("category"),
        "classification": _("classification"),
        "code": _("code"),
        "consulted": _("consulted"),
        "counts": _("counts"),
        "agents": _("agents"),
        "day": _("day"),
        "authority": _("authority"),
        "channel": _("channel"),
        "colour": _("colour"),
        "decided_by": _("decided by"),
        "decision": _("decision"),
        "department": _("department in charge"),
        "dissent": _("dissenting opinions"),
        "distribution": _("distribution"),
        "due_on": _("deadline"),
        "earlier": _("earlier wordings"),
        "entry": _("entry"),
        "effective_at": _("date of effect"),
        "exercise": _("exercise"),
        "figures": _("figures"),
        "grounds": _("grounds"),
        "headcount": _("headcount"),
        "headcount_scope": _("perimeter of the headcount"),
        "indicators": _("indicators"),
        "last_counted_on": _("last count"),
        "latest": _("latest figures"),
        "legal_basis": _("legal basis"),
        "level": _("level"),
        "levels": _("levels"),
        "line_kind": _("kind of line"),
        "logo": _("logo"),
        "measures": _("measures"),
        "mission": _("mission"),
        "mission_phases": _("state of the missions"),
        "missions": _("missions"),
        "name": _("name"),
        "note": _("note"),
        "number": _("number"),
        "objectives": _("objectives"),
        "occurred_at": _("time of the fact"),
        "opened_at": _("opened at"),
        "options": _("options considered"),
        "organisation": _("organisation"),
        "organisations": _("organisations"),
        "owner": _("owner"),
        "phases": _("phases"),
        "place": _("place"),
        "plan": _("plan"),
        "progress": _("progress"),
        "reason": _("reason"),
        "recorded_at": _("time of recording"),
        "registered_by": _("registered by entry"),
        "replaced": _("replaced figures"),
        "review_on": _("review date"),
        "scope": _("perimeter"),
        "signatory_function": _("function of the signatory"),
        "signatory_name": _("name of the signatory"),
        "situation": _("situation known"),
        "since": _("since"),
        "source": _("source"),
        "start_on": _("start"),
        "status": _("status"),
        "struck_by": _("struck by entry"),
        "struck_reason": _("reason for striking"),
        "superseded_by": _("superseded by"),
        "supersedes": _("supersedes"),
        "tags": _("tags"),
        "target": _("target"),
        "text": _("text"),
        "timezone": _("time zone"),
        "title": _("title"),
        "trigger": _("trigger"),
        "unit": _("unit"),
        "value": _("value"),
        "values": _("values"),
        "verification": _("verification"),
        "by": _("recorded by"),
        "changes": _("changes"),
        "measure": _("measure"),
        "progress_as_of": _("progress as of"),
        "replaced_by": _("replaced by entry"),
    }


def _statuses() -> dict[str, dict[str, str]]:
    return {
        "subject": {"crisis": _("crisis"), "settings": _("settings")},
        "crisis": {"open": pgettext("crisis", "open"), "closed": pgettext("crisis", "closed")},
        "decision": {
            "proposed": pgettext("decision", "proposed"),
            "adopted": pgettext("decision", "adopted"),
            "rejected": pgettext("decision", "rejected"),
            "suspended": pgettext("decision", "suspended"),
            "implemented": pgettext("decision", "implemented"),
            "repealed": pgettext("decision", "repealed"),
            "withdrawn": pgettext("decision", "withdrawn"),
            "superseded": pgettext("decision", "superseded"),
            "in_force": pgettext("decision", "in force"),
        },
        "act": {
            "order": pgettext("act", "order"),
            "deliberation": pgettext("act", "deliberation"),
            "memo": pgettext("act", "memo"),
        },
        "measure": {
            "ordered": pgettext("measure", "ordered"),
            "in_progress": pgettext("measure", "in progress"),
            "extended": pgettext("measure", "extended"),
            "completed": pgettext("measure", "completed"),
            "lifted": pgettext("measure", "lifted"),
            "reopened": pgettext("measure", "reopened"),
            "open": pgettext("measure", "open"),
        },
        "plan": {
            "registered": pgettext("plan", "registered"),
            "active": pgettext("plan", "active"),
            "lifted": pgettext("plan", "lifted"),
        },
        "mission": {
            "normal": pgettext("mission", "normal"),
            "degraded": pgettext("mission", "degraded"),
            "suspended": pgettext("mission", "suspended"),
        },
        "modality": {
            "on_site": pgettext("modality", "on site"),
            "rotation": pgettext("modality", "on site, by rotation"),
            "remote": pgettext("modality", "remote"),
            "reserve": pgettext("modality", "reserve"),
            "special_leave": pgettext("modality", "special leave"),
            "sick_leave": pgettext("modality", "sick leave"),
            "other_absence": pgettext("modality", "other absence"),
        },
        "line_kind": {
            "information": pgettext("line", "information"),
            "request": pgettext("line", "request"),
            "action": pgettext("line", "action"),
            "situation": pgettext("line", "situation"),
            "communication": pgettext("line", "communication"),
        },
        "verification": {
            "unverified": pgettext("line", "to be verified"),
            "verified": pgettext("line", "verified"),
            "refuted": pgettext("line", "refuted"),
        },
    }
