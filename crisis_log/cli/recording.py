"""Verbs that record: the options that all of them have, and what is done with them."""

from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any, cast

import click
from pydantic import BaseModel

from crisis_log.cli.attachments import file_to_keep
from crisis_log.cli.coded import Coded
from crisis_log.cli.confirm import YES
from crisis_log.cli.parameters import AT, REASON_NEEDED, RECEIVED, REQUEST_ID, with_options
from crisis_log.cli.session import GivenTimes, Session
from crisis_log.cli.typed import PATH
from crisis_log.command import Command, given
from crisis_log.language import _


def recording(
    function: Callable[..., Command],
    *,
    dated: bool = True,
    at: Callable[[Any], Any] = AT,
) -> Callable[..., None]:
    """Make a click callback that records the command `function` returns.

    It adds the options common to all recording commands; what is not `dated` happens when it is
    recorded. `function` receives the options of its own as keywords.
    """

    @with_options(*([at, RECEIVED] if dated else []))
    @REQUEST_ID
    @click.option("--note", metavar=_("TEXT"), help=_("Note kept with the entry."))
    @click.option(
        "--attach",
        metavar=_("FILE"),
        type=PATH,
        multiple=True,
        help=_("A file to keep with the entry (repeatable)."),
    )
    @YES
    @click.pass_obj
    @wraps(function)
    def callback(
        session: Session,
        /,
        request_id: str | None,
        note: str | None,
        attach: tuple[Path, ...],
        yes: bool,
        **options: Any,
    ) -> None:
        files = [file_to_keep(path) for path in attach]
        times = GivenTimes()
        if dated:
            times = GivenTimes(options.pop("at"), options.pop("received_at"))
        session.record(function(**options), times, request_id, note, files, yes=yes)

    return cast("Callable[..., None]", callback)


def amending(
    fields: type[BaseModel], read: Callable[..., dict[str, Any]] = dict, *, dated: bool = True
) -> Callable[[Callable[..., Command]], Callable[..., None]]:
    """Return a decorator like `recording`, for a verb that changes `fields` of a thing.

    It adds the options that empty a field and that say why. The function receives what was
    given, as `read` makes it of the options, and for each cleared field its empty value.
    """
    kind = Coded("field", [*fields.model_fields])

    def decorate(function: Callable[..., Command]) -> Callable[..., None]:
        @click.option(
            "--clear",
            metavar=_("FIELD"),
            type=kind,
            multiple=True,
            help=_("A field to empty (repeatable): {fields}.").format(fields=kind.listed()),
        )
        @REASON_NEEDED
        @partial(recording, dated=dated)
        @wraps(function)
        def verb(clear: tuple[str, ...], **options: Any) -> Command:
            empty = {name: fields.model_fields[name].get_default() for name in clear}
            return function(**(empty | given(**read(**options))))

        return verb

    return decorate
