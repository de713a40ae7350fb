"""Which figures and words that an earlier week's report showed have changed since, and why?

What an entry of this week says of a time before it can change what was shown: a count
or a figure is corrected, a line is corrected or struck, a wording is amended, or a fact
older than the week is recorded in it. Each thing is told once, as it was shown and as it
is known at the end of the week, however many entries changed it on the way.
"""

from crisis_log.views.errata.counts import (
    errata_of_counts,
    errata_of_indicators,
    errata_of_measures_caught_up,
)
from crisis_log.views.errata.erratum import Erratum
from crisis_log.views.errata.key_figures import errata_of_key_figures
from crisis_log.views.errata.words import errata_of_entries, errata_of_lines, errata_of_wordings
from crisis_log.views.log_of_week import LogOfWeek


def errata(week: LogOfWeek) -> tuple[Erratum, ...]:
    """Return what changed, figures first."""
    if week.is_first:
        return ()
    return (
        *errata_of_key_figures(week),
        *errata_of_counts(week),
        *errata_of_indicators(week),
        *errata_of_lines(week),
        *errata_of_wordings(week),
        *errata_of_entries(week),
    )


def told_again(week: LogOfWeek) -> tuple[Erratum, ...]:
    """Return what a report that tells the same days again tells otherwise."""
    return (*errata(week), *errata_of_measures_caught_up(week))
