"""No English reaches who speaks French, whatever is wrong: all of it by the real program."""

import errno
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final, get_args

import click
import pytest
from babel.messages.extract import extract_from_dir

from crisis_log.audit.finding import Code, code_name
from crisis_log.cli import click_words
from crisis_log.words import reason_of
from tests.cli.running import REGISTER, Answer, CommandLine, installed
from tests.speaking import speaking
from tests.storage.registers import run_sql
from tests.storage.rights import as_nobody, modes

LINES: Final = (
    *(
        "--lang de state",
        "--clock zz state",
        "-x",
        "repot",
        "--json=3 state",
        "--register no state",
    ),
    *("--register taken state", "--register folder state", f"--register {'a' * 300} state"),
    *("log", "log a b c", "log x --at", "log x --at 32/13/2020", "log x --at 2099-01-01T10:00"),
    *(
        "log x --kind zz",
        "log x --attach no",
        "log x --attach folder",
        "log ''",
        "show x",
        "show 9",
    ),
    *("open x", "open x --title T --authority A --organisation z", "backup taken", "backup no/x"),
    *("open x --title T --authority A --key k --timezone Mars/X", "open covid-19 --title T"),
    "open x --title T --authority A --key taken",
    *("decision record", "decision adopt D-9", "decision show x", "decision list --owner"),
    "decision amend D-1 --clear zz --reason x",
    *("measure report M-1 --progress x", "measure report M-1 --progress 101", "measure order"),
    *("pca activate pca --level x", "pca staffing pca --count x", "pca show zz"),
    *("audit verify --jobs x", "audit verify --jobs 99", "audit verify --late x"),
    *("audit verify --witness no", "audit verify --witness taken", "audit verify --key x"),
    *("audit verify --tsa-certificate taken", "audit verify --tsa-certificate folder"),
    *("audit compare no no", "audit prove x", "audit prove 99", "audit diff 1", "audit diff 9 1"),
    *(
        "audit check-proof taken --entry-file taken --key x",
        "audit bundle taken",
        "audit dossier x",
    ),
    *("audit timestamp --reply taken", "audit replay --from x", "audit checkpoint --key taken"),
    *("audit checkpoint --key no", "audit checkpoint --key folder", "audit checkpoint --key a/b"),
    *("key rotate", "key rotate --reason x --yes --key taken"),
    *("key rotate --reason x --yes --previous taken --key k2",),
    *("key rotate --reason x --yes --key taken/k",),
    *("settings set colour zz", "settings set logo taken", "settings set nope x"),
    *("report weekly --format x", "report weekly --week 9", "report weekly --templates no"),
    *("report weekly --outpt x", "report check taken", "report reprint R-9", "report sign taken"),
    *("report sign taken --pkcs12 taken", "report rectify R-9 --reason x", "timeline --kind zz"),
)
ENGLISH: Final = re.compile(
    r"\b(the|is|are|was|not|of|and|or|cannot|such|no|must|should|with|found|failed|denied|valid|"
    r"directory|file|range|integer|float|number|unknown|missing|expected|invalid|error|allowed|"
    r"does|exist|try|help for|key|string|value)\b",
    re.IGNORECASE,
)
TYPED: Final = re.compile(r"'[^']*'|«[^»]*»|--?[a-z-]+|\(Aide[^)]*\)|[\w./]*\.\w+|no/x|\bno\b")
"""What is quoted from the command line, and names of files."""
CODES: Final = re.compile(r"\(\w+\)|\b\w+_\w+\b|\"[^\"]*\"")
"""Codes in parentheses, names of fields, and what is stored."""
RUNNER: Final = """
import contextlib, io, json, shlex, sys
from crisis_log.cli import _choose_language
import os
_choose_language([])
from crisis_log.cli.root import run
for line in json.load(sys.stdin):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(shlex.split(line))
    print(json.dumps([code, out.getvalue(), err.getvalue()]))
"""


def told_in_french(lines: Sequence[str]) -> Iterator[tuple[str, Answer]]:
    """Run command lines, one after the other, in a process that speaks French."""
    run = (sys.executable, "-c", RUNNER)
    told = installed(program=run, stdin=json.dumps(lines).encode(), CRISIS_LOG_LANG="fr")
    for line, answer in zip(lines, told.out.splitlines(), strict=True):
        yield line, Answer(*json.loads(answer))


def test_no_mistake_is_answered_in_english(drill: CommandLine) -> None:
    Path("folder").mkdir()
    Path("taken").write_bytes(b"taken")
    Path("taken").chmod(0o600)  # as a key should be
    for line, answer in told_in_french(LINES):
        assert answer.code in {0, 1, 2, 3, 4}, (line, answer)
        assert answer.err.startswith("Erreur\u00a0:") or answer.code in {0, 3}, (line, answer)
        assert not ENGLISH.search(TYPED.sub("", answer.err)), (line, answer)


def test_no_reason_of_the_system_is_told_in_english() -> None:
    with speaking("fr"):
        for code in errno.errorcode:
            error = OSError(code, os.strerror(code))
            assert os.strerror(code) not in reason_of(error)
            assert reason_of(error)


