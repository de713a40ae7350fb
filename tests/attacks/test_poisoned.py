"""What is kept beside the log to answer fast, poisoned: nothing is taken for recorded by it."""

import pytest

from tests.attacks.attacker import contents, shell, sql
from tests.attacks.scene import SIZE, Scene
from tests.cli.running import CommandLine

MINE = "agreed-on-the-telephone"


@pytest.fixture
def desk(scene: Scene) -> CommandLine:
    """The command line at the register under attack."""
    return CommandLine(("--register", str(scene.path)))


@pytest.mark.parametrize(
    "row", ["2, 2", f"1, {SIZE}", "-1, 99999999999", "9223372036854775807, 1e300", "'a', x'ff'"]
)
def test_a_request_is_not_answered_with_the_entries_of_others(
    scene: Scene, desk: CommandLine, row: str
) -> None:
    sql(scene.path, f"INSERT INTO requests VALUES ('{MINE}', {row})")
    desk("log", "The dam gives way", "--request-id", MINE).failed(4, f"says of {MINE} what")
    with shell(scene.path) as connection:
        assert len(contents(connection)) == SIZE
