"""What does the log of a week say, line by line?"""

from collections.abc import Iterator

from crisis_log.slices.settings import SettingChanged
from crisis_log.views.log_lines import LogLine, log_line
from crisis_log.views.log_of_week import LogOfWeek


def log_lines(week: LogOfWeek) -> Iterator[LogLine]:
    """Return every entry of the week, in the order of the log."""
    for entry in week.entries:
        yield log_line(
            entry,
            week.after,
            week.zone,
            older=week.is_older(entry),
            changes=week.amendments.get(entry.number, ()),
        )


def is_news(line: LogLine) -> bool:
    """Whether it tells of the crisis: how the documents look is no news."""
    return line.kind != SettingChanged.kind
