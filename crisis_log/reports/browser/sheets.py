"""What the pages of a bundle tell of each thing, decisions, measures and plans first.

Of these it tells every field; of any other that has a label, its state beside its history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Final, NamedTuple

from crisis_log.command import Known, Subject
from crisis_log.language import _
from crisis_log.lifecycle import Phase
from crisis_log.reports.browser import layout
from crisis_log.reports.browser.chapters import Chapter, has_sheets, name_of, subject_of
from crisis_log.reports.browser.layout import Told
from crisis_log.reports.browser.log import Log, Row
from crisis_log.reports.browser.then import then_of
from crisis_log.reports.page import typography
from crisis_log.reports.page.values import PagePrinter
from crisis_log.slices import COLLECTIONS, continuity_plan, decision, label_of, measure
from crisis_log.slices.assumption import Assumption
from crisis_log.slices.cell import Member
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.decision import Decision
from crisis_log.slices.distribution import Distribution
from crisis_log.slices.journal import Line
from crisis_log.slices.measure import Measure
from crisis_log.slices.staffing import StaffingOfDay
from crisis_log.views.dossier.then import MOST, Then
from crisis_log.views.situation import staffing_of
from crisis_log.views.titles import title_of_subject
from crisis_log.words import field_name, status_word


class Value(NamedTuple):
    """A text; `anchor` is where the page tells more of it."""

    text: str
    anchor: str | None = None


class Field(NamedTuple):
    """A field and its values."""

    name: str
    values: Sequence[Value]


class Sheet(NamedTuple):
    """A thing, its fields as they are after the last entry, and the rows that made it so.

    `earlier` is how many rows came before those of `history`; `then` tells of a decision what
    was recorded at its instant.
    """

    anchor: str
    label: str
    title: str
    status: str
    since: Phase | None
    fields: list[Field]
    missing: Sequence[str]
    history: Sequence[Row]
    earlier: int
    then: Then | None = None


_Tell = Callable[..., str]
_PLAIN: Final = (str, int, Decimal, date)
_IN_HEAD: Final = {"number", "code", "status", "title", "entry"}
"""Fields that the head of a sheet tells, or its history."""


@dataclass(frozen=True)
class Sheets:
    """Makes sheets of the things of a log.

    `places` are those of things that have a code, by their subjects, `organisations` names by
    code; `tell` says an instant in words.
    """

    log: Log
    state: Known
    places: Mapping[str, int]
    organisations: Mapping[str, str]
    tell: _Tell

    def told(self, chapter: Chapter) -> list[Told]:
        """Return what is told in a chapter, in order."""
        return [self._told(thing) for thing in self.state.members(chapter.model)]

    def _told(self, thing: Subject) -> Told:
        subject = subject_of(thing)
        rows = min(len(self.log.about(subject)), layout.ROWS)
        rows += MOST if isinstance(thing, Decision) else 0  # and what was recorded then
        return Told(self.anchor_of(subject) or "", name_of(thing), rows)

    def anchor_of(self, subject: str) -> str | None:
        """Return where the pages tell of `subject`, if the log knows it and they do."""
        told, (name, _slash, key) = self.state.get(subject), subject.partition("/")
        if told is None or name not in COLLECTIONS:
            return None
        if isinstance(told, Line):
            return f"n{key}"
        place = self.places.get(subject, key)
        return f"{name}-{place}" if has_sheets(COLLECTIONS[name]) else None

    def made(self, chapter: Chapter, after: int = 0, upto: int | None = None) -> list[Sheet]:
        """Return the sheets of a chapter, of the things `after` < place ≤ `upto`."""
        return list(map(self._made, islice(self.state.members(chapter.model), after, upto)))

    def _made(self, thing: Subject) -> Sheet:
        match thing:
            case Decision():
                sheet = self._sheet(thing, self._decision(thing))
                return sheet._replace(then=then_of(self.log, thing))
            case Measure():
                return self._sheet(thing, self._measure(thing))
            case ContinuityPlan():
                return self._sheet(thing, self._plan(thing))
            case _:
                return self._sheet(thing, self._any(thing))

    def _decision(self, told: Decision) -> Iterator[Field]:
        yield from self._worded(told, decision.DecisionFields.model_fields)
        superseded_by = [told.superseded_by] if told.superseded_by else []
        yield self._links("supersedes", Decision, told.supersedes)
        yield self._links("superseded_by", Decision, superseded_by)
        yield Field(field_name("assumptions"), list(self._assumptions(told)))
        yield self._links("measures", Measure, told.measures)
        distribution = self.state.find(Distribution, told.label)
        for name in ("copies", "receipts") if distribution else ():
            handed = getattr(distribution, name)
            yield Field(field_name(name), [Value(one.function, f"n{one.entry}") for one in handed])

    def _assumptions(self, told: Decision) -> Iterator[Value]:
        for number in told.assumptions:
            assumed = self.state.find(Assumption, number)
            if assumed:
                yield Value(f"{assumed.label} {assumed.in_words()}", f"n{assumed.phases[0].entry}")

    def _measure(self, told: Measure) -> Iterator[Field]:
        yield self._links("decision", Decision, [told.decision] if told.decision else [])
        yield from self._worded(told, measure.MeasureFields.model_fields)
        if told.progress is not None:
            yield Field(field_name("progress"), [Value(typography.percent(told.progress, 100))])
        yield Field(field_name("latest"), list(self._figures(told)))

    def _figures(self, told: Measure) -> Iterator[Value]:
        for name, figure in told.latest.items():
            day = (
                self.tell(figure.instant)
                if figure.instant
                else typography.day(figure.as_of, "numeric")
            )
            text = _("{name} = {value} ({day})").format(
                name=name,
                value=typography.number(figure.value),
                day=self.tell(figure.instant) if figure.instant else day,
            )
            yield Value(text, f"n{figure.entry}")

    def _plan(self, told: ContinuityPlan) -> Iterator[Field]:
        level = [Value(typography.number(told.level))] * bool(told.level)
        yield Field(field_name("level"), level)
        yield Field(field_name("trigger"), [Value(told.trigger)] if told.trigger else [])
        yield Field(field_name("act"), [Value(told.act)] if told.act else [])
        yield from self._worded(told, continuity_plan.PlanFields.model_fields, but="missions")
        yield Field(field_name("missions"), list(self._missions(told)))
        yield Field(field_name("last_counted_on"), list(self._staffing(told)))

    def _any(self, told: Subject) -> Iterator[Field]:
        """Return the fields that are words, numbers or times: its history tells the others."""
        head = {self._title(told), name_of(told)}
        plain = (name for name, value in told if isinstance(value, _PLAIN) and value not in head)
        yield from self._worded(told, [name for name in plain if name not in _IN_HEAD])

    def _title(self, thing: Subject) -> str:
        """Return the title of a thing, or what the entry says that it began with."""
        if isinstance(thing, Member):
            return ""
        title = getattr(thing, "title", "") or getattr(thing, "name", "")
        about = self.log.about(subject_of(thing))
        return title or self.log.entries(self.log.size)[about[0] - 1].fact.headline()

    def _sheet(self, thing: Subject, fields: Iterable[Field]) -> Sheet:
        subject = subject_of(thing)
        history = self.log.history(subject, layout.ROWS)
        status, phases = getattr(thing, "status", None), getattr(thing, "phases", ())
        missing = thing.missing() if isinstance(thing, Decision | Measure | ContinuityPlan) else ()
        return Sheet(
            anchor=self.anchor_of(subject) or "",
            label=name_of(thing),
            title=self._title(thing),
            status=status_word(thing.collection, status) if status else "",
            since=phases[-1] if phases else None,
            fields=[field for field in fields if field.values],
            missing=[field_name(name) for name in missing],
            history=history,
            earlier=len(self.log.about(subject)) - len(history),
        )

    def _worded(self, told: Subject, names: Iterable[str], but: str = "") -> Iterator[Field]:
        dumped = told.model_dump(mode="json", include={*names} - {but})
        for name in names:
            value = dumped.get(name)
            if value in (None, "", [], {}):
                continue
            items = value if isinstance(value, list) else [value]
            if name in {"organisation", "organisations"}:
                items = [self.organisations.get(code, code) for code in items]
            yield Field(field_name(name), [Value(self._text(item, name)) for item in items])

    def _links(self, name: str, model: type[Subject], numbers: Sequence[int]) -> Field:
        return Field(field_name(name), [self._link(model.named(n)) for n in numbers])

    def _link(self, subject: str) -> Value:
        title = title_of_subject(self.state.get(subject))
        label = label_of(subject) or subject
        if title is None:
            return Value(label)
        text = _("{label} {title}").format(label=label, title=title)
        return Value(text, self.anchor_of(subject))

    def _staffing(self, plan: ContinuityPlan) -> Iterator[Value]:
        day = plan.last_counted_on
        counts = self.state.find(StaffingOfDay, plan.code, day) if day else None
        counted = staffing_of(counts, plan.headcount) if counts else None
        if counted:
            agents = ", ".join(
                _("{name} = {value}").format(
                    name=status_word("modality", modality), value=typography.number(number)
                )
                for modality, number in counted.agents.items()
            )
            text = _("{day}: {agents}; total {total}").format(
                day=typography.day(counted.day, "numeric"),
                agents=agents,
                total=typography.number(counted.total),
            )
            yield Value(text, f"n{counted.entries[-1]}")

    def _missions(self, plan: ContinuityPlan) -> Iterator[Value]:
        for mission in plan.missions:
            text = self._text(mission.model_dump(mode="json"), "missions")
            phases = plan.mission_phases.get(mission.code, ())
            yield _at(text, phases[-1]) if phases else Value(text)
            for site, phase in plan.site_phases_at(mission.code).items():
                yield _at(_("{mission}, {site}").format(mission=mission.title, site=site), phase)

    def _text(self, value: object, field: str) -> str:
        return PagePrinter(self.tell).text(value, field)


def _at(mission: str, phase: Phase) -> Value:
    """Return a mission, or what it is at a site, in a phase."""
    status = status_word("mission", phase.status)
    text = _("{mission}: {status}").format(mission=mission, status=status)
    return Value(text, f"n{phase.entry}")
