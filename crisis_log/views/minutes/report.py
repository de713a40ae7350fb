"""The minutes of a meeting: who was there, what was told, decided and asked, what is open."""

from datetime import datetime
from typing import Final, Literal

from crisis_log.account import Account
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.slices.meeting import label
from crisis_log.views.document import Document, Edition, head
from crisis_log.views.minutes.told import MeetingTold, meeting_told

DOCUMENT: Final = "minutes.v1"


class Minutes(Document, MeetingTold):
    """The minutes of meeting S-`meeting`."""

    document: Literal["minutes.v1"] = DOCUMENT


def minutes(
    account: Account,
    edition: Edition,
    number: int,
    cut_off: datetime,
    *,
    without_confidential: bool = False,
) -> Minutes:
    """Return the minutes of meeting `number`, from the account of a register.

    Raises:
        Refused: there is no such meeting, or it is open and its minutes are to be issued.

    """
    told = meeting_told(account, number, cut_off, without_confidential=without_confidential)
    if told.closed_by is None and edition.number is not None:
        raise Refused(
            _("Meeting {label} is still open: close it before its minutes are issued.").format(
                label=told.label
            )
        )
    return Minutes(
        **head(account.state(), account.register_id, edition, label(number)), **vars(told)
    )
