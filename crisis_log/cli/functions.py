"""Several functions that are typed one after the other: `duty officer, secretary`."""

from collections.abc import Iterable, Iterator


def functions_in(typed: Iterable[str]) -> list[str]:
    """Return the functions that words name: a comma ends one, whatever a shell made of spaces.

    Where there is no comma, each word is one, as are words that were quoted together.
    """
    words = [*typed]
    if not any("," in word for word in words):
        return words
    return [name for name in _between_commas(words) if name]


def _between_commas(words: Iterable[str]) -> Iterator[str]:
    name: list[str] = []
    for word in words:
        first, *others = word.split(",")
        name.append(first.strip())
        for other in others:
            yield " ".join(name)
            name = [other.strip()] if other.strip() else []
        if " " in word.strip():  # it was quoted
            yield " ".join(name)
            name = []
    yield " ".join(name)
