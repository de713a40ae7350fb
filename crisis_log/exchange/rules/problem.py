"""Why a row is refused."""


class RowError(Exception):
    """A cell that cannot be taken: `column` is its index, None for the row as a whole."""

    def __init__(self, code: str, reason: str, column: int | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.column = column
