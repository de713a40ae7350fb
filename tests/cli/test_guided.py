"""A verb that lacks what it needs asks for it field by field, where somebody sits at a terminal."""

from __future__ import annotations

import shlex
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from crisis_log.cli.coded import Coded
from crisis_log.cli.guided import Guided
from crisis_log.cli.guided.fields import fields_of, hint_of
from crisis_log.words import is_worded, status_word
from tests.cli.at_terminal import spawned
from tests.cli.running import OPENING, PROGRAM, REGISTER, CommandLine, environment, installed, size
from tests.cli.tree import TREE
from tests.speaking import speaking

if sys.platform == "win32":
    pytest.skip("needs a POSIX terminal", allow_module_level=True)

import pexpect

GUIDED: Final = {path: command for path, command in TREE.items() if isinstance(command, Guided)}
SKIP: Final = ""
END: Final = "."
LOOK: Final = "Record it"


class Asked:
    """The installed program at a terminal of 80 × 24, where somebody is asked."""

    def __init__(self, line: str, **variables: str) -> None:
        variables = {"TERM": "xterm", "NO_COLOR": "1"} | variables
        self.child = spawned(PROGRAM, shlex.split(line), environment(**variables))

    def waits_for(self, shown: str) -> Asked:
        self.child.expect(shown)
        return self

    def says(self, *answers: tuple[str, str]) -> Asked:
        """Answer the questions in which these labels stand."""
        for label, answer in answers:
            self.waits_for(rf"\d+  {label}[^\r\n]*?:")
            self.child.send(f"{answer}\r")
        return self

    def yes(self) -> Asked:
        self.waits_for(LOOK)
        self.child.send("y\r")
        return self

    def ended(self) -> int:
        self.child.expect(pexpect.EOF)
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -1)


@contextmanager
def asked(line: str, **variables: str) -> Iterator[Asked]:
    it = Asked(line, **variables)
    try:
        yield it
    finally:
        it.child.close(force=True)


def fact(desk: CommandLine, number: int = 2) -> dict[str, Any]:
    """Return what entry `number` tells, without what is empty."""
    told: dict[str, Any] = desk.document(f"show {number}")["fact"]
    return {name: value for name, value in told.items() if value}


def test_a_decision_is_recorded_as_it_was_said_field_by_field(desk: CommandLine) -> None:
    with asked("decision record") as it:
        it.says(
            ("Title", "Close the schools"),
            ("Decided by", "Prefect"),
            ("Owner", "Inspector"),
            ("Deadline", "01/12/2126"),
            ("Review date", SKIP),
            ("Organisation", "78"),
            ("Organisation, after 78", SKIP),
            ("Act", "memo"),
            ("Number of the act", "2126-4"),
            ("Supersedes", SKIP),
            ("Line taken", SKIP),
            ("In answer to", SKIP),
            ("Date of effect", SKIP),
            ("Time of the fact", SKIP),
            ("Received", SKIP),
            ("File", SKIP),
            ("Situation known", "Water rises!!"),
            ("Option considered", "Wait"),
            ("Option considered, after Wait", "Close"),
            ("Option considered, after Wait; Close", SKIP),
            ("Grounds", "--due is near"),
            ("Legal basis", SKIP),
            ("Consulted", SKIP),
            ("Dissenting", SKIP),
            ("Assumption", "Buses run"),
            ("Buses run – indicator", "buses"),
            ("Buses run – at least", "12"),
            ("Buses run – at most", END),
        ).yes()
        assert it.ended() == 0
    assert fact(desk) == {
        "number": 1,
        "title": "Close the schools",
        "decided_by": "Prefect",
        "owner": "Inspector",
        "due_on": "2126-12-01",
        "organisations": ["78"],
        "act": "memo",
        "act_number": "2126-4",
        "situation": "Water rises!!",
        "options": ["Wait", "Close"],
        "grounds": "--due is near",
    }
    assert fact(desk, 3) == {
        "number": 1,
        "decision": 1,
        "title": "Buses run",
        "tripwire": {"indicator": "buses", "at_least": "12", "at_most": None},
    }


@pytest.mark.parametrize(
    ("line", "answers", "typed"),
    [
        ("decision propose", [("Title", "Close")], "decision propose Close"),
        ("measure order", [("Title", "Kits")], "measure order Kits"),
        (
            "measure order --owner DGS",
            [("Title", "Kits"), ("Decision", END), ("indic", "kits")][:1],
            "measure order Kits --owner DGS",
        ),
        ("pca register", [("Code", "pca"), ("Title", "Plan")], "pca register pca --title Plan"),
        ("pca register pca", [("Title", "Plan")], "pca register pca --title Plan"),
        ("pca register --title -x", [("Code", "pca")], "pca register pca --title=-x"),
    ],
)
def test_every_field_can_be_skipped_but_what_is_needed(
    desk: CommandLine, line: str, answers: list[tuple[str, str]], typed: str
) -> None:
    with asked(line) as it:
        it.says(*answers)
        it.waits_for(r"\d  ").child.send(f"{END}\r")
        assert it.yes().ended() == 0
    Path("typed").mkdir()
    other = CommandLine(("--register", "typed"))
    other.given(OPENING)
    other = CommandLine(("--register", f"typed/{REGISTER}"))
    other.given(typed)
    assert fact(desk) == fact(other)


