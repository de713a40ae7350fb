"""Build the demonstration register: the exercise that `demo_data` tells, recorded entry by entry.

    python scripts/demo_register.py FOLDER [--like EARLIER]

With `--like` it has the id and the key of an earlier one, so that its bytes are the same.
Each `[[entry]]` of the weekly files says when it was recorded (Europe/Paris), by whom,
and which command with which arguments. `id` names what an entry made; `number`,
`decision`, `supersedes`, `answers` and `corrects` then use that name. `hospital = true` adds
the day's real figures from `hospitalisations-78-92.csv`. The verbs `report.issue` and
`report.rectify` issue reports, signed for with the register's key, in the folder beside it.

An entry with `typed` instead of a verb goes through the command line, as the flood does; `{name}`
in it stands for the number of the entry that has this id.
"""

from __future__ import annotations

import argparse
import csv
import os
import shlex
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch
from zoneinfo import ZoneInfo

from crisis_log import slices
from crisis_log.audit.key_file import create_key_file, read_key_file
from crisis_log.cli.root import run
from crisis_log.command import Command, Request
from crisis_log.entry import Entry
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.files import FileError
from crisis_log.register import Register, new_register_id
from crisis_log.reports.documents import weekly
from crisis_log.reports.documents.making import AboutWeek
from crisis_log.reports.issuing import Order, issue, rectification
from crisis_log.storage import StorageError

DATA: Final = Path(__file__).resolve().parent / "demo_data"
FILE_NAME: Final = "covid-19.crisis"
KEY_NAME: Final = "signing-key.pem"
ZONE: Final = ZoneInfo("Europe/Paris")
ORDERS: Final[dict[str, Callable[..., Order]]] = {
    "report.issue": lambda _register, week: Order(weekly.DOCUMENT, AboutWeek(week=week)),
    "report.rectify": rectification,
}
REFERENCES: Final = frozenset({"answers", "decision", "number", "supersedes"})
FIGURES: Final = {
    "incid_hosp": "hospitalisations",
    "incid_rea": "réanimations",
    "incid_dc": "décès à l’hôpital",
}
Story = list[dict[str, Any]]
DayFigures = dict[str, int]


