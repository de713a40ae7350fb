"""What the page of a bundle tells of each decision, measure and plan, beside its history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from crisis_log.command import Subject
from crisis_log.language import _
from crisis_log.lifecycle import Phase
from crisis_log.reports.page import typography
from crisis_log.reports.page.values import PagePrinter
from crisis_log.slices import continuity_plan, decision, label_of, measure
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.decision import Decision
from crisis_log.slices.journal import Line
from crisis_log.slices.measure import Measure
from crisis_log.slices.staffing import StaffingOfDay
from crisis_log.state import State
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
    """A thing, its fields as they are after the last entry, and the rows that made it so."""

    anchor: str
    label: str
    title: str
    status: str
    since: Phase | None
    fields: list[Field]
    missing: Sequence[str]
    history: Sequence[Any]


class Chapter(NamedTuple):
    """The things of one sort."""

    anchor: str
    title: str
    caption: str
    nothing: str
    sheets: list[Sheet]


_Tell = Callable[..., str]


def anchor_of(state: State, subject: str) -> str | None:
    """Return where the page tells of `subject`, if the state knows it and the page does."""
    told, key = state.get(subject), subject.partition("/")[2]
    match told:
        case Line():
            return f"n{key}"
        case Decision() | Measure():
            return f"{told.collection}-{key}"
        case ContinuityPlan():
            codes = [plan.code for plan in state.members(ContinuityPlan)]
            return f"{told.collection}-{codes.index(key) + 1}"
        case _:
            return None


def chapters(
    state: State,
    about: Mapping[str, Sequence[Any]],
    organisations: Mapping[str, str],
    tell: _Tell,
) -> list[Chapter]:
    """Return decisions, measures and plans; `about` are the rows of each subject.

    `organisations` are names by code; `tell` says an instant in words.
    """
    maker = _Maker(state, about, organisations, tell)
    return [
        Chapter(
            "decisions",
            _("Decisions"),
            _("Decisions by number, and their state after the last entry"),
            _("No decision was recorded."),
            [maker.decision(one) for one in state.members(Decision)],
        ),
        Chapter(
            "measures",
            _("Measures"),
            _("Measures by number, and their state after the last entry"),
            _("No measure was recorded."),
            [maker.measure(one) for one in state.members(Measure)],
        ),
        Chapter(
            "plans",
            _("Continuity plans"),
            _("Continuity plans by code, and their state after the last entry"),
            _("No continuity plan was recorded."),
            [maker.plan(one) for one in state.members(ContinuityPlan)],
        ),
    ]


@dataclass(frozen=True)
class _Maker:
    """Makes sheets."""

    state: State
    about: Mapping[str, Sequence[Any]]
    organisations: Mapping[str, str]
    tell: _Tell

    def decision(self, told: Decision) -> Sheet:
        fields = [
            *self._worded(told, decision.DecisionFields.model_fields),
            self._links("supersedes", Decision, told.supersedes),
            self._links(
                "superseded_by",
                Decision,
                [told.superseded_by] if told.superseded_by else [],
            ),
            self._links("measures", Measure, told.measures),
        ]
        subject = decision.Decision.named(told.number)
        status = status_word("decision", told.status)
        return self._sheet(subject, told, told.label, status, told.phases, fields)

    def measure(self, told: Measure) -> Sheet:
        figures = [
            Value(
                _("{name} = {value} ({day})").format(
                    name=name,
                    value=typography.number(figure.value),
                    day=typography.day(figure.as_of, "numeric"),
                ),
                f"n{figure.entry}",
            )
            for name, figure in told.latest.items()
        ]
        progress = [] if told.progress is None else [Value(typography.percent(told.progress, 100))]
        fields = [
            self._links("decision", Decision, [told.decision] if told.decision else []),
            *self._worded(told, measure.MeasureFields.model_fields),
            Field(field_name("progress"), progress),
            Field(field_name("latest"), figures),
        ]
        subject = measure.Measure.named(told.number)
        status = status_word("measure", told.status)
        return self._sheet(subject, told, told.label, status, told.phases, fields)

    def plan(self, told: ContinuityPlan) -> Sheet:
        fields = [
            Field(field_name("level"), [Value(typography.number(told.level))] * bool(told.level)),
            Field(field_name("trigger"), [Value(told.trigger)] if told.trigger else []),
            Field(field_name("act"), [Value(told.act)] if told.act else []),
            *self._worded(told, continuity_plan.PlanFields.model_fields, but="missions"),
            Field(field_name("missions"), list(self._missions(told))),
            Field(field_name("last_counted_on"), list(self._staffing(told))),
        ]
        subject = continuity_plan.ContinuityPlan.named(told.code)
        status = status_word("plan", told.status)
        return self._sheet(subject, told, told.code, status, told.phases, fields)

    def _sheet(
        self,
        subject: str,
        told: Decision | Measure | ContinuityPlan,
        label: str,
        status: str,
        phases: Sequence[Phase],
        fields: Sequence[Field],
    ) -> Sheet:
        return Sheet(
            anchor=anchor_of(self.state, subject) or "",
            label=label,
            title=told.title,
            status=status,
            since=phases[-1] if phases else None,
            fields=[field for field in fields if field.values],
            missing=[field_name(name) for name in told.missing()],
            history=self.about.get(subject, ()),
        )

    def _worded(self, told: Subject, names: Iterable[str], but: str = "") -> Iterator[Field]:
        dumped = told.model_dump(mode="json", include={*names} - {but})
        for name in names:
            value = dumped.get(name)
            if value in (None, "", [], {}):
                continue
            items = value if isinstance(value, list) else [value]
            if name == "organisations":
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
        return Value(text, anchor_of(self.state, subject))

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
            if not phases:
                yield Value(text)
                continue
            status = status_word("mission", phases[-1].status)
            said = _("{mission}: {status}").format(mission=text, status=status)
            yield Value(said, f"n{phases[-1].entry}")

    def _text(self, value: object, field: str) -> str:
        return PagePrinter(self.tell).text(value, field)
