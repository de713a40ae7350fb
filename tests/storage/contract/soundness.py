"""What must always hold of a register, whatever keeps it."""

from crisis_log.audit.verify import verify
from crisis_log.register import Register
from crisis_log.storage import Place


def check_sound(there: Place) -> list[str]:
    """Check that everything stored follows from the log; return its request ids in order."""
    with Register.open(there, read_only=True) as register:
        found = verify(register)
        assert found.findings == ()
        entries = list(register.entries())
        assert [entry.number for entry in entries] == list(range(1, found.entries + 1))
        return [entry.request_id for entry in entries]