@dataclass
class Telling:
    """What has been told so far: the simulated instant, and what the ids stand for.

    `numbers` are those of decisions, measures and lines, `entries` those of their entries.
    """

    now: datetime
    hospital: Mapping[date, DayFigures]
    told: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)

    def clock(self) -> datetime:
        return self.now

    def request(self, item: Mapping[str, Any]) -> Request:
        """Return what `item` asks the register, and move the clock to its recording."""
        arguments = {name: self._value(name, value) for name, value in item.items()}
        self.now = arguments.pop("recorded")
        self.told += 1
        arguments.pop("id", None)
        return Request(
            by=arguments.pop("by"),
            occurred_at=arguments.pop("occurred", None),
            received_at=arguments.pop("received", None),
            note=arguments.pop("note", None),
            request_id=f"demo-{self.told:03}",
            command=_command(arguments.pop("verb"), self._with_figures(arguments)),
        )

    def remember(self, item: Mapping[str, Any], entry: Entry) -> None:
        """Keep the number of what `item` made: of the decision or measure, else of the line."""
        if "id" in item:
            self.numbers[item["id"]] = getattr(entry.fact, "number", entry.number)
            self.entries[item["id"]] = entry.number

    def _value(self, name: str, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.replace(tzinfo=ZONE).astimezone(UTC)
        if name == "corrects":
            return self.entries[value]
        if name not in REFERENCES:
            return value
        return (
            [self.numbers[id_] for id_ in value] if isinstance(value, list) else self.numbers[value]
        )

    def _with_figures(self, arguments: dict[str, Any]) -> dict[str, Any]:
        if not arguments.pop("hospital", False):
            return arguments
        figures = self.hospital[arguments["as_of"]]
        return arguments | {"values": {**figures, **arguments.get("values", {})}}


def build(folder: Path, like: Path | None = None) -> Path:
    """Make the register in `folder`, with its signing key beside it, and return its path.

    `like` is the folder of an earlier one, whose id and key it gets.

    Raises:
        StorageError: it is already there, or cannot be written.

    """
    opening, *others = story()
    telling = Telling(now=opening["recorded"], hospital=hospital_figures())
    path, key = begin(folder, telling, opening, like)
    with Register.open(path, telling.clock) as register:
        for item in others:
            tell(register, telling, item, key)
    return path


def begin(
    folder: Path, telling: Telling, opening: Mapping[str, Any], like: Path | None = None
) -> tuple[Path, SigningKey]:
    """Open the register in `folder`, as `build` does; return its path, and its key."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    register_id, key = _identity(path, like)
    create_key_file(folder / KEY_NAME, key, passphrase=None)
    request = telling.request({**opening, "verifier_key": key.verifier_key})
    Register.create(path, request, telling.clock, register_id)
    return path, key


def tell(register: Register, telling: Telling, item: Mapping[str, Any], key: SigningKey) -> None:
    """Record what `item` tells, at its simulated instant."""
    if item.get("verb") in ORDERS:
        issue_report(register, telling, item, key)
    elif "typed" in item:
        type_in(register, telling, item)
    else:
        (recorded,) = register.record_all([telling.request(item)])
        telling.remember(item, recorded.entries[0])


def _identity(path: Path, like: Path | None) -> tuple[str, SigningKey]:
    if like is None:
        register_id = new_register_id(path.stem)
        return register_id, SigningKey.generate(origin_of(register_id))
    with Register.open(like / FILE_NAME, read_only=True) as earlier:
        register_id = earlier.register_id
    return register_id, read_key_file(like / KEY_NAME, origin_of(register_id))


def issue_report(
    register: Register, telling: Telling, item: Mapping[str, Any], key: SigningKey
) -> None:
    """Issue, or replace, the report that `item` asks for."""
    arguments = dict(item)
    order = ORDERS[arguments.pop("verb")]
    telling.now = arguments.pop("recorded").replace(tzinfo=ZONE).astimezone(UTC)
    telling.told += 1
    by = arguments.pop("by")
    issue(
        register,
        order(register, **arguments),
        key,
        telling.now,
        by=by,
        request_id=f"demo-{telling.told:03}",
    )


def type_in(register: Register, telling: Telling, item: Mapping[str, Any]) -> None:
    """Record what `item` says was typed after `crisis-log`, with the key beside the register."""
    telling.now = item["recorded"].replace(tzinfo=ZONE).astimezone(UTC)
    telling.told += 1
    before = register.size()
    words = shlex.split(item["typed"].format_map(telling.entries))
    path = Path(register.place.text)
    where = ["--register", str(path), "--clock", item["recorded"].isoformat()]
    key = {"CRISIS_LOG_KEY": str(path.parent / KEY_NAME)}
    said = StringIO()
    with patch.dict(os.environ, key), redirect_stdout(said), redirect_stderr(said):
        code = run([*where, "--by", item["by"], *words, "--request-id", f"demo-{telling.told:03}"])
    if code:
        raise ValueError(f"{item['typed']}\n{said.getvalue()}")
    telling.remember(item, register.entry(before + 1))


def story() -> Story:
    """Return the entries of all weeks, in the order of their recording."""
    items: Story = []
    for week in sorted(DATA.glob("*.toml")):
        content = tomllib.loads(week.read_text(encoding="utf-8"))
        items += [{"by": content["by"], **item} for item in content["entry"]]
    return items


def hospital_figures() -> dict[date, DayFigures]:
    """Return the figures of each day by indicator: `hospitalisations (78)`."""
    days: dict[date, DayFigures] = {}
    for row in _hospital_rows():
        figures = days.setdefault(date.fromisoformat(row["jour"]), {})
        figures |= {f"{name} ({row['dep']})": int(row[column]) for column, name in FIGURES.items()}
    return days


def _hospital_rows() -> Iterator[dict[str, str]]:
    with (DATA / "hospitalisations-78-92.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def _command(verb: str, arguments: Mapping[str, Any]) -> Command:
    noun, _dot, name = verb.partition(".")
    command: Command = getattr(getattr(slices, noun), name)(**arguments)
    return command


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--like", type=Path, metavar="EARLIER")
    given = parser.parse_args(arguments)
    try:
        path = build(given.folder, given.like)
    except (StorageError, FileError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    with Register.open(path) as register:
        print(f"{register.size()} inscriptions dans {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
