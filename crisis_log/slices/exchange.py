"""What went out of the register as a file that other tools read.

Who held which figures can be asked one day: what a table said is told by its digest, and by the
entries that it told. An exercise notes it too: it is where people learn that it is noted.
"""

from collections.abc import Sequence
from typing import Final, Literal, assert_never, get_args

from pydantic import NonNegativeInt, PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Subject, command, require
from crisis_log.entry import Entry
from crisis_log.fact import Code, Fact
from crisis_log.language import _, counted, pgettext
from crisis_log.slices.issued_report import Sha256
from crisis_log.words import Words, entry_range, enumerate_parts, status_word

What = Literal[
    "entries",
    "decisions",
    "measures",
    "staffing",
    "indicators",
    "requests",
    "all",
    "calendar",
    "situation",
]
WHATS: Final[tuple[What, ...]] = get_args(What)


# Facts


class RegisterExported(Fact, kind="register.exported.v1"):
    """A file was made of what entries `first_entry` to `last_entry` say, to be handed out.

    `rows` are those of its tables, or the things that it lists.
    """

    is_correction = True  # what a closed crisis left goes out, too
    stands = True
    what: What
    format: Code
    first_entry: PositiveInt
    last_entry: PositiveInt
    rows: NonNegativeInt
    sha256: Sha256
    without_confidential: bool = False

    @override
    def subject(self, number: int) -> str:
        return Exchange.named(number)

    @override
    def headline(self) -> str:
        return _("export: {what}, {format}").format(
            what=status_word("export", self.what), format=self.format
        )

    @override
    def detail(self) -> str:
        left_out = [_("without what is confidential")] if self.without_confidential else []
        return enumerate_parts(
            [
                entry_range(self.first_entry, self.last_entry),
                counted("{count} row", "{count} rows", self.rows),
                *left_out,
                _("SHA-256 {digest}").format(digest=self.sha256),
            ]
        )


# State


class Exchange(Subject, collection="register"):
    """A file that went out of the register, as entry `number` notes."""

    number: PositiveInt
    sha256: str
    rows: NonNegativeInt


# Evolve


def evolve(_before: Exchange | None, fact: RegisterExported, entry: Entry) -> Exchange:
    match fact:
        case RegisterExported():
            return Exchange(number=entry.number, sha256=fact.sha256, rows=fact.rows)
        case _:
            assert_never(fact)


# Commands


@command
def note_export(known: Known, /, fact: RegisterExported) -> Sequence[Fact]:
    require(
        fact.first_entry <= fact.last_entry <= known.size,
        _("The register holds no such entries: its last one is n° {last}.").format(last=known.size),
    )
    return [fact]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "format": _("format"),
            "last_entry": _("last entry"),
            "rows": _("rows"),
            "what": _("content"),
        },
        codes={
            "export": {
                "entries": pgettext("export", "entries"),
                "decisions": pgettext("export", "decisions"),
                "measures": pgettext("export", "measures"),
                "staffing": pgettext("export", "staffing"),
                "indicators": pgettext("export", "indicators"),
                "requests": pgettext("export", "requests"),
                "all": pgettext("export", "all"),
                "calendar": pgettext("export", "calendar"),
                "situation": pgettext("export", "situation report"),
            },
        },
    )


SLICE = Slice(
    (
        Collection(
            Exchange,
            evolve,
            numbered=True,
            title=lambda: _("Exchanges with other tools"),
            in_situation=True,
        ),
    ),
    words,
)
