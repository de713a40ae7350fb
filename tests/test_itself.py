"""What a register says of itself is what the whole log says of it, read from a part of it."""

from pathlib import Path

import pytest

from crisis_log.audit.checkpoints import make
from crisis_log.audit.giving import giving_out
from crisis_log.command import File
from crisis_log.entry import read_entry
from crisis_log.itself import is_of_itself, vouches
from crisis_log.register import Register
from crisis_log.slices import crisis, journal
from crisis_log.slices.checkpoint import SCREEN, Checkpoint
from crisis_log.slices.crisis import Crisis
from crisis_log.slices.issued_report import IssuedReport, ReportIssued
from crisis_log.slices.seal import Seal
from crisis_log.slices.struck_entry import StruckEntry
from crisis_log.storage import AlteredEntryError
from crisis_log.striking import strike
from tests.attacks.attacker import shell
from tests.attacks.scene import set_up
from tests.desk import Desk
from tests.storage.registers import path_of

_OF_ITSELF = (Crisis, Seal, Checkpoint, IssuedReport)
_GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))


@pytest.mark.parametrize("golden", _GOLDEN, ids=lambda path: path.stem)
def test_an_entry_of_any_kind_is_read_if_it_is_about_the_register_itself(golden: Path) -> None:
    content = golden.read_bytes()
    changed = {subject.partition("/")[0] for subject in read_entry(content).subjects}
    of_itself = {model.collection for model in _OF_ITSELF} | {StruckEntry.collection}
    assert is_of_itself(content) == bool(changed & of_itself)


def test_it_is_what_the_whole_log_says(tmp_path: Path) -> None:
    scene = set_up(tmp_path)
    with Register.open(scene.path) as register:
        with giving_out(register, make(register, scene.key), SCREEN):
            pass
        whole, known = register.proven().state(), register.itself()
        assert register.seal().keys
        assert list(known.members(Checkpoint))
        for model in _OF_ITSELF:
            assert list(known.members(model)) == list(whole.members(model))


def test_what_a_line_quotes_is_no_entry_about_the_register(desk: Desk) -> None:
    before = desk.register.seal()
    desk.record(journal.log('"kind":"seal.key_rotated.v1"'), note='"kind":"crisis.closed.v1"')
    assert desk.register.seal() == before


def test_it_goes_on_with_what_was_recorded_since(desk: Desk) -> None:
    assert crisis.current(desk.register.itself()).status == "open"
    desk.record(crisis.close(reason="fin"))
    assert crisis.current(desk.register.itself()).status == "closed"


def test_what_is_struck_of_it_is_not_told(desk: Desk) -> None:
    number = desk.record(crisis.change_level("Crsis"))
    assert crisis.current(desk.register.itself()).levels
    desk.record(strike(number, reason="faute de frappe"))
    assert not crisis.current(desk.register.itself()).levels
    assert desk.register.itself().find(StruckEntry, number) is None


def test_an_altered_entry_about_anything_else_is_refused_too(desk: Desk) -> None:
    number = desk.record(journal.log("120 cas"))
    with shell(path_of(desk.register)) as connection:
        connection.execute(
            "UPDATE entries SET state = CAST(replace(state, '120', '20') AS BLOB) "
            "WHERE originator_version = ?",
            (number,),
        )
    with pytest.raises(AlteredEntryError):
        desk.register.itself()


@pytest.mark.parametrize("golden", _GOLDEN, ids=lambda path: path.stem)
def test_an_entry_that_vouches_for_a_file_is_among_those_that_do(golden: Path) -> None:
    content = golden.read_bytes()
    entry = read_entry(content)
    is_needed = bool(entry.attachments) or isinstance(entry.fact, ReportIssued)
    assert vouches(content) or not is_needed


def test_an_entry_with_a_file_vouches_and_a_line_does_not(desk: Desk) -> None:
    file = File("avis.pdf", "application/pdf", b"x")
    desk.record(journal.log('"attachments":'))
    (kept,) = desk.register.record(journal.log("avis"), by="la secrétaire", files=[file]).entries
    assert [entry.number for entry in desk.register.vouching()] == [1, kept.number]
