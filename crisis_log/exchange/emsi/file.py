"""What of a register goes out as an EMSI message, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from crisis_log.account import Account
from crisis_log.exchange.emsi.addresses import Addresses, address
from crisis_log.exchange.emsi.left_out import LeftOut
from crisis_log.exchange.emsi.message import Sending, message_of
from crisis_log.exchange.outgoing import Made, Scope
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.slices.exchange import Exchange, RegisterExported
from crisis_log.views.document import Edition
from crisis_log.views.situation_report.report import situation_report
from crisis_log.words import join

NAME: Final = "emsi"
SENDER, RECIPIENT = "sender", "recipient"
"""The options of the format; any other is the number of a measure, with its type as a mission."""


def emsi_file(scope: Scope) -> Made:
    """Return the situation at the present instant as a message, between those who are named.

    Raises:
        Refused: an address is none, a measure is not there, or a part of the log is asked for.

    """
    if scope.first > 1:
        raise Refused(_("A situation is told by the whole register: leave --since-entry out."))
    types = {int(name): type_ for name, type_ in scope.options.items() if name.isdecimal()}
    addresses = Addresses(address(scope.options[SENDER]), address(scope.options[RECIPIENT]))
    account = scope.account
    instant = max(scope.instant, account.entry(scope.last).recorded_at)
    report = situation_report(account, Edition(issued_at=instant), instant)
    is_first = not any(one == addresses.recipient for one in _recipients(account))
    message = message_of(account.state(), report, Sending(addresses, instant, is_first, types))
    return Made(
        message.content,
        1 + len(types),
        tuple(_remarks(message.left_out)),
        recipient=addresses.recipient,
        without_confidential=True,
    )


def _recipients(account: Account) -> Iterator[str | None]:
    """Return to whom messages were exported before."""
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
