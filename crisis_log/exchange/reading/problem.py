"""Why a file is no table that can be read, as the sentence that follows its name."""


class NotATableError(ValueError):
    """The message says what is wrong with the file, and what to do."""
