"""What may be typed, from the register: labels with their titles, codes, functions, words in use.

Each question reads a few rows, the last ones first: whoever presses Tab waits for the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any, Final, NamedTuple
from zoneinfo import available_timezones

from crisis_log.command import Known, Subject
from crisis_log.slices import COLLECTIONS
from crisis_log.slices.cell import Member
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.continuity_plan import existing as existing_plan
from crisis_log.slices.crisis import current
from crisis_log.slices.decision import Decision
from crisis_log.slices.expected_report import ExpectedReport
from crisis_log.slices.instruction import Instruction
from crisis_log.slices.journal import Line
from crisis_log.slices.measure import Measure
from crisis_log.slices.objective import Objective
from crisis_log.slices.site import Site
from crisis_log.storage import places_here

_ROWS: Final = 400
"""How many rows are read at most for one question."""
_MOST: Final = 60
_LAST: Final = 20


class Candidate(NamedTuple):
    """What may be typed, and what it is, for people; it `goes_on` where more must follow."""

    value: str
    says: str = ""
    goes_on: bool = False


class Asked:
    """What is known, read when it is asked for; `about` is the first argument that was typed."""

    def __init__(self, read: Callable[[], Known], about: str | None) -> None:
        self._read = read
        self._about = about

    @cached_property
    def known(self) -> Known:
        """The state of the register."""
        return self._read()

    def plan(self) -> ContinuityPlan:
        """Return the plan that is typed first."""
        return existing_plan(self.known, self._about or "")

    def measure(self) -> Measure | None:
        """Return the measure that is typed first, if one is."""
        digits = "".join(filter(str.isdecimal, self._about or ""))
        return self.known.find(Measure, int(digits)) if digits else None


Ask = Callable[[Asked], Iterable[Candidate]]


def last(known: Known, model: type[Subject]) -> Iterator[Any]:
    """Return the subjects that were numbered last, the last one first."""
    highest = known.next_number(model) - 1
    for number in range(highest, max(0, highest - _ROWS), -1):
        if (found := known.find(model, number)) is not None:
            yield found


def lines(known: Known) -> Iterator[Line]:
    """Return the last lines of the journal, the last one first."""
    for number in range(known.size, max(0, known.size - _ROWS), -1):
        if (line := known.find(Line, number)) is not None:
            yield line


def labelled(known: Known, prefix: str, statuses: Iterable[str] = ()) -> Iterator[Candidate]:
    """Return the things whose label begins with `prefix`, those in one of `statuses` if given."""
    wanted = frozenset(statuses)
    for collection in COLLECTIONS.values():
        if collection.prefix == prefix and collection.numbered and not collection.part_of:
            found = last(known, collection.model)
            fitting = (one for one in found if not wanted or _status(one) in wanted)
            for one in islice(fitting, _MOST):
                yield Candidate(one.label, _says(one))


def _status(one: Any) -> str:
    """Return the status of a thing: some are known by their phases alone."""
    return str(getattr(one, "status", None) or one.phases[-1].status)


def _says(one: Any) -> str:
    """Return what a thing is about."""
    for name in ("title", "text", "to_function", "place"):
        if isinstance(said := getattr(one, name, None), str) and said:
            return said
    issued = getattr(one, "issued", None)
    return getattr(issued, "title", "") if issued else ""


def entries(asked: Asked) -> Iterator[Candidate]:
    """Return the last entries by their numbers."""
    last_one = asked.known.size
    for number in range(last_one, max(0, last_one - _LAST), -1):
        line = asked.known.find(Line, number)
        entry = None if line else asked.known.entry(number)
        if line:
            yield _line(line)
        elif entry:
            yield Candidate(str(number), entry.fact.headline())


def told(asked: Asked) -> Iterator[Candidate]:
    """Return the last lines of the journal that are not struck, by their numbers."""
    legible = (line for line in lines(asked.known) if not line.struck_by)
    return map(_line, islice(legible, _LAST))


def unverified(asked: Asked) -> Iterator[Candidate]:
    """Return the last lines to be verified."""
    waiting = (one for one in lines(asked.known) if one.verification == "unverified" and one.holds)
    return map(_line, islice(waiting, _LAST))


def requests(asked: Asked) -> Iterator[Candidate]:
    """Return the last requests that nothing answers yet."""
    for line in lines(asked.known):
        is_open = not (line.answered_by or line.closed_by)
        if line.line_kind == "request" and line.is_told and is_open:
            yield _line(line)


def _line(line: Line) -> Candidate:
    said = "" if line.confidential else line.text
    return Candidate(str(line.number), said)


def awaited(asked: Asked) -> Iterator[Candidate]:
    """Return what a line may answer: requests, and expected reports."""
    yield from labelled(asked.known, "A-")
    yield from requests(asked)


def topics(asked: Asked) -> Iterator[Candidate]:
    """Return what may be handed out, and spoken of."""
    for prefix in ("D-", "M-", "R-", "C-"):
        yield from labelled(asked.known, prefix)


def subjects(asked: Asked) -> Iterator[Candidate]:
    """Return whatever has a label or is a plan."""
    for letters in (*"DMCRSAOHP", "CP"):
        yield from labelled(asked.known, f"{letters}-")
    yield from plans(asked)


def plans(asked: Asked) -> Iterator[Candidate]:
    return (Candidate(one.code, one.title) for one in asked.known.members(ContinuityPlan))


def missions(asked: Asked) -> Iterator[Candidate]:
    """Return the missions of the plan that was typed."""
    return (Candidate(one.code, one.title) for one in asked.plan().missions)


def levels(asked: Asked) -> Iterator[Candidate]:
    """Return the levels that the plan that was typed declares."""
    return (Candidate(str(level), meaning) for level, meaning in asked.plan().levels.items())


def sites(asked: Asked) -> Iterator[Candidate]:
    return (Candidate(one.code, one.name) for one in asked.known.members(Site))


def organisations(asked: Asked) -> Iterator[Candidate]:
    return (Candidate(one.code, one.name) for one in current(asked.known).organisations)


def crisis_levels(asked: Asked) -> Iterator[Candidate]:
    """Return the levels that the crisis was at."""
    return map(Candidate, _each(one.status for one in reversed(current(asked.known).levels)))


def indicators(asked: Asked) -> Iterator[Candidate]:
    """Return the indicators of the measure that was typed, else of all."""
    return map(Candidate, _indicators(asked))


def figures(asked: Asked) -> Iterator[Candidate]:
    """Return the same, each to be followed by a figure."""
    return (Candidate(f"{name}=", goes_on=True) for name in _indicators(asked))


def _indicators(asked: Asked) -> Iterator[str]:
    one = asked.measure()
    measures = [one] if one else [*last(asked.known, Measure)]
    return _each(
        name
        for measure in measures
        for name in (*(declared.name for declared in measure.indicators), *measure.latest)
    )


def members(asked: Asked) -> Iterator[Candidate]:
    """Return the functions of the crisis cell."""
    return (Candidate(one.function) for one in asked.known.members(Member))


def functions(asked: Asked) -> Iterator[Candidate]:
    """Return the functions of the cell, then those that were told to do something."""
    to = (one.to for one in last(asked.known, Instruction))
    by = (line.by for line in lines(asked.known))
    cell = (one.function for one in asked.known.members(Member))
    return map(Candidate, islice(_each([*cell, *to, *by]), _MOST))


def owners(asked: Asked) -> Iterator[Candidate]:
    """Return who carries something out, then the functions."""
    owned = (
        one.owner for model in (Decision, Measure, Objective) for one in last(asked.known, model)
    )
    of_cell = (one.value for one in functions(asked))
    return map(Candidate, islice(_each([*owned, *of_cell]), _MOST))


def sources(asked: Asked) -> Iterator[Candidate]:
    """Return where lines came from, and from whom reports are expected."""
    of_lines = (line.source for line in lines(asked.known))
    expected = (one.source for one in last(asked.known, ExpectedReport))
    return map(Candidate, islice(_each([*of_lines, *expected]), _MOST))


def channels(asked: Asked) -> Iterator[Candidate]:
    return map(Candidate, _each(line.channel for line in lines(asked.known)))


def tags(asked: Asked) -> Iterator[Candidate]:
    return map(Candidate, _each(tag for line in lines(asked.known) for tag in line.tags))


def categories(asked: Asked) -> Iterator[Candidate]:
    return map(Candidate, _each(one.category for one in last(asked.known, Measure)))


def zones(_asked: Asked) -> Iterator[Candidate]:
    return map(Candidate, sorted(available_timezones()))


def registers(_asked: Asked) -> Iterator[Candidate]:
    """Return the registers in this folder."""
    return (Candidate(one.text) for one in places_here())


def _each(texts: Iterable[str | None]) -> Iterator[str]:
    """Return the texts that are there, each once."""
    return iter(dict.fromkeys(filter(None, texts)))
