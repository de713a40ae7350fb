"""Who speaks French meets no English word: not in help, nor in an answer, nor in a refusal."""

from __future__ import annotations

import html
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import dropwhile
from pathlib import Path
from typing import Final, NamedTuple

import click
import pytest
from demo_register import FILE_NAME

from tests.cli.running import OPENING, SECRETARY, environment
from tests.cli.test_every_verb import CASES
from tests.cli.walking import commands, help_pages, path_of
from tests.demonstration import made_once
from tests.english import english, english_in

_SPEAKER: Final = """
import contextlib, io, json, os, pathlib, shlex, shutil, sys, tempfile
from crisis_log.cli import _choose_language
_choose_language([])
from crisis_log.cli import configuration
from crisis_log.cli.root import run
own = pathlib.Path(tempfile.mkdtemp(dir=sys.argv[1]), "crisis-log")  # nobody else sets anything
own.mkdir()
own.joinpath("keys").symlink_to(configuration.path().parent / "keys")
os.environ["XDG_CONFIG_HOME"] = str(own.parent)
pasts = {}  # what the lines before left, and were told: nobody types them twice

def told(line):
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(shlex.split(line))
    return [line, code, out.buffer.getvalue().decode(), err.getvalue()]

for opened, past, lines in json.load(sys.stdin):
    os.chdir(tempfile.mkdtemp(dir=sys.argv[1]))
    configuration.path().unlink(missing_ok=True)
    if (opened, *past) in pasts:
        left, before = pasts[opened, *past]
        shutil.copytree(left, ".", dirs_exist_ok=True)
    else:
        if opened:
            shutil.copy(opened, "covid-19.crisis")
        before = [told(line) for line in past]
        if not configuration.path().exists():  # else more than this folder has changed
            left = tempfile.mkdtemp(dir=sys.argv[1])
            pasts[opened, *past] = shutil.copytree(".", left, dirs_exist_ok=True), before
    print(json.dumps([*before, *map(told, lines)]))
"""
_READING: Final = (
    *("point", "state", "timeline --all", "audit replay", "audit delays", "audit verify"),
    *("decision list", "measure list", "pca list", "request list", "report list", "cell list"),
    *("meeting list", "settings show", "key show", "doctor", "audit status", "config show"),
    *("decision show D-1", "measure show M-1", "pca show pca", "meeting show S-1", "show 12"),
    *("handover show", "audit dossier D-1", "search mairie"),
    *(
        f"report {document} --format html --output -"
        for document in (
            *("weekly", "situation", "decisions", "register", "after-action"),
            *("dossier D-1", "minutes S-1"),
        )
    ),
)
"""What is asked of the register of the demonstration, of which every text is in French."""
_ALIKE: Final = frozenset({"continue", "examine", "organisations", "services", "social", "suspend"})
"""French words in those texts that English has too."""
_HTML: Final = re.compile(r"(?s)<(style|script|svg)\b.*?</\1>|<[^>]*>")
_WRONG: Final = "¤¤¤"
_PARTS: Final = 2


class Told(NamedTuple):
    """What was answered to a line, after those before it."""

    line: str
    code: int
    out: str
    err: str


class Run(NamedTuple):
    """Lines to be typed at a desk with a copy of a register, once those of its past were."""

    opened: Path | None
    past: Sequence[str]
    lines: Sequence[str]


def told_in_french(runs: Iterable[Run], there: Path) -> list[list[Told]]:
    """Type lines at one desk after the other, each with a copy of a register, in French."""
    asked = [(run.opened and str(run.opened), run.past, run.lines) for run in runs]
    finished = subprocess.run(
        [sys.executable, "-c", _SPEAKER, there],
        input=json.dumps(asked).encode(),
        capture_output=True,
        env=environment(CRISIS_LOG_LANG="fr", COLUMNS="300"),
        check=True,
    )
    return [[Told(*one) for one in json.loads(line)] for line in finished.stdout.splitlines()]


