"""Whatever ends a run, its exit code and its sentence agree with what the register holds."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from crisis_log.outcome import present
from tests.cli.case import LINE, RECORDED
from tests.cli.running import PROGRAM, REGISTER, Answer, CommandLine, environment, installed, size

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX streams and signals")

DONE, REFUSED, FOUND, STORAGE, KEPT, FAILED = 0, 1, 3, 4, 5, 6
SIGNALS: Final = {"SIGHUP": 129, "SIGINT": 130, "SIGTERM": 143}
"""What interrupts a run, and its exit code then."""
INTERRUPTED: Final = {*SIGNALS.values()}
NOTHING: Final = "No entry was recorded."
ALL_THE_SAME: Final = "Recorded all the same: n° 2. Do not record it again."


class Work(NamedTuple):
    """A command line, its exit code, and that when its answer cannot be written."""

    line: str
    code: int
    unwritten: int


RECORDING: Final = Work(LINE, DONE, KEPT)
READING: Final = Work("timeline", DONE, STORAGE)
REFUSING: Final = Work("verify 1", REFUSED, REFUSED)
FINDING: Final = Work("audit verify", FOUND, FOUND)
WORKS: Final = {"recorded": RECORDING, "read": READING, "refused": REFUSING, "found": FINDING}


def in_shell(line: str) -> Answer:
    """Run a line of bash in which `crisis-log` is the installed program."""
    return installed(line, program=("bash", "-c"), PATH=f"{Path(PROGRAM).parent}:/bin:/usr/bin")


def altered() -> None:
    """Alter an entry of the register by other means."""
    content = Path(REGISTER).read_bytes()
    assert content.count(b"COVID-19 epidemic")
    Path(REGISTER).write_bytes(content.replace(b"COVID-19 epidemic", b"COVID-20 epidemic"))


@pytest.fixture(params=[*WORKS.values()], ids=[*WORKS])
def work(desk: CommandLine, request: pytest.FixtureRequest) -> Work:
    """What is asked of the register of a crisis; where something is to be found, it is there."""
    asked: Work = request.param
    if asked is FINDING:
        altered()
    return asked


@pytest.mark.parametrize("streams", ["", "2>/dev/full", "2>&-", ">&-", ">&- 2>&- <&-"])
def test_a_stream_that_nobody_wants_changes_nothing(work: Work, streams: str) -> None:
    answer = in_shell(f"crisis-log {work.line} {streams}")
    assert answer.code == work.code
    assert size() == (2 if work is RECORDING else 1)
    assert "Traceback" not in answer.err


def test_a_reader_that_left_changes_no_exit_code(work: Work) -> None:
    answer = in_shell(f"crisis-log {work.line} | true; exit ${{PIPESTATUS[0]}}")
    assert answer.code == work.code
    assert size() == (2 if work is RECORDING else 1)
    assert answer.err == "" or work is REFUSING


@pytest.mark.parametrize("streams", [">/dev/full", ">/dev/full 2>&1", ">/dev/full 2>&-"])
def test_an_answer_that_cannot_be_written_is_told_with_what_was_recorded(
    work: Work, streams: str
) -> None:
    answer = in_shell(f"crisis-log {work.line} {streams}")
    assert answer.code == work.unwritten
    assert size() == (2 if work is RECORDING else 1)
    if streams == ">/dev/full" and work is not REFUSING:
        assert "The answer could not be written: no space is left on the disk." in answer.err
        assert (ALL_THE_SAME if work is RECORDING else NOTHING) in answer.err


def test_a_repeated_request_is_recorded_whoever_recorded_it(desk: CommandLine) -> None:
    for _time in range(2):
        answer = in_shell(f"crisis-log {LINE} --request-id a1 >/dev/full")
        answer.failed(KEPT, "Recorded all the same: n° 2")
    assert size() == 2


def test_a_register_opened_is_recorded_even_if_nobody_is_told(nothing: CommandLine) -> None:
    line = "crisis-log open covid-19 --title T --authority A --key k.pem >/dev/full"
    in_shell(line).failed(KEPT, "Recorded all the same: n° 1")
    assert size() == 1
    assert Path("k.pem").exists(), "the key that signs for it"


def test_the_exit_code_of_a_failed_answer_is_in_the_document_too(desk: CommandLine) -> None:
    answer = in_shell(f"crisis-log --json {LINE} >/dev/full")
    assert answer.error["exit_code"] == answer.code == KEPT
    assert ALL_THE_SAME in answer.error["error"]


def interrupted(call: str, time: int, name: str, folder: Path) -> Answer:
    """Log a line, and send a signal when the process makes a system call for the nth time."""
    folder.mkdir()
    shutil.copy(REGISTER, folder)
    finished = subprocess.run(
        [
            *("strace", "-f", "-o", "/dev/null", "-e", f"inject={call}:signal={name}:when={time}"),
            *(PROGRAM, "log", "Hello"),
        ],
        cwd=folder,
        env=environment(),
        capture_output=True,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    return Answer(finished.returncode, finished.stdout.decode(), finished.stderr.decode())


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize(
    ("call", "times", "name"),
    [
        ("openat", [150, 350], "SIGINT"),
        ("flock", [1], "SIGINT"),
        ("pwrite64", [1, 4, 8, 9, 10, 33], "SIGINT"),
        ("pwrite64", [8, 9], "SIGTERM"),
        ("fdatasync", [1, 2, 5], "SIGINT"),
        ("write", [1], "SIGINT"),
    ],
)
def test_an_interruption_at_any_system_call_is_told_truly(
    desk: CommandLine, tmp_path: Path, call: str, times: list[int], name: str
) -> None:
    for time in times:
        answer = interrupted(call, time, name, tmp_path / str(time))
        held = size(str(tmp_path / str(time) / REGISTER))
        assert "Traceback" not in answer.err, (call, time)
        if answer.code in INTERRUPTED:
            assert (held, NOTHING in answer.err) == (1, True), (call, time, answer)
        elif answer.code == KEPT:
            assert (held, ALL_THE_SAME in answer.err) == (2, True), (call, time, answer)
        else:
            assert (held, answer.code, answer.err) == (2, DONE, ""), (call, time, answer)


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_while_python_ends_changes_no_exit_code(desk: CommandLine, name: str) -> None:
    code = (
        "import os, signal\n"
        "class Last:\n"
        f"    def __del__(self, kill=os.kill, own=os.getpid(), number=signal.{name}):\n"
        "        kill(own, number)\n"
        "last = Last()\n"
        "from crisis_log.cli import main\n"
        "main()"
    )
    installed("-c", code, "log", "Hello", program=(sys.executable,)).done("n° 2")
    assert size() == 2


@pytest.mark.parametrize("name", SIGNALS)
def test_an_interruption_that_a_library_takes_for_a_fault_is_none(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def interrupted(*_given: object, **_options: object) -> None:
        try:
            present().interrupt(getattr(signal, name))
        except KeyboardInterrupt as error:
            raise RuntimeError("Error calling __set_name__") from error

    monkeypatch.setattr("crisis_log.cli.session.Session.record", interrupted)
    answer = desk.typed(LINE)
    assert (answer.code, answer.err) == (SIGNALS[name], f"Error: Interrupted. {NOTHING}\n")


def test_too_many_open_files_are_no_missing_zone_and_no_missing_folder(desk: CommandLine) -> None:
    for files in range(5, 10):
        for line in (LINE, "timeline"):
            answer = in_shell(f"ulimit -n {files}; crisis-log {line}")
            if answer.code:
                answer.failed(STORAGE, "too many files are open")


def test_a_program_that_cannot_be_loaded_says_so(desk: CommandLine) -> None:
    code = "import sys; sys.modules['click'] = None; from crisis_log.cli import main; main()"
    answer = installed("-c", code, "state", program=(sys.executable,))
    answer.failed(FAILED, f"the program stopped.*{NOTHING}")


@pytest.mark.parametrize("kilobytes", [20_000, 27_000, 33_000, 40_000])
def test_where_memory_lacks_one_sentence_says_so(desk: CommandLine, kilobytes: int) -> None:
    answer = in_shell(f"ulimit -v {kilobytes}; crisis-log {LINE}")
    if answer.code:  # how much is needed differs
        answer.failed(FAILED, NOTHING)
    assert size() == (1 if answer.code else 2)


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Let the program have a fault, in the function of the session with this name."""

    def at(name: str) -> None:
        def failing(*_arguments: object, **_options: object) -> None:
            raise LookupError("what only programmers understand")

        monkeypatch.setattr(f"crisis_log.cli.session.Session.{name}", failing)

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return at


