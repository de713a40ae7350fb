"""What a search asks, and which words of an entry answer it.

    entry ──▶ texts ──▶ words ──▶ stems     kept in an index: `said`, and see `storage.words`
    what was typed ──▶ terms ───────────▶   found there, and looked at again in the entry: `asked`

Only what was recorded is searched, never how it is shown: so an index follows from the log, in
whatever language it is read. A word of that language which stands for a code finds the code.
"""

from crisis_log.search.asked import Passage, Place, Search, Term, Word
from crisis_log.search.said import Indexed, indexed, stem, texts

__all__ = ["Indexed", "Passage", "Place", "Search", "Term", "Word", "indexed", "stem", "texts"]
