"""What an instant or a date looks like where people type it."""

import re
from functools import cache
from typing import Final

from crisis_log.when.names import MONTH_NUMBERS, WEEKDAY_NUMBERS

_WEEKDAYS: Final = "|".join(WEEKDAY_NUMBERS)
COUNT: Final = r"\d{1,4} | une? | an? | one"
"""How many hours, days or weeks, from the present."""


@cache
def pattern() -> re.Pattern[str]:
    """Return what instants and dates look like: 3 ms, of use to those who typed one."""
    return spaced(
        rf"""
        (?: (?P<word> avant-hier | hier | yesterday | aujourd['’]hui | today | demain | tomorrow
                    | apr[eè]s-demain )
          | (?: (?P<from_now> il\sy\sa | dans | in ) \s )?
            (?P<count> {COUNT} ) \s? (?P<unit> j(?:ours?)? | days? | semaines? | weeks? )
            (?P<ago> \sago )?
          | (?P<which> last | next ) \s (?P<that> {_WEEKDAYS} )
          | (?P<nearest> {_WEEKDAYS} ) (?: \s (?P<french_which> dernier | prochain ) )?
          | (?: (?P<weekday> {_WEEKDAYS} ) \s )?
            (?: (?P<day>\d{{1,2}}) / (?P<month>\d{{1,2}}) (?: / (?P<year>\d{{4}}) )?
              | (?P<long_day> 1er | \d{{1,2}} ) \s (?P<name> {"|".join(MONTH_NUMBERS)} )
                (?: \s (?P<long_year>\d{{4}}) )?
              | (?P<iso>\d{{4}}-\d{{2}}-\d{{2}}) ) )?
        (?P<joint> T | \s* , \s* | \s+ (?: (?: à | a | at ) \s+ )? )?
        (?: (?P<hour>\d{{1,2}})
            (?: : (?P<minute>\d{{2}})
                (?: : (?P<second>\d{{2}}) (?: [.,] (?P<fraction>\d{{1,6}}) )? )?
              | \s? h (?: \s? (?P<minute_of_h>\d{{2}}) )? )
            (?: \s? (?P<bracket>\()?
                (?P<offset> Z | [+-]\d{{2}}:\d{{2}}(?::\d{{2}})? ) (?(bracket)\)) )? )?
        """
    )


def spaced(verbose: str) -> re.Pattern[str]:
    """Return a pattern in which a space is any of those that people type, whatever the case."""
    return re.compile(
        verbose.replace(r"\s", r"[ \t\u00a0\u202f]"), re.ASCII | re.IGNORECASE | re.VERBOSE
    )
