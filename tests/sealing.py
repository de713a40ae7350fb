"""Checkpoints given out by hand."""

from crisis_log.audit import checkpoints
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.register import Register
from crisis_log.storage import StoredCheckpoint


def take(register: Register, key: SigningKey, carrier: str) -> checkpoints.Taken:
    """Sign the log as it is now, and let `carrier` have carried the checkpoint out.

    No entry says so, as in registers of before, or for the checkpoint of an issued report.
    """
    taken = checkpoints.make(register, key)
    register.add_checkpoint(StoredCheckpoint(taken.size, carrier, register.now(), taken.note))
    return taken
