"""How the authority shows itself on its reports: logo, colour, address, signatory, readers.

And which figures lead them: the names of indicators, in the order of their weight.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Final, Literal, assert_never, get_args

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.colour import CONTRAST_OF_TEXT, WHITE, contrast, legible
from crisis_log.command import Command, Known, Request, Subject, command, require
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Frozen, Text
from crisis_log.language import _
from crisis_log.text import folded
from crisis_log.words import Words, field_name, join, number_text, size_text

Key = Literal[
    "logo",
    "colour",
    "address",
    "department",
    "signatory_name",
    "signatory_function",
    "distribution",
    "classification",
    "place",
    "key_figures",
]
KEYS: Final[tuple[Key, ...]] = get_args(Key)
_HUNDREDTH: Final = Decimal("0.01")
_BETWEEN: Final = ";"
_COLOUR: Final = re.compile(r"#?([0-9a-fA-F]{6})")


# Facts


class SettingChanged(Fact, kind="settings.changed.v1"):
    """A setting and its new value; a logo's value is a `data:` URI, so that it stays."""

    key: Key
    value: Text | None

    @override
    def subject(self, number: int) -> str:
        return Settings.named()

    def headline(self) -> str:
        if self.value is None:
            return _("setting “{key}” cleared").format(key=field_name(self.key))
        return _("setting “{key}” changed").format(key=field_name(self.key))

    def detail(self) -> str:
        return shown(self.key, self.value) if self.value else ""


# State


class Setting(Frozen):
    """The value of a setting and the entry that gave it."""

    value: str
    entry: PositiveInt


class Settings(Subject, collection="settings"):
    values: dict[Key, Setting] = {}

    def value(self, key: Key) -> str | None:
        """Return the value of `key`, if it was given."""
        setting = self.values.get(key)
        return setting.value if setting else None


def shown(key: Key, value: str) -> str:
    """Return `value` as people read it; an image is named, not spelt out."""
    if key != "logo":
        return value
    media_type = value.removeprefix("data:").partition(";")[0]
    return _("image {media_type}, {size}").format(
        media_type=media_type, size=size_text(len(value) * 3 // 4)
    )


# Evolve


def evolve(settings: Settings | None, fact: SettingChanged, entry: Entry) -> Settings:
    match fact:
        case SettingChanged():
            values = dict(settings.values) if settings else {}
            values.pop(fact.key, None)
            if fact.value is not None:
                values[fact.key] = Setting(value=fact.value, entry=entry.number)
            return Settings(values=values)
        case _:
            assert_never(fact)


# Commands


def current(known: Known) -> Settings:
    """Return the settings, empty before the first was given."""
    return known.find(Settings) or Settings()


def key_figures(known: Known) -> tuple[str, ...]:
    """Return the names of the indicators that lead reports, in the order of the authority."""
    return tuple(_names(current(known).value("key_figures") or ""))


def _names(written: str) -> list[str]:
    """Return the names that `written` lists, each once."""
    names = filter(None, (" ".join(name.split()) for name in written.split(_BETWEEN)))
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(folded(name), name)
    return list(found.values())


@command
def change(known: Known, /, key: str, value: str | None) -> list[Fact]:
    require(
        key in KEYS,
        _("There is no setting “{key}”; the settings are: {keys}.").format(
            key=key, keys=join(KEYS)
        ),
    )
    if key == "colour" and value is not None:
        value = _checked_colour(value)
    if key == "key_figures" and value is not None:
        value = _listed(_names(value))
    fact = SettingChanged.model_validate({"key": key, "value": value})
    before = current(known).value(fact.key)
    require(
        before != fact.value,
        _("The setting “{key}” already has this value.").format(key=key)
        if before
        else _("The setting “{key}” is not set.").format(key=key),
    )
    return [fact]


def _listed(names: Sequence[str]) -> str:
    return f"{_BETWEEN} ".join(names)


def marking_key(command: Command, names: Iterable[str]) -> Command:
    """Return `command`, after which the indicators of these `names` are key figures too."""

    def both(known: Known, request: Request) -> list[Fact]:
        facts = list(command(known, request))
        chosen = key_figures(known)
        new = [name for name in names if folded(name) not in map(folded, chosen)]
        for name in new:
            require(
                _BETWEEN not in name,
                _("“{name}” cannot be a key figure: “;” stands between their names.").format(
                    name=name
                ),
            )
        listed = _listed([*chosen, *new])
        return [*facts, SettingChanged(key="key_figures", value=listed)] if new else facts

    return both


def _checked_colour(value: str) -> str:
    """Return the authority's colour as `#rrggbb`; headings are set in it, on white."""
    written = _COLOUR.fullmatch(value.strip())
    require(
        written is not None,
        _("“{value}” is not a colour I can read; write it as “#17375e”.").format(value=value),
    )
    colour = f"#{written[1].lower()}" if written else value
    found, darker = contrast(colour, WHITE), legible(colour)
    require(
        found >= CONTRAST_OF_TEXT,
        _(
            "Headings in {colour} could not be read on white: their contrast is {found} to 1, "
            "at least {least} is needed. The nearest darker colour that can be read is {darker}."
        ).format(
            colour=colour,
            # never rounded up to what would do
            found=number_text(Decimal(found).quantize(_HUNDREDTH, ROUND_DOWN)),
            least=number_text(Decimal(str(CONTRAST_OF_TEXT))),
            darker=darker,
        ),
    )
    return colour


# Declaration


def words() -> Words:
    return Words(
        fields={
            "address": _("address"),
            "classification": _("classification"),
            "colour": _("colour"),
            "department": _("service in charge"),
            "distribution": _("distribution"),
            "key": _("setting"),
            "key_figures": _("key figures"),
            "logo": _("logo"),
            "place": _("place"),
            "signatory_function": _("function of the signatory"),
            "signatory_name": _("name of the signatory"),
        },
    )


SLICE = Slice(
    (Collection(Settings, evolve, title=lambda: _("Settings of the register"), in_situation=True),),
    words,
)
