"""The names that people type, verbs and options, in their language.

- `verbs`, `options`: the table, from code names to French ones; a new one goes there
- here: what a command shows of it, and what it understands

Both languages are understood in both, whatever the case and the accents, in the singular or the
plural where only one fits; the present language is shown. What is a value stays in the words of
its slice.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache, partial
from typing import Final

from crisis_log.cli.names.options import OPTIONS
from crisis_log.cli.names.verbs import ANYWHERE, VERBS
from crisis_log.language import current
from crisis_log.text import folded

__all__ = ["ANYWHERE", "OPTIONS", "VERBS", "Names", "command_shown"]

_VERB: Final = re.compile("[a-z-]+")
_REMEMBERED: Final = 256
"""How many spellings of options: a desk asks for the same ones with each line."""
_PLURAL: Final = "sx"
_PARTICIPLES: Final = {"e": "er", "i": "ir", "u": "re"}
"""How past participles end, and the verbs that they are of."""
_ALIKE: Final = 0.75
"""From which likeness (0 to 1) a name is offered for a mistyped one."""
_OFFERED: Final = 3
_SHORTEST: Final = 4
"""How many letters a word has whose plural is looked for: `--as` is none of `--a`."""


class Names:
    """The names in one command: of its options, and of the verbs in it.

    Called with what is typed for an option, without its dashes, it returns the name shown, which
    is what click asks of a `token_normalize_func`.
    """

    def __init__(self, path: str = "", options: Iterable[str] = ()) -> None:
        self.path = path
        self._options = dict(_spellings({name: self._called(name) for name in options}))
        self._option_found = lru_cache(_REMEMBERED)(partial(_found, self._options))

    def __call__(self, token: str) -> str:
        return self.shown(f"--{token}").removeprefix("--")

    def option(self, code: str) -> str:
        """Return the name to show of an option, by its code name."""
        return _shown(code, self._called(code))

    def shown(self, typed: str) -> str:
        """Return the name to show of an option, by any of its names."""
        code = self.option_code(typed)
        return self.option(code) if code else typed

    def option_code(self, typed: str) -> str | None:
        """Return the code name of an option of this command, typed in either language."""
        return self._option_found(typed)

    def option_names(self, code: str) -> list[str]:
        """Return all the names of an option, by its code name."""
        return [code, *self._called(code).split()]

    def _called(self, option: str) -> str:
        return OPTIONS.get(f"{self.path} {option}".lstrip()) or OPTIONS.get(option, option)

    def options_like(self, typed: str) -> list[str]:
        """Return the options to show that are closest to what was typed."""
        return [*dict.fromkeys(map(self.option, _closest(typed, self._options)))]

    def verb(self, code: str) -> str:
        """Return the name to show of a verb of this group."""
        return _shown(code, self._verb_called(code))

    def verb_names(self, code: str) -> list[str]:
        """Return all the names of a verb of this group, by its code name."""
        return [code, *self._verb_called(code).split()]

    def verb_code(self, typed: str) -> str:
        """Return the code name of a verb, typed in either language, or what was typed.

        What one hears is understood too: « achevée » is `achever`.
        """
        for name in (typed, *_infinitives(folded(typed))):
            if code := _found(self._verbs, name):
                return code
        return typed

    def verbs_like(self, typed: str, there: Iterable[str]) -> list[str]:
        """Return what may have been meant: commands of any group, the verbs that are there.

        First the commands whose verb is called so, then the verbs that are spelt alike.
        """
        called = {code: self._verb_called(code) for code in there}
        alike = map(self.verb, _closest(typed, dict(_spellings(called))))
        told = [*dict.fromkeys([*_commands_called(typed), *alike])]
        return [one for one in told if one != typed][:_OFFERED]

    @cached_property
    def _verbs(self) -> dict[str, str]:
        """Return the verbs that this group may have, by all of their names."""
        group = f"{self.path} ".lstrip()
        inside = (path.removeprefix(group) for path in VERBS if path.startswith(group))
        own = [verb for verb in inside if " " not in verb]
        return dict(_spellings({code: self._verb_called(code) for code in [*ANYWHERE, *own]}))

    def _verb_called(self, code: str) -> str:
        return VERBS.get(self.path_of(code)) or ANYWHERE.get(code, code)

    def path_of(self, verb: str) -> str:
        """Return the path of a verb of this group, by code names."""
        return f"{self.path} {verb}".lstrip()


def command_shown(line: str) -> str:
    """Return a command line of code names as it is typed in the present language.

    What is neither a verb nor an option stays: `{label}`, `42`.
    """
    path, shown = "", list[str]()
    for word in line.split():
        if word.startswith("--"):
            shown.append(Names(path).option(word))
        elif _VERB.fullmatch(word):
            shown.append(Names(path).verb(word))
            path = f"{path} {word}".lstrip()
        else:
            shown.append(word)
    return " ".join(shown)


def _commands_called(typed: str) -> list[str]:
    """Return the commands to show whose verb is first called so, unless they are many."""
    found = []
    for path in VERBS:
        group, _space, verb = path.rpartition(" ")
        if _found(dict.fromkeys(Names(group).verb_names(verb)[:2], path), typed):
            found.append(command_shown(path))
    return found if len(found) <= _OFFERED else []


def _closest(typed: str, codes: Mapping[str, str]) -> Iterator[str]:
    """Return the codes of the names that what was typed begins, then of the closest."""
    from difflib import get_close_matches  # for what is mistyped alone

    wanted = folded(typed).lstrip("-")
    bare = {name.lstrip("-"): code for name, code in codes.items()}
    begun = [name for name in bare if wanted and name.startswith(wanted)]
    close = get_close_matches(wanted, bare, cutoff=_ALIKE)
    return map(bare.__getitem__, [*begun, *close][:_OFFERED])


def _shown(code: str, french: str) -> str:
    return french.partition(" ")[0] if current() == "fr" else code


def _spellings(called: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return every name with its code name: the code names last, which win."""
    for code, french in called.items():
        yield from ((name, code) for name in french.split())
    yield from ((code, code) for code in called)


def _found(codes: Mapping[str, str], typed: str) -> str | None:
    """Return the code of a name: exactly so, else the only one that differs in its plural."""
    wanted = folded(typed)
    if code := codes.get(wanted):
        return code
    alike = {code for name, code in codes.items() if _singular(name) == _singular(wanted)}
    return alike.pop() if len(alike) == 1 else None


def _infinitives(participle: str) -> Iterator[str]:
    """Return the French verbs that a word, without accents, may be the past participle of."""
    for ending, infinitive in _PARTICIPLES.items():
        if stem := re.fullmatch(rf"([a-z-]{{3,}}?){ending}e?s?", participle):
            yield stem[1] + infinitive


def _singular(name: str) -> str:
    parts = name.split("-")
    return "-".join(part.rstrip(_PLURAL) if len(part) >= _SHORTEST else part for part in parts)
