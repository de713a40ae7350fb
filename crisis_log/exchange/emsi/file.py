"""What of a register goes out as an EMSI message, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from crisis_log.account import Account
from crisis_log.exchange.emsi.addresses import Addresses, address
from crisis_log.exchange.emsi.left_out import LeftOut
from crisis_log.exchange.emsi.message import Sending, message_of
from crisis_log.exchange.outgoing import Made, Scope
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.slices.exchange import Exchange, RegisterExported
from crisis_log.slices.issued_report import issued
from crisis_log.views.document import Edition
from crisis_log.views.situation_report.report import last_point, situation_report
from crisis_log.words import join

NAME: Final = "emsi"
SENDER, RECIPIENT, FIRST, CUT_OFF = "sender", "recipient", "first", "cut_off"
"""The options of the format: between whom, whether none went there before, and the instant told,
if it is not the present one. Any other is the number of a measure, and its type as a mission."""


def emsi_file(scope: Scope) -> Made:
    """Return the situation as a message between those who are named: at present, or as it was.

    Raises:
        Refused: an address is none, a measure is not there, or a part of the log is asked for.

    """
    if scope.first > 1:
        raise Refused(_("A situation is told by the whole register: leave --since-entry out."))
    types = {int(name): type_ for name, type_ in scope.options.items() if name.isdecimal()}
    addresses = Addresses(address(scope.options[SENDER]), address(scope.options[RECIPIENT]))
    known = scope.account.state()
    sent_at = max(scope.instant, scope.account.entry(scope.last).recorded_at)
    cut_off = datetime.fromisoformat(scope.options.get(CUT_OFF, sent_at.isoformat()))
    before = last_point(issued(known, "situation"), cut_off)
    report = situation_report(scope.account, Edition(issued_at=sent_at), cut_off, before)
    sending = Sending(addresses, sent_at, FIRST in scope.options, types)
    message = message_of(known, report, sending)
    return Made(
        message.content,
        1 + len(types),
        tuple(_remarks(message.left_out)),
        recipient=addresses.recipient,
        without_confidential=True,
    )


def recipients(account: Account) -> Iterator[str | None]:
    """Return to whom a register notes that messages went."""
    for one in account.state().members(Exchange):
        fact = account.entry(one.number).fact
        if isinstance(fact, RegisterExported) and fact.format == NAME:
            yield fact.recipient


def _remarks(left_out: Sequence[LeftOut]) -> Iterator[str]:
    if left_out:
        yield _("The format has no place for, and the message does not say: {things}.").format(
            things=join([one.said for one in left_out])
        )
    yield _(
        "Nor does the register know what the format asks of the event: its type, its place, how "
        "grave it is."
    )
