"""What can go wrong with a report, as sentences."""


class ReportError(Exception):
    """The report cannot be made; the message says why, and where."""
