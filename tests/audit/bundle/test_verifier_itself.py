"""The verifier runs nothing that its neighbours made, and is known by its digest."""

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crisis_log.audit.bundle import verify as verifier
from tests.audit.bundle.bundles import Bundle
from tests.golden.make import FOLDER as GOLDEN

PROGRAM = Path(verifier.__file__)
ROOT = Path(__file__).parents[3]
HOSTILE = "import os\nos.close(1)\nos._exit(77)\n"
IMPORTED = sorted(
    {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(PROGRAM.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
    }
)
ALSO = ["__future__", "encodings", "gettext", "locale", "shutil", "textwrap", "collections"]
"""What those modules import in their turn, at once or later."""


def run(bundle: Bundle, folder: Path, *options: str, path: str = "") -> tuple[int, bytes]:
    environment = {**os.environ, **({"PYTHONPATH": path} if path else {})}
    finished = subprocess.run(
        [sys.executable, *options, bundle.data / "verify.py", "--key", bundle.key],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
    )
    return finished.returncode, finished.stdout


def plant(folder: Path) -> None:
    """Put a hostile module of every name beside the verifier, as file and as package."""
    for number, name in enumerate(sorted({*IMPORTED, *ALSO, "sitecustomize", "usercustomize"})):
        if number % 2:
            (folder / name).mkdir()
            (folder / name / "__init__.py").write_text(HOSTILE)
        else:
            (folder / f"{name}.py").write_text(HOSTILE)
    (folder / "hostile.pth").write_text("import os; os._exit(77)\n")


@pytest.mark.parametrize("options", [(), ("-I",), ("-S",), ("-E",), ("-s",)])
def test_nothing_that_lies_beside_it_is_run(bundle: Bundle, options: tuple[str, ...]) -> None:
    plant(bundle.data)
    bundle.list_files()
    for folder in (bundle.data, bundle.folder):
        code, out = run(bundle, folder, *options)
        assert (code, b"Rien d" in out) == (0, True)


@pytest.mark.parametrize("name", IMPORTED)
def test_no_single_module_beside_it_is_run(bundle: Bundle, name: str) -> None:
    (bundle.data / f"{name}.py").write_text(HOSTILE)
    bundle.list_files()
    assert run(bundle, bundle.data)[0] == 0


def test_compiled_modules_beside_it_are_not_run(bundle: Bundle) -> None:
    import py_compile

    for name in IMPORTED:
        source = bundle.data / f"{name}.py"
        source.write_text(HOSTILE)
        py_compile.compile(str(source), doraise=True)
        py_compile.compile(str(source), cfile=str(bundle.data / f"{name}.pyc"), doraise=True)
        source.unlink()
    bundle.list_files()
    assert run(bundle, bundle.data)[0] == 0


def test_modules_of_its_own_on_the_path_are_not_run(bundle: Bundle, tmp_path: Path) -> None:
    """`sitecustomize` aside, which Python runs before any program unless `-I` is given."""
    (tmp_path / "evil").mkdir()
    for name in {*IMPORTED} - {"sys", "os", "stat"}:  # `site` needs these, before the program
        (tmp_path / "evil" / f"{name}.py").write_text(HOSTILE)
    late = {"argparse", "json", "hashlib", "base64", "zlib", "urllib", "datetime", "unicodedata"}
    for path in (tmp_path / "evil").iterdir():
        if path.stem not in late:
            path.unlink()
    assert run(bundle, bundle.data, path=str(tmp_path / "evil"))[0] == 0


def test_the_digest_is_that_of_the_file_wherever_it_is_printed() -> None:
    digest = hashlib.sha256(PROGRAM.read_bytes()).hexdigest()
    assert b"\r" not in PROGRAM.read_bytes()
    for path in ("README.md", "templates/partials/verification.html"):
        text = (ROOT / path).read_text(encoding="utf-8")
        printed = re.findall(r"\b[0-9a-f]{64}(?=\W+verify\.py|.{0,80}\bverify\.py)", text)
        assert digest in printed, f"{path}: {digest}"


def test_no_checkout_converts_it() -> None:
    attributes = (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
    assert f"{PROGRAM.relative_to(ROOT).as_posix()} text eol=lf" in attributes


def test_the_command_writes_it_and_tells_its_digest(tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("crisis-log")
    target = tmp_path / "mine.py"
    ran = subprocess.run(
        [script, "audit", "verifier", "--digest", "--output", target],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    digest = hashlib.sha256(PROGRAM.read_bytes()).hexdigest()
    assert (ran.returncode, ran.stdout) == (0, f"{digest}  verify.py\n"), ran.stderr
    assert target.read_bytes() == PROGRAM.read_bytes()


def test_a_bundle_whose_program_is_another_is_said_so(bundle: Bundle, tmp_path: Path) -> None:
    own = tmp_path / "own.py"
    shutil.copy(PROGRAM, own)
    assert "verify.py" not in " ".join(bundle.verify().document["unchecked"])
    with (bundle.data / "verify.py").open("a") as file:
        file.write("# changed\n")
    assert "data/verify.py" in bundle.verify().document["unchecked"]


def test_it_looks_at_reports_of_every_version() -> None:
    written = {path.stem for path in GOLDEN.glob("report.issued.*.json")}
    assert written == verifier.ISSUED
