"""Reminders, for cron: what is due, overdue or not acknowledged, told here or sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from crisis_log.cli import output
from crisis_log.cli.ending import SOMETHING_DUE
from crisis_log.cli.points import marked
from crisis_log.cli.quantities import Interval
from crisis_log.cli.session import Session
from crisis_log.cli.typed import TEXT
from crisis_log.cli.user_folders import state_folder
from crisis_log.files import FileError
from crisis_log.language import _
from crisis_log.views.reminders import Reminder, reminders
from crisis_log.words import join, status_word

if TYPE_CHECKING:
    from crisis_log.exchange.reminding.sending import Sending
    from crisis_log.exchange.reminding.way import Way

_SOON: Final = timedelta(hours=2)
_LEAST, _MOST = timedelta(minutes=1), timedelta(days=31)


@click.command(
    "remind",
    help=_(
        "Tell, or send, what is due soon, overdue or not acknowledged, for a task that runs by "
        "itself: exit code 10 if there is something, 0 if not. Nothing is sent twice."
    ),
)
@click.option(
    "--within",
    metavar=_("DURATION"),
    type=Interval(_LEAST, _MOST),
    default=_SOON,
    help=_("How far ahead: “2h”, “90 min”; else 2 hours. A day is due from its first hour on."),
)
@click.option(
    "--email",
    "by_mail",
    is_flag=True,
    help=_("Send it by e-mail, as “[mail]” of the configuration says to whom and by which server."),
)
@click.option(
    "--apprise",
    "services",
    metavar="URL",
    type=TEXT,
    multiple=True,
    help=_(
        "Send it by a service, at an address that Apprise knows, or its name under “[apprise]” of "
        "the configuration (repeatable)."
    ),
)
@click.option("--again", is_flag=True, help=_("Send also what was sent before."))
@click.option("--dry-run", is_flag=True, help=_("Send nothing: say what would be sent to whom."))
@click.pass_obj
def remind(
    session: Session,
    within: timedelta,
    by_mail: bool,
    services: tuple[str, ...],
    again: bool,
    dry_run: bool,
) -> None:
    with _ways(services, by_mail=by_mail) as ways:
        found = reminders(session.register.account(), session.now(), within)
        sendings = _sent(session, ways, found, again=again, dry_run=dry_run) if ways else []
    _tell(session, within, found, sendings)
    failed = [one for one in sendings if one.reason]
    if failed:
        raise FileError(" ".join(_failures(failed)))
    if found:
        click.get_current_context().exit(SOMETHING_DUE)


@contextmanager
def _ways(services: Sequence[str], *, by_mail: bool) -> Iterator[list[Way]]:
    """Return the ways by which reminders are to go; the libraries of each load for it alone."""
    ways: list[Way] = [*map(_service, dict.fromkeys(services))]
    if not by_mail:
        yield ways
        return
    from crisis_log.cli.mailing import addresses, mail_server
    from crisis_log.exchange.reminding.mail import ByMail, Post

    post = Post(mail_server())
    try:
        yield [*(ByMail(address, post) for address in addresses()), *ways]
    finally:
        post.close()


def _service(typed: str) -> Way:
    from crisis_log.cli.mailing import service_url
    from crisis_log.exchange.reminding.services import ByService, NotAServiceError

    scheme, is_url, _rest = typed.partition("://")
    try:
        if is_url:
            return ByService(f"{scheme}://…", typed)  # the rest of it is a secret
        return ByService(typed, service_url(typed) or typed)
    except NotAServiceError as error:
        raise click.UsageError(str(error)) from error


def _sent(
    session: Session, ways: Sequence[Way], found: Sequence[Reminder], *, again: bool, dry_run: bool
) -> list[Sending]:
    """Send what is found to each addressee that has not had it, and return what became of it."""
    from crisis_log.exchange.reminding.memory import Memory, remembering
    from crisis_log.exchange.reminding.message import message_of
    from crisis_log.exchange.reminding.sending import planned, sent

    path = _remembered(session.register.register_id)
    with nullcontext(Memory(path)) if dry_run else remembering(path) as memory:
        plan = planned(ways, found, memory, again=again)
        if dry_run:
            return [one for _way, one in plan]
        now = session.now()
        return [*sent(plan, memory, lambda new: message_of(new, session.crisis, now))]


def _remembered(register_id: str) -> Path:
    """Return the file of what this account sent of a register."""
    folder = state_folder()
    if folder is None:
        raise click.UsageError(
            _("You have no home folder, where it is remembered what was sent: nothing was sent.")
        )
    return folder / "reminders" / f"{register_id}.json"


def _tell(
    session: Session, within: timedelta, found: Sequence[Reminder], sendings: Sequence[Sending]
) -> None:
    if session.as_json:
        output.emit(
            {
                "instant": session.now().isoformat(),
                "within_minutes": within // timedelta(minutes=1),
                "reminders": [_document(one) for one in found],
                "sent": [_sending(one) for one in sendings],
            }
        )
        return
    if not found:
        output.line(_("Nothing is due, overdue or unacknowledged."))
        return
    output.table(
        [_("No."), _("Reminder"), _("What"), _("Until"), _("Who"), _("Title")],
        [
            [
                _number(one),
                status_word("reminder", one.why),
                status_word("open_point", one.point.what),
                session.show_due(one.point.due),
                one.point.who or "",
                marked(one.point.text or one.point.said, confidential=one.point.confidential),
            ]
            for one in found
        ],
        first=True,
    )
    for one in sendings:
        for line in _lines(one):
            output.line(line)


def _document(one: Reminder) -> dict[str, object]:
    return {"why": one.why, **one.point.model_dump(mode="json")}


def _sending(one: Sending) -> dict[str, object]:
    return {
        "to": one.to,
        "status": one.status,
        "reminders": [_number(each) for each in one.reminders],
        "perhaps_sent_before": [_number(each) for each in one.begun],
        "reason": one.reason or None,
    }


def _number(one: Reminder) -> str:
    return one.point.label or _("n° {number}").format(number=one.point.entry)


def _lines(one: Sending) -> Iterator[str]:
    """Return the sentences that tell what became of the reminders to somebody."""
    told = {"to": one.to, "numbers": join([*map(_number, one.reminders)])}
    match one.status:
        case "to_send":
            yield _("To be sent to {to}: {numbers}.").format(**told)
        case "sent":
            yield _("Sent to {to}: {numbers}.").format(**told)
        case "nothing_new":
            yield _("Nothing new for {to}.").format(**told)
        case _:
            """The error that ends the run tells it."""
    if one.begun:
        yield _(
            "Perhaps sent to {to} by a run that was cut off, and not sent again: {numbers} "
            "(--again sends all)."
        ).format(to=one.to, numbers=join([*map(_number, one.begun)]))


def _failures(failed: Sequence[Sending]) -> Iterator[str]:
    """Return a sentence for all whom a message did not reach for one reason, for certain or not."""
    for status, reason in dict.fromkeys((one.status, one.reason) for one in failed):
        to = join([one.to for one in failed if (one.status, one.reason) == (status, reason)])
        sentence = (
            _(
                "Nobody knows whether the reminder reached {to}: {reason}. It is not sent again, "
                "unless you say --again."
            )
            if status == "perhaps_sent"
            else _("The reminder was not sent to {to}: {reason}. The next run sends it.")
        )
        yield sentence.format(to=to, reason=reason)
