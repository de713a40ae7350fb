"""The words of a line that somebody is typing in a shell, the last one perhaps not ended."""

from __future__ import annotations

from typing import NamedTuple

_ESCAPED_IN_DOUBLE = '"\\$`'


class TypedWords(NamedTuple):
    """The words before the last, the last as far as it is typed, and how it is written."""

    before: list[str]
    last: str
    raw: str
    quote: str


def typed_words(line: str) -> TypedWords:
    """Return the words of the command line up to the cursor, as bash reads them."""
    words, word, raw, quote = list[str](), "", "", ""
    signs = iter(line)
    for sign in signs:
        if not quote and sign in " \t\n":
            if raw:
                words.append(word)
            word = raw = ""
            continue
        raw += sign
        if sign == quote:
            quote = ""
        elif not quote and sign in "'\"":
            quote = sign
        elif sign == "\\" and quote != "'":
            following = next(signs, "")
            raw += following
            word += following if not quote or following in _ESCAPED_IN_DOUBLE else sign + following
        else:
            word += sign
    return TypedWords(words, word, raw, quote)
