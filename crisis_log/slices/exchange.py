"""What came into the register from a file of tables, and what went out of it for other tools.

Who held which figures can be asked one day: what a table said is told by its digest, and by the
entries that it told. An exercise notes it too: it is where people learn that it is noted.
"""

from collections.abc import Sequence
from typing import Annotated, Final, Literal, assert_never, get_args

from pydantic import Field, NonNegativeInt, PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Subject, command, require
from crisis_log.entry import Entry
from crisis_log.fact import Code, Fact, Text
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

    `rows` are those of its tables, or the things that it lists. A message names its `recipient`.
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
    recipient: Annotated[Text | None, Field(exclude_if=lambda one: one is None)] = None

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
        to = [_("to {recipient}").format(recipient=self.recipient)] if self.recipient else []
        return enumerate_parts(
            [
                entry_range(self.first_entry, self.last_entry),
                counted("{count} row", "{count} rows", self.rows),
                *left_out,
                *to,
                _("SHA-256 {digest}").format(digest=self.sha256),
            ]
        )


class FileImported(Fact, kind="register.imported.v1"):
    """The rows of a file were recorded as entries `first_entry` to `last_entry`, just before.

    Of the rows `read`, some were `recorded`, others `known` already or `refused`. `rules` is the
    text by which the columns were understood. The file itself is attached where it was `kept`.
    """

    stands = True  # it tells where entries come from that may stand when this one is struck
    file: Text
    sha256: Sha256
    size: NonNegativeInt
    first_entry: PositiveInt
    last_entry: PositiveInt
    read: NonNegativeInt
    recorded: PositiveInt
    known: NonNegativeInt
    refused: NonNegativeInt
    rules: Text | None = None
    kept: bool = False

    @override
    def subject(self, number: int) -> str:
        return Exchange.named(number)

    @property
    @override
    def outlives_closing(self) -> bool:
        return True  # it follows lessons learnt that came as a file

    @override
    def headline(self) -> str:
        return _("import: {file}").format(file=self.file)

    @override
    def detail(self) -> str:
        rest = []
        if self.known:
            rest.append(counted("{count} known already", "{count} known already", self.known))
        if self.refused:
            rest.append(counted("{count} refused", "{count} refused", self.refused))
        return enumerate_parts(
            [
                counted("{count} row recorded", "{count} rows recorded", self.recorded),
                entry_range(self.first_entry, self.last_entry),
                *rest,
                _("SHA-256 {digest}").format(digest=self.sha256),
            ]
        )


ExchangeFact = RegisterExported | FileImported


# State


class Exchange(Subject, collection="register"):
    """A file that came into the register or went out of it, as entry `number` notes.

    `rules` are those by which the rows of one that came in were understood.
    """

    number: PositiveInt
    sha256: str
    rows: NonNegativeInt
    file: str | None = None
    rules: str | None = None


# Evolve


def evolve(_before: Exchange | None, fact: ExchangeFact, entry: Entry) -> Exchange:
    match fact:
        case RegisterExported():
            return Exchange(number=entry.number, sha256=fact.sha256, rows=fact.rows)
        case FileImported():
            return Exchange(
                number=entry.number,
                sha256=fact.sha256,
                rows=fact.recorded,
                file=fact.file,
                rules=fact.rules,
            )
        case _:
            assert_never(fact)


# Commands


@command
def note(known: Known, /, fact: ExchangeFact) -> Sequence[Fact]:
    require(
        fact.first_entry <= fact.last_entry <= known.size,
        _("The register holds no such entries: its last one is n° {last}.").format(last=known.size),
    )
    return [fact]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "file": _("file"),
            "first_entry": _("first entry"),
            "format": _("format"),
            "recipient": _("recipient"),
            "kept": _("file kept"),
            "known": _("known already"),
            "last_entry": _("last entry"),
            "read": _("rows read"),
            "recorded": _("rows recorded"),
            "refused": _("rows refused"),
            "rows": _("rows"),
            "rules": _("rules of reading"),
            "what": _("content"),
        },
        codes={
            "row": {
                "line": pgettext("row", "lines"),
                "decision": pgettext("row", "decisions"),
                "measure": pgettext("row", "measures"),
                "staffing": pgettext("row", "staffing"),
                "indicator": pgettext("row", "indicators"),
                "mission": pgettext("row", "missions"),
            },
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
