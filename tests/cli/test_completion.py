"""Tab completes verbs, options, and what the register knows; it never fails, nor refuses."""

import os
import subprocess
from pathlib import Path
from typing import Final

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_log import language
from crisis_log.cli.completion.offers import Reading
from crisis_log.cli.completion.shells import VARIABLE
from crisis_log.cli.completion.table import OFFERS, STATUSES
from crisis_log.cli.completion.typed_words import typed_words
from crisis_log.cli.completion.words import completions
from crisis_log.cli.desk.unfinished import unfinished
from crisis_log.cli.root import root
from crisis_log.fact import Refused
from crisis_log.register import Register
from crisis_log.slices import journal
from tests.cli.case import ASSUMING, OBJECTIVE, ORDERED, PLAN, PROPOSED, SITE
from tests.cli.running import PROGRAM, REGISTER, CommandLine
from tests.cli.tree import TREE, VERBS, WITH_ROOT
from tests.storage.registers import files_in

FILLED: Final = (
    PROPOSED,
    ASSUMING,
    f"{ORDERED} --indicator 'wounded people' --owner 'General management'",
    f"{PLAN} --mission M04=Reception",
    SITE,
    OBJECTIVE,
    "cell appoint 'Crisis director' --role director",
    "cell appoint 'Deputy crisis director'",
    "instruction give 'Close the gate' --to 'Gate keeper'",
    "expect Beds --from 'Regional health agency' --by 2099-01-01",
    "log 'Masks, please' --kind request --source 'Town hall' --tag river",
    "log 'Perhaps a leak' --status unverified --channel telephone",
    "log 'Only for us' --confidential",
)


@pytest.fixture
def _full(desk: CommandLine) -> None:
    """A register with something of everything that is completed."""
    desk.given(*FILLED)


full = pytest.mark.usefixtures("_full")


def offered(line: str) -> dict[str, str | None]:
    """Return what completes the last word of a line, with what it is."""
    typed = typed_words(line)
    reading = Reading()
    found = completions(typed.before, typed.last, reading)
    reading.close()
    return {item.value: item.help for item in found}


VALUES: Final = [
    ("decision adopt ", {"D-1": "Masks for all"}),
    ("decision show d2", {"D-2": "Remote work"}),
    ("decision show 2", {"D-2": "Remote work"}),
    ("measure report ", {"M-1": "Licences"}),
    ("measure report M-1 --value w", {"wounded people=": None}),
    ("measure order X --owner gen", {"General management": None}),
    ("measure order X --site ", {"mantes": "Mantes-la-Jolie"}),
    ("pca activate P", {"pca": "Continuity plan"}),
    ("pca activate PCA --level ", {"1": "Watch", "2": "Crisis"}),
    ("pca mission pca m4", {"M04": "Reception"}),
    ("pca mission pca asr deg", {"degraded": None}),
    ("pca staffing pca --count rem", {"remote=": None}),
    ("pca staffing pca --organisation ", {"78": "Yvelines", "92": "Hauts-de-Seine"}),
    ("cell relieve 'crisis d", {"Crisis director": None}),
    ("meeting attend 'Crisis director' Dep", {"Deputy crisis director": None}),
    ("handover --to Gate", {"Gate keeper": None}),
    ("instruction done ", {"C-1": "Close the gate"}),
    ("expected drop ", {"A-1": "Beds"}),
    ("objective met ", {"O-1": "Pay every agent"}),
    ("assumption drop ", {"H-1": "Enough licences"}),
    ("log X --source t", {"Town hall": None}),
    ("log X --tag r", {"river": None}),
    ("log X --channel ", {"telephone": None}),
    ("log X --kind req", {"request": None}),
    ("log X --kind=req", {"request": None}),
    ("verify ", {"14": "Perhaps a leak"}),
    ("request close ", {"13": "Masks, please"}),
    ("decision record X --answers ", {"13": "Masks, please"}),
    ("expect X --from reg", {"Regional health agency": None}),
    ("decision list --status prop", {"proposed": None}),
    ("show p", {"pca": "Continuity plan"}),
    ("--register c", {REGISTER: None}),
    ("decision list --register c", {REGISTER: None}),
    ("decision list --lang ", {"fr": None, "en": None}),
    ("pca register ", {}),
    ("log ", {}),
    ("open x --timezone europe/par", {"Europe/Paris": None}),
]


@full
@pytest.mark.parametrize(("line", "values"), VALUES)
def test_values_come_from_the_register(line: str, values: dict[str, str | None]) -> None:
    assert offered(line) == values


@full
def test_a_confidential_line_is_offered_by_its_number_alone() -> None:
    assert offered("correct ")["15"] is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("dec", {"decision"}),
        ("déc", {"decision"}),
        ("DEC", {"decision"}),
        ("decision ado", {"adopter"}),
        ("decision adopt", {"adopter"}),
        ("timel", {"chronologie"}),
        ("decision adopter D-1 --ech", {"--echeance"}),
        ("decision adopter D-1 --éch", {"--echeance"}),
        ("decision liste --etat suspendu", {"suspendue"}),
        ("decision liste --état suspendu", {"suspendue"}),
        ("decision list --status suspendu", {"suspendue"}),
        ("journal X --type dem", {"demande"}),
        ("pca effectifs pca --nombre tele", {"télétravail="}),
        ("passation --a", {"--a", "--aide"}),
        ("decision liste --reg", {"--registre"}),
    ],
)
def test_names_and_values_are_those_of_the_readers_language(line: str, names: set[str]) -> None:
    with language.speaking("fr"):
        assert set(offered(line)) == names


