"""Several functions that are typed one after the other: `duty officer, secretary`."""

from collections.abc import Callable, Iterable, Iterator

from crisis_log.cli.present import current_session
from crisis_log.slices import cell


def functions_typed(typed: Iterable[str]) -> list[str]:
    """Return the functions that words name; one of the cell with a comma in it stays whole."""
    return functions_in(typed, _is_of_the_cell)


def functions_in(
    typed: Iterable[str], is_one: Callable[[str], bool] = lambda _word: False
) -> list[str]:
    """Return the functions that words name: a comma ends one, whatever a shell made of spaces.

    Where there is no comma, each word is one, as are words that were quoted together.
    """
    words = [*typed]
    if not any("," in word for word in words):
        return words
    return [name for name in _between_commas(words, is_one) if name]


def _is_of_the_cell(text: str) -> bool:
    session = current_session()
    session.register_to_record  # noqa: B018 - opened once: it is read through this, too
    return session.state().find(cell.Member, cell.key(text)) is not None


def _between_commas(words: Iterable[str], is_one: Callable[[str], bool]) -> Iterator[str]:
    name: list[str] = []
    for word in words:
        if "," in word and is_one(word):
            yield " ".join(name)
            yield word
            name = []
            continue
        first, *others = word.split(",")
        name.append(first.strip())
        for other in others:
            yield " ".join(name)
            name = [other.strip()] if other.strip() else []
        if " " in word.strip():  # it was quoted
            yield " ".join(name)
            name = []
    yield " ".join(name)
