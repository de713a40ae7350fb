"""What was ever written stays readable for ever."""

import json
from pathlib import Path
from typing import Any

import pytest

from crisis_log import fact
from crisis_log.entry import read_entry
from crisis_log.fact import UnknownFact, UnreadableEntryError, upcast
from crisis_log.slices.decision import DecisionAdopted
from tests.given import follow, given
from tests.golden.make import EXAMPLES, FOLDER, entry_of, make_missing, path_of, without_golden_file

FILES = sorted(FOLDER.glob("*.json"))
ADOPTED = path_of("decision.adopted.v3")


def stored_under(kind: str, **content: Any) -> bytes:
    """Return the bytes of the golden adoption, with another kind and content."""
    stored = json.loads(ADOPTED.read_bytes()) | {"kind": kind, "fact": content}
    return json.dumps(stored, ensure_ascii=False).encode()


@pytest.fixture
def no_upcasts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test declares with `upcast` is forgotten at its end."""
    monkeypatch.setattr(fact, "_UPCASTS", {})


def test_every_kind_has_a_golden_file() -> None:
    assert without_golden_file() == [], "add an example to make.py; python -m tests.golden.make"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.stem))
def test_a_golden_file_is_still_read(path: Path) -> None:
    stored = path.read_bytes()
    entry = read_entry(stored)
    assert entry.kind == path.stem
    assert not isinstance(entry.fact, UnknownFact)
    if entry.kind == entry.fact.kind:  # else it was upcast from an older kind
        assert entry.to_bytes() == stored, "give the changed kind a new version, and upcast this"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example.kind))
def test_what_is_written_today_is_what_was_written_then(example: fact.Fact) -> None:
    assert entry_of(example).to_bytes() == path_of(example.kind).read_bytes()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example.kind))
def test_an_example_holds_all_that_its_kind_can_hold(example: fact.Fact) -> None:
    empty = [name for name, value in example.model_dump().items() if value in (None, (), {}, "")]
    assert empty == []


def test_golden_files_are_never_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.golden.make.FOLDER", tmp_path)
    path_of("decision.adopted.v3").write_bytes(b"precious")
    made = make_missing()
    assert len(made) == len(EXAMPLES) - 1
    assert path_of("decision.adopted.v3").read_bytes() == b"precious"
    assert make_missing() == []


@pytest.mark.usefixtures("no_upcasts")
def test_an_older_kind_is_read_as_the_newest() -> None:
    @upcast("decision.adopted.v0", to="decision.taken.v0")
    def _(content: dict[str, Any]) -> dict[str, Any]:
        return {**content, "name": content["name"].capitalize()}

    @upcast("decision.taken.v0", to="decision.adopted.v3")
    def _(content: dict[str, Any]) -> dict[str, Any]:
        return {"number": content["number"], "title": content["name"]}

    entry = read_entry(stored_under("decision.adopted.v0", number=1, name="close the schools"))
    assert entry.kind == "decision.adopted.v0"
    assert entry.fact == DecisionAdopted(number=1, title="Close the schools")
    assert entry.subject == "decision/1"


@pytest.mark.usefixtures("no_upcasts")
def test_an_older_kind_changes_the_state_as_the_newest_does() -> None:
    @upcast("decision.adopted.v0", to="decision.adopted.v3")
    def _(content: dict[str, Any]) -> dict[str, Any]:
        return {"number": content["number"], "title": content["name"]}

    stored = stored_under("decision.adopted.v0", number=1, name="Close the schools")
    for tolerant in (False, True):
        state = follow([read_entry(stored, tolerant=tolerant)], given().state)
        assert state.get("decision/1") is not None


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnreadableEntryError, match=r"decision\.adopted\.v99"):
        read_entry(stored_under("decision.adopted.v99", number=1))


def test_an_unknown_kind_is_still_shown_to_an_audit() -> None:
    entry = read_entry(stored_under("moon.landed.v1", crew=["Buzz"]), tolerant=True)
    assert entry.fact == UnknownFact(name="moon.landed.v1", content={"crew": ["Buzz"]})
    assert entry.number == 42
    assert entry.subject == "unknown/42"
    assert "moon.landed.v1" in entry.fact.sentence()
    state = given().state
    before = dict(state.items())
    assert dict(follow([entry], state).items()) == before


@pytest.mark.parametrize("kind", ["os.path", "crisis_log.decision:DecisionAdopted", ""])
@pytest.mark.parametrize("tolerant", [False, True])
def test_a_kind_is_never_a_name_to_import(kind: str, tolerant: bool) -> None:
    stored = stored_under(kind, number=1, title="X")
    if tolerant:
        assert isinstance(read_entry(stored, tolerant=True).fact, UnknownFact)
    else:
        with pytest.raises(UnreadableEntryError):
            read_entry(stored)


@pytest.mark.parametrize("tolerant", [False, True])
@pytest.mark.parametrize(
    "damage",
    [
        lambda stored: b"",
        lambda stored: b"{}",
        lambda stored: b"[]",
        lambda stored: stored[:-1],
        lambda stored: stored + b"}",
        lambda stored: stored.replace(b'"number":42', b'"number":0'),
        lambda stored: stored.replace(b'"number":42', b'"number":42,"extra":1'),
        lambda stored: stored.replace(b'"number":3', b'"number":3,"extra":1'),
        lambda stored: stored.replace(b'"title"', b'"heading"'),
        lambda stored: stored.replace(b'"fact":{', b'"fact":3,"other":{'),
        lambda stored: stored.replace("é".encode(), b"\xe9"),
        lambda stored: stored.replace(b"2020-03-18T17:30", b"2020-03-18 at 17:30"),
        lambda stored: stored.replace(b"250001Z", b"250001"),
    ],
)
def test_bytes_that_are_not_an_entry_are_refused(damage: Any, tolerant: bool) -> None:
    stored = damage(ADOPTED.read_bytes())
    assert stored != ADOPTED.read_bytes()
    with pytest.raises(UnreadableEntryError):
        read_entry(stored, tolerant=tolerant)
