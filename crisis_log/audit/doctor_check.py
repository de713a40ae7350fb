"""What `doctor` says of one thing."""

from typing import Literal

from crisis_log.fact import Frozen

Verdict = Literal["good", "warning", "bad"]


class Check(Frozen):
    """One thing that was looked at."""

    name: str
    verdict: Verdict
    found: str
    advice: str = ""
