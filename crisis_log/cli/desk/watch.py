"""What goes on in the register while people type: where it stands, and what others record.

It looks from a thread of its own, through a connection of its own: what is recorded here never
waits for it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from contextvars import copy_context
from importlib import import_module
from threading import Event, Thread
from typing import Final

from crisis_log import when
from crisis_log.cli.desk.kept import Kept, KeptSession
from crisis_log.cli.desk.standing import Standing, standing
from crisis_log.cli.history import marked, told
from crisis_log.cli.screen import one_line
from crisis_log.entry import Entry
from crisis_log.fact import Refused, UnreadableEntryError
from crisis_log.language import _, counted
from crisis_log.register import Register
from crisis_log.storage import StorageError
from crisis_log.words import author

_MOST: Final = 20
"""How many entries are told at once: of more, the last ones."""
_AGAIN_SECONDS: Final = 1.0
_PATIENCE_SECONDS: Final = 5.0
_OF_RECORDING: Final = (
    "cli.echo",
    "cli.journal",
    "storage.batch",
    "storage.writing",
    "views.surprises",
)
_TROUBLES: Final = (StorageError, UnreadableEntryError, Refused, LookupError)


class Watch:
    """Looks at the register whenever something is recorded; `standing` is how it was then.

    `own` are the numbers of the entries that this desk recorded: they are no news.
    """

    def __init__(self, kept: Kept, own: set[int]) -> None:
        self.standing: Standing | None = None
        self.on_change: Callable[[], None] = lambda: None
        self._kept = kept
        self._own = own
        self._news: deque[tuple[int, str]] = deque()
        self._seen = kept.register.size()
        self._ended, self._again, self._is_away = Event(), Event(), Event()
        self._is_away.set()
        kept.on_close = self.let_go
        context = copy_context()  # a thread speaks the language that it is told to
        self._thread = Thread(target=context.run, args=(self._run,), daemon=True)

    def start(self) -> None:
        """Look at once, so that the first prompt tells where things stand, then from the thread."""
        with suppress(*_TROUBLES):
            self.standing = standing(self._kept.register.account(), self._kept.now())
        self._kept.release()
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()
        self._again.set()
        self._thread.join()

    def let_go(self) -> None:
        """Close the register, and look for it again in a while: another may lie there now.

        Whoever opens that one must be alone with it: SQLite finds what lies beside it by name.
        """
        self._again.set()
        self._is_away.wait(_PATIENCE_SECONDS)

    def news(self) -> Iterator[str]:
        """Return what others recorded, each entry once."""
        while self._news:
            number, words = self._news.popleft()
            if number not in self._own:
                yield words

    def _run(self) -> None:
        _load()
        while not self._ended.is_set():
            self._is_away.clear()
            with suppress(*_TROUBLES):  # it was moved, or is out of reach: it may come back
                self._watch()
            self._is_away.set()
            self._ended.wait(_AGAIN_SECONDS)
            self._again.clear()

    def _watch(self) -> None:
        """Look until the register is to be let go."""
        with Register.open(self._kept.place, self._kept.now, read_only=True) as register:
            for _change in register.changes(self._again):
                self._look(register)

    def _look(self, register: Register) -> None:
        self._read_news(register)
        with suppress(*_TROUBLES):
            self.standing = standing(register.account(), self._kept.now())
        register.release()
        self.on_change()

    def _read_news(self, register: Register) -> None:
        size = register.size()
        first = max(self._seen, size - _MOST)
        if first > self._seen:
            left = counted(
                "{count} further entry was recorded by others.",
                "{count} further entries were recorded by others.",
                first - self._seen,
            )
            self._news.append((0, left))
        session = KeptSession(self._kept, register, None, as_json=False)
        for found in register.legible([(first, size)]):
            if isinstance(found, Entry) and found.number not in self._own:
                self._news.append((found.number, _words(session, found)))
        self._seen = size


def _words(session: KeptSession, entry: Entry) -> str:
    """Return an entry on one line: its number, when, by whom and what."""
    known = session.state()
    sentence = told(session, known.get(entry.subject), entry)
    head = [
        _("n° {number}").format(number=entry.number),
        when.show_clock(entry.occurred_at, session.zone),
        author(entry),
        marked(session, known, entry, sentence),
    ]
    return one_line(" · ".join(head))


def _load() -> None:
    """Load what only recording needs while the first line is being typed."""
    for name in _OF_RECORDING:
        import_module(f"crisis_log.{name}")
