"""Kinds of facts, as people type them: `decision`, `line`; or their code, `decision.adopted`."""

from typing import Any, Final

import click
from typing_extensions import override

from crisis_log.cli.coded import Coded
from crisis_log.fact import KINDS
from crisis_log.slices import COLLECTIONS, beginnings


class FactKind(Coded):
    """A kind of fact, or its beginning; the beginnings have words."""

    def __init__(self) -> None:
        super().__init__("kind", beginnings())

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if any(f"{kind}.".startswith(f"{value}.") for kind in KINDS):
            return str(value)
        return super().convert(value, param, ctx)


FACT_KIND: Final = FactKind()
_ALONE: Final = Coded(
    "subject", [name for name, collection in COLLECTIONS.items() if collection.prefix is None]
)


def sole_subject(typed: str) -> str | None:
    """Return the subject of which there is one, such as the crisis, that people name so."""
    return _ALONE.meant(typed)
