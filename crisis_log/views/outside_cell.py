"""Which of the functions that an entry names are not in the crisis cell?

Anybody may be given an instruction, or be at a meeting: whoever records it is told, because a
function typed in another way is another function.
"""

from collections.abc import Iterator

from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.language import _
from crisis_log.slices.cell import Member, serves_at
from crisis_log.words import join


def outside_cell(known: Known, entry: Entry) -> Iterator[str]:
    """Return what is said of them; nothing in a register that keeps no cell."""
    named = entry.fact.functions()
    strangers = [one for one in named if not serves_at(known, one, entry.occurred_at)]
    if strangers and any(known.members(Member)):
        functions = join([_("“{title}”").format(title=one) for one in strangers])
        yield _("outside the crisis cell: {functions}").format(functions=functions)
