"""Who makes a document: what the heads of all documents say of the authority and the register."""

from crisis_log.command import Known
from crisis_log.fact import Frozen
from crisis_log.slices import crisis, settings


class Authority(Frozen):
    """How the authority shows itself; everything but its name may be unset."""

    name: str
    department: str | None
    address: str | None
    place: str | None
    logo: str | None
    colour: str | None = None
    signatory_name: str | None
    signatory_function: str | None
    distribution: tuple[str, ...]
    classification: str | None


def authority(known: Known) -> Authority:
    """Return how the authority shows itself after the last entry of `known`."""
    given = settings.current(known).value
    readers = (given("distribution") or "").replace(";", "\n").splitlines()
    return Authority(
        name=crisis.current(known).authority,
        department=given("department"),
        address=given("address"),
        place=given("place"),
        logo=given("logo"),
        colour=given("colour"),
        signatory_name=given("signatory_name"),
        signatory_function=given("signatory_function"),
        distribution=tuple(reader.strip() for reader in readers if reader.strip()),
        classification=given("classification"),
    )


def short_name(register_id: str) -> str:
    """Return what people call the register: its id ends in a random part."""
    name, _dash, _random = register_id.rpartition("-")
    return (name or register_id).upper()
