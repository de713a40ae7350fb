"""The program as a stranger has it: a wheel, installed with the libraries that it declares alone.

Nothing is fetched: the wheel is built from a copy of what is here, with what the tests have, and
the libraries are links to theirs.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

ROOT: Final = Path(__file__).parents[1]
_SHIPPED: Final = ("crisis_log", "templates", "scripts", "docs")
_FILES: Final = ("pyproject.toml", "README.md", "LICENSE", ".gitignore")
_NOT: Final = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


def run(*command: str | Path, cwd: Path, **variables: str) -> str:
    """Run a command that must succeed; return what it says."""
    done = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd)} | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def copied(folder: Path) -> Path:
    """Copy what a distribution is built from: building writes there."""
    for name in _SHIPPED:
        shutil.copytree(ROOT / name, folder / name, ignore=_NOT)
    for name in _FILES:
        shutil.copy(ROOT / name, folder / name)
    return folder


def built_wheel(source: Path, folder: Path) -> Path:
    """Build the wheel of what lies at `source` in `folder`, as `pip wheel .` does."""
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet")
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    run(sys.executable, "-m", "pip", "wheel", *options, "-w", folder, ".", cwd=source, **quiet)
    (wheel,) = folder.glob("*.whl")
    return wheel


def installed(wheel: Path, folder: Path, *extras: str) -> Path:
    """Install a wheel, with `extras`, in a new environment in `folder`; return its programs."""
    venv.create(folder, with_pip=False, symlinks=True)
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    pip = (sys.executable, "-m", "pip", "--python", programs / "python")
    options = ("--no-deps", "--no-index", "--quiet")
    run(*pip, "install", *options, wheel, cwd=folder, PIP_DISABLE_PIP_VERSION_CHECK="1")
    for needed in libraries(folder, *extras):
        _link(needed, _place(folder))
    return programs


def _place(folder: Path) -> Path:
    return Path(
        sysconfig.get_path("purelib", vars=dict.fromkeys(("base", "platbase"), str(folder)))
    )


def libraries(folder: Path, *extras: str) -> Iterator[Distribution]:
    """Return the libraries that the program in `folder` declares, and those that they declare."""
    program = next(iter(distributions(name="crisis-log", path=[str(_place(folder))])))
    asked = {*_requirements(program, frozenset(extras))}
    seen: set[tuple[str, frozenset[str]]] = set()
    while asked - seen:
        name, of_it = (asked - seen).pop()
        seen.add((name, of_it))
        yield (library := distribution(name))
        asked |= {*_requirements(library, of_it)}


def _requirements(
    library: Distribution, extras: frozenset[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    for needed in map(Requirement, library.requires or ()):
        marker = needed.marker
        if marker is None or any(marker.evaluate({"extra": one}) for one in {"", *extras}):
            yield needed.name, frozenset(needed.extras)


def _link(library: Distribution, place: Path) -> None:
    for top in {Path(str(file)).parts[0] for file in library.files or ()}:
        if top not in {"..", "__pycache__"} and not (place / top).exists():
            (place / top).symlink_to(Path(str(library.locate_file(top))))
