"""Checkpoints given out by hand."""

from crisis_log.audit import checkpoints, giving
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.register import Register


def take(register: Register, key: SigningKey, carrier: str) -> checkpoints.Taken:
    """Sign the log as it is now, and let `carrier` have carried the checkpoint out."""
    with giving.giving_out(register, checkpoints.make(register, key), carrier) as taken:
        return taken
