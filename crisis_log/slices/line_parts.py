"""What a line of the journal keeps of its past: earlier wordings and values, and its checks."""

from typing import Literal

from pydantic import JsonValue, PositiveInt

from crisis_log.entry import Login
from crisis_log.fact import Frozen, Instant

Verdict = Literal["verified", "refuted"]


class Rewording(Frozen):
    """An earlier wording of a line, and the entry that replaced it, with why."""

    text: str
    replaced_by: PositiveInt
    reason: str


class Restated(Frozen):
    """What a field of a line other than its text said before entry `replaced_by`, with why."""

    field: str
    before: JsonValue
    replaced_by: PositiveInt
    reason: str


class Check(Frozen):
    """What was found of a line, by entry `entry`: when, who recorded it, from whom, and why."""

    verdict: Verdict
    entry: PositiveInt
    occurred_at: Instant
    by: str
    recorded_by: Login = None
    source: str | None = None
    reason: str | None = None
