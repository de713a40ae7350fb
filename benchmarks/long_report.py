"""The register report of a long log, over WeasyPrint on the whole of its HTML at once.

    python -m benchmarks.long_report --entries 10000

Each runs in a process of its own; its time begins where Python does. Memory is the most
that all its processes held together. Time and memory are ours over the floor's;
growth is ours for N entries over ours for N/2, which is 2 where it is linear. Work is what
all cores did: where others use them too, it tells more than time.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks import watching
from benchmarks.watching import Cost
from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.reports.documents.making import AboutPeriod, draft
from crisis_log.reports.documents.register import DOCUMENT
from crisis_log.reports.formats.html import to_html
from crisis_log.reports.formats.json import to_json
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.slices import crisis, journal, line_course

_STORY: Final = Path(__file__).resolve().parent.parent / "scripts" / "demo_data"
_TIME_LIMIT: Final = 0.6
_MEMORY_LIMIT: Final = 0.4
_GROWTH_LIMIT: Final = 2.2
_WORK_LIMIT: Final = 1.1
_OPENED: Final = datetime(2020, 2, 24, 7, tzinfo=UTC)
_NOW: Final = datetime(2020, 12, 1, 8, tzinfo=UTC)
_PER_DAY: Final = 100
_CHUNK: Final = 1000
_MEGABYTE: Final = 1 << 20


def build(path: Path, entries: int) -> Path:
    """Make a register that tells as a real one does, with lines corrected and struck."""
    now = _OPENED
    opening = crisis.open_crisis(
        title="Épidémie de COVID-19",
        authority="Établissement public interdépartemental",
        organisations=[("78", "Yvelines"), ("92", "Hauts-de-Seine")],
        timezone="Europe/Paris",
        exercise=True,
    )
    Register.create(path, Request(opening, "la secrétaire"), lambda: now)
    with Register.open(path, lambda: now) as register:
        requests = _requests()
        for begin in range(1, entries, _CHUNK):
            now = _OPENED + timedelta(days=begin / _PER_DAY)
            for _number in range(begin, min(begin + _CHUNK, entries), _PER_DAY):
                now += timedelta(days=1)
                count = min(_PER_DAY, entries - register.size())
                register.record_all(next(requests) for _entry in range(count))
    return path


def _requests() -> Iterator[Request]:
    """Return requests without end: lines, one in 30 of which is corrected, one in 60 struck."""
    chosen = random.Random(7)
    texts = list(_texts())
    number = 1
    while True:
        text = chosen.choice(texts)
        yield Request(
            journal.log(
                f"{text} ({number})",
                source=chosen.choice(("SAMU 78", "préfecture", "ARS", None)),
                channel=chosen.choice(("téléphone", "courriel", None)),
                tags=("suivi",) if number % 5 == 0 else (),
            ),
            chosen.choice(("la secrétaire", "le secrétaire de nuit", "l’officier de liaison")),
            note="Confirmé par téléphone." if number % 12 == 0 else None,
        )
        number += 1
        if number % 30 == 0:
            corrected = line_course.correct(number - 3, f"{text} (bis)", reason="chiffre inversé")
            yield Request(corrected, "la secrétaire")
            number += 1
        if number % 60 == 1:
            yield Request(line_course.strike(number - 5, reason="doublon"), "la secrétaire")
            number += 1


def _texts() -> Iterator[str]:
    for path in sorted(_STORY.glob("*.toml")):
        for item in tomllib.loads(path.read_text("utf-8"))["entry"]:
            if item["verb"] == "journal.log":
                yield item["text"]


def run(how: str, register: Path, folder: Path) -> tuple[Cost, int]:
    """Make the report of `register` in a new process, as `how` says; return its size too."""
    target = folder / f"{how}.pdf"
    making = ("-m", "benchmarks.long_report", "--make", how, str(register), str(target))
    cost = watching.run([sys.executable, *making])
    return cost, target.stat().st_size


def make(how: str, register_path: Path, target: Path) -> None:
    """Make the report: `ours`, or `whole` by WeasyPrint on all of its HTML."""
    from crisis_log.reports.page.verification import embedded_files
    from crisis_log.reports.pdf import html_to_pdf

    with Register.open(register_path) as register:
        document = draft(register, DOCUMENT, AboutPeriod(), _NOW)
    if how == "ours":
        target.write_bytes(to_pdf(DOCUMENT, document))
        return
    files = list(embedded_files(to_json(document), None))
    target.write_bytes(html_to_pdf(to_html(DOCUMENT, document), None, files, _NOW))


def main() -> None:
    """Measure, and print the ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.long_report", description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000, help="(%(default)s)")
    parser.add_argument("--make", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.make:
        make(arguments.make[0], Path(arguments.make[1]), Path(arguments.make[2]))
        return
    entries: int = arguments.entries
    with tempfile.TemporaryDirectory(prefix="crisis-log-benchmarks-") as name:
        folder = Path(name)
        half = build(folder / "half.crisis", entries // 2)
        full = build(folder / "full.crisis", entries)
        costs = {
            "ours, half": run("ours", half, folder),
            "ours": run("ours", full, folder),
            "whole": run("whole", full, folder),
        }
    print(f"{entries:,} entries, {len(os.sched_getaffinity(0))} cores")
    for what, (cost, written) in costs.items():
        memory = cost.memory / _MEGABYTE
        print(
            f"{what:<12}{cost.seconds:>8.1f} s {cost.work:>8.1f} s of work"
            f" {memory:>8.0f} MB of memory {written / _MEGABYTE:>8.1f} MB of PDF"
        )
    ours, whole, smaller = (costs[what][0] for what in ("ours", "whole", "ours, half"))
    for name, ratio, limit in (
        ("time", ours.seconds / whole.seconds, _TIME_LIMIT),
        ("memory", ours.memory / whole.memory, _MEMORY_LIMIT),
        ("growth", ours.seconds / smaller.seconds, _GROWTH_LIMIT),
        ("work", ours.work / whole.work, _WORK_LIMIT),
    ):
        verdict = "reached" if ratio <= limit else "missed"
        print(f"{name:<12}{ratio:>8.2f} target ≤ {limit} {verdict}")


if __name__ == "__main__":
    main()
