"""What a terminal is, and what may be sent to it: how wide, in which colours, which characters.

Control characters in what was recorded are shown, never sent to the terminal.
"""

import os
import sys
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

NARROW = 24
"""Cells up to this width are never broken: dates, numbers, states."""
_FIRST_NOT_ONE_WIDE = "\u0300"
"""Characters before this one, the first that combines, take one column: all of French."""
_BESIDE = "\0"
"""Stands for the second column of a wide character where columns are counted; never shown."""
_NO_BREAK = {"n° ": "n°\ufdd0", "\u00a0": "\ufdd1", "\u202f": "\ufdd2"}
"""Where no line may end, and what stands there while lines are broken: no text has these."""
BEGIN, END = "\ufdd3", "\ufdd4"
"""What stands before and after what is highlighted: no text has these."""
_HIGHLIGHT = "\033[1;4m", "\033[0m"
"""Bold and underlined: seen on every background, and by those who see no colours."""
_BIDI_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_VISIBLE = (
    {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)}
    | dict.fromkeys(range(0x7F, 0xA0), "\ufffd")
    | dict.fromkeys(map(ord, _BIDI_OVERRIDES), "\ufffd")
)


def visible(text: str) -> str:
    """Return `text` with control characters made visible, so that none acts."""
    return text.encode(errors="replace").decode().translate(_VISIBLE)


def one_line(text: str) -> str:
    """Return `text` on one visible line: nothing recorded can pass for a line of ours."""
    return " ".join(visible(text).split("\n"))


_CHOSEN: Final[ContextVar[bool | None]] = ContextVar("colours", default=None)


def choose_colours(wanted: str | None, *, is_typed: bool) -> None:
    """Let the present run show colours `always` or `never`; what is `auto` depends.

    Only what is typed stands above the environment.
    """
    heeded = is_typed or not _asks_for_none()
    _CHOSEN.set({"always": True, "never": False}.get(wanted or "") if heeded else None)


def colours() -> bool | None:
    """Whether colours are shown: as was chosen, else where they are wanted, in terminals alone."""
    chosen = _CHOSEN.get()
    return False if chosen is None and _asks_for_none() else chosen


def _asks_for_none() -> bool:
    return bool(os.environ.get("NO_COLOR")) or _is_dumb()


_IS_STILL: Final[ContextVar[bool]] = ContextVar("still", default=False)


@contextmanager
def still() -> Iterator[None]:
    """Draw nothing over what is shown during a block: a screen reader reads it."""
    before = _IS_STILL.set(True)
    try:
        yield
    finally:
        _IS_STILL.reset(before)


def shows_progress() -> bool:
    """Whether standard error is a terminal on which a bar can move."""
    return sys.stderr.isatty() and not _is_dumb() and not _IS_STILL.get()


def draws() -> bool:
    """Whether questions can be drawn, and wiped once they are answered."""
    return shows_progress() and sys.stdin.isatty()


def _is_dumb() -> bool:
    """Whether the terminal obeys no sequence, such as those that set a colour."""
    return os.environ.get("TERM") == "dumb"


def wrapped(text: str, indent: int) -> list[str]:
    """Return the lines of `text`, wrapped between words in a terminal."""
    lines = text.split("\n")
    if not sys.stdout.isatty():
        return lines
    width = max(columns() - indent, NARROW)
    return [part for line in lines for part in wrap(line, width, whole_words=True) or [""]]


def hanging(text: str, indent: int, *, err: bool = False) -> list[str]:
    """Return the lines of `text`, in a terminal wrapped so that those after the first stand in.

    They are for standard output, or for `err`.
    """
    if not (sys.stderr if err else sys.stdout).isatty() or not text.strip():
        return [text]
    return wrap(text, max(columns(), indent + NARROW), indent, whole_words=True)


def wrap(text: str, width: int, indent: int = 0, *, whole_words: bool = False) -> list[str]:
    """Return the lines of `text` on one line, none wider than `width`; those after stand in.

    `whole_words` are never broken, though they be wider.
    """
    lines = textwrap.wrap(
        "".join(c + _BESIDE * (width_of(c) - 1) for c in unbreakable(text)),
        width,
        subsequent_indent=" " * indent,
        break_long_words=not whole_words,
        break_on_hyphens=False,
    )
    return [breakable(line.replace(_BESIDE, "")) for line in lines]


def unbreakable(text: str) -> str:
    """Return `text` with no space where no line may end: after n°, and those that say so."""
    for space, seen in _NO_BREAK.items():
        text = text.replace(space, seen)
    return text


def breakable(text: str) -> str:
    """Return `unbreakable` text as it was written."""
    for space, seen in _NO_BREAK.items():
        text = text.replace(seen, space)
    return text


def lighted(lines: Sequence[str]) -> Iterator[str]:
    """Return lines in which what stands between `BEGIN` and `END` is highlighted.

    In a terminal without colours by asterisks; elsewhere not at all.
    """
    is_within = False
    for line in lines:
        whole = (BEGIN if is_within else "") + line
        is_within = whole.rfind(BEGIN) > whole.rfind(END)
        yield _highlighted(whole + END if is_within else whole) if BEGIN in whole else line


def _highlighted(line: str) -> str:
    begin, end = ("*", "*") if colours() is False else _HIGHLIGHT
    if not sys.stdout.isatty():
        begin = end = ""
    return line.replace(BEGIN, begin).replace(END, end)


def columns() -> int:
    """Return how wide the terminal is."""
    import shutil  # 3 ms, for terminals alone

    return shutil.get_terminal_size().columns


def width_of(text: str) -> int:
    """Return the columns `text` takes in a terminal."""
    if max(text, default="") < _FIRST_NOT_ONE_WIDE:
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
