"""What a sheet tells of where its thing went: to whom it was handed out, instructions about it."""

from typing import Any

from crisis_log.cli.session import Session
from crisis_log.language import _
from crisis_log.slices import receipt
from crisis_log.slices.distribution import Distribution
from crisis_log.slices.receipt import Receipt
from crisis_log.slices.topic import Topic
from crisis_log.views.instructions import InstructionNow, instructions_about
from crisis_log.words import field_name


class HandedOut:
    """What is recorded of the way of `what` to others."""

    def __init__(self, session: Session, what: Topic) -> None:
        account = session.register.account()
        self._session = session
        self._distribution = account.state().find(Distribution, what)
        self._instructions = [*instructions_about(account, what, session.present())]

    def fields(self) -> list[tuple[str, str]]:
        """Return it as named fields, empty where nothing is recorded."""
        return [
            (field_name("copies"), "\n".join(map(self._copy, self._copies()))),
            (_("instructions"), "\n".join(map(_instruction, self._instructions))),
        ]

    def document(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "distribution": self._distribution and self._distribution.model_dump(mode="json"),
            "instructions": [one.model_dump(mode="json") for one in self._instructions],
        }

    def _copies(self) -> tuple[Receipt, ...]:
        return self._distribution.copies if self._distribution else ()

    def _copy(self, copy: Receipt) -> str:
        """Return `Préfecture, 18/03/2020 14:05 (n° 41), accusé de réception …`."""
        told = self._received(copy)
        receipts = self._distribution.receipts if self._distribution else ()
        had = receipt.of_function(receipts, copy.function)
        if had is None:
            return told
        return _("{copy}; receipt acknowledged {receipt}").format(copy=told, receipt=self._at(had))

    def _received(self, copy: Receipt) -> str:
        return _("{function}, {time}").format(function=copy.function, time=self._at(copy))

    def _at(self, told: Receipt) -> str:
        return _("{time} (n° {entry})").format(
            time=self._session.show_instant(told.since), entry=told.entry
        )


def _instruction(one: InstructionNow) -> str:
    return _("{label} to “{function}”: {status}").format(
        label=one.label, function=one.to, status=one.said
    )
