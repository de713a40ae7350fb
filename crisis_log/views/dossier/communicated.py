"""To whom was the decision communicated, and which instructions were given about it?

Unlike the rest of a dossier this asks what is recorded by now, whenever it was: who had the
decision is a question of the time after it.
"""

from datetime import datetime

from crisis_log.account import Account
from crisis_log.fact import Frozen
from crisis_log.slices import decision
from crisis_log.views.instructions import InstructionNow, instructions_about
from crisis_log.views.who_knew import WhoKnew, who_knew


class Communicated(Frozen):
    """Which functions had the decision by now, and the instructions about it."""

    to: WhoKnew
    instructions: tuple[InstructionNow, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing of it is recorded."""
        return not (self.to.informed or self.to.not_credited or self.instructions)


def communicated(account: Account, number: int, instant: datetime) -> Communicated | None:
    """Return what is recorded of decision `number` by `instant`; None where it is struck."""
    label = decision.label(number)
    if account.state().find(decision.Decision, number) is None:
        return None
    return Communicated(
        to=who_knew(account, label, instant),
        instructions=tuple(instructions_about(account, label, instant)),
    )
