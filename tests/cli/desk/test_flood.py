"""A night of flood is kept at a desk as on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import demo_flood
import pytest

from crisis_log.cli.root import run
from crisis_log.register import Register
from tests.cli.running import installed

FLOOD = "flood.crisis"


def told(register: str) -> list[tuple[Any, ...]]:
    """Return what the entries of a register hold, to the minute."""
    with Register.open(Path(register), read_only=True) as opened:
        return [
            (entry.kind, entry.by, entry.fact, entry.note, f"{entry.occurred_at:%d %H:%M}")
            for entry in opened.entries(after=1)  # the opening has a key of its own
        ]


def night() -> list[tuple[str, str, list[str], str]]:
    """Return when, by whom and what was typed that night, but for documents, as it was typed."""
    typed = demo_flood.night()
    paragraphs = demo_flood.NIGHT.read_text(encoding="utf-8").split("\n\n")
    raw = [" ".join(one.strip().splitlines()[1:]) for one in paragraphs if one.strip()[0] != "#"]
    return [
        (one.when, one.by, one.words, line)
        for one, line in zip(typed, raw, strict=True)
        if one.words[0] != "report"
    ]


def test_what_was_typed_in_a_shell_says_the_same_at_a_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (first, by, opening, _line), *rest = night()
    for register in (FLOOD, "desk.crisis"):
        assert run(["--register", register, "--clock", first, "--by", by, *opening]) == 0
    for when, who, words, _line in rest:
        run(["--register", FLOOD, "--clock", when, "--by", who, *words, "--yes"])
    lines = [f"/clock {when}\n/{line} --by {who} --yes\n" for when, who, _words, line in rest]
    installed("--register", "desk.crisis", "desk", stdin="".join(lines).encode())
    assert len(told(FLOOD)) > len(rest) // 2  # what speaks of a document is refused in both
    assert told("desk.crisis") == told(FLOOD)
