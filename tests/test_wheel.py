"""A wheel is built, and keeps a register in a bare environment, without a network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest
from packaging.utils import canonicalize_name

from tests.bare import ROOT, built_wheel, copied, installed, libraries, run

_SECRETARY: Final = {"CRISIS_LOG_BY": "le secrétaire"}
_KEEPING: Final = (
    "open crue --title Crue --authority Préfecture --key key.pem",
    "log 'Montée des eaux'",
    "decision record 'Évacuer le quartier'",
    "timeline",
    "report issue situation --key key.pem",
    "audit verify --reprint",
    "backup copy.bak",
    "restore copy.bak",
    "doctor",
    "--help",
)
posix_only: Final = pytest.mark.skipif(sys.platform == "win32", reason="typed in a POSIX shell")
_IMPORT_ALL: Final = """
import importlib, pkgutil, crisis_log
for module in pkgutil.walk_packages(crisis_log.__path__, "crisis_log."):
    if not module.name.startswith(("crisis_log.storage.postgres.", "crisis_log.board.")):  # extras
        importlib.import_module(module.name)
print(crisis_log.__file__)
"""
_IMPORT_BOARD: Final = """
import importlib, pkgutil, crisis_log.board
for module in pkgutil.walk_packages(crisis_log.board.__path__, "crisis_log.board."):
    importlib.import_module(module.name)
print(crisis_log.board.__file__)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    return built_wheel(copied(folder / "source"), folder)


@pytest.fixture(scope="module")
def programs(wheel: Path) -> Path:
    return installed(wheel, wheel.parent / "bare")


def names(wheel: Path) -> set[str]:
    return {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}


def test_the_wheel_holds_all_that_the_program_needs(wheel: Path) -> None:
    source = wheel.parent / "source"
    package = {
        str(path.relative_to(source))
        for path in (source / "crisis_log").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    templates = {
        f"crisis_log/{path.relative_to(source)}"
        for path in (source / "templates").rglob("*")
        if path.is_file()
    }
    assert names(wheel) == package | templates
    assert any(name.endswith("crisis_log.mo") for name in package)
    assert any(name.endswith(".ttf") for name in templates)


def test_the_wheel_holds_the_licences_of_what_is_not_ours(wheel: Path) -> None:
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/licenses/" in name}
    licences = {path.name for path in (wheel.parent / "source").rglob("LICENSE*")}
    assert {"LICENSE", "LICENSE-htmx.txt"} <= licences
    assert {name.rpartition("/")[2] for name in held} == licences


def test_a_source_distribution_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    source = wheel.parent / "source"
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path, cwd=source)
    (archive,) = tmp_path.glob("*.tar.gz")
    run("tar", "-xzf", archive, cwd=tmp_path)
    (unpacked,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert names(built_wheel(unpacked, tmp_path)) == names(wheel)


def test_every_library_that_is_needed_is_pinned(programs: Path) -> None:
    lines = (ROOT / "scripts" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {canonicalize_name(line.partition("==")[0]) for line in lines}
    needed = libraries(programs.parent, "board", "notify", "postgres")
    assert {canonicalize_name(one.name) for one in needed} <= pinned


def test_every_module_needs_only_the_libraries_that_are_declared(
    programs: Path, tmp_path: Path
) -> None:
    where = run(programs / "python", "-I", "-c", _IMPORT_ALL, cwd=tmp_path)
    assert where.strip().startswith(str(programs.parent))


@posix_only
def test_without_its_extra_the_board_says_in_one_sentence_what_to_install(
    programs: Path, tmp_path: Path
) -> None:
    _typed(programs, _KEEPING[0], tmp_path)
    told = _typed(programs, "board; test $? = 1", tmp_path).splitlines()
    assert told[-1] == (
        "Erreur\xa0: Le tableau demande des bibliothèques qui ne sont pas installées\xa0: "
        "pip install 'crisis-log[board]'"
    )


def test_with_its_extra_the_board_has_all_that_it_needs(wheel: Path, tmp_path: Path) -> None:
    programs = installed(wheel, tmp_path / "with", "board")
    where = run(programs / "python", "-I", "-c", _IMPORT_BOARD, cwd=tmp_path)
    assert where.strip().startswith(str(programs.parent))


@cache
def _cut_off() -> tuple[str, ...]:
    """Return what runs a command without a network, where that is allowed."""
    for options in (["--net"], ["--net", "--map-root-user"]):
        command = ["unshare", *options]
        if (
            shutil.which("unshare")
            and not subprocess.run([*command, "true"], check=False).returncode
        ):
            return tuple(command)
    return ()


@posix_only
def test_it_keeps_a_register_and_issues_reports_in_french(programs: Path, tmp_path: Path) -> None:
    said = [_typed(programs, line, tmp_path) for line in _KEEPING]
    assert "registre ouvert" in said[0]
    assert (tmp_path / "crue-reports/crue-R-1.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert "restauré" in said[_KEEPING.index("restore copy.bak")]


@posix_only
def test_nothing_needs_a_network(programs: Path, tmp_path: Path) -> None:
    if not _cut_off():
        pytest.skip("nobody may cut the network off here")
    for line in _KEEPING:
        _typed(programs, line, tmp_path, *_cut_off())


def _typed(programs: Path, line: str, folder: Path, *cut_off: str) -> str:
    """Run what is typed in a shell that has the installed program alone."""
    path = f"{programs}:/usr/bin:/bin"
    return run(*cut_off, "sh", "-c", f"crisis-log {line}", cwd=folder, PATH=path, **_SECRETARY)