UNSAID: Final = {
    # to programmers
    "%(prog)s, version %(version)s",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Choice({choices})",
    "Could not determine name for option with declarations {decls!r}",
    "Invalid start character for option ({option})",
    "Name '{name}' defined twice",
    (
        "No options defined but a name was passed ({name}). Did you mean to declare an argument "
        "instead? Did you mean to pass '--{name}'?"
    ),
    "Unknown color {colour!r}",
    "Unknown standard stream '{name}'",
    "Value must be an iterable.",
    # of what our commands do not have
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
}
"""What of click's messages nobody is told."""


def said_in(folder: Path, files: str) -> set[str]:
    found = extract_from_dir(folder, [(files, "python")], keywords={"_": None, "ngettext": (1, 2)})
    messages = [message for _file, _line, message, _comments, _context in found]
    return {message if isinstance(message, str) else message[0] for message in messages}


def test_all_that_click_says_is_translated() -> None:
    ours = Path(click_words.__file__)
    by_click = said_in(Path(click.__file__).parent, "**.py")
    assert by_click - UNSAID == said_in(ours.parent, ours.name)
    assert by_click >= UNSAID


@pytest.mark.parametrize(
    ("found", "put"),
    [
        ("'\"title\"'", "'\"titre\"'"),
        ("'\"crisis.opened'", "'\"crisis.closed'"),
        ("'\"crisis.opened'", "'\"crisis.oqened'"),
        ('\'"recorded_at":"2\'', '\'"recorded_at":"x\''),
        ("'{'", "'['"),
        ("'fact'", "'fait'"),
    ],
)
def test_an_entry_that_was_altered_is_not_told_in_english(
    drill: CommandLine, found: str, put: str
) -> None:
    run_sql(Path(REGISTER), "DROP TRIGGER entries_are_never_changed")
    run_sql(
        Path(REGISTER),
        f"UPDATE entries SET state = CAST(replace(CAST(state AS TEXT), {found}, {put}) AS BLOB)",
    )
    lines = ("timeline", "show 1", "audit verify", "audit replay", "log x", "state --entry 1")
    for line, answer in told_in_french(lines):
        assert answer.code in {0, 1, 3, 4}, (line, answer)
        for said in (answer.err, *re.findall("(?m)^trouvé .*", answer.out)):
            assert not ENGLISH.search(TYPED.sub("", CODES.sub("", said))), (line, said)


WORDED: Final = {
    "log X --at": "L’option « --quand » demande une valeur",
    "log X --at never": "Valeur incorrecte pour « --quand » : ",
    "log": "« TEXTE »",
    "aaa": "La commande « aaa » n’existe pas",
    "log X --atta y": "L’option « --atta » n’existe pas.*« --joindre »",
    "timeline --order de": "« de » n’est pas parmi : saisie ou faits",
    "pca show p": "Il n’y a pas de plan p dans ce registre ; il n’en contient aucun",
    "--by ' ' log X": "Dites qui inscrit",
    f"restore {REGISTER}": "et non une de ses sauvegardes",
    "open new --title T --authority A --key taken": "Choisissez un autre fichier",
}


def test_what_is_cited_is_between_french_quotes(desk: CommandLine) -> None:
    Path("taken").write_bytes(b"taken")
    for line, answer in told_in_french([*WORDED]):
        told = re.sub(r"\s", " ", answer.err)
        assert re.search(WORDED[line], told), told
        assert "'" not in told


def test_a_language_that_the_environment_names_is_said_to_come_from_it() -> None:
    told = re.sub(r"\s", " ", installed("timeline", CRISIS_LOG_LANG="de").err)
    assert "« $CRISIS_LOG_LANG » : « de » n’est pas parmi : fr ou en" in told


@pytest.mark.parametrize("kind", ["decision", "measure"])
def test_a_register_without_any_says_so(desk: CommandLine, kind: str) -> None:
    desk.typed(f"{kind} list").done(f"No {kind} is recorded")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
@pytest.mark.parametrize(
    "line", ["audit verify --tsa-certificate shut", "restore shut", "log X --attach shut"]
)
def test_a_file_that_may_not_be_read_is_told_in_our_words(
    desk: CommandLine, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", partial(os.access, effective_ids=True))
    desk.typed(line)  # imports, with root's rights, all that a refusal takes
    Path("shut").write_bytes(b"shut")
    with modes({Path("shut"): 0, Path(REGISTER): 0o666, Path(): 0o777}), as_nobody():
        answer = desk.typed(line)
    answer.failed(answer.code, "shut cannot be read: access is denied")


def test_every_finding_has_a_name_in_both_languages() -> None:
    for code in get_args(Code):
        with speaking("fr"):
            french = code_name(code)
        with speaking("en"):
            assert french
            assert code_name(code) != code or code in {
                "checkpoint",
                "database",
                "numbering",
                "state",
                "timestamp",
                "witness",
            }
