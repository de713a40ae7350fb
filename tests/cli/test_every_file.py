"""Every file that a command can be given is one of which tests hand it hostile ones."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from crisis_log.cli.groups import names_in
from crisis_log.cli.typed import PATH
from tests.cli.running import OPENING, CommandLine, size
from tests.cli.test_destination import ENDLESS, only_posix
from tests.cli.tree import TREE

NOT_READ_SO: Final = {
    "audit bundle path": "written",
    "backup file": "written",
    "import --refused": "written",
    "report sign --pkcs11": "a module, loaded by a library",
    "restore backup": "a register",
}
WRITTEN: Final = {"--output", "--query", "--entry-file", "--extract", "--templates"}


def _files() -> Iterator[str]:
    """Return what every command takes as a file that it reads, as it is typed in English."""
    for verb, command in TREE.items():
        for parameter in command.params:
            name = names_in(command).option_code(parameter.opts[-1]) or parameter.opts[-1]
            if parameter.type is PATH and name not in WRITTEN:
                yield f"{verb} {name}"


def test_every_file_that_is_read_is_tried(english: None) -> None:
    for read in set(_files()) - set(NOT_READ_SO):
        command, _space, name = read.rpartition(" ")
        tried = f"{name} {{path}}" if name.startswith("--") else f"{command} {{path}}"
        assert any(tried in line for line in ENDLESS), read


@only_posix
@pytest.mark.parametrize("line", ENDLESS)
def test_a_link_that_leads_round_is_a_sentence(nothing: CommandLine, line: str) -> None:
    nothing.given(f"{OPENING} --key k.pem")
    Path("loop").symlink_to("loop")
    Path("n.proof").write_text("proof")
    answer = nothing(*shlex.split(line.format(path="loop")))
    assert answer.code in {1, 2, 4}, answer
    assert answer.err.splitlines()[-1].startswith("Error: ")
    assert size() == 1


@only_posix
def test_a_name_in_a_warning_does_not_act(nothing: CommandLine) -> None:
    nothing.given(f"{OPENING} --key k.pem")
    hostile = Path("k\x1b[31m\n.pem")
    Path("k.pem").rename(hostile)
    hostile.chmod(0o644)
    answer = nothing("audit", "checkpoint", "--key", str(hostile))
    assert "Warning: others than its owner may read the signing key k␛[31m .pem" in answer.err
    assert "\x1b" not in answer.err
