"""What completes a word of a command line: names of verbs and options, and values.

click finds what the word is for; the register, read alone, says which values there are.
"""

from __future__ import annotations
