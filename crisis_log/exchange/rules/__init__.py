"""What the columns of a table mean: rules written down or guessed, and its rows as records.

    text ──read_rules──▶ BookRules ◀──suggest── Book
    Book + BookRules ──understand──▶ Record | RefusedRow | Aside, each row once

- `model`: rules as they are once read; `roles`: what a column may be, and by which words
- `reading_rules`, `writing_rules`: the text of a `.rules` file
- `guessing`: rules that fit a book, why, and what is to be asked
- `understanding`: rows as records
"""

from crisis_log.exchange.rules.guessing import Suggestion, suggest
from crisis_log.exchange.rules.model import BookRules, Rules
from crisis_log.exchange.rules.questions import Question
from crisis_log.exchange.rules.reading_rules import read_rules
from crisis_log.exchange.rules.understanding import understand
from crisis_log.exchange.rules.writing_rules import written

__all__ = [
    "BookRules",
    "Question",
    "Rules",
    "Suggestion",
    "read_rules",
    "suggest",
    "understand",
    "written",
]
