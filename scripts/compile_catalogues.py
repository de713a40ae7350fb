"""Compile the gettext catalogues; a build hook of hatchling, and a script of its own.

`python scripts/compile_catalogues.py` after editing a `.po` file; every installation,
editable ones included, does the same through the hook.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "crisis_log" / "locale"

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a script, where hatchling need not be installed
    pass
else:

    class CatalogueBuildHook(BuildHookInterface[Any]):
        def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
            compile_catalogues()


def compile_catalogues() -> None:
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parts[-3])
        with source.with_suffix(".mo").open("wb") as binary:
            write_mo(binary, catalogue)


if __name__ == "__main__":
    compile_catalogues()
