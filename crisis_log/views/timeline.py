"""Which entries match what is asked, in the order of the facts or of the recording?"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Literal

from crisis_log.fact import Entry
from crisis_log.text import says

Order = Literal["recorded", "occurred"]


def timeline(
    entries: Iterable[Entry],
    *,
    texts: Callable[[Entry], Iterable[str]],
    since: datetime | None = None,
    until: datetime | None = None,
    kind: str | None = None,
    subject: str | None = None,
    search: str | None = None,
    order: Order = "recorded",
) -> Iterator[Entry]:
    """Return the entries that match every criterion given.

    `since` and `until` bound the time by which they are ordered, both included. `kind`
    is a kind or its beginning (`decision`, `decision.adopted`); `search` is looked for in
    the `texts` of an entry, which are all that people can read of it.
    """
    chosen = (
        entry
        for entry in entries
        if _within(getattr(entry, f"{order}_at"), since, until)
        and (kind is None or entry.kind == kind or entry.kind.startswith(f"{kind}."))
        and (subject is None or subject in entry.subjects)
        and (search is None or says(texts(entry), search))
    )
    if order == "recorded":
        return chosen
    return iter(sorted(chosen, key=lambda entry: (entry.occurred_at, entry.number)))


def _within(instant: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or since <= instant) and (until is None or instant <= until)
