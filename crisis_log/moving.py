"""A register moves: from then on it takes entries in one other place alone.

n° 42  moves to … ──copy──▶ n° 43  taken up from …     here nothing is recorded any more
│ fails
└─▶ n° 43  stays
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.slices import location
from crisis_log.storage import OutcomeUnknownError, place

if TYPE_CHECKING:
    from crisis_log.storage import Copied, Place, Where


class _NoneMade(Exception):  # noqa: N818 - no error: it ends a trial
    """Nothing is to be made where something could have been."""


def move(register: Register, where: Where, *, by: str) -> Copied | None:
    """Move a register to `where`.

    It says so here first. Whoever is interrupted gives the same command again, which finishes;
    None where all of it was there. What fails before anything is there leaves the register
    here, as an entry says.

    Raises:
        Refused: it was moved elsewhere, or another register is there.
        StorageError: as `Register.copy_to`.

    """
    there = place(where)
    moved_to = location.current(register.state()).moved_to
    if moved_to is None:
        _check_can_be_made(there, register.register_id)
        register.record(location.move(there.text), by=by)
    elif moved_to != there.text:
        raise location.elsewhere(moved_to)
    elif there.exists():
        _finish(register, there, by)
        return None
    try:
        return register.copy_to(there, partial(_take_up, register, by))
    except OutcomeUnknownError:
        raise
    except Exception:
        if not there.exists():  # else it goes on there, or will when the command is repeated
            register.record(location.stay(), by=by)
        raise


def _check_can_be_made(there: Place, register_id: str) -> None:
    """Make an empty register there, and none in the end."""
    with suppress(_NoneMade), there.create(register_id):
        raise _NoneMade


def _finish(register: Register, there: Place, by: str) -> None:
    with Register.open(there) as target:
        if not register.is_continued_by(target):
            raise Refused(
                _(
                    "{place} holds another register than this one, which was to be moved "
                    "there: nothing was changed. Compare them with “audit compare”."
                ).format(place=there.text)
            )
        if location.current(target.state()).moved_to is not None:
            _take_up(register, by, target)


def _take_up(register: Register, by: str, target: Register) -> None:
    """Let the register go on in the copy, unless this one was said to stay meanwhile."""
    if location.current(register.state()).moved_to is None:
        raise Refused(
            _("The move was given up by somebody else meanwhile: the register goes on here.")
        )
    target.record(location.take_up(register.place.text), by=by)