@pytest.mark.parametrize(
    ("name", "code", "entries", "says"),
    [("record", FAILED, 1, NOTHING), ("confirm", KEPT, 2, ALL_THE_SAME)],
)
def test_a_fault_of_the_program_is_a_sentence_and_a_file_for_programmers(
    desk: CommandLine,
    fault: Callable[[str], None],
    tmp_path: Path,
    name: str,
    code: int,
    entries: int,
    says: str,
) -> None:
    fault(name)
    answer = desk.typed(LINE)
    answer.failed(code, says)
    assert "LookupError" not in answer.err
    (kept,) = tmp_path.glob("crisis-log-*.txt")
    assert str(kept) in answer.err
    assert "LookupError: what only programmers understand" in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0, "for its owner alone"
    assert size() == entries


def test_a_refusal_by_the_system_that_no_command_foresees_names_the_file(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_dir = Path.is_dir

    def refused(self: Path) -> bool:
        if self.name == "closed":
            raise PermissionError(13, "Permission denied", str(self))
        return is_dir(self)

    monkeypatch.setattr(Path, "is_dir", refused)
    desk("backup", "closed").failed(STORAGE, f"closed cannot be used: access is denied. {NOTHING}")


@pytest.mark.parametrize(
    "line",
    [
        f"--register {{name}} {LINE}",
        "--register {name} open a --title T --authority A --key k.pem",
        "backup {name}",
        "audit bundle {name}",
        "audit checkpoint --key {name}",
        "report weekly --templates {name} --week 2020-W12",
    ],
)
def test_a_name_that_is_too_long_is_called_so(drill: CommandLine, line: str) -> None:
    answer = drill.at("2020-03-23 08:00").typed(line.format(name="a" * 300))
    answer.failed(STORAGE, "the name is too long")
    assert "answer" not in answer.err
    assert size() == 1


def test_a_file_in_the_place_of_a_folder_is_called_so(desk: CommandLine) -> None:
    Path("taken").write_bytes(b"")
    desk("key", "rotate", "--key", "taken/k.pem", "--reason", "Lost", "--yes").failed(
        STORAGE, "is not a folder"
    )


@pytest.mark.parametrize("zone", ["/etc/passwd", "/", ":/nowhere", "../x"])
def test_the_zone_of_the_machine_is_never_asked(drill: CommandLine, zone: str) -> None:
    clock = ("--clock", "2020-03-23 08:00")
    answer = installed(*clock, *RECORDED.split(" ", 2), TZ=zone)
    answer.done("n° 2")
    line = "report weekly --format html --output - --week 2020-W12"
    assert installed(*clock, *line.split(), TZ=zone).code == 0


def test_the_warning_of_a_library_is_no_error_and_no_answer(desk: CommandLine) -> None:
    code = (
        "import warnings\n"
        "from crisis_log.cli import main\n"
        "from crisis_log.cli.session import Session\n"
        "found = Session.found_place\n"
        "Session.found_place = lambda self: warnings.warn('old', FutureWarning) or found(self)\n"
        "main()"
    )
    for filter_ in ("error", "always"):
        program = (sys.executable, "-W", filter_, "-c", code)
        installed("timeline", program=program, PYTHONWARNINGS=filter_).done("n°|1")


def test_what_a_library_logs_is_no_error_and_no_answer(drill: CommandLine) -> None:
    drill.given("log 'A fire 🔥 ∀'")
    answer = installed("report", "register", "--format", "html", "--output", "-")
    assert ("woff2" in answer.out, "subset" in answer.err) == (True, False)
