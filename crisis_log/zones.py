"""Time zones by their names: those that a new register may have, and that of any register.

A register must tell the same time on any machine for decades. So a new one has the name of
a place that the time zone database lists (its `zone.tab`), or UTC: not what a machine calls
its own time, nor another name that a place once had, nor an offset without a place.
"""

import errno
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crisis_log.fact import Refused, UnreadableEntryError
from crisis_log.language import _

_OF_THE_SYSTEM: Final = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO}
"""What refuses any file, and says nothing of the zone that one would hold."""


class UnreadableZoneError(UnreadableEntryError):
    """A register was opened with a time zone that this machine does not know."""


def check_time_zone(name: str) -> ZoneInfo:
    """Return the time zone `name`; refuse one that a new register may not have."""
    if name not in _places():
        raise Refused(
            _("“{name}” is not a time zone; write for example Europe/Paris.").format(name=name)
        )
    return zone_named(name)


def zone_named(name: str) -> ZoneInfo:
    """Return the time zone of a register.

    Raises:
        UnreadableZoneError: this machine does not know it.
        OSError: the system cannot read it now.

    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno in _OF_THE_SYSTEM:
            raise
        raise UnreadableZoneError(
            _(
                "This computer does not know the time zone of the register, “{name}”: its times "
                "cannot be told, and nothing can be recorded. Install the newest tzdata."
            ).format(name=name)
        ) from error


@cache
def _places() -> frozenset[str]:
    """Return the names of the database: the third column of its table of places, and UTC."""
    from importlib import resources  # for the opening alone

    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return frozenset({"UTC"} | {row[2] for row in rows})
