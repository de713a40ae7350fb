"""Before a backup takes the place of a register: is it sound, and which entries would leave?"""

from __future__ import annotations

from typing import NamedTuple

from crisis_log.audit.verify import verify
from crisis_log.fact import Refused
from crisis_log.language import _, counted
from crisis_log.register import Register
from crisis_log.storage import Place, StorageError


class Prospect(NamedTuple):
    """What a restoration changes: how many entries the backup and the register here hold.

    `first_lost` is the first entry that only the register here has, None where the backup has
    them all; `here` is None where nothing can be read, `is_here` False where there is nothing.
    """

    backup: int
    is_here: bool
    here: int | None = None
    first_lost: int | None = None

    @property
    def is_lossless(self) -> bool:
        """Whether every entry that lies here is known, and in the backup."""
        return not self.is_here or (self.here is not None and self.first_lost is None)


def prospect(backup: Register, there: Place) -> Prospect:
    """Return what changes if `backup` takes the place of the register at `there`.

    Raises:
        Refused: the backup is not sound, or it is of another register.

    """
    _check_sound(backup)
    size = backup.size()
    if not there.exists():
        return Prospect(size, is_here=False)
    try:
        with Register.open(there, read_only=True) as here:
            _check_same_register(backup, here)
            return Prospect(size, True, here.size(), _first_lost(backup, here))
    except StorageError:  # damaged, or no register at all: it is kept, whatever it is
        return Prospect(size, is_here=True)


def _check_sound(backup: Register) -> None:
    wrong = [finding for finding in verify(backup).findings if finding.code != "link"]
    if wrong:
        raise Refused(
            counted(
                "{path} is not sound ({count} thing is wrong: “audit verify” tells): nothing was "
                "restored. Take another backup.",
                "{path} is not sound ({count} things are wrong: “audit verify” tells): nothing "
                "was restored. Take another backup.",
                len(wrong),
                path=backup.place.text,
            )
        )


def _check_same_register(backup: Register, here: Register) -> None:
    if backup.register_id != here.register_id:
        raise Refused(
            _(
                "{backup} is of another register ({other}) than {path} ({register}): nothing was "
                "restored. Give it a name of its own: --register."
            ).format(
                backup=backup.place.text,
                other=backup.register_id,
                path=here.place.text,
                register=here.register_id,
            )
        )


def _first_lost(backup: Register, here: Register) -> int | None:
    """Return the first entry of `here` that `backup` does not hold as it is."""
    kept = backup.stored()
    return next((entry.number for entry in here.stored() if next(kept, None) != entry), None)
