"""Commands start fast: they import, and make, no more than they use."""

import json
import sys
from typing import Any, Final

import pytest

from tests.cli.running import CommandLine, installed

_FOR_OTHERS: Final = {
    "babel",
    "cryptography",
    "importlib.metadata",
    "jinja2",
    "pyhanko",
    "rich",
    "weasyprint",
}
"""What documents, signatures and terminals need."""
_TELLING: Final = """
import gc, json, sys
from crisis_log.cli import main
from crisis_log.fact import Frozen

def all_of(model):
    for derived in model.__subclasses__():
        yield derived
        yield from all_of(derived)

try:
    main()
finally:
    made = [model.__name__ for model in all_of(Frozen) if model.__pydantic_complete__]
    told = {"imported": list(sys.modules), "made": made, "searched": len(gc.get_objects())}
    print(json.dumps(told), file=sys.stderr)
"""


def started(line: str) -> Any:
    """Return what a process that ran a command line has imported, and which models it made."""
    answer = installed(*line.split(), program=(sys.executable, "-c", _TELLING))
    assert answer.code == 0, answer
    return json.loads(answer.err)


@pytest.mark.parametrize("line", ["log Something", "state", "decision list", "timeline", "point"])
def test_a_command_imports_nothing_that_others_need(desk: CommandLine, line: str) -> None:
    assert _FOR_OTHERS & set(started(line)["imported"]) == set()


@pytest.mark.parametrize(
    ("line", "models"),
    [
        ("state", {"Crisis", "Decision", "Measure"}),
        ("decision list", {"Crisis", "Decision"}),
        ("log A", {"Crisis", "Entry", "Line", "LineLogged"}),
    ],
)
def test_a_command_makes_the_models_of_what_it_reads_and_writes_alone(
    desk: CommandLine, line: str, models: set[str]
) -> None:
    desk.given("decision record A", "measure order B")
    assert set(started(line)["made"]) == models


def test_a_command_ends_without_a_search_for_garbage_in_what_it_imported(
    desk: CommandLine,
) -> None:
    told = started("state")
    assert told["searched"] < len(told["imported"]), "of each module there are many objects"
