"""Programs at a terminal of 80 × 24, as somebody there has them."""

import signal
from collections.abc import Sequence

import pexpect


def spawned(
    program: str, arguments: Sequence[str], environment: dict[str, str]
) -> "pexpect.spawn[str]":
    """Start a program at a terminal of its own, whoever started us."""
    return pexpect.spawn(
        program,
        [*arguments],
        env=environment,
        encoding="utf-8",
        dimensions=(24, 80),
        timeout=30,
        preexec_fn=_hear,
    )


def _hear() -> None:
    """Ignore no signal that whoever started us ignores: a shell that runs tests aside does."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
