"""A meeting in words: who was there, and what belongs to it, item by item."""

from collections.abc import Iterator

from crisis_log.cli import output
from crisis_log.cli.session import Session
from crisis_log.command import last_of
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.slices import cell
from crisis_log.slices.figure import figure_in_words
from crisis_log.slices.meeting import Meeting
from crisis_log.views.log_lines import LogLine
from crisis_log.views.minutes.attendance import Attendee, Seat
from crisis_log.views.minutes.told import MeetingTold, ToldItem, meeting_told
from crisis_log.when import show_clock
from crisis_log.words import enumerate_parts, field_name, status_word


def print_meeting(session: Session, number: int | None) -> None:
    """Print meeting `number`, the last one by default."""
    account = session.register.account()
    if number is None:
        last = last_of(account.state(), Meeting)
        if last is None:
            raise Refused(_("No meeting is recorded."))
        number = last.number
    told = meeting_told(account, number, session.present())
    if session.as_json:
        output.emit(told.model_dump(mode="json"))
        return
    _print_head(session, told)
    for item in told.items:
        _print_item(session, item)


def _print_head(session: Session, told: MeetingTold) -> None:
    attendance, after = told.attendance, told.next_meeting
    output.heading(
        _("Meeting {label}, {status}").format(
            label=told.label, status=status_word("meeting", told.meeting_status)
        )
    )
    output.fields(
        [
            (_("opened"), session.show_instant(told.held_from)),
            (_("closed"), session.show_instant(told.held_until)),
            (_("place"), told.place or ""),
            (_("present"), "\n".join(_present(session, one) for one in attendance.present)),
            (_("excused"), "\n".join(map(_seat, attendance.excused))),
            (_("neither recorded"), "\n".join(map(_seat, attendance.unsaid))),
            (field_name("next_at"), session.show_instant(after.at) if after else ""),
        ]
    )


def _seat(one: Seat) -> str:
    if not one.in_cell:
        return _("{function} (outside the cell)").format(function=one.function)
    place = cell.place(one.role, deputy=one.deputy, organisation=one.organisation)
    return f"{one.function} ({place})" if place else one.function


def _present(session: Session, one: Attendee) -> str:
    return ", ".join([_seat(one), *_stays(session, one)])


def _stays(session: Session, one: Attendee) -> Iterator[str]:
    for place, stay in enumerate(one.stays):
        if place or one.late:
            yield _("came at {time}").format(time=show_clock(stay.since, session.zone))
        if stay.left_by and stay.until:
            yield _("left at {time}").format(time=show_clock(stay.until, session.zone))


def _print_item(session: Session, item: ToldItem) -> None:
    title = f"{item.item}. {item.title}" if item.item else _("Before the first item")
    output.heading(title)
    if item.entries:
        output.table(
            [_("No."), _("Time"), _("What")],
            [
                [str(one.number), show_clock(one.occurred_at, session.zone), _said(one)]
                for one in item.entries
            ],
            right=[0],
        )
    else:
        output.line(_("Nothing is recorded under this item."))


def _said(one: LogLine) -> str:
    marks = [
        status_word("verification", one.verification) if one.verification else "",
        _("struck") if one.struck_by else "",
    ]
    said = ", ".join(filter(None, [one.headline, *marks]))
    texts = [text for text in (one.title, _figures(one), one.text) if text]
    return (
        _("{headline}: {detail}").format(headline=said, detail=" · ".join(texts)) if texts else said
    )


def _figures(one: LogLine) -> str:
    is_staffing = one.kind.startswith("staffing.")
    return enumerate_parts(
        [
            figure_in_words(status_word("modality", name) if is_staffing else name, value)
            for name, value in one.figures.items()
        ]
    )
