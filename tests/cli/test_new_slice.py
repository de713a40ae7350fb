"""A new slice is its own file: nothing else is edited for people and auditors to see it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crisis_log import words
from crisis_log.collection import Collection, Echo, Slice
from crisis_log.command import Command, Known, Request, Subject, command_of, require
from crisis_log.entry import Entry
from crisis_log.fact import KINDS, Fact, Refused, Text
from crisis_log.register import Register
from crisis_log.slices import COLLECTIONS, ECHOES, add, decision, label_of
from crisis_log.words import Words
from tests.cli.running import REGISTER, CommandLine
from tests.golden.make import without_golden_file

Launch = Callable[..., Command]


class Drone(Subject, collection="drone"):
    """A toy: what is in the air, and for which decision."""

    number: int
    nickname: str


@pytest.fixture
def launch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Launch]:
    """A slice of drones, part of the log during a test: the command that launches one."""
    registries: list[dict[Any, Any]] = [KINDS, COLLECTIONS, ECHOES]
    before = [dict(registry) for registry in registries]
    monkeypatch.setattr(words, "_TAUGHT", [*words._TAUGHT])  # noqa: SLF001 - what was taught is kept

    class DroneLaunched(Fact, kind="drone.launched.v1"):
        number: int
        nickname: Text
        decision: int | None = None

        def subject(self, number: int) -> str:
            return Drone.named(self.number)

        def also_about(self) -> tuple[str, ...]:
            return (decision.Decision.named(self.decision),) if self.decision else ()

        def headline(self) -> str:
            return f"{label_of(Drone.named(self.number))} launched"

        def detail(self) -> str:
            return self.nickname

    def evolve(_drone: Drone | None, fact: DroneLaunched, _entry: Entry) -> Drone:
        return Drone(number=fact.number, nickname=fact.nickname)

    def watched(known: decision.Decision, _fact: DroneLaunched, _entry: Entry) -> decision.Decision:
        return known.model_copy(update={"owner": "the drone"})

    @command_of
    def launch(
        known: Known, request: Request, /, nickname: str, *, decision: int | None = None
    ) -> list[Fact]:
        require(request.by == "the secretary", "Only the secretary launches drones.")
        number = known.next_number(Drone)
        return [DroneLaunched(number=number, nickname=nickname, decision=decision)]

    add(
        Slice(
            (Collection(Drone, evolve, prefix="DR-", numbered=True, title=lambda: "Drones"),),
            lambda: Words(fields={"nickname": "call sign"}),
            (Echo(decision.Decision, (DroneLaunched,), watched),),
        )
    )
    yield launch
    for registry, content in zip(registries, before, strict=True):
        registry.clear()
        registry.update(content)


@pytest.fixture
def drones(launch: Launch, drill: CommandLine) -> CommandLine:
    """A desk with an exercise in which two drones were launched, one for a decision."""
    drill.given("decision record 'Watch the dykes'")
    with Register.open(Path(REGISTER)) as register:
        register.record(launch("Falcon", decision=1), by="the secretary")
        register.record(launch("Merlin"), by="the secretary")
    return drill


def test_its_rules_may_depend_on_who_asks(drones: CommandLine, launch: Launch) -> None:
    with (
        Register.open(Path(REGISTER)) as register,
        pytest.raises(Refused, match="Only the secretary"),
    ):
        register.record(launch("Eagle"), by="a visitor")


def test_the_timeline_tells_its_facts(drones: CommandLine) -> None:
    assert "DR-1 launched: Falcon" in drones.typed("timeline --kind drone").done().out
    assert "Merlin" in drones.typed("timeline --subject DR-2").done().line_of("DR-2 launched")


def test_an_entry_is_shown_in_its_words(drones: CommandLine) -> None:
    assert "call sign" in drones.typed("show 3").done("Falcon").out
    assert drones.document("show 4")["label"] == "DR-2"


def test_the_state_lists_its_subjects(drones: CommandLine) -> None:
    assert drones.document("state")["drone"] == [
        {"number": 1, "nickname": "Falcon"},
        {"number": 2, "nickname": "Merlin"},
    ]
    told = drones.typed("state").done().out
    assert "Drones (2)" in told
    assert "call sign" in told


def test_its_facts_reach_the_subjects_of_other_slices(drones: CommandLine) -> None:
    assert drones.document("decision show D-1")["owner"] == "the drone"


def test_the_register_document_tells_it(drones: CommandLine) -> None:
    for form in ("json", "html"):
        drones.typed(f"report register --format {form} --output register.{form}")
    told = json.loads(Path("register.json").read_text(encoding="utf-8"))
    assert {"name": "drone", "entries": 2} in told["kinds"]
    page = Path("register.html").read_text(encoding="utf-8")
    assert "DR-2 launched" in page
    assert "Drones" in page


def test_the_page_of_the_auditors_bundle_tells_it(drones: CommandLine) -> None:
    drones.typed("audit bundle bundle").done()
    assert "DR-1 launched" in Path("bundle/data/index.html").read_text(encoding="utf-8")
    assert (Path("bundle") / "data/schema/drone.launched.v1.json").exists()


def test_verification_folds_and_compares_it(drones: CommandLine) -> None:
    drones.typed("audit verify").done()
    drones.typed("rebuild").done()
    drones.typed("audit verify").done()


def test_its_kind_is_asked_for_a_golden_file(launch: Launch) -> None:
    assert without_golden_file() == ["drone.launched.v1"]