def values(lines: Iterable[str]) -> Iterator[str]:
    """Return what whoever typed these lines chose to say."""
    for words in map(shlex.split, lines):
        for word in dropwhile(verbs().__contains__, words):
            name, equals, value = word.partition("=")
            if not name.startswith("-"):
                yield word
            elif equals:
                yield value


@cache
def verbs() -> frozenset[str]:
    """Return every word of which paths of commands are made, by code names."""
    return frozenset(name for one, _context in commands() for name in path_of(one).split())


def mistakes(command: click.Command, path: str) -> Iterator[str]:
    """Return lines in which a command is not used as it should be."""
    required = [one for one in command.params if one.required]
    does_nothing = isinstance(command, click.Group) and not command.invoke_without_command
    if required or does_nothing:
        yield path
    yield f"{path} --{_WRONG}"
    yield f"{path} {' '.join([_WRONG] * 12)}"
    for parameter in command.params:
        own = not isinstance(parameter.type, click.Path) and parameter.type.name != "text"
        if not isinstance(parameter, click.Option):
            yield from [f"{path} {_WRONG}"] if own else []
        elif parameter.is_flag:
            yield f"{path} {parameter.opts[-1]}=3"
        else:
            yield f"{path} {parameter.opts[-1]}"
            yield from [f"{path} {parameter.opts[-1]}={_WRONG}"] if own else []


def test_an_english_word_is_found_in_a_french_sentence() -> None:
    told = "Le fichier est readable\u202f: « default: b-b » [required]"
    assert english_in(told) == {"default", "readable", "required"}
    assert english_in("Le fichier integer n’est pas lisible (permission denied)") >= {"denied"}
    assert english_in("common name : Dupont, common", typed=["Common"]) == {"name"}
    assert {"the", "of", "unknown", "expected", "such", "range"} <= english()


def test_no_french_help_page_has_an_english_word() -> None:
    found = {path: english_in(page) for path, page in help_pages("fr").items()}
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize("part", range(_PARTS))
def test_no_mistake_is_answered_with_an_english_word(
    part: int, opened_registers: Path, tmp_path: Path
) -> None:
    lines = [
        line
        for command, _context in [*commands()][part::_PARTS]
        for line in mistakes(command, path_of(command))
    ]
    (told,) = told_in_french([Run(opened_registers / "drill.crisis", [], lines)], tmp_path)
    for one in told:
        assert not english_in(f"{one.out} {one.err}", [*values([OPENING])]), one


@pytest.mark.parametrize("part", range(_PARTS))
def test_no_verb_answers_with_an_english_word(
    part: int, opened_registers: Path, tmp_path: Path
) -> None:
    cases = CASES[part::_PARTS]
    told = told_in_french(
        [
            Run(opened_registers / "real.crisis" if case.opened else None, case.past, [case.line])
            for case in cases
        ],
        tmp_path,
    )
    for case, answers in zip(cases, told, strict=True):
        typed = [*values([OPENING, *case.past, case.line]), SECRETARY, "real"]
        said = " ".join(f"{one.out} {one.err}" for one in answers)
        if case.verb == "completion":  # what is for a shell tells people something at its top
            said = said.partition("\n")[0]
        if "n’existe pas" in said or "en trop" in said:  # it is cited as it was typed
            typed += shlex.split(case.line)
        assert not english_in(said, typed), answers


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The register of the demonstration."""
    return made_once(tmp_path_factory, worker_id) / FILE_NAME


def test_no_list_and_no_document_has_an_english_word(demonstration: Path, tmp_path: Path) -> None:
    (told,) = told_in_french([Run(demonstration, [], _READING)], tmp_path)
    for one in told:
        assert one.code in {0, 3}, one
        said = html.unescape(_HTML.sub(" ", one.out))
        assert english_in(f"{said} {one.err}", [SECRETARY]) <= _ALIKE, one.line
        assert not re.search(r"n° \d", said), one.line
