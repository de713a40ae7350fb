"""Before a backup takes the place of a register: is it sound, and which entries would leave?"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from crisis_log.audit.shelf import unknown_reports
from crisis_log.audit.verify import Question, verify
from crisis_log.fact import Refused
from crisis_log.files import FileError
from crisis_log.language import _, counted
from crisis_log.register import Register
from crisis_log.storage import Place, StorageError


class Prospect(NamedTuple):
    """What a restoration changes: how many entries the backup and the register here hold.

    `first_lost` is the first entry that only the register here has, None where the backup has
    them all; `here` is None where nothing can be read, `is_here` False where there is nothing.
    `unknown_reports` were issued, lie beside the register and are unknown to the backup.
    """

    backup: int
    is_here: bool
    here: int | None = None
    first_lost: int | None = None
    unknown_reports: Sequence[str] = ()

    @property
    def expected(self) -> int | None:
        """How many entries must still lie here when the backup takes their place."""
        return self.here if self.is_here else 0

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
    seen = Prospect(backup.size(), there.exists())
    with suppress(FileError):  # reports that cannot be read are no reason not to restore
        seen = seen._replace(unknown_reports=unknown_reports(backup, there))
    if seen.is_here:
        with suppress(StorageError):  # damaged, or no register at all: it is kept, whatever it is
            seen = _compared(seen, backup, there)
    return seen


def _compared(seen: Prospect, backup: Register, there: Place) -> Prospect:
    with Register.open(there, read_only=True) as here:
        _check_same_register(backup, here)
        return seen._replace(here=here.size(), first_lost=_first_lost(backup, here))


def _check_sound(backup: Register) -> None:
    wrong = verify(backup, Question(beside=False)).wrong("link")
    if wrong:
        raise Refused(
            counted(
                "{path} is not sound ({count} thing is wrong: “audit verify” tells): nothing was "
                "restored. Take another backup.",
                "{path} is not sound ({count} things are wrong: “audit verify” tells): nothing "
                "was restored. Take another backup.",
                wrong,
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
    kept = backup.stored(held=False)
    found = here.stored(held=False)
    return next((entry.number for entry in found if next(kept, None) != entry), None)
