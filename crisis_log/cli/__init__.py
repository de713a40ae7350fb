"""The command line: one module per noun; the only place that knows click.

`main` attends to interruptions before it imports anything; then it chooses the language,
because help texts are translated when their module is.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from crisis_log.outcome import Outcome

_SELDOM = 100_000
"""Objects made between collections: importing makes many, and none of them is garbage."""
_RESERVE = 1 << 18
"""Bytes of memory that are given back to say the last words with, where there are no others."""
_LANGUAGE_OPTIONS = ("--lang", "--langue")
_COMPLETING = "_CRISIS_LOG_COMPLETE"
_PATIENCE_SECONDS = 2
"""Of work at most for whoever presses Tab: a register that takes longer offers nothing."""
_INTERRUPTING = ("SIGINT", "SIGTERM", "SIGHUP")
"""By name: Windows has not all of them."""


def main() -> None:
    """Run the command line and exit with its code."""
    outcome, reserve = None, bytearray(_RESERVE)
    try:
        outcome = _begun()
        code = _completed() if _is_completing() else _ran(outcome)
    except BaseException as error:  # noqa: BLE001 - memory that lacks, what cannot be loaded
        reserve.clear()
        if outcome:
            outcome.hold_for_good()
        from crisis_log.cli.last_words import say

        code = say(error, outcome)
    _interrupt_no_more()
    _leave_memory_to_the_system()
    sys.exit(code)


def _ran(outcome: Outcome) -> int:
    """Run the command line that was typed; return its exit code."""
    _prepare(sys.argv[1:])
    from crisis_log.cli.root import run

    return run(sys.argv[1:], outcome)


def _is_completing() -> bool:
    """Whether a shell asks what completes a line that is not finished."""
    import os

    return _COMPLETING in os.environ


def _completed() -> int:
    """Answer the shell that asks: it is told what completes the line, soon, and nothing else."""
    import os
    import signal
    from contextlib import suppress

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGPROF, lambda *_: os._exit(0))
        signal.setitimer(signal.ITIMER_PROF, _PATIENCE_SECONDS)
    with suppress(Exception):
        _prepare((os.environ.get("COMP_LINE") or os.environ.get("COMP_WORDS", "")).split())
        from crisis_log.cli.completion.shells import answer

        sys.stdout.write(answer(os.environ[_COMPLETING]))
        sys.stdout.flush()
    return 0


def _begun() -> Outcome:
    """Let Ctrl-C, and the request to terminate, end the run when it can answer truly."""
    import signal

    from crisis_log.outcome import Outcome

    outcome = Outcome()
    outcome.hold_for_good()  # until `run` can tell of it
    for name in _INTERRUPTING:
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, outcome.interrupt)
    sys.unraisablehook = lambda _lost: None  # an interruption among them is remembered
    return outcome


def _interrupt_no_more() -> None:
    """Let no signal change the exit code any more.

    Python gives signals back to the system while it ends, unless they are ignored.
    """
    import signal

    for name in _INTERRUPTING:
        if number := getattr(signal, name, None):
            signal.signal(number, signal.SIG_IGN)


def _leave_memory_to_the_system() -> None:
    """Let Python end without a search for garbage in all that was imported: see decision 7."""
    import gc

    gc.freeze()


def _prepare(arguments: Sequence[str]) -> None:
    """Prepare the process for one run."""
    import gc
    import os

    from crisis_log.cli import streams

    gc.set_threshold(_SELDOM)
    streams.prepare()
    _silence_warnings()
    os.environ.setdefault(
        "PYDANTIC_DISABLE_PLUGINS", "__all__"
    )  # ours are all the models there are
    os.environ["PROMPT_TOOLKIT_NO_CPR"] = "1"  # where none answers, it complains in English
    os.environ["TZ"] = "UTC"  # a register has its own zone; of this machine's we ask nothing
    _choose_language(arguments)


def _silence_warnings() -> None:
    """Warn of nothing, here and in processes that we start: warnings are for programmers."""
    import os
    import warnings

    sys.warnoptions.clear()
    os.environ.pop("PYTHONWARNINGS", None)
    warnings.resetwarnings()
    warnings.simplefilter("ignore")


def _choose_language(arguments: Sequence[str]) -> None:
    """Choose the language of `--lang`, else of the environment or the configuration."""
    from itertools import pairwise

    from crisis_log import language
    from crisis_log.cli import configuration

    wanted = configuration.language() or "fr"
    for argument, following in pairwise([*arguments, ""]):
        name, equals, value = argument.partition("=")
        if name.lower() in _LANGUAGE_OPTIONS:
            wanted = value if equals else following or wanted
    chosen: language.Language = "en" if wanted.lower() == "en" else "fr"
    language.use(chosen)
    language.use_for_libraries(chosen)
