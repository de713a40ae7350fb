"""Each thread, and each asynchronous task, speaks its own language."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Final

from crisis_log import language
from crisis_log.language import Language, ngettext
from crisis_log.slices import decision
from tests.given import given

_TURNS: Final = 50
_REFUSALS: Final = {
    "en": "There is no decision D-3 in this register.",
    "fr": "Il n’y a pas de décision D-3 dans ce registre.",
}


def _refusal() -> str | None:
    """Return what the adoption of a decision that is not there is answered."""
    return given().when(decision.adopt(3)).refusal


def test_french_is_spoken_where_nothing_else_was_asked_for(english: None) -> None:
    with ThreadPoolExecutor(1) as elsewhere:
        assert elsewhere.submit(language.current).result() == "fr"


def test_a_language_is_spoken_within_a_block(english: None) -> None:
    with language.speaking("fr"):
        assert _refusal() == _REFUSALS["fr"]
    assert _refusal() == _REFUSALS["en"]


def test_threads_speak_at_the_same_time_each_in_its_language() -> None:
    both = Barrier(len(language.LANGUAGES))

    def speak(spoken: Language) -> set[str | None]:
        language.use(spoken)
        heard = set()
        for _turn in range(_TURNS):
            both.wait(timeout=10)
            heard.add(_refusal())
        return heard

    with ThreadPoolExecutor(len(language.LANGUAGES)) as threads:
        heard = dict(zip(language.LANGUAGES, threads.map(speak, language.LANGUAGES), strict=True))
    assert heard == {spoken: {_REFUSALS[spoken]} for spoken in language.LANGUAGES}


def test_tasks_speak_in_turn_each_in_its_language(english: None) -> None:
    async def speak(spoken: Language) -> set[str | None]:
        language.use(spoken)
        heard = set()
        for _turn in range(_TURNS):
            await asyncio.sleep(0)
            heard.add(_refusal())
        return heard

    async def both() -> list[set[str | None]]:
        return await asyncio.gather(*map(speak, language.LANGUAGES))

    heard = asyncio.run(both())
    assert heard == [{_REFUSALS[spoken]} for spoken in language.LANGUAGES]
    assert language.current() == "en"


def test_the_plural_follows_the_language_of_the_block() -> None:
    def wrong(number: int) -> str:
        return ngettext("{count} thing is wrong:", "{count} things are wrong:", number)

    with language.speaking("en"):
        assert (wrong(0), wrong(1)) == ("{count} things are wrong:", "{count} thing is wrong:")
    with language.speaking("fr"):
        assert wrong(0) == wrong(1) != wrong(2)
