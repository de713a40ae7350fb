"""The catalogues of messages: brought up to date with the code, and compiled.

    python scripts/catalogue.py            # extract, update, compile: after any change of a text
    python scripts/catalogue.py compile    # after editing a `.po` file by hand

Catalogues are sorted by message and name no place in the code, so that a change of the code
that says nothing new leaves them as they are. It is a build hook of hatchling too: every
installation, editable ones included, compiles them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
LOCALE: Final = ROOT / "crisis_log" / "locale"
CLICK_WORDS: Final = ROOT / "crisis_log" / "cli" / "click_words.py"
KEYWORDS: Final[dict[str, Any]] = {
    "_": None,
    "ngettext": (1, 2),
    "counted": (1, 2),
    "pgettext": ((1, "c"), 2),
}
_JINJA: Final = {"trim_blocks": "true", "newstyle_gettext": "true"}
SOURCES: Final[dict[str, tuple[Sequence[tuple[str, str]], dict[str, dict[str, str]]]]] = {
    "crisis_log": ([("**.py", "python")], {}),
    "templates": (
        [("**.html", "jinja2"), ("**.svg", "jinja2")],
        {"**.html": _JINJA, "**.svg": _JINJA},
    ),
}
"""The folders with texts, and how they are read."""

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a script, where hatchling need not be installed
    pass
else:

    class CatalogueBuildHook(BuildHookInterface[Any]):
        def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's signature
            compile_all()


def catalogues() -> Iterator[Path]:
    """Return the `.po` file of each language."""
    return LOCALE.glob("*/LC_MESSAGES/*.po")


def read(path: Path) -> Catalog:
    """Return the catalogue of a language, with its comments."""
    with path.open("rb") as text:
        return read_po(text, locale=path.parts[-3])


def extract() -> Catalog:
    """Return every message that the code and the templates hold."""
    found = Catalog(charset="utf-8")
    for folder, (methods, options) in SOURCES.items():
        for _file, _line, message, comments, context in extract_from_dir(
            ROOT / folder, methods, options, keywords=KEYWORDS
        ):
            found.add(message, auto_comments=comments, context=context)
    return found


def update() -> None:
    """Bring every catalogue up to date with the code, and compile it.

    What is new has no translation yet; what the code no longer says is dropped.
    """
    template = extract()
    for path in catalogues():
        catalogue = read(path)
        created = catalogue.creation_date
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.creation_date = created
        with path.open("wb") as text:
            write_po(
                text, catalogue, width=100, no_location=True, sort_output=True, ignore_obsolete=True
            )
        for message in catalogue:
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            if message.id and not all(forms):
                print(f"{path.parts[-3]}: to be translated: {message.id!r}")
    compile_all()


def compile_all() -> None:
    """Write the binary form of every catalogue, which the program reads.

    What click says is in one of its own: click reads all of it when a command starts.
    """
    for path in catalogues():
        ours = read(path)
        _compile(ours, path.with_suffix(".mo"))
        _compile(_said_by_click(ours), path.with_name("click.mo"))


def _said_by_click(catalogue: Catalog) -> Catalog:
    chosen = Catalog(locale=catalogue.locale, charset="utf-8")
    chosen.mime_headers = catalogue.mime_headers  # its plural forms, not those of some Babel
    for _file, _line, message, _comments, _context in extract_from_dir(
        CLICK_WORDS.parent, [(CLICK_WORDS.name, "python")], keywords=KEYWORDS
    ):
        found = catalogue.get(message if isinstance(message, str) else message[0])
        if found is not None:
            chosen.add(found.id, found.string)
    return chosen


def _compile(catalogue: Catalog, path: Path) -> None:
    with path.open("wb") as binary:
        write_mo(binary, catalogue)


_VERBS: Final[dict[str, Callable[[], None]]] = {"update": update, "compile": compile_all}


if __name__ == "__main__":
    _VERBS[sys.argv[1] if len(sys.argv) > 1 else "update"]()
