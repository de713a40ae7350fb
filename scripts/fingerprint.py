"""Say, line by line, what a version of the program makes of the demonstration.

    python scripts/demo_register.py OLD                   # once
    python scripts/fingerprint.py NEW --like OLD          # with each version, then compare

It tells the demonstration again into the folder NEW, under the same id and with the same
key, so that two versions that agree write the same bytes. Then it prints a digest of every
table, of every issued report, and of every answer of the command line with its exit code:
`diff` shows what a change of the code changed for people, programs and auditors.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

REGISTER: Final = "covid-19.crisis"
CLOCK: Final = "30/03/2020 09:00"
TABLES: Final = {
    "entries": "originator_version",
    "tree": "entry",
    "requests": "request_id",
    "subjects": "subject, entry",
    "kinds": "kind",
    "state": "collection, key",
    "checkpoints": "number",
    "timestamps": "number",
    "attachments": "sha256",
}
READING: Final = (
    "state",
    "state --entry 60",
    "state --as-of 20/03/2020",
    "state --on 18/03/2020",
    "timeline",
    "timeline --order occurred --kind decision",
    "timeline --subject D-4",
    "timeline --search masques",
    "decision list",
    "decision show D-4",
    "measure list",
    "measure show M-1",
    "pca list",
    "pca show pca",
    "settings show",
    "key show",
    "audit status",
    "audit verify",
    "audit verify --log-only",
    "audit verify --witness-only --witness covid-19-reports/covid-19-R-3.pdf",
    "audit replay --from 1 --to 40",
    "audit diff 40 90",
    "audit delays",
    "audit dossier D-4",
    "audit prove 12",
    "audit compare covid-19-reports/covid-19-R-1.pdf covid-19-reports/covid-19-R-5.pdf",
    "report list",
    "report show R-4",
    "report reprint R-3",
    "report check covid-19-reports/covid-19-R-5.pdf",
    "rebuild",
)
REFUSED: Final = (
    "decision adopt D-1",
    "decision show D-999",
    "show 9999",
    "measure complete M-999",
    "pca activate nowhere --level 1",
    "log",
    "log x --at 31/12/2030",
    "strike 1 --reason x",
    "report weekly --week 2030-W99",
    "--register absent.crisis state",
    "settings set colour yellow",
)
DOCUMENTS: Final = ("weekly", "situation", "decisions", "register", "dossier D-4", "after-action")


class Program:
    """The command line of the version under test, run on the register in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = Path(sys.executable).with_name("crisis-log")

    def run(self, line: str, *options: str, language: str = "fr") -> tuple[int, bytes]:
        """Run a command line; return its exit code and what it printed, errors included."""
        environment = os.environ | {
            "CRISIS_LOG_KEY": "signing-key.pem",
            "CRISIS_LOG_BY": "secrétaire",
            "CRISIS_LOG_LANG": language,
            "COLUMNS": "100",
        }
        done = subprocess.run(
            [self.program, "--register", REGISTER, "--clock", CLOCK, *line.split(), *options],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr


def tables(register: Path) -> Iterator[tuple[str, str]]:
    """Return the digest of every table's rows."""
    with closing(sqlite3.connect(register)) as connection:
        for table, order in TABLES.items():
            rows = connection.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall()
            yield f"table {table} ({len(rows)} rows)", digest(repr(rows).encode())


def answers(program: Program) -> Iterator[tuple[str, str]]:
    """Return the digest of every answer, in both languages, for people and for programs."""
    numbers = range(1, 154)
    shown = [f"show {number}" for number in numbers]
    for line in (*READING, *shown, *REFUSED):
        for language, options in (("fr", ()), ("en", ()), ("fr", ("--json",))):
            code, printed = program.run(line, *options, language=language)
            name = " ".join([language, line, *options])
            yield f"answer {name} (exit {code})", digest(printed)


def documents(program: Program) -> Iterator[tuple[str, str]]:
    """Return the digest of every draft, in every format and both languages."""
    for document in DOCUMENTS:
        for language in ("fr", "en"):
            for form in ("json", "html", "pdf"):
                output = f"draft.{form}"
                line = f"report {document} --format {form} --output {output}"
                code, printed = program.run(line, language=language)
                made = (program.folder / output).read_bytes() if code == 0 else printed
                yield f"draft {language} {document} {form} (exit {code})", digest(made)


def issued(folder: Path) -> Iterator[tuple[str, str]]:
    """Return the digest of every issued report."""
    for path in sorted((folder / "covid-19-reports").glob("*.pdf")):
        yield f"issued {path.name}", digest(path.read_bytes())


def bundle(program: Program) -> Iterator[tuple[str, str]]:
    """Return the digest of every file of the auditor's bundle but the dated and the program."""
    program.run("audit bundle bundle")
    folder = program.folder / "bundle"
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and path.name != "verify.py" and not is_dated(name):
            yield f"bundle {name}", digest(path.read_bytes())


def is_dated(name: str) -> bool:
    """Whether a file of a bundle tells the day, or the digest of the program in it."""
    return "/" not in name


def digest(content: bytes) -> str:
    """Return the first half of a SHA-256."""
    return hashlib.sha256(content).hexdigest()[:32]


def lines(folder: Path) -> Iterator[tuple[str, str]]:
    """Return all there is to compare, what writes to the register last."""
    program = Program(folder)
    yield from tables(folder / REGISTER)
    yield from issued(folder)
    yield from answers(program)
    yield from documents(program)
    yield from bundle(program)


def main(arguments: Sequence[str]) -> None:
    """Tell the demonstration again, and print what is made of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where to tell it; made anew")
    parser.add_argument("--like", type=Path, required=True, help="an earlier demonstration")
    given = parser.parse_args(arguments)
    shutil.rmtree(given.folder, ignore_errors=True)
    script = Path(__file__).with_name("demo_register.py")
    subprocess.run(
        [sys.executable, script, given.folder, "--like", given.like],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    for name, found in lines(given.folder):
        print(f"{found}  {name}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
