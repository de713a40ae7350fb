"""Two publishers, two machines: each has a key of her own, and no secret ever moves."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.cli.running import OPENING, REGISTER, CommandLine, size

OFFICE: Final = "Préfecture 92, SIDPC"
ASK: Final = f"key request --holder '{OFFICE}' --output asked.txt"
ADD: Final = "key add --request asked.txt --yes --reason 'Second publisher'"


class Machines:
    """The configuration folders of two machines that share a register, and one passes files."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._patch = patch

    def sit_at(self, name: str) -> Path:
        """Let the next commands run there; return the folder of its keys."""
        for variable in ("XDG_CONFIG_HOME", "APPDATA"):
            self._patch.setenv(variable, str(self._folder / name))
        return self._folder / name / "crisis-log" / "keys"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machines:
    machines = Machines(tmp_path / "machines", monkeypatch)
    machines.sit_at("first")
    return machines


@pytest.fixture
def two(nothing: CommandLine, at: Machines) -> CommandLine:
    """The second publisher's key was asked for on her machine, and added on the first."""
    nothing.given(OPENING)
    at.sit_at("second")
    nothing.given(ASK)
    at.sit_at("first")
    return nothing.given(ADD)


def test_a_second_publisher_signs_with_a_key_that_never_left_her_machine(
    two: CommandLine, at: Machines
) -> None:
    (first,) = at.sit_at("first").iterdir()
    (second,) = at.sit_at("second").iterdir()
    assert "PRIVATE" not in Path("asked.txt").read_text(encoding="utf-8")
    signed = two.document("audit checkpoint")["verifier_key"]
    assert signed.split("+")[1] in second.name
    at.sit_at("first")
    assert two.document("audit checkpoint")["verifier_key"].split("+")[1] in first.name
    found = two.document("audit verify")
    assert (found["findings"], found["checkpoints"]) == ([], 2)
    assert len(two.document("audit status")["verifier_keys"]) == 2


def test_each_key_is_shown_with_its_holder_and_how_long_it_signs(two: CommandLine) -> None:
    two.given(f"key withdraw '{OFFICE}' --yes --reason Left")
    first, second = two.document("key show")
    assert (first["entry"], first["holder"], first["until"]) == (1, None, None)
    assert (second["entry"], second["holder"], second["until"]) == (2, OFFICE, 3)
    two.typed("key show").done(f"2 +3 +{OFFICE}")


def test_a_withdrawn_key_signs_no_more(two: CommandLine, at: Machines) -> None:
    (path,) = at.sit_at("second").iterdir()
    at.sit_at("first")
    two.given(f"key withdraw {path.stem.rpartition('-')[2]} --yes --reason Lost")
    assert "a key that was good signed" in two.document("audit verify")["notices"][-1]["meaning"]
    two.typed(f"audit checkpoint --key {path}").failed(1, "not the key that signs for")


def test_where_none_of_several_keys_is_at_hand_their_holders_are_told(
    two: CommandLine, at: Machines
) -> None:
    at.sit_at("third")
    two.typed("audit checkpoint").failed(
        2, rf"None of the keys .* holder not inscribed \(\w{{8}}\) and {OFFICE} .*“key request”"
    )
    two.typed("key rotate --yes --reason Lost").failed(2, f"Several keys sign .*{OFFICE}")
    two.typed(f"key withdraw '{OFFICE}' --yes --reason Lost").done("the withdrawal is not signed")


def test_rotating_replaces_ones_own_key_alone(two: CommandLine, at: Machines) -> None:
    at.sit_at("second")
    two.given("key rotate --yes --reason Yearly")
    first, second, third = two.document("key show")
    assert (first["until"], second["until"], third["until"]) == (None, 3, None)
    assert third["holder"] == OFFICE
    two.given("audit checkpoint")
    at.sit_at("first")
    two.given("audit checkpoint")
    assert two.document("audit verify")["findings"] == []


def test_a_request_that_was_altered_or_is_of_another_register_adds_nothing(
    nothing: CommandLine, at: Machines
) -> None:
    nothing.given(OPENING, ASK)
    asked = Path("asked.txt").read_text(encoding="utf-8")
    Path("asked.txt").write_text(asked.replace(OFFICE, "Somebody"), encoding="utf-8")
    nothing.typed(ADD).failed(2, "altered on its way: nothing was recorded")
    Path("asked.txt").write_text(asked, encoding="utf-8")
    Path(REGISTER).unlink()
    nothing.given(OPENING)
    nothing.typed(ADD).failed(2, "a request for another register")
    assert size() == 1


def test_a_key_is_added_once(two: CommandLine) -> None:
    two.typed(ADD).failed(1, "already signs, or has signed")
    assert size() == 2


def test_a_request_made_while_other_keys_signed_is_made_anew(
    nothing: CommandLine, at: Machines
) -> None:
    nothing.given(OPENING, ASK, "key rotate --yes --reason Yearly")
    nothing.typed(ADD).failed(2, "was made when other keys signed")


def test_the_page_of_a_report_says_who_holds_the_key_where_that_is_named(
    two: CommandLine, at: Machines
) -> None:
    two.given("report register --output first.html --format html")
    at.sit_at("second")
    two.given("report register --output second.html --format html")
    assert f"Held by: {OFFICE}" in Path("second.html").read_text(encoding="utf-8")
    assert "Held by" not in Path("first.html").read_text(encoding="utf-8")
