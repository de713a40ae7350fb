"""The command line: one module per noun; the only place that knows click.

`main` chooses the language before anything else is imported, because help texts are
translated when their module is.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from typing import Final

from crisis_log import language

_SELDOM: Final = 100_000
"""Objects made between collections: importing makes many, and none of them is garbage."""
_REQUESTS_TO_END: Final = ("SIGTERM", "SIGHUP")
_LANGUAGE_VARIABLE: Final = "CRISIS_LOG_LANG"


def main() -> None:
    """Run the command line and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what a terminal cannot show stops no answer
            stream.reconfigure(errors="replace")
    gc.set_threshold(_SELDOM)
    os.environ.setdefault(
        "PYDANTIC_DISABLE_PLUGINS", "__all__"
    )  # ours are all the models there are
    _choose_language(sys.argv[1:], os.environ)
    for name in _REQUESTS_TO_END:
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _interrupted)
    from crisis_log.cli.root import run

    code = run(sys.argv[1:])
    gc.freeze()  # the end of the process need not look through all that was imported
    sys.exit(code)


def _interrupted(number: int, _frame: object) -> None:
    """End as Ctrl-C does, which leaves nothing behind; if asked again, at once."""
    signal.signal(number, signal.SIG_DFL)
    raise KeyboardInterrupt


def _choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Choose the language of `--lang`, else of the environment, else French."""
    wanted = environment.get(_LANGUAGE_VARIABLE, "fr")
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            wanted = arguments[position + 1]
        elif argument.startswith("--lang="):
            wanted = argument.partition("=")[2]
    chosen: language.Language = "en" if wanted == "en" else "fr"
    language.use(chosen)
    language.use_for_libraries(chosen)
