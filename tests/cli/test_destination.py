"""What people have written never takes the place of a register, a key or an issued report."""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

import pikepdf
import pytest

from crisis_log import files
from tests.cli.case import RECORDED
from tests.cli.running import (
    PROGRAM,
    REGISTER,
    SECRETARY,
    CommandLine,
    environment,
    installed,
    size,
)
from tests.reports.drafts import PLAIN
from tests.storage.rights import modes

PLAIN_PAGE: Final = f"--templates {PLAIN}"
ISSUE: Final = f"report issue dossier D-1 {PLAIN_PAGE}"
DRAFT: Final = "report dossier D-1 --format json --output"
ISSUED: Final = Path("covid-19-reports/covid-19-R-1.pdf")
OF_REGISTER: Final = "belongs to a register"

only_posix = pytest.mark.skipif(sys.platform == "win32", reason="of POSIX systems")


@pytest.fixture
def key() -> Path:
    """The signing key of the register, in a file of this folder."""
    return Path("k.pem")


@pytest.fixture(scope="module")
def made(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register, its key and a report issued from it, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    with contextlib.chdir(folder):
        CommandLine(("--by", SECRETARY)).given(
            "open covid-19 --title T --authority A --key k.pem", RECORDED, f"{ISSUE} --key k.pem"
        )
    return folder


@pytest.fixture
def register(made: Path, nothing: CommandLine) -> CommandLine:
    """A register whose key is here, with a decision and an issued report."""
    shutil.copytree(made, ".", dirs_exist_ok=True)
    return nothing


def contents() -> dict[str, str]:
    """Return the digest of every file here but those that SQLite clears away."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(Path().rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def links_to(path: Path) -> list[str]:
    """Make every kind of second name of a file; return these, and other ways of writing it."""
    os.link(path, "hard")
    Path("soft").symlink_to(path)
    Path("folder").symlink_to(path.parent.resolve())
    return [str(path), "hard", "soft", f"folder/{path.name}", str(path.resolve())]


WRITING: Final = [
    "report dossier D-1 --format json --output {path}",
    f"report decisions {PLAIN_PAGE} --output {{path}}",
    f"{ISSUE} --output {{path}}",
    f"report rectify R-1 --reason 'an error' {PLAIN_PAGE} --output {{path}}",
    f"report reprint R-1 {PLAIN_PAGE} --output {{path}}",
    "audit dossier D-1 --format text --output {path}",
    "audit prove 1 --output {path}",
    "audit prove 1 --entry-file {path}",
    "audit timestamp --query {path}",
    "audit bundle {path}",
    "export --format csv --output {path}",
    "export --format xlsx --output {path}",
    "backup {path}",
]


@pytest.mark.parametrize("line", WRITING)
@pytest.mark.parametrize("precious", [REGISTER, str(ISSUED), "k.pem", f"{REGISTER}-wal"])
def test_no_verb_that_writes_replaces_what_must_stay(
    register: CommandLine, key: Path, line: str, precious: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRISIS_LOG_KEY", str(key))
    before, status = contents(), register.document("audit status")
    answer = register.typed(line.format(path=precious))
    assert answer.code in {2, 4}, answer
    assert "Traceback" not in answer.err
    assert contents() == before
    assert register.document("audit status") == status


@pytest.mark.parametrize("path", [Path(REGISTER), ISSUED, Path("k.pem")])
def test_a_link_of_any_kind_is_seen_through(register: CommandLine, path: Path) -> None:
    before = path.read_bytes()
    for name in links_to(path):
        register.typed(f"{DRAFT} {name}").failed(2, "It was left as it is: choose another name")
    assert path.read_bytes() == before


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal", ".lock", ".LOCK"])
def test_names_that_the_register_will_need_are_kept_free(
    register: CommandLine, ending: str
) -> None:
    name = REGISTER + ending
    Path(name).unlink(missing_ok=True)
    for line in (f"{DRAFT} {name}", f"backup {name}", f"key rotate --key {name} --reason Lost"):
        register.typed(line).failed(2, OF_REGISTER)
        assert not Path(name).exists() or ending.lower() == ".lock"


def test_names_of_reports_to_be_issued_are_kept_free(register: CommandLine) -> None:
    register.typed(f"{DRAFT} covid-19-reports/covid-19-R-2.pdf").failed(2, OF_REGISTER)
    register.typed(f"{DRAFT} covid-19-reports/draft.json").done()


def test_a_signed_report_beside_the_issued_ones_is_not_replaced(register: CommandLine) -> None:
    signed = ISSUED.with_name("covid-19-R-1-signed.pdf")
    signed.write_bytes(b"signed")
    register.typed(f"{DRAFT} {signed}").failed(2, OF_REGISTER)
    assert signed.read_bytes() == b"signed"


def test_the_register_of_another_folder_is_kept_too(register: CommandLine) -> None:
    shutil.copytree(".", "other", ignore=shutil.ignore_patterns("other"))
    for name in (REGISTER, f"{REGISTER}-shm", str(ISSUED), str(ISSUED).replace("R-1", "R-9")):
        register.typed(f"{DRAFT} other/{name}").failed(2, OF_REGISTER)


@pytest.mark.parametrize("ending", ["-wal", ".lock", ""])
def test_a_key_does_not_get_a_name_of_its_register(nothing: CommandLine, ending: str) -> None:
    name = REGISTER + ending
    line = f"open covid-19 --title T --authority A --key {name}"
    nothing.typed(line).failed(2, OF_REGISTER)
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"-----BEGIN PRIVATE KEY-----\nMC4CAQ\n",
        b"Bag Attributes\n  friendlyName: x\n-----BEGIN ENCRYPTED PRIVATE KEY-----\nMC4CAQ\n",
        b"-----BEGIN OPENSSH PRIVATE KEY-----\n",
        b"-----BEGIN RSA PRIVATE KEY-----\n",
        b"\x30\x82\x0a\x2f\x02\x01\x03\x30\x82\x09\xf5",
    ],
)
def test_a_private_key_is_recognised_by_what_it_holds(
    register: CommandLine, content: bytes
) -> None:
    Path("report.pdf").write_bytes(content)
    register.typed(f"{DRAFT} report.pdf").failed(2, "report.pdf holds a private key")
    assert Path("report.pdf").read_bytes() == content


def test_a_database_is_recognised_by_what_it_holds(register: CommandLine) -> None:
    Path("away").mkdir()
    shutil.copy(REGISTER, "away/copy")
    register.typed(f"{DRAFT} away/copy").failed(2, "is a register, or another database")


def test_a_file_that_the_command_reads_or_writes_is_not_written_by_it(
    register: CommandLine, key: Path
) -> None:
    Path("pass").write_text("secret\n")
    line = f"report dossier D-1 {PLAIN_PAGE} --key {key} --passphrase-file pass --output ./pass"
    register.typed(line).failed(2, "pass is given twice")
    register.typed(f"audit prove 1 --key {key} --output a --entry-file a").failed(2, "given twice")
    assert Path("pass").read_text() == "secret\n"
    assert not Path("a").exists()


def test_what_is_refused_is_refused_before_anything_is_recorded(register: CommandLine) -> None:
    entries = size()
    for path in (REGISTER, "nowhere/copy.pdf", "covid-19-reports"):
        assert register.typed(f"{ISSUE} --key k.pem --output {path}").code in {2, 4}
    assert size() == entries
    assert [path.name for path in ISSUED.parent.iterdir()] == [ISSUED.name]


@only_posix
def test_a_copy_that_cannot_be_written_leaves_the_report_issued_and_says_so(
    register: CommandLine,
) -> None:
    answer = register.typed(f"{ISSUE} --key k.pem --output /dev/full")
    answer.failed(5, "no space is left on the disk. Recorded all the same: n° 4.")


@only_posix
def test_a_file_keeps_its_mode_and_a_link_its_goal(register: CommandLine) -> None:
    Path("goal").write_text("before")
    Path("goal").chmod(0o664)
    Path("link").symlink_to("goal")
    register.typed(f"{DRAFT} link").done()
    assert Path("link").is_symlink()
    assert Path("goal").read_bytes().startswith(b"{")
    assert Path("goal").stat().st_mode & 0o777 == 0o664


def test_a_read_only_file_is_left_as_it_is(register: CommandLine) -> None:
    Path("kept.json").write_text("before")
    with modes({Path("kept.json"): 0o444}):
        register.typed(f"{DRAFT} kept.json").failed(4, "it is there, and read-only")
        assert Path("kept.json").read_text() == "before"


@only_posix
@pytest.mark.parametrize("device", ["/dev/stdout", "/dev/fd/1", "-"])
def test_standard_output_gets_the_document_alone(register: CommandLine, device: str) -> None:
    line = f"{DRAFT} {device}".split()
    piped = installed(*line)
    assert (piped.code, piped.err) == (0, "")
    assert piped.document["document"] == "decision_dossier.v2"
    with Path("redirected").open("wb") as file:
        subprocess.run([PROGRAM, *line], stdout=file, env=environment(), check=True)
    assert json.loads(Path("redirected").read_text())["document"] == "decision_dossier.v2"


@only_posix
@pytest.mark.parametrize("path", ["/dev/stdout", "-"])
def test_a_request_on_standard_output_is_alone_there(register: CommandLine, path: str) -> None:
    line = [PROGRAM, "audit", "timestamp", "--query", path, "--key", "k.pem"]
    asked = subprocess.run(line, env=environment(), capture_output=True, check=True)
    assert asked.stdout.startswith(b"\x30")
    assert len(asked.stdout) == asked.stdout[1] + 2
    assert asked.stderr == b""
    assert not Path("-").exists()


@only_posix
def test_a_device_is_written_to_and_stays_one(register: CommandLine) -> None:
    register.typed(f"{DRAFT} /dev/null").done()
    assert Path("/dev/null").is_char_device()
    register.typed(f"{DRAFT} /dev/full").failed(4, "/dev/full cannot be written: no space is left")
    assert Path("/dev/full").is_char_device()


@only_posix
def test_a_fifo_hands_the_document_to_who_reads_it(register: CommandLine) -> None:
    os.mkfifo("fifo")
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(Path("fifo").read_bytes()))
    reader.start()
    register.typed(f"{DRAFT} fifo").done()
    reader.join(10)
    assert received[0].startswith(b"{")
    assert Path("fifo").is_fifo()


@only_posix
def test_a_fifo_that_nobody_reads_is_a_sentence(
    register: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crisis_log import outputs

    monkeypatch.setattr(outputs, "PATIENCE_SECONDS", 0.1)
    os.mkfifo("fifo")
    register.typed(f"{DRAFT} fifo").failed(4, "nobody reads what is written to it")


@only_posix
@pytest.mark.parametrize(("mode", "of_file"), [(0o640, 0o640), (0o600, 0o600), (0o664, 0o664)])
def test_what_is_made_is_for_those_who_may_read_the_register(
    register: CommandLine, mode: int, of_file: int
) -> None:
    Path(REGISTER).chmod(mode)
    Path("letter").write_bytes(b"a letter")
    shutil.rmtree("covid-19-reports")
    Path("out").mkdir()
    before = os.umask(0)
    try:
        register.given(
            "log A --attach letter",
            f"{DRAFT} draft.json",
            f"{ISSUE} --key k.pem --output copy.pdf",
            "audit prove 1 --key k.pem",
            "audit timestamp --query ask.tsq --key k.pem",
            "audit bundle bundle.zip --key k.pem",
            "audit bundle bundle --key k.pem",
        ).typed("show 4 --extract out")
    finally:
        os.umask(before)
    names = ["draft.json", "copy.pdf", "n1.tlog-proof", "n1.json", "ask.tsq", "bundle.zip"]
    made = [*map(Path, names), Path("out/letter"), *Path("bundle").rglob("*")]
    folders = [Path("bundle"), Path("covid-19-reports")]
    for path in [*made, *folders, *Path("covid-19-reports").iterdir()]:
        expected = of_file | (of_file & 0o444) >> 2 if path.is_dir() else of_file
        assert path.stat().st_mode & 0o777 == expected, path


ENDLESS: Final = [
    "log A --attach {path}",
    "settings set logo {path}",
    "pca register pca --title T --missions {path}",
    "import {path}",
    "import n.proof --rules {path}",
    "audit checkpoint --key {path}",
    "audit checkpoint --key k.pem --passphrase-file {path}",
    "audit timestamp --reply {path}",
    "audit timestamp --tsa https://tsa.invalid --tsa-certificate {path}",
    "audit verify --witness {path}",
    "audit verify --tsa-certificate {path}",
    "audit compare {path} n.proof",
    "audit check-proof {path} --entry-file n.proof --key x",
    "audit check-proof n.proof --entry-file {path} --key x",
    "audit bundle bundle --report {path}",
    "key rotate --reason Lost --yes --previous {path}",
    "key add --reason Second --yes --request {path}",
    "report reprint R-1 --issued {path}",
    "report sign {path} --pkcs12 me.p12",
    "report sign --other n.pdf --pkcs12 {path}",
    "report sign --other n.pdf --pkcs12 me.p12 --passphrase-file {path}",
    "report check {path}",
    "report check n.proof --trust {path}",
]


@only_posix
@pytest.mark.parametrize("line", ENDLESS)
def test_whatever_is_read_has_a_bound_and_a_kind(
    register: CommandLine, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PATIENCE_SECONDS", 0.1)
    Path("n.proof").write_text("proof")
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save("n.pdf")
    Path("folder").mkdir()
    os.mkfifo("fifo")
    entries = size()
    for path, says in [
        ("/dev/zero", "too large: at most"),
        ("folder", "it is a folder"),
        ("fifo", "nobody writes to it"),
    ]:
        answer = register.typed(line.format(path=path))
        assert answer.code in {2, 4}, answer
        assert f"{path} " in answer.err
        assert says in answer.err
    assert size() == entries


@only_posix
@pytest.mark.parametrize("line", ["log -", "correct 2 - --reason x", "audit verify --witness -"])
def test_standard_input_has_a_bound(register: CommandLine, line: str) -> None:
    answer = register(*line.split(), stdin=bytes(1_000_001))
    answer.failed(2, "The text on standard input is too large: at most 1 MB are read")


@only_posix
def test_what_a_shell_substitutes_is_read_as_a_file(register: CommandLine) -> None:
    def bash(line: str) -> str:
        done = subprocess.run(
            ["bash", "-c", line.replace("crisis-log", PROGRAM)],
            env=environment(),
            capture_output=True,
            check=True,
            text=True,
        )
        assert done.stderr == ""
        return done.stdout

    assert "crisis-log/covid-19" in bash("crisis-log audit checkpoint --key <(cat k.pem)")
    bash("crisis-log log A --attach <(sleep 0.2; echo late)")
    assert register.document("show 5")["attachments"][0]["size"] == 5
    out = bash(f"crisis-log audit compare <(cat {ISSUED}) <(cat {ISSUED})")
    assert "entries of crisis-log/covid-19" in out


@only_posix
def test_a_key_that_others_may_read_is_said(register: CommandLine, key: Path) -> None:
    key.chmod(0o644)
    line = f"audit checkpoint --key {key}"
    assert "may read the signing key k.pem: chmod 600 k.pem" in register.typed(line).err
    key.chmod(0o600)
    register.typed(line).done()


@only_posix
def test_doctor_says_whether_others_may_read_the_key(
    register: CommandLine, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRISIS_LOG_KEY", str(key))
    assert "readable by its owner alone" in register.typed("doctor").line_of("Signing key")
    key.chmod(0o640)
    assert "chmod 600 k.pem" in register.typed("doctor").line_of("Signing key")
