"""The session of the command line being run, and when the fact that it records happened."""

from datetime import date, datetime

import click

from crisis_log import outcome
from crisis_log.cli.session import Session


def current_session() -> Session:
    """Return the session of the command line being run."""
    session = click.get_current_context().find_object(Session)
    if session is None:
        raise RuntimeError("no session: the command was run without the root command")
    return session


def instant_of_fact() -> datetime:
    """Return when the fact being recorded happened: `--at`, else `--received`, else now.

    Now comes after whatever is recorded: a simulated clock tells minutes.
    """
    typed = click.get_current_context().params
    at: datetime | None = typed.get("at") or typed.get("received_at")
    if at:
        return at
    session = current_session()
    session.register_to_record  # noqa: B018 - opened once: it is read through this, too
    return session.present()


def is_dated() -> bool:
    """Whether somebody says when the fact being recorded happened."""
    typed = click.get_current_context().params
    return bool(typed.get("at") or typed.get("received_at"))


def chosen_request_id() -> str | None:
    """Return the id of the request that a desk chose before, if this is a line of one.

    What the same line goes on to record, such as the next row of a sheet, has an id of its own.
    """
    context = click.get_current_context(silent=True)
    session = context.find_object(Session) if context else None
    if session is None or session.desk is None or session.desk.request_id is None:
        return None
    recorded = len(outcome.present().numbers)
    return f"{session.desk.request_id}/{recorded}" if recorded else session.desk.request_id


def was_recorded() -> bool:
    """Whether this request was recorded before: it records nothing again, and asks nothing."""
    request_id: str | None = click.get_current_context().params.get("request_id")
    if not request_id:
        return False
    return current_session().register_to_record.answer(request_id) is not None


def day_of_fact() -> date:
    """Return the day of the fact being recorded."""
    return instant_of_fact().astimezone(current_session().zone).date()
