"""What a worker runs: the jobs that come on standard input, until it is closed."""

from __future__ import annotations

import gc
import os
import pickle
import sys
from contextlib import suppress
from typing import Any, Final

from crisis_log import language

_SELDOM: Final = 200_000


def serve() -> None:
    """Do the jobs that come; answers alone go where standard output went."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    gc.set_threshold(_SELDOM)
    jobs = sys.stdin.buffer
    with suppress(EOFError, OSError):
        language.use(pickle.load(jobs))  # noqa: S301 - of the process that began this one
        while True:
            function, arguments = pickle.load(jobs)  # noqa: S301 - as above
            _answer(answers, function, arguments)


def _answer(answers: Any, function: Any, arguments: Any) -> None:
    try:
        result = function(*arguments)
    except Exception as error:  # noqa: BLE001 - told where the result is awaited
        result = error
    try:
        told = pickle.dumps(result)
    except Exception:  # noqa: BLE001 - an error of a library that cannot be passed on
        told = pickle.dumps(RuntimeError(f"{type(result).__name__}: {result}"))
    answers.write(told)
    answers.flush()
