"""Who sends a message, and to whom: organisations by the names that their systems go by."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from crisis_log.fact import Refused
from crisis_log.language import _

_ADDRESS: Final = re.compile(r"[a-z]{2}(\.[A-Za-z0-9_-]+){2,}", re.ASCII)
"""`{country}.{domain}.{organisation}`, perhaps with units of it."""
_SCHEME: Final = "hubex"
"""How the French hub calls its own addresses."""


class Addresses(NamedTuple):
    """The organisation that sends a message, and the one to which it is sent."""

    sender: str
    recipient: str


def address(typed: str) -> str:
    """Return the name of an organisation as it was typed, if it is one.

    Raises:
        Refused: it is none.

    """
    if not _ADDRESS.fullmatch(typed):
        raise Refused(
            _(
                "“{address}” is not the address of an organisation: it reads "
                "country.domain.organisation, such as fr.health.samu780."
            ).format(address=typed)
        )
    return typed


def explicit(recipient: str) -> dict[str, str]:
    """Return where the envelope is to be brought."""
    return {"explicitAddressScheme": _SCHEME, "explicitAddressValue": recipient}


def system(organisation: str) -> dict[str, str]:
    """Return the system of an organisation, as the header of a message names it."""
    return {"name": organisation, "URI": f"{_SCHEME}:{organisation}"}
