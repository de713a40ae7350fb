"""What the register knew at an instant that was asked for: `--as-of`."""

from datetime import datetime

from crisis_log.account import Account
from crisis_log.cli.session import Session
from crisis_log.fact import Refused
from crisis_log.language import _


def account_at(session: Session, as_of: datetime | None) -> tuple[Account, datetime]:
    """Return what tells what was known at `as_of`, the present by default, and that instant.

    Raises:
        Refused: it is still to come, or nothing was recorded yet.

    """
    register = session.register
    if as_of is None:
        return register.account(), session.present()
    if as_of > session.present():
        raise Refused(_("{time} is still to come.").format(time=session.show_instant(as_of)))
    known_entries = register.number_at(as_of)
    if known_entries == 0:
        raise Refused(
            _(
                "At {time} nothing was recorded yet: the first entry was recorded on {recorded}."
            ).format(
                time=session.show_instant(as_of),
                recorded=session.show_instant(register.recorded_at(1)),
            )
        )
    return register.account(known_entries), as_of
