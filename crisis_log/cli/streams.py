"""The standard streams: always there, and telling apart what cannot be written to them.

An answer that cannot be written raises `AnswerError`, whatever wrote it; a remark on standard
error that cannot be written is lost, and stops nothing.
"""

from __future__ import annotations

import os
import sys
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import TYPE_CHECKING, Final, TextIO

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Buffer

STANDARD: Final = (0, 1, 2)


class AnswerError(Exception):
    """Standard output cannot be written; `reason` is what the system says."""

    def __init__(self, reason: OSError) -> None:
        self.reason = reason
        super().__init__(str(reason))

    @property
    def has_no_reader(self) -> bool:
        """Whether whoever read the answer left, as `head` does when it has enough."""
        return isinstance(self.reason, BrokenPipeError)


class _Answers(FileIO):
    @override
    def write(self, data: Buffer, /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            raise AnswerError(error) from error


class _Remarks(FileIO):
    @override
    def write(self, data: Buffer, /) -> int:
        try:
            return super().write(data)
        except OSError:
            return len(memoryview(data))


def prepare() -> None:
    """Open what is closed, and let what a terminal cannot show stop no answer.

    A descriptor left closed would be given to the next file that is opened: what is printed
    would go to the register.
    """
    for descriptor in STANDARD:
        _open_if_closed(descriptor)
    sys.stdout = _prepared(sys.stdout, 1, _Answers)
    sys.stderr = _prepared(sys.stderr, 2, _Remarks)


def write_the_rest() -> None:
    """Write what is left of an answer, if it can be: something worse is told already."""
    try:
        sys.stdout.flush()
    except AnswerError:
        write_no_more()


def write_no_more() -> None:
    """Let nothing fail again on standard output when the process ends."""
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    if isinstance(raw, _Answers):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, raw.fileno())
        os.close(nowhere)


def _open_if_closed(descriptor: int) -> None:
    try:
        os.fstat(descriptor)
    except OSError:
        os.open(os.devnull, os.O_RDWR)  # the lowest that is free: this one


def _prepared(stream: TextIO | None, descriptor: int, raw: Callable[..., FileIO]) -> TextIO:
    """Return the stream to use in the place of `stream`; a terminal stays as it is."""
    if isinstance(stream, TextIOWrapper) and stream.isatty():
        stream.reconfigure(errors="replace")
        return stream
    return TextIOWrapper(
        BufferedWriter(raw(descriptor, "w", closefd=False)),
        encoding=stream.encoding if stream else None,
        errors="replace",
        line_buffering=raw is _Remarks,
    )
