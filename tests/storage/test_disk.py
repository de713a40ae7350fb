"""A full disk, a file without rights: a sentence, and a register that goes on later."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from crisis_log import language
from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.slices import decision, journal
from crisis_log.storage import StorageError
from tests.storage import workers
from tests.storage.processes import child, in_another_process
from tests.storage.registers import check_sound, create, files_in, opening
from tests.storage.rights import as_nobody, modes, small_disk

posix_only = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no POSIX permissions and limits"
)
LONG = "x" * 20_000


def record_until_full(register: Register, most: int) -> tuple[list[int], str]:
    """Record until the disk is full; return the numbers acknowledged and the sentence."""
    acknowledged: list[int] = []
    for _ in range(most):
        try:
            recorded = register.record(journal.log(LONG), by="secretary")
        except StorageError as error:
            return acknowledged, str(error)
        acknowledged.append(recorded.entries[0].number)
    raise AssertionError("the disk was never full")


def check_intact(path: Path, acknowledged: list[int]) -> None:
    """Check that the register holds its opening and what was acknowledged, and goes on."""
    assert check_sound(path)
    with Register.open(path) as register:
        assert [entry.number for entry in register.entries()] == [1, *acknowledged]
        recorded = register.record(journal.log("Again"), by="secretary")
        assert recorded.entries[0].number == len(acknowledged) + 2
    check_sound(path)


def _record_up_to_a_limit(path: Path, limit: int) -> tuple[list[int], str, int]:
    import resource

    language.use("en")
    with Register.open(path) as register:
        _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        acknowledged, sentence = record_until_full(register, most=100)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        (entry,) = register.record(journal.log("Again"), by="secretary").entries
        return acknowledged, sentence, entry.number


@posix_only
@pytest.mark.parametrize("limit", [200_000, 333_333, 400_001])
def test_a_file_that_may_grow_no_more_is_a_sentence_and_goes_on_later(
    path: Path, limit: int
) -> None:
    acknowledged, sentence, next_number = in_another_process(_record_up_to_a_limit, path, limit)
    assert acknowledged
    assert "nothing was recorded" in sentence
    assert next_number == len(acknowledged) + 2, "the open register went on"
    check_intact(path, [*acknowledged, next_number])


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    with small_disk(tmp_path / "disk", 1024) as mounted:
        yield mounted


def test_a_full_disk_is_a_sentence_and_the_register_goes_on_when_there_is_space(
    disk: Path,
) -> None:
    path = create(disk / "covid-19.crisis")
    ballast = disk / "ballast"
    ballast.write_bytes(b"x" * 400_000)
    with Register.open(path) as register:
        acknowledged, sentence = record_until_full(register, most=100)
        assert acknowledged
        assert "full" in sentence
        assert "nothing was recorded" in sentence
        assert [entry.number for entry in register.entries()] == [1, *acknowledged]
        assert record_until_full(register, most=1)[0] == []
        ballast.unlink()
        (entry,) = register.record(journal.log("Again"), by="secretary").entries
    check_intact(path, [*acknowledged, entry.number])


def test_a_register_closed_on_a_full_disk_is_intact_when_there_is_space(disk: Path) -> None:
    path = create(disk / "covid-19.crisis")
    ballast = disk / "ballast"
    ballast.write_bytes(b"x" * 300_000)
    with Register.open(path) as register:
        acknowledged, _sentence = record_until_full(register, most=100)
    with suppress(OSError), (disk / "rest").open("wb", buffering=0) as rest:
        while rest.write(b"x" * 4096):
            pass
    with suppress(StorageError), Register.open(path) as register:
        record_until_full(register, most=1)
    ballast.unlink()
    check_intact(path, acknowledged)


def test_a_register_on_a_full_disk_is_read_all_the_same(disk: Path) -> None:
    path = create(disk / "covid-19.crisis")
    with (disk / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
        while ballast.write(b"x" * 4096):
            pass
    before = files_in(disk)
    with Register.open(path, read_only=True) as register:
        assert [entry.number for entry in register.entries()] == [1]
    assert files_in(disk) == before


def _read_where_nothing_may_be_written(path: Path) -> str:
    import resource

    language.use("en")
    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    with pytest.raises(StorageError) as refused, Register.open(path, read_only=True):
        pass
    return str(refused.value)


@posix_only
def test_what_is_wanting_is_named_where_nothing_at_all_may_be_written(path: Path) -> None:
    told = in_another_process(_read_where_nothing_may_be_written, path)
    assert "temporary files" in told
    assert "free some space" in told


def test_nothing_is_created_or_copied_on_a_full_disk(disk: Path, path: Path) -> None:
    (disk / "ballast").write_bytes(b"x" * (1024 * 1024 - 20_000))
    with pytest.raises(StorageError, match=r"full|space"):
        create(disk / "other.crisis")
    with (
        Register.open(path) as register,
        pytest.raises(StorageError, match=r"full|space"),
    ):
        register.back_up(disk / "copy.crisis")
    assert [file.name for file in disk.iterdir()] == ["ballast"]
    create(path.with_name("other.crisis"))


def test_a_register_created_on_an_almost_full_disk_is_whole_or_not_there(disk: Path) -> None:
    outcomes = set()
    request = Request(opening(title="x" * 60_000), by="secretary")
    for room in range(60_000, 500_000, 12_000):
        ballast, path = disk / "ballast", disk / "covid-19.crisis"
        ballast.write_bytes(b"x" * (1024 * 1024 - room))
        with suppress(StorageError):
            Register.create(path, request)
        created = path.exists()
        assert len(list(disk.iterdir())) == 1 + created, "nothing is left beside it"
        ballast.unlink()
        if created:
            assert len(check_sound(path)) == 1
        outcomes.add(created)
        for file in disk.iterdir():
            file.unlink()
    assert outcomes == {True, False}


def _sentence_as_nobody(
    path: Path, permissions: dict[Path, int], act: Callable[[Path], object]
) -> str:
    language.use("en")
    with modes(permissions), as_nobody():
        try:
            act(path)
        except StorageError as error:
            return str(error)
    return "no error"


def _record(path: Path) -> None:
    with Register.open(path) as register:
        register.record(journal.log("A"), by="secretary")


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder in which even nobody may write, all the way from the root."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


CLEAN = [(0o444, 0o777), (0o444, 0o555), (0o666, 0o555), (0o000, 0o777), (0o666, 0o000)]
IN_USE = [(0o444, 0o777), (0o444, 0o555), (0o000, 0o777), (0o666, 0o000)]


@posix_only
@pytest.mark.parametrize(
    ("in_use", "file_mode", "folder_mode"),
    [*((False, *each) for each in CLEAN), *((True, *each) for each in IN_USE)],
)
def test_a_register_without_the_right_to_write_is_a_sentence(
    public_folder: Path, in_use: bool, file_mode: int, folder_mode: int
) -> None:
    path = create(public_folder / "covid-19.crisis")
    with ExitStack() as others:
        if in_use:
            other = others.enter_context(Register.open(path))
            other.record(journal.log("Still in the write-ahead log"), by="secretary")
        before = files_in(public_folder)[path.name]
        permissions = dict.fromkeys(public_folder.iterdir(), file_mode)
        permissions[public_folder] = folder_mode
        sentence = in_another_process(_sentence_as_nobody, path, permissions, _record)
        assert str(path) in sentence
        assert files_in(public_folder)[path.name] == before
    assert len(check_sound(path)) == 1 + in_use


def _read_and_record(path: Path) -> list[int]:
    language.use("en")
    with as_nobody(), Register.open(path) as register:
        with pytest.raises(StorageError, match="is read-only: nothing was recorded"):
            register.record(journal.log("A"), by="secretary")
        seen = [entry.number for entry in register.entries()]
        assert register.state().size == len(seen)
        register.back_up(Path(tempfile.gettempdir()) / f"{path.parent.name}.crisis")
        Path(tempfile.gettempdir(), f"{path.parent.name}.crisis").unlink()
        return seen


@posix_only
@pytest.mark.parametrize("file_mode", [0o444, 0o666])
def test_a_register_in_a_folder_that_cannot_be_written_is_read(
    public_folder: Path, file_mode: int
) -> None:
    path = create(public_folder / "covid-19.crisis")
    with modes({path: file_mode, public_folder: 0o555}):
        before = files_in(public_folder)
        assert in_another_process(_read_and_record, path) == [1]
        assert files_in(public_folder) == before


@posix_only
def test_what_a_killed_writer_left_beside_a_register_that_cannot_be_written_is_read(
    public_folder: Path,
) -> None:
    path = create(public_folder / "covid-19.crisis")
    with Register.open(path) as register:
        register.record(decision.record("First"), by="director")
    with child(workers.record_until_killed, path, "writer") as other:
        acknowledged = other.hear()[1][-1]
    (public_folder / f"{path.name}-shm").unlink()
    permissions = dict.fromkeys(public_folder.iterdir(), 0o444) | {public_folder: 0o555}
    with modes(permissions):
        before = files_in(public_folder)
        assert acknowledged in in_another_process(_read_and_record, path)
        assert files_in(public_folder) == before


@posix_only
def test_a_folder_without_the_right_to_write_takes_no_new_register(public_folder: Path) -> None:
    for folder_mode in (0o555, 0o000):
        sentence = in_another_process(
            _sentence_as_nobody, public_folder / "new.crisis", {public_folder: folder_mode}, create
        )
        assert str(public_folder) in sentence
        assert list(public_folder.iterdir()) == []