def test_what_is_needed_cannot_be_skipped(desk: CommandLine) -> None:
    with asked("measure order") as it:
        it.says(("Title", SKIP)).waits_for("Title is needed.")
        it.says(("Title", END)).waits_for("Title is needed.")
        it.says(("Title", "Kits"), ("Decision", END)).yes()
        assert it.ended() == 0
    assert fact(desk)["title"] == "Kits"


def test_a_value_that_cannot_be_understood_is_asked_for_again(desk: CommandLine) -> None:
    with asked("decision record") as it:
        it.says(("Title", "Close"), ("Decided by", SKIP), ("Owner", SKIP), ("Deadline", "soon"))
        it.waits_for("“soon” is not a time").waits_for("Deadline: .*soon")
        it.child.send("\x7f\x7f\x7f\x7f2126-12-01\r")
        it.waits_for("2126-12-01\r\n").says(("Review", END)).yes()
        assert it.ended() == 0
    assert fact(desk)["due_on"] == "2126-12-01"


def test_what_is_refused_loses_nothing_of_what_was_said(desk: CommandLine) -> None:
    with asked("decision record --organisation 99") as it:
        it.says(("Title", "Close"), ("Decided by", "Mayor"), ("Owner", END)).yes()
        it.waits_for("No organisation has the code 99").waits_for("Title: Close")
        it.waits_for("Mayor").waits_for(LOOK).child.send("organisation\r")
        it.says(("Organisation", "92"), ("Organisation, after 92", SKIP)).waits_for(": 92")
        assert size() == 1
        assert it.yes().ended() == 0
    assert fact(desk)["organisations"] == ["92"]
    assert (fact(desk)["title"], size()) == ("Close", 2)


def test_a_field_is_changed_by_its_number_or_its_name(desk: CommandLine) -> None:
    with asked("decision record --owner DGS") as it:
        it.says(("Title", "Close"), ("Decided by", END)).waits_for(LOOK).child.send("1\r")
        it.says(("Title", "Open")).waits_for(LOOK).child.send("own\r")
        it.says(("Owner", SKIP)).waits_for(LOOK).child.send("x\r")
        it.waits_for("23  Note:").waits_for(LOOK).child.send("note\r")
        assert it.says(("Note", "Later")).yes().ended() == 0
    assert fact(desk) == {"number": 1, "title": "Open"}
    assert desk.document("show 2")["note"] == "Later"


def test_a_no_records_nothing(desk: CommandLine) -> None:
    with asked("measure order") as it:
        it.says(("Title", "Kits"), ("Decision", END)).waits_for(LOOK).child.send("n\r")
        it.waits_for("Nothing was done.")
        assert (it.ended(), size()) == (1, 1)


def test_ctrl_c_wipes_what_is_typed_then_gives_up(desk: CommandLine) -> None:
    with asked("measure order") as it:
        it.waits_for("Title:").child.send("Kiits")
        it.waits_for("Kiits").child.send("\x03")
        it.child.send("Kits\r")
        it.waits_for("1  Title: Kits\r").waits_for("Decision:").child.send("\x03")
        it.waits_for("Interrupted. No entry was recorded.")
        assert (it.ended(), size()) == (130, 1)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
@pytest.mark.parametrize("terminal", ["xterm", "dumb"])
def test_a_signal_ends_the_questions(desk: CommandLine, number: int, terminal: str) -> None:
    with asked("measure order", TERM=terminal) as it:
        it.says(("Title", "Kits")).waits_for("Decision:").child.kill(number)
        assert (it.ended(), size()) == (128 + number, 1)


def test_a_connection_that_breaks_records_nothing(desk: CommandLine) -> None:
    with asked("measure order") as it:
        it.says(("Title", "Kits")).waits_for("Decision:").child.close(force=False)
    assert size() == 1


def test_alt_enter_begins_a_line_of_a_text(desk: CommandLine) -> None:
    with asked("measure order --note", TERM="xterm") as it:
        it.waits_for("requires an argument")
    with asked("measure order --category Tools") as it:
        it.says(("Title", "Kits"), ("Decision", END)).waits_for(LOOK).child.send("note\r")
        it.waits_for("Note:").child.send("One\x1b\rTwo\r")
        assert it.yes().ended() == 0
    assert desk.document("show 2")["note"] == "One\nTwo"


