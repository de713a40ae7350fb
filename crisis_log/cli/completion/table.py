"""Which question of the register answers for which parameter, by the name of the parameter.

A new parameter whose values are in the register goes here; those of a closed set have words of
their own (`Coded`), and what is a label knows its things (`Label`).
"""

from collections.abc import Mapping
from typing import Final

from crisis_log.cli.completion import candidates as of
from crisis_log.cli.completion.candidates import Ask

OFFERS: Final[Mapping[str, Ask | None]] = {
    "awaited": of.awaited,
    "about": of.topics,
    "by": of.functions,
    "category": of.categories,
    "channel": of.channels,
    "code": of.plans,
    "consulted": of.functions,
    "decided_by": of.functions,
    "from_function": of.functions,
    "function": of.functions,
    "functions": of.members,
    "indicator": of.indicators,
    "mission": of.missions,
    "organisation": of.organisations,
    "organisations": of.organisations,
    "owner": of.owners,
    "site": of.sites,
    "sites": of.sites,
    "source": of.sources,
    "subject": of.subjects,
    "tags": of.tags,
    "taken_by": of.functions,
    "to": of.functions,
    "topic": of.topics,
    "values": of.figures,
    "what": of.subjects,
    "written_by": of.functions,
    "answers": of.requests,
    "assumes_line": of.told,
    "register": of.registers,
    "timezone": of.zones,
    # where the same name is something else
    "assumption add line": of.told,
    "cell relieve function": of.members,
    "correct number": of.told,
    "duplicate duplicate_of": of.told,
    "duplicate number": of.told,
    "duplicate other": of.told,
    "join organisation": None,
    "level level": of.crisis_levels,
    "open organisations": None,
    "pca activate level": of.levels,
    "pca amend mission": None,
    "pca level level": of.levels,
    "pca register code": None,
    "pca register mission": None,
    "refute number": of.told,
    "request answer number": of.requests,
    "request close number": of.requests,
    "site add site": None,
    "use name": of.registers,
    "verify number": of.unverified,
}
"""A key is the name of a parameter, after the path of its verb where one does not fit all."""

STATUSES: Final[Mapping[str, tuple[str, ...]]] = {
    "decision adopt": ("proposed",),
    "decision implement": ("adopted",),
    "decision reject": ("proposed",),
    "decision repeal": ("adopted", "suspended", "implemented"),
    "decision revive": ("superseded",),
    "decision resume": ("suspended",),
    "decision suspend": ("adopted",),
    "instruction acknowledge": ("given",),
    "instruction cancel": ("given",),
    "instruction done": ("given",),
    "measure complete": ("ordered", "in_progress", "extended", "reopened"),
    "measure extend": ("ordered", "in_progress", "extended", "reopened"),
    "measure lift": ("ordered", "in_progress", "extended", "reopened"),
    "measure reopen": ("completed", "lifted"),
    "objective dropped": ("set",),
    "objective met": ("set",),
}
"""In which statuses a thing is that a verb may be about."""
