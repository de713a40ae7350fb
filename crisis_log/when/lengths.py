"""Stretches of time as people type them: `10 minutes`, `2 h`, `1 h 30`, `3 jours`."""

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from crisis_log.when.pattern import COUNT, spaced

_ONE: Final = frozenset({"un", "une", "a", "an", "one"})


@cache
def _length() -> re.Pattern[str]:
    return spaced(
        rf"""
        (?: (?P<before> il\sy\sa ) \s | (?P<after> dans | in ) \s )?
        (?: (?P<days> {COUNT} ) \s? (?: j(?:ours?)? | d(?:ays?)? )
          | (?P<hours> {COUNT} ) \s? (?: h(?:eures?|ours?)? )
            (?: \s? (?P<more>\d{{1,2}}) (?: \s? (?: min | mn | minutes? ) )? )?
          | (?P<minutes> {COUNT} ) \s? (?: min | mn | minutes? ) )
        (?P<ago> \sago )?
        """
    )


def read_length(text: str) -> timedelta | None:
    """Return the stretch of time that the whole of `text` says, if it is one."""
    match = _length().fullmatch(text.strip().lower())
    if match is None or match["before"] or match["after"] or match["ago"]:
        return None
    return _of(match)


def read_from_now(text: str, now: datetime) -> datetime | None:
    """Return what `text` tells in hours or minutes from `now`, to the minute, if it does.

    Days from now are dates: they say no time of day.
    """
    match = _length().fullmatch(text.strip().lower())
    if match is None or match["days"]:
        return None
    if bool(match["before"] or match["ago"]) is bool(match["after"]) or (
        match["before"] and match["ago"]
    ):
        return None
    length = _of(match) if match["after"] else -_of(match)
    told = (now.astimezone(UTC) + length).astimezone(now.tzinfo)
    return told.replace(second=0, microsecond=0)


def number_of(count: str | None) -> int:
    """Return how many `count` says, 0 where nothing is said."""
    if count is None:
        return 0
    return 1 if count in _ONE else int(count)


def _of(match: re.Match[str]) -> timedelta:
    return timedelta(
        days=number_of(match["days"]),
        hours=number_of(match["hours"]),
        minutes=number_of(match["minutes"]) + number_of(match["more"]),
    )
