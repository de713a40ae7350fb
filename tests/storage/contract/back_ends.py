"""The back ends that the contract is held to; another one joins by its name in `BACK_ENDS`."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Final

from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.storage import Place, place
from tests.storage.contract.memory import MemoryPlace
from tests.storage.registers import opening

NewPlace = Callable[[str], Place]
"""What returns a place where nothing lies, for a register of that name."""
BACK_ENDS: Final[dict[str, Callable[[Path], NewPlace]]] = {
    "sqlite": lambda folder: lambda name: place(folder / f"{name}.crisis"),
    "memory": lambda _folder: MemoryPlace,
}
_numbers: Final = count()


def begun(new_place: NewPlace) -> Place:
    """Return the place of a new register with its opening and nothing else."""
    made = new_place(f"covid-{next(_numbers)}")
    Register.create(made, Request(opening(), by="secretary"))
    return made
