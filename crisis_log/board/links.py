"""One-time links, each of which lets one reader in for some hours: who was given one, and when.

    made ──code, within the hour──▶ taken, by one browser ──cookie, so many hours──▶ expired
      └───────────────────────── revoked, at any moment ─────────────────────────┘

They are kept in a file of the user who runs the board, never in the register. It holds SHA-256
digests alone: who reads it can neither take a link nor read the board. Several boards and
commands may use it at once. Which boards run is told beside it, by `running`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from crisis_log.board.codes import meant, new_code
from crisis_log.fact import Refused
from crisis_log.files import FileError, file_errors, read
from crisis_log.language import _
from crisis_log.outputs import make_folder, write
from crisis_log.rights import PRIVATE

TO_OPEN: Final = timedelta(minutes=15)
"""How long the link waits that a board gives to who starts it."""
Status = Literal["waiting", "untaken", "open", "expired", "revoked"]

_STEP: Final = timedelta(minutes=5)
"""By how much a clock may be put right without ending what began by it."""
_REMEMBERED: Final = timedelta(days=30)
"""How long a link is listed that has ended."""
_PATIENCE_SECONDS: Final = 10.0
_LARGEST: Final = 10_000_000


class Link(BaseModel):
    """A link: its `number`, `label` (for whom), digests of its secrets.

    It opens for so many `hours` and `minutes`, once it is taken by its `code`: until `take_by`. A
    link whose clock is turned back to before it began is over: else whoever sets the clock would
    lengthen it.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    label: str
    hours: int
    minutes: int = 0
    made_at: AwareDatetime
    take_by: AwareDatetime
    code: str
    taken_at: AwareDatetime | None = None
    expires_at: AwareDatetime | None = None
    cookie: str | None = None
    revoked_at: AwareDatetime | None = None

    @property
    def lasting(self) -> timedelta:
        """For how long it lets read, once it is taken."""
        return timedelta(hours=self.hours, minutes=self.minutes)

    def status(self, now: datetime) -> Status:
        """Return what may be done with it at an instant: to be taken, or read with."""
        if self.revoked_at:
            return "revoked"
        if self.taken_at and self.expires_at:
            return "open" if self.taken_at - _STEP <= now < self.expires_at else "expired"
        return "waiting" if self.made_at - _STEP <= now < self.take_by else "untaken"

    def ends_at(self) -> datetime:
        """Return when it ends, or ended, at the latest."""
        return self.revoked_at or self.expires_at or self.take_by


class Taken(NamedTuple):
    """A link that was taken, and the secret of the cookie that lets its reader in."""

    link: Link
    token: str


class _Kept(BaseModel):
    last: int = 0
    links: tuple[Link, ...] = ()


class Links:
    """The links to the board of the register of that id, in a folder of the user.

    All raise FileError where the file cannot be read or written; nothing is done then.
    """

    def __init__(self, folder: Path, register_id: str) -> None:
        self._register_id = register_id
        self.path = folder / f"{sha256(register_id.encode()).hexdigest()[:32]}.json"

    def make(
        self, label: str, lasting: timedelta, now: datetime, within: timedelta = TO_OPEN
    ) -> tuple[Link, str]:
        """Make a link that may be taken once, `within` that time; return it and its code.

        It lets read for whole minutes.
        """
        hours, rest = divmod(lasting, timedelta(hours=1))
        code = new_code()
        with self._changing() as kept:
            link = Link(
                number=kept.last + 1,
                label=label,
                hours=hours,
                minutes=rest // timedelta(minutes=1),
                made_at=now,
                take_by=now + within,
                code=self.digest(code),
            )
            remembered = [one for one in kept.links if now - one.ends_at() < _REMEMBERED]
            added = {"last": link.number, "links": (*remembered, link)}
            self._write(kept.model_copy(update=added))
        return link, code

    def take(self, typed: str, now: datetime) -> Taken | None:
        """Take the link of a code, as people type it; None where there is none to be taken."""
        digest, token = self.digest(meant(typed)), secrets.token_urlsafe(32)
        with self._changing() as kept:
            waiting = [one for one in kept.links if one.code == digest]
            if not waiting or waiting[0].status(now) != "waiting":
                return None
            taken = waiting[0].model_copy(
                update={
                    "taken_at": now,
                    "expires_at": now + waiting[0].lasting,
                    "cookie": self.digest(token),
                }
            )
            self._put(kept, taken)
        return Taken(taken, token)

    def revoke(self, number: int, now: datetime) -> Link:
        """End a link, whether it was taken or not; one that was revoked before is as it was.

        Raises:
            Refused: there is none of that number.

        """
        with self._changing() as kept:
            found = [one for one in kept.links if one.number == number]
            if not found:
                raise Refused(_("There is no link n° {number}.").format(number=number))
            if found[0].revoked_at:
                return found[0]
            revoked = found[0].model_copy(update={"revoked_at": now})
            self._put(kept, revoked)
        return revoked

    def all(self) -> tuple[Link, ...]:
        """Return the links that are remembered, in the order of their numbers."""
        return self._read().links

    def digest(self, secret: str) -> str:
        """Return what is kept of a secret, which is good for this register alone."""
        return sha256(f"{self._register_id}\n{secret}".encode()).hexdigest()

    def _put(self, kept: _Kept, changed: Link) -> None:
        links = tuple(changed if one.number == changed.number else one for one in kept.links)
        self._write(kept.model_copy(update={"links": links}))

    def _write(self, kept: _Kept) -> None:
        write(self.path, kept.model_dump_json(indent=1).encode())

    def _read(self) -> _Kept:
        if not self.path.exists():
            return _Kept()
        try:
            return _Kept.model_validate_json(read(self.path, most=_LARGEST))
        except ValidationError as error:
            raise FileError(
                _(
                    "{path}, which keeps the links to the board, is damaged: nobody is let in by "
                    "a link. Move it away, and make new links."
                ).format(path=self.path)
            ) from error

    @contextmanager
    def _changing(self) -> Iterator[_Kept]:
        """Have what is kept, alone."""
        with self.alone():
            yield self._read()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let no other program of the account change what lies here during the block."""
        from filelock import FileLock, Timeout

        with file_errors(_("{path} cannot be made: {reason}."), self.path.parent):
            make_folder(self.path.parent)
        lock = FileLock(self.path.with_suffix(".lock"), timeout=_PATIENCE_SECONDS, mode=PRIVATE)
        try:
            with file_errors(_("{path} cannot be written: {reason}."), self.path):
                lock.acquire()
        except Timeout as error:
            raise FileError(
                _("Others change the links to the board, for too long: nothing was changed.")
            ) from error
        try:
            yield
        finally:
            lock.release()
