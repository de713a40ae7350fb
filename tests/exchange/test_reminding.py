"""Nothing is sent twice; what was sent is noted, and what is not known is said."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from crisis_log.exchange.reminding.memory import Memory, remembering
from crisis_log.exchange.reminding.message import Message, message_of
from crisis_log.exchange.reminding.sending import Sending, planned, sent
from crisis_log.exchange.reminding.way import NotSentError, PerhapsSentError
from crisis_log.files import FileError
from crisis_log.slices import crisis, instruction, measure
from crisis_log.views.reminders import Reminder, reminders
from tests.desk import ZONE, Desk, local
from tests.speaking import speaking

pytestmark = pytest.mark.usefixtures("english")
ADDRESS: Final = "astreinte@ville.example"


class Fake:
    """A way whose messages are kept; it may do something else where one is sent."""

    def __init__(self, name: str = ADDRESS, instead: Callable[[], object] = lambda: None) -> None:
        self.name = name
        self.key = sha256(name.encode()).hexdigest()
        self.messages: list[Message] = []
        self._instead = instead

    def send(self, message: Message) -> None:
        self._instead()
        self.messages.append(message)


def fails(error: Exception) -> Callable[[], object]:
    def fail() -> None:
        raise error

    return fail


@pytest.fixture
def found(desk: Desk) -> tuple[Reminder, ...]:
    """A measure that is due, and an instruction without a receipt."""
    desk.record(measure.order("Équiper l’accueil", owner="DSI", due_on=local("2020-03-16 10:00")))
    desk.record(instruction.give("Livrer " + "les masques " * 20, to=["Dépôt"]))
    return of(desk.at("2020-03-16 09:00"))


def of(desk: Desk) -> tuple[Reminder, ...]:
    return reminders(desk.register.account(), desk.now, timedelta(hours=2))


def send(
    path: Path, found: tuple[Reminder, ...], *ways: Fake, again: bool = False
) -> list[Sending]:
    with remembering(path) as memory:
        plan = planned(ways, found, memory, again=again)
        return [*sent(plan, memory, lambda new: Message("", ",".join(one.key for one in new)))]


def statuses(sendings: list[Sending]) -> list[str]:
    return [one.status for one in sendings]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "reminders" / "covid.json"


def test_nothing_is_sent_twice_to_anybody(path: Path, found: tuple[Reminder, ...]) -> None:
    first, other = Fake(), Fake("other")
    assert statuses(send(path, found[:1], first)) == ["sent"]
    assert statuses(send(path, found, first, other)) == ["sent", "sent"]
    assert statuses(send(path, found, first, other)) == ["nothing_new", "nothing_new"]
    assert [one.text for one in first.messages] == [found[0].key, found[1].key]
    assert [one.text for one in other.messages] == [f"{found[0].key},{found[1].key}"]


def test_it_is_sent_again_to_who_asks_for_it(path: Path, found: tuple[Reminder, ...]) -> None:
    way = Fake()
    send(path, found, way)
    assert statuses(send(path, found, way, again=True)) == ["sent"]
    assert len(way.messages) == 2


def test_a_deadline_that_moved_is_another_thing(path: Path, desk: Desk) -> None:
    way = Fake()
    desk.record(measure.order("Masks", due_on=local("2020-03-16 10:00")))
    send(path, of(desk.at("2020-03-16 09:00")), way)
    desk.record(measure.extend(1, due_on=local("2020-03-16 10:30").astimezone(ZONE)))
    assert statuses(send(path, of(desk), way)) == ["sent"]


def test_what_was_not_sent_for_certain_is_sent_by_the_next_run(
    path: Path, found: tuple[Reminder, ...]
) -> None:
    refusing = Fake(instead=fails(NotSentError("refused")))
    (told,) = send(path, found, refusing)
    assert (told.status, told.reason) == ("not_sent", "refused")
    assert statuses(send(path, found, Fake())) == ["sent"]


@pytest.mark.parametrize("error", [PerhapsSentError("unknown"), KeyboardInterrupt()])
def test_what_was_perhaps_sent_is_said_and_not_sent_again(
    path: Path, found: tuple[Reminder, ...], error: Exception
) -> None:
    try:
        (told,) = send(path, found, Fake(instead=fails(error)))
    except KeyboardInterrupt:
        pass
    else:
        assert (told.status, told.reason) == ("perhaps_sent", "unknown")
    way = Fake()
    (told,) = send(path, found, way)
    assert (told.status, tuple(told.begun), way.messages) == ("nothing_new", found, [])
    assert statuses(send(path, found, way, again=True)) == ["sent"]
    (told,) = send(path, found, way)
    assert (told.status, told.begun) == ("nothing_new", [])


def test_what_was_sent_and_cannot_be_noted_is_said(path: Path, found: tuple[Reminder, ...]) -> None:
    def take_its_place() -> None:
        path.unlink()
        path.mkdir()

    with pytest.raises(FileError, match=f"was sent to {ADDRESS}, but that cannot be noted"):
        send(path, found, Fake(instead=take_its_place))


def test_nothing_is_sent_that_could_not_be_noted(path: Path, found: tuple[Reminder, ...]) -> None:
    way = Fake()
    path.mkdir(parents=True)
    with pytest.raises(FileError):
        send(path, found, way)
    path.rmdir()
    path.write_text("[not as it was]", encoding="utf-8")
    with pytest.raises(FileError, match="is damaged: nothing was sent"):
        send(path, found, way)
    assert way.messages == []


def test_two_runs_at_once_send_it_once(path: Path, found: tuple[Reminder, ...]) -> None:
    way = Fake()
    with ThreadPoolExecutor() as pool:
        told = [*pool.map(lambda _run: statuses(send(path, found, way)), range(4))]
    assert sorted(told) == [["nothing_new"]] * 3 + [["sent"]]
    assert len(way.messages) == 1


def test_what_is_remembered_is_private_and_says_nothing(
    path: Path, found: tuple[Reminder, ...]
) -> None:
    send(path, found, Fake())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    told = json.loads(path.read_text(encoding="utf-8"))
    assert all(len(digest) == 64 for digest in told)
    with remembering(path) as memory:
        assert [memory.status(Fake(), one) for one in found] == ["sent", "sent"]
    assert isinstance(Memory(path), Memory)


def test_a_message_says_who_has_to_do_what_until_when(
    desk: Desk, found: tuple[Reminder, ...]
) -> None:
    register = crisis.current(desk.register.state())
    with speaking("fr"):
        subject, text = message_of(found, register, desk.now)
    assert subject == "[EXERCICE] 2 rappels\xa0: Épidémie de COVID-19"
    lines = text.splitlines()
    assert lines[0] == "EXERCICE"
    assert "- échéance M-1 · 16/03/2020 10:00 · DSI · Équiper l’accueil" in lines
    (other,) = [line for line in lines if "C-1" in line]
    assert other.startswith("- consigne C-1 · Dépôt · Livrer les masques")
    assert other.endswith("…")


def test_nothing_confidential_leaves(desk: Desk, found: tuple[Reminder, ...]) -> None:
    secret = found[0].but(point=found[0].point.but(confidential=True))
    _subject, text = message_of([secret], crisis.current(desk.register.state()), desk.now)
    assert "[confidential]" in text
    assert "accueil" not in text
