"""Hypothesis strategies: any fact of any kind, and plausible commands.

Facts are drawn from the annotations of their class, so a new kind is covered as soon as
it is registered; a new constrained type is added to `_TYPES`.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from annotated_types import MinLen
from hypothesis import strategies as st
from pydantic import JsonValue, NonNegativeInt, PositiveInt
from pydantic.fields import FieldInfo

from crisis_log import striking
from crisis_log.command import Command
from crisis_log.deadline import Due
from crisis_log.entry import Entry, TakenFrom
from crisis_log.fact import KINDS, Code, Fact, Frozen, Instant, LocalInstant, Text
from crisis_log.slices import (
    assumption,
    attendance,
    briefing,
    cell,
    crisis,
    decision,
    decision_course,
    decision_revival,
    distribution,
    expected_report,
    figure,
    handover,
    indicator,
    instruction,
    issued_report,
    journal,
    line_course,
    measure,
    meeting,
    mission,
    objective,
    pad,
    report_correction,
    request,
    rhythm,
    seal,
    settings,
    site,
    staffing,
    struck_entry,
    validation,
)
from crisis_log.slices import continuity_plan as plans
from crisis_log.slices.topic import Topic

texts: Final = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(
    lambda text: bool(text.strip())
)
codes: Final = st.from_regex(r"[A-Za-z0-9_é][A-Za-z0-9_.-]{0,9}", fullmatch=True)
dates: Final = st.dates(date(1900, 1, 1), date(2100, 1, 1))
instants: Final = st.datetimes(
    datetime(1900, 1, 1),  # noqa: DTZ001 - the time zone is drawn
    datetime(2100, 1, 1),  # noqa: DTZ001 - the time zone is drawn
    timezones=st.sampled_from(
        [UTC, timezone(timedelta(hours=1)), timezone(-timedelta(hours=3, minutes=30))]
    ),
)
figures: Final = st.one_of(
    st.decimals(-(10**12), 10**12, places=3),
    st.sampled_from([Decimal("1E+3"), Decimal("0.10"), Decimal("-0")]),
)
_json: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
_TYPES: Final[list[tuple[Any, st.SearchStrategy[Any]]]] = [
    (Text, texts),
    (seal.SignedNote, st.text(st.characters(codec="utf-8"), min_size=1, max_size=200)),
    (Code, codes),
    (cell.Function, texts),
    (Topic, st.from_regex(r"([DMCR]-|n° )[1-9][0-9]{0,3}", fullmatch=True)),
    (struck_entry.SubjectName, st.sampled_from(["decision/3", "figures/2:2020-03-18", "crisis"])),
    (issued_report.Sha256, st.from_regex(r"[0-9a-f]{64}", fullmatch=True)),
    (PositiveInt, st.integers(1, 10**12)),
    (NonNegativeInt, st.integers(0, 10**12)),
    (Instant, instants),
    (rhythm.Minutes, st.integers(1, 10_080)),
    (rhythm.ClockTime, st.times().map(lambda time: f"{time:%H:%M}")),
    (LocalInstant, instants),
    (Due, dates | instants),
    (JsonValue, _json),
    (figure.Value, figures),
    (indicator.Percent, st.integers(0, 100)),
    (plans.Level, st.integers(1, 9)),
    (pad.SheetCount, st.integers(1, pad.MOST_SHEETS)),
    (plans.Agents, st.integers(0, 10_000_000)),
    (date, dates),
    (str, texts),
    (bool, st.booleans()),
    (type(None), st.none()),
]


def _of(annotation: Any, min_size: int = 0) -> st.SearchStrategy[Any]:
    for known, strategy in _TYPES:
        if annotation is known or annotation == known:
            return strategy
    arguments = get_args(annotation)
    match get_origin(annotation):
        case origin if origin is Literal:
            return st.sampled_from(arguments)
        case origin if origin in {Union, types.UnionType, Annotated}:
            kinds = [one for one in arguments if not isinstance(one, FieldInfo)]
            return st.one_of([_of(one) for one in kinds])
        case origin if origin is tuple:
            return st.lists(_of(arguments[0]), min_size=min_size, max_size=3).map(tuple)
        case origin if origin is dict:
            key, value = map(_of, arguments)
            return st.dictionaries(key, value, min_size=min_size, max_size=3)
    if isinstance(annotation, type) and issubclass(annotation, Frozen):
        return models(annotation)
    raise NotImplementedError(f"add {annotation} to _TYPES")


@cache
def models(model: type[Frozen]) -> st.SearchStrategy[Any]:
    """Return any value of `model`."""
    hints = get_type_hints(model, include_extras=True)
    fields = {
        name: _of(
            hints[name],
            next((limit.min_length for limit in field.metadata if isinstance(limit, MinLen)), 0),
        )
        for name, field in model.model_fields.items()
    }
    return st.fixed_dictionaries(fields).map(lambda content: model(**content))


def facts(kind: str) -> st.SearchStrategy[Fact]:
    """Return any fact of `kind`."""
    return models(KINDS[kind])


def entries(kind: str) -> st.SearchStrategy[Entry]:
    """Return any entry that holds a fact of `kind`."""
    return st.builds(
        Entry,
        register_id=texts,
        number=st.integers(1, 10**12),
        kind=st.just(kind),
        recorded_at=instants,
        occurred_at=instants,
        received_at=st.none() | instants,
        by=texts,
        recorded_by=st.none() | texts,
        request_id=texts,
        note=st.none() | texts,
        taken_from=st.none() | models(TakenFrom),
        fact=facts(kind),
    )


@dataclass(frozen=True)
class Call:
    """A command and its arguments, so that a failing example can be read."""

    verb: Callable[..., Command]
    arguments: Mapping[str, Any]

    def __repr__(self) -> str:
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        return f"{self.verb.__module__}.{self.verb.__name__}({arguments})"

    def command(self) -> Command:
        return self.verb(**self.arguments)


def _calls(
    verb: Callable[..., Command], required: Mapping[str, Any], **optional: Any
) -> st.SearchStrategy[Call]:
    return st.fixed_dictionaries(dict(required), optional=optional).map(
        lambda arguments: Call(verb, arguments)
    )


_words = st.sampled_from(
    ["Close", "Open", "Wait", "Stay", "Go", "Warn", "<b>&</b> 🏥", "مستشفى", "See n° 4", ""]
)
_reasons = st.none() | _words
_days = st.dates(date(2020, 3, 16), date(2020, 3, 18))
_instants = st.datetimes(
    datetime(2020, 3, 10),  # noqa: DTZ001 - the time zone is drawn
    datetime(2020, 3, 20),  # noqa: DTZ001 - the time zone is drawn
    timezones=st.just(UTC),
)
_effective = st.none() | _instants
_dues = _days | _instants
_small = st.integers(1, 3)
_lines = st.sampled_from([4, 7, 8, 9])
_members = st.sampled_from([(), ("78",), ("92",), ("78", "92"), ("99",)])
_member = st.none() | st.sampled_from(["78", "92"])
_site = st.none() | st.sampled_from(["mantes", "versailles"])
_plans = st.sampled_from(["pca", "orsec"])
_watchers = st.sampled_from(["Night watch", "Day watch", "Operations"])
_missions = st.sampled_from(["children", "culture", "sport"])
_registered_missions = st.just(
    ({"code": "children", "title": "Children"}, {"code": "culture", "title": "Museums"})
)
_values = st.dictionaries(st.sampled_from(["licences", "calls"]), figures, max_size=2)
_counts = st.dictionaries(st.sampled_from(staffing.MODALITIES), st.integers(0, 9), max_size=3)
_number = {"number": _small}
_code = {"code": _plans}
_tags = st.tuples(_words | st.sampled_from(["Objectif", "prochain-point", "point-clé"]))
_functions = st.sampled_from(["Director", "director", "Logistics", "Prefecture"])
_topics = st.sampled_from(["D-1", "D-2", "M-1", "C-1", "R-1", "n° 4", "n° 8"])
_asked = st.just(()) | st.lists(st.sampled_from([7, 8, 9, 10]), max_size=2).map(tuple)
_decision_fields = {
    "owner": _words,
    "due_on": _dues,
    "organisations": _members,
    "grounds": _words,
}
_assumed = st.one_of(
    _lines.map(lambda line: assumption.Assumed(line=line)),
    st.builds(
        assumption.Assumed,
        title=_words,
        line=st.none(),
        indicator=st.just("licences"),
        at_least=st.none() | figures,
        at_most=st.none() | figures,
    ),
)
_sheets = st.lists(_small, min_size=1, max_size=2)
_pads = st.builds(
    pad.PadPrinted,
    number=_small,
    sheets=_small,
    rows=_small,
    made_at=_instants,
    language=st.just("fr"),
    sha256=st.just("0" * 64),
)
_answering_fields = _decision_fields | {"answers": _asked}

strikes: Final = _calls(striking.strike, {"number": st.integers(2, 30), "reason": _words})
calls: Final[st.SearchStrategy[Call]] = st.one_of(
    _calls(crisis.change_level, {"level": _words}, reason=_reasons),
    _calls(crisis.join_organisation, {"code": st.sampled_from(["95", "78"]), "name": _words}),
    _calls(crisis.reopen, {}),
    st.integers(0, 3).flatmap(lambda n: _calls(crisis.close if n == 0 else crisis.reopen, {})),
    _calls(settings.change, {"key": st.sampled_from(settings.KEYS), "value": st.none() | _words}),
    _calls(
        journal.log,
        {"text": _words},
        source=_words,
        line_kind=st.sampled_from(journal.LINE_KINDS),
        answers=_asked,
        expected=st.just(()) | st.tuples(_small),
        tags=_tags,
    ),
    _calls(line_course.verify, {"number": _lines}),
    _calls(line_course.refute, {"number": _lines}),
    _calls(
        line_course.correct,
        {"number": _lines, "reason": _words},
        text=_words,
        source=_words,
        line_kind=st.sampled_from(journal.LINE_KINDS),
        occurred_at=_instants,
        tags=_tags,
    ),
    _calls(line_course.duplicate, {"number": _lines, "duplicate_of": _lines}),
    _calls(line_course.strike, {"number": _lines, "reason": _words}),
    strikes,
    _calls(request.close, {"number": st.integers(7, 12), "reason": _words}),
    _calls(decision.propose, {"title": _words}, **_answering_fields),
    _calls(decision.record, {"title": _words}, effective_at=_effective, **_answering_fields),
    _calls(
        decision_course.record_superseding,
        {"title": _words, "supersedes": st.lists(_small, max_size=2).map(tuple)},
        effective_at=_effective,
        **_answering_fields,
    ),
    _calls(decision.adopt, _number, effective_at=_effective, **_answering_fields),
    _calls(decision.reject, _number, reason=_reasons),
    _calls(decision_course.suspend, _number, effective_at=_effective),
    _calls(decision_course.resume, _number, effective_at=_effective),
    _calls(decision_course.implement, _number, reason=_reasons),
    _calls(decision_course.repeal, _number, effective_at=_effective),
    _calls(
        decision_revival.withdraw,
        _number,
        reason=_reasons,
        revive=st.lists(_small, max_size=1).map(tuple),
    ),
    _calls(decision_revival.revive, _number),
    _calls(decision_course.supersede, {"number": _small, "by_decision": _small}),
    _calls(decision.amend, {"number": _small, "reason": _words}, **_decision_fields),
    _calls(assumption.add, {"decision": _small, "assumed": _assumed}),
    _calls(assumption.drop, _number | {"reason": _words}),
    _calls(objective.set_, {"title": _words}, owner=_words),
    _calls(objective.meet, _number, reason=_reasons),
    _calls(objective.drop, _number | {"reason": _words}),
    _calls(
        measure.order,
        {"title": _words},
        decision=_small,
        answers=_asked,
        due_on=_dues,
        indicators=st.just(({"name": "licences", "target": "2000"},)),
    ),
    _calls(
        indicator.report,
        {"number": _small, "as_of": _dues},
        progress=st.integers(0, 100),
        values=_values,
    ),
    _calls(
        report_correction.correct_report,
        {"number": _small, "as_of": _days, "corrects": st.integers(7, 30)},
        progress=st.integers(0, 100),
        values=_values,
    ),
    _calls(measure.extend, {"number": _small, "due_on": _dues}),
    _calls(measure.complete, _number),
    _calls(measure.lift, _number),
    _calls(measure.reopen, _number, due_on=_dues),
    _calls(measure.amend, {"number": _small, "reason": _words}, owner=_words, due_on=_dues),
    _calls(
        plans.register,
        {"code": _plans, "title": _words, "missions": _registered_missions},
        levels=st.just({1: "Watch", 2: "Alert"}),
        headcount=st.integers(0, 99),
    ),
    _calls(plans.activate, {"code": _plans, "level": _small}, effective_at=_effective),
    _calls(plans.change_level, {"code": _plans, "level": _small}, reason=_reasons),
    _calls(plans.lift, _code, effective_at=_effective),
    _calls(
        mission.change,
        {
            "code": _plans,
            "mission": _missions,
            "to": st.sampled_from(["degraded", "suspended", "restored"]),
        },
        site=_site,
    ),
    _calls(
        staffing.count,
        {"code": _plans, "day": _days, "counts": _counts},
        mission=st.none() | _missions,
        organisation=_member,
        site=_site,
    ),
    _calls(site.add, {"code": st.sampled_from(["mantes", "versailles"]), "name": _words}),
    _calls(plans.amend, {"code": _plans, "reason": _words}, headcount=st.integers(0, 99)),
    _calls(
        instruction.give,
        {"text": _words, "to": st.lists(_functions, min_size=1, max_size=2)},
        due=_days | _instants,
        about=st.lists(_topics, max_size=2),
    ),
    _calls(instruction.acknowledge, _number | {"at": _instants}, function=_functions),
    _calls(instruction.done, _number, text=_words),
    _calls(instruction.cancel, {"number": _small, "reason": _words}),
    _calls(
        expected_report.expect,
        {"text": _words, "source": _functions, "due": _days | _instants, "since": _instants},
    ),
    _calls(expected_report.drop, {"number": _small, "reason": _words}),
    _calls(
        distribution.distribute,
        {"what": _topics, "to": st.lists(_functions, min_size=1, max_size=2)},
        channel=_reasons,
    ),
    _calls(pad.print_pad, {"fact": _pads}),
    _calls(pad.spoil, {"number": _small, "sheets": _sheets, "reason": _words}),
    _calls(
        pad.transcribe,
        {"text": _words, "pad": _small, "sheet": _small, "written_by": _watchers},
        row=st.none() | _small,
        to=_reasons,
        line_kind=st.sampled_from(["request", "information"]),
        answers=_asked,
    ),
    _calls(validation.validate, {"what": _topics}),
    _calls(distribution.acknowledge, {"what": _topics, "function": _functions, "at": _instants}),
    _calls(
        cell.appoint,
        {"function": _functions, "at": _instants},
        role=st.sampled_from(cell.ROLES),
        organisation=_member,
        deputy=st.booleans(),
    ),
    _calls(cell.relieve, {"function": _functions, "at": _instants}, reason=_words),
    _calls(meeting.open_meeting, {}, agenda=st.lists(_words, max_size=2), place=_words),
    *(
        _calls(
            verb,
            {"functions": st.lists(_functions, min_size=1, max_size=2), "at": _instants},
            number=_small,
        )
        for verb in (attendance.attend, attendance.excuse, attendance.leave)
    ),
    _calls(meeting.take_item, {"item": _small | _words}, number=_small),
    _calls(meeting.close, {"at": _instants}, next_at=_instants, number=_small),
    _calls(briefing.schedule, {"at": _instants, "said_at": _instants}, place=_reasons),
    _calls(
        briefing.set_rhythm,
        {"said_at": _instants},
        every_minutes=st.integers(15, 600),
        times=st.sampled_from([(), ("08:00", "18:00")]),
    ),
    _calls(briefing.end_rhythm, {"said_at": _instants}),
    _calls(
        briefing.hold,
        {"held_at": _instants},
        level_holds=st.none() | st.booleans(),
        set_aside=_words,
    ),
    _calls(handover.give, {"to": _watchers}, from_function=_watchers),
    _calls(handover.accept, {"number": st.none() | _small, "at": _instants}, taken_by=_watchers),
)
"""Commands about few things, so that they meet; many will be refused."""

often_struck: Final = st.booleans().flatmap(lambda struck: strikes if struck else calls)
"""The same, and the striking of as many entries, of strikes too."""

BEGINNING: Final = (
    decision.propose("Close the schools"),
    decision.record("Work from home", effective_at=datetime(2020, 3, 18, tzinfo=UTC)),
    journal.log("First case"),
    measure.order("Deploy licences", decision=2, indicators=({"name": "licences"},)),
    plans.register("pca", "Continuity", missions=({"code": "children", "title": "Children"},)),
)
"""A past that most of the commands can go on from."""