def test_a_terminal_that_draws_nothing_is_asked_in_lines(desk: CommandLine) -> None:
    with asked("measure order", TERM="dumb") as it:
        it.says(("Title", "Kits"), ("Decision", "x")).waits_for("“x” is not a number such as D-3")
        it.says(("Decision", END)).yes()
        it.child.expect(pexpect.EOF)
        told = str(it.child.before)
        it.child.close()
    assert "\x1b" not in told
    assert fact(desk)["title"] == "Kits"


@pytest.mark.parametrize("options", ["", "--plain"])
def test_a_command_at_a_desk_asks_as_the_desk_does(desk: CommandLine, options: str) -> None:
    with asked(f"desk {options}") as it:
        it.waits_for(">").child.send("/measure order\r")
        it.says(("Title", "Kits")).waits_for("Decision:")
        drawn = "\x1b" in str(it.child.before) + str(it.child.after)
        it.child.send(f"{END}\r")
        it.yes().waits_for("M-1 ordered")
        it.child.send("The next line!!\r")
        it.waits_for("information").waits_for(">").child.send("\x04")
        assert it.ended() == 0
    assert drawn == (not options)
    assert (fact(desk)["title"], fact(desk, 3)["text"]) == ("Kits", "The next line!!")


@pytest.mark.parametrize("line", ["decision record", "measure order", "pca register"])
def test_nobody_is_asked_without_a_terminal(desk: CommandLine, line: str) -> None:
    installed(*line.split()).failed(2, "Missing")
    assert size() == 1


@pytest.mark.parametrize("options", ["--yes", "--help"])
def test_a_script_is_not_asked(desk: CommandLine, options: str) -> None:
    with asked(f"decision record {options}") as it:
        it.child.expect(pexpect.EOF)
        assert "Ctrl-C" not in str(it.child.before)
    with asked("--json decision record") as it:
        it.child.expect(pexpect.EOF)
        assert '"exit_code": 2' in str(it.child.before)


def test_nobody_is_asked_where_nothing_can_be_recorded(nothing: CommandLine) -> None:
    with asked("decision record") as it:
        it.waits_for("There is no register")
        assert it.ended() == 2


def test_guided_are_the_verbs_that_take_many_fields() -> None:
    assert {"decision record", "decision propose", "measure order", "pca register"} <= {*GUIDED}


@pytest.mark.parametrize("path", GUIDED)
def test_needed_fields_come_first_then_brief_ones(path: str) -> None:
    command = GUIDED[path]
    fields = fields_of(command, command.rows, command.needs)
    order = [(not field.parameter.required, field.is_long) for field in fields if not field.needs]
    assert order == sorted(order)
    asked_for = {field.name for field in fields} | {p.name for f in fields for p in f.parts}
    assert {str(p.name) for p in command.params} - asked_for <= {"request_id", "yes"}
    for field in fields:
        names = [each.name for each in fields]
        assert field.needs is None or names.index(field.needs) < names.index(field.name)


@pytest.mark.parametrize("path", GUIDED)
def test_every_question_has_words_of_the_language(path: str) -> None:
    command = GUIDED[path]
    for field in fields_of(command, command.rows, command.needs):
        for parameter in (field.parameter, *field.parts):
            name = str(parameter.name)
            assert is_worded(name) or status_word("question", name) != name


@pytest.mark.parametrize("path", GUIDED)
def test_words_of_few_are_named_with_the_question(path: str) -> None:
    with speaking("fr"):  # help texts are in the language of their import
        for parameter in GUIDED[path].params:
            if isinstance(parameter.type, Coded):
                assert parameter.type.listed() in hint_of(parameter)


def test_what_may_be_typed_is_completed_from_the_register(desk: CommandLine) -> None:
    with asked("measure order --owner DGS --category Tools") as it:
        it.says(("Title", "Kits"), ("Decision", SKIP)).waits_for("Organisation:")
        it.child.send("9")
        it.waits_for("Hauts-de-Seine").child.send("\t\r")
        it.says(("Organisation, after 92", END)).yes()
        assert it.ended() == 0
    assert fact(desk)["organisations"] == ["92"]


def test_a_surprise_that_is_not_meant_loses_nothing_of_what_was_said(desk: CommandLine) -> None:
    with asked("measure order --due 2019-01-01") as it:
        it.says(("Title", "Kits"), ("Decision", END)).yes()
        it.waits_for("which is past already").child.send("n\r")
        it.waits_for("Title: Kits").waits_for(LOOK).child.send("due\r")
        it.waits_for(LOOK).child.send("deadline\r")
        it.says(("Deadline", "2126-12-01")).yes()
        assert it.ended() == 0
    assert (size(), fact(desk)["due_on"]) == (2, "2126-12-01")
