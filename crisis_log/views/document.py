"""What does every document say of itself: of which register, made by whom, as what?

A document is a draft until it is issued: then it has a number, R-1, R-2 …, for ever. One
that replaces an issued one says which, why, and what has changed. One that is provisional
tells a week that is not over, and will be replaced.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, PositiveInt

from crisis_log.command import Known
from crisis_log.fact import Frozen
from crisis_log.slices import crisis
from crisis_log.slices.crisis import Organisation
from crisis_log.slices.site import Site
from crisis_log.views.authority import Authority, authority, short_name
from crisis_log.views.errata.erratum import Erratum

Status = Literal["draft", "provisional", "final", "corrective"]


class Edition(Frozen):
    """As what a document appears: a draft made at `issued_at`, or the report R-`number`.

    `rectifies` is the number of the report that it replaces, `reason` why; `replaces` are
    the provisional ones that it makes out of date.
    """

    issued_at: datetime
    number: PositiveInt | None = None
    rectifies: PositiveInt | None = None
    reason: str | None = None
    replaces: tuple[PositiveInt, ...] = ()
    provisional: bool = False

    @property
    def status(self) -> Status:
        """What it is to its reader."""
        if self.number is None:
            return "draft"
        if self.provisional:
            return "provisional"
        return "final" if self.rectifies is None else "corrective"


class Document(Frozen):
    """The head of every document, before it is written in any language or on any page.

    Instants are UTC, `timezone` names the zone in which people read them. `known_upto` is
    the number of the last entry that the document knows. `rectified` is what the report
    that it replaces showed and that has changed since; `replaces` are the provisional
    reports that it makes out of date. `untaken` are the entries that change nothing told in it.
    """

    document: str
    status: Status
    number: PositiveInt | None
    rectifies: PositiveInt | None
    reason: str | None
    replaces: tuple[PositiveInt, ...] = ()
    rectified: tuple[Erratum, ...] = ()
    untaken: Annotated[tuple[PositiveInt, ...], Field(exclude_if=lambda untaken: not untaken)] = ()
    register_id: str
    title: str
    reference: str
    exercise: bool
    timezone: str
    authority: Authority
    organisations: tuple[Organisation, ...]
    sites: tuple[Site, ...] = ()
    opened_at: datetime
    issued_at: datetime
    known_upto: int


def head(known: Known, register_id: str, edition: Edition, about: str) -> dict[str, Any]:
    """Return the fields of the head of a document about `about`, told from `known`.

    The reference of a draft names what it is about, that of an issued one its number.
    """
    register = crisis.current(known)
    name = about if edition.number is None else f"R-{edition.number}"
    return {
        "status": edition.status,
        "number": edition.number,
        "rectifies": edition.rectifies,
        "reason": edition.reason,
        "replaces": edition.replaces,
        "register_id": register_id,
        "title": register.title,
        "reference": f"{short_name(register_id)} / {name}",
        "exercise": register.exercise,
        "timezone": register.timezone,
        "authority": authority(known),
        "organisations": register.organisations,
        "sites": tuple(known.members(Site)),
        "opened_at": register.opened_at,
        "issued_at": edition.issued_at,
        "known_upto": known.size,
    }
