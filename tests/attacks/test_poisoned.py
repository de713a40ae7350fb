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


def test_a_log_that_contradicts_itself_is_told_by_every_command(
    scene: Scene, desk: CommandLine
) -> None:
    sql(scene.path, "DELETE FROM state WHERE collection = 'decision' AND key > '0000000001'")
    desk("decision", "propose", "Numbered as one that is hidden").done("D-2 proposed")
    for command in ("rebuild", "report situation", "audit checkpoint"):
        desk.typed(command).failed(4, rf"n° {SIZE + 1} does not follow")
    answer = desk.typed("audit verify").failed(3, "^$")
    assert answer.line_of("D-2 was proposed twice")
