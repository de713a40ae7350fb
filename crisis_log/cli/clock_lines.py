"""What a register holds about the clock that dated its entries, in words and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import cached_property
from math import ceil, floor
from typing import Final

from crisis_log.entry import Entry
from crisis_log.fact import Refused, UnreadableEntryError
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.slices.checkpoint import Checkpoint
from crisis_log.slices.seal import ClockAnomalyNoted, Seal
from crisis_log.storage import StorageError
from crisis_log.views.joint import Stamped, closest
from crisis_log.words import entry_numbers

_MOST_NAMED: Final = 20


class Clock:
    """What is inscribed of a clock: anomalies, timestamps, and a server that vouches for it."""

    def __init__(self, register: Register) -> None:
        self._register = register

    @cached_property
    def anomalies(self) -> list[int]:
        """The entries that note that the clock was behind the register."""
        found: list[int] = []
        with suppress(StorageError, Refused, UnreadableEntryError):
            numbers = self._register.account().about(Seal.named())
            found += [n for n in numbers if isinstance(self._entry(n).fact, ClockAnomalyNoted)]
        return found

    @cached_property
    def stamps(self) -> list[Stamped]:
        """The timestamps that are inscribed, where the times of their entries can be read."""
        found: list[Stamped] = []
        with suppress(StorageError, Refused, UnreadableEntryError):
            for checkpoint in self._register.state().members(Checkpoint):
                for stamp in checkpoint.stamps:
                    covered = self._register.recorded_at(checkpoint.position)
                    noted = self._register.recorded_at(stamp.entry)
                    at = stamp.stamped_at
                    found.append(Stamped(checkpoint.position, covered, at, stamp.entry, noted))
        return found

    @property
    def closest(self) -> Stamped | None:
        """The timestamp that tells most."""
        return closest(self.stamps)

    @cached_property
    def _last(self) -> Entry | None:
        """The last entry, if it can be read."""
        with suppress(StorageError, Refused, UnreadableEntryError):
            return self._entry(self._register.size())
        return None

    @property
    def last_login(self) -> str | None:
        """The login that a server vouches for in the last entry, if one does."""
        return self._last.recorded_by if self._last else None

    def _entry(self, number: int) -> Entry:
        return self._register.entry(number, tolerant=True)

    def sentences(self) -> Iterator[str]:
        """Return what is inscribed, and what is not."""
        if self._last is None:
            yield _("What it holds of its clock cannot be read.")
            return
        if self.last_login:
            yield _("The last entry was dated by a server ({login} recorded it).").format(
                login=self.last_login
            )
        else:
            yield _("No server vouches for the time of the last entry: it is as the desk told it.")
        if self.anomalies:
            yield _("The clock was found behind the register: {numbers}.").format(
                numbers=entry_numbers(self.anomalies[:_MOST_NAMED])
                + "…" * (len(self.anomalies) > _MOST_NAMED)
            )
        if (stamp := self.closest) is None:
            yield _("No timestamp of an authority is inscribed.")
            return
        yield _(
            "By the timestamp noted in n° {noted}, against the authority's clock: n° {covered} at "
            "least {least}, n° {noted} at most {most} (− behind, + ahead)."
        ).format(
            noted=stamp.noted,
            covered=stamp.covered,
            least=_signed(floor(stamp.least / _SECOND)),
            most=_signed(ceil(stamp.most / _SECOND)),
        )

    def document(self) -> dict[str, object]:
        """Return the same for programs; seconds by which entries are ahead of an authority."""
        return {
            "server_login": self.last_login,
            "anomalies": self.anomalies,
            "timestamps": [
                {
                    "covered": stamp.covered,
                    "noted": stamp.noted,
                    "stamped_at": stamp.at.isoformat().replace("+00:00", "Z"),
                    "least_ahead": stamp.least.total_seconds(),
                    "most_ahead": stamp.most.total_seconds(),
                }
                for stamp in self.stamps
            ],
        }


_SECOND: Final = timedelta(seconds=1)


def _signed(seconds: int) -> str:
    """Return so many seconds as hours, minutes and seconds: `+0:00:12`."""
    minutes, second = divmod(abs(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{'−' if seconds < 0 else '+'}{hours}:{minute:02}:{second:02}"
