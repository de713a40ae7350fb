"""The back ends that the contract is held to; another one joins by its name in `BACK_ENDS`."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Final

import pytest

from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.storage import Place, place
from tests.servers.registers import register_at
from tests.storage.contract.memory import MemoryPlace
from tests.storage.registers import opening

NewPlace = Callable[[str], Place]
"""What returns a place where nothing lies, for a register of that name."""
_numbers: Final = count()
Asked = pytest.FixtureRequest


def _on_a_server(asked: Asked, _folder: Path) -> NewPlace:
    conninfo = asked.getfixturevalue("everybody")
    number = next(_numbers)
    return lambda name: register_at(conninfo, f"{name}-{number}")


BACK_ENDS: Final[dict[str, Callable[[Asked, Path], NewPlace]]] = {
    "sqlite": lambda _asked, folder: lambda name: place(folder / f"{name}.crisis"),
    "memory": lambda _asked, _folder: MemoryPlace,
    "postgres": _on_a_server,
}
WRITTEN_ROW_BY_ROW: Final = ("sqlite", "memory")
"""The back ends that are told each row: a server's function writes them all."""


def begun(new_place: NewPlace) -> Place:
    """Return the place of a new register with its opening and nothing else."""
    made = new_place(f"covid-{next(_numbers)}")
    Register.create(made, Request(opening(), by="secretary"))
    return made
