"""A command that asks, field by field, for what it needs and was not given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click
from typing_extensions import override

from crisis_log.cli.confirm import is_attended
from crisis_log.cli.present import current_session
from crisis_log.cli.understood import Understood
from crisis_log.fact import Refused
from crisis_log.files import FileError
from crisis_log.language import _
from crisis_log.outcome import present
from crisis_log.storage import OutcomeUnknownError, StorageError

if TYPE_CHECKING:
    from crisis_log.cli.guided.form import Form

_MENDED: Final = (Refused, click.UsageError, FileError, StorageError)
"""What may be another with another answer, or when it is tried again."""


class Guided(click.Command):
    """A command that asks in a terminal where what it needs is lacking.

    `rows` names, for a repeatable option, those that say more of each of its values in the same
    order; `needs` the option without which another means nothing.
    """

    def __init__(
        self,
        *args: Any,
        rows: Mapping[str, Sequence[str]] | None = None,
        needs: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.rows = rows or {}
        self.needs = needs or {}
        self.epilog = self.epilog or _(
            "In a terminal, it asks field by field when what it needs is not given."
        )

    @override
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        typed = self._typed(ctx, args)
        if ctx.resilient_parsing or not self._asks(ctx, typed):
            return super().parse_args(ctx, args)
        form = self._form(ctx, typed)
        form.begin()
        form.fill()
        form.look_over()
        return self._parse_again(ctx, form)

    @staticmethod
    def was_asked(ctx: click.Context) -> bool:
        """Whether what is recorded was asked for field by field."""
        return __name__ in ctx.meta

    @override
    def invoke(self, ctx: click.Context) -> Any:
        """Record it; where that is refused nothing that was said is lost: it can be changed."""
        form: Form | None = ctx.meta.get(__name__)
        before = len(present().numbers)
        while True:
            try:
                return super().invoke(ctx)
            except _MENDED as error:
                is_last = isinstance(error, OutcomeUnknownError) or len(present().numbers) > before
                if form is None or is_last:
                    raise
                form.show_again(error)
                form.look_over()
                self._parse_again(ctx, form)

    def _typed(self, ctx: click.Context, args: list[str]) -> dict[str, Any]:
        """Return what is on the command line, by the names of the parameters."""
        found, _rest, _order = self.make_parser(ctx).parse_args(list(args))
        return {
            name: value for name, value in found.items() if isinstance(value, str | list | bool)
        }

    def _asks(self, ctx: click.Context, typed: Mapping[str, Any]) -> bool:
        """Whether something needed is lacking, and somebody is there to be asked for it."""
        lacks = any(each.required and each.name not in typed for each in self.params)
        asks_for_help = any(each.is_eager and each.name in typed for each in self.get_params(ctx))
        is_script = "yes" in typed or current_session().as_json
        return lacks and is_attended() and not (is_script or asks_for_help)

    def _form(self, ctx: click.Context, typed: Mapping[str, Any]) -> Form:
        """Return the form of this run, once it is known that an answer can be recorded."""
        from crisis_log.cli.guided.answers import Answers
        from crisis_log.cli.guided.fields import fields_of
        from crisis_log.cli.guided.form import Form

        session = current_session()
        session.check_can_record()
        form = Form(
            ctx,
            fields_of(self, self.rows, self.needs),
            Answers(ctx, typed),
            (self.help or "").partition("\n")[0],
        )
        ctx.meta[__name__] = form
        return form

    def _parse_again(self, ctx: click.Context, form: Form) -> list[str]:
        """Let click take all that was said as if it were set beforehand."""
        current_session().understood = Understood()
        ctx.params.clear()
        ctx.default_map = form.answers.for_click()
        return super().parse_args(ctx, [])