def test_every_verb_and_option_is_offered() -> None:
    assert set(offered("")) == {path for path in TREE if " " not in path}
    assert set(offered("decision ")) == {
        path.split()[1] for path in VERBS if path[:9] == "decision "
    }
    assert set(offered("point st")) == {"stop"}  # of the briefings: `point` takes nothing
    assert {"--due", "--owner", "--register", "--lang"} <= set(offered("decision record X --"))


def test_nothing_is_offered_where_there_is_no_register() -> None:
    assert offered("decision adopt ") == {}
    assert offered("log X --kind sit") == {"situation": None}


def test_nothing_is_offered_from_what_is_no_register() -> None:
    Path(REGISTER).write_bytes(b"not a register" * 500)
    assert offered("decision adopt ") == {}


@full
def test_completing_reads_alone_and_never_what_a_line_would() -> None:
    before = files_in(Path())
    assert offered("log - --kind req") == {"request": None}
    assert set(offered("show ")) >= {"D-1", "M-1", "pca"}
    assert files_in(Path()) == before


def test_of_many_things_the_last_ones_are_offered(desk: CommandLine) -> None:
    with Register.open(REGISTER) as register:
        for number in range(70):
            register.record(journal.log(f"Line {number}"), by="secretary")
    desk.given(*[f"decision record 'Decision {number}'" for number in range(62)])
    labels = offered("decision show ")
    assert len(labels) == 60
    assert [next(iter(labels)), [*labels][-1]] == ["D-62", "D-3"]
    assert len(offered("correct ")) == 20


def test_the_table_names_parameters_that_there_are() -> None:
    named = {(path, param.name) for path, command in WITH_ROOT.items() for param in command.params}
    keys = [key.rpartition(" ") for key in OFFERS]
    assert [key for key in keys if key[0] and (key[0], key[2]) not in named] == []
    assert {key[2] for key in keys if not key[0]} <= {name for _path, name in named}
    assert set(STATUSES) <= set(VERBS)


@full
def test_every_candidate_is_accepted() -> None:
    """Whatever is offered for a parameter is understood there."""
    for path in VERBS:
        command = TREE[path]
        context = click.Context(command)
        for param in command.params:
            if isinstance(param, click.Option) and not param.is_flag:
                for value in offered(f"{path} {param.opts[0]} "):
                    given = f"{value}1" if value.endswith("=") else value
                    param.type.convert(given, param, context)


_TYPED: Final = (
    "decision adopt handover point pca log show D-1 -- - --to -x --lang en --owner --kind= é ' = /"
)
_WORDS: Final = st.sampled_from([*_TYPED.split(), '"a b', "\\", ""])


@given(st.lists(_WORDS, max_size=6), _WORDS)
def test_whatever_is_typed_is_read(words: list[str], last: str) -> None:
    for line in (" ".join([*words, last]), "/" + " ".join([*words, last])):
        typed = typed_words(line)
        completions(typed.before, typed.last, Reading(_none))
        what = unfinished(line, root)
        completions(what.args, what.incomplete, Reading(_none))


def _none(_ctx: object) -> Register:
    raise Refused("there is none")


ANSWERS: Final = [
    ("bash", {"COMP_LINE": "crisis-log decision ado", "COMP_WORD": "ado", "COMP_TYPE": "9"}),
    ("zsh", {"COMP_WORDS": "crisis-log decision ado", "COMP_CWORD": "2"}),
    ("fish", {"COMP_WORDS": "crisis-log decision ado", "COMP_CWORD": "ado"}),
]


@pytest.mark.parametrize(("shell", "asked"), ANSWERS)
def test_a_shell_is_answered_in_its_language(shell: str, asked: dict[str, str]) -> None:
    for chosen, name in (("fr", "adopter"), ("en", "adopt")):
        answer = _asked(shell, asked | {"CRISIS_LOG_LANG": chosen})
        assert name in answer.replace("\n", ",").split("\t")[0].split(",")


@pytest.mark.parametrize(
    ("shell", "asked"),
    [
        *((shell, {}) for shell in ("bash", "zsh", "fish", "csh", "")),
        ("bash", {"COMP_LINE": "crisis-log 'x"}),
        ("bash", {"COMP_LINE": "crisis-log --lang en --register "}),
        ("zsh", {"COMP_WORDS": "crisis-log 'x", "COMP_CWORD": "1"}),
        ("fish", {"COMP_WORDS": "crisis-log --lang en --register ", "COMP_CWORD": ""}),
    ],
)
def test_whatever_a_shell_asks_it_is_told_nothing_is_wrong(
    shell: str, asked: dict[str, str]
) -> None:
    assert "Traceback" not in _asked(shell, asked)


def _asked(shell: str, asked: dict[str, str]) -> str:
    environment = {**os.environ, VARIABLE: f"{shell}_complete", **asked}
    ran = subprocess.run([PROGRAM], env=environment, capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    return ran.stdout


@pytest.mark.parametrize(
    ("line", "before", "last", "raw", "quote"),
    [
        ("a b", ["a"], "b", "b", ""),
        ("a b ", ["a", "b"], "", "", ""),
        ("a 'b c", ["a"], "b c", "'b c", "'"),
        ('a "b\\" c', ["a"], 'b" c', '"b\\" c', '"'),
        ("a b\\ c", ["a"], "b c", "b\\ c", ""),
        ("a '' c", ["a", ""], "c", "c", ""),
        ("a \\", ["a"], "", "\\", ""),
    ],
)
def test_words_are_read_as_bash_does(
    line: str, before: list[str], last: str, raw: str, quote: str
) -> None:
    assert typed_words(line) == (before, last, raw, quote)
