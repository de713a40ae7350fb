"""What a signed file was found to be: data, without a word for people."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from crisis_log.fact import Frozen
from crisis_log.reports.signing.contents import Content

Level = Literal["B-B", "B-T", "B-LT", "B-LTA", "other"]
"""PAdES baseline levels (ETSI EN 319 142-1 section 6.1); `other`: a signature of another kind."""

Covers = Literal[
    "file",  # every byte of the file
    "revision",  # every byte up to where the signature ends; something was added after it
    "part",  # less, or something else: it says nothing about the file
]

Later = Literal[
    "nothing",
    "permitted",  # signatures, timestamps, and what proves later that they were valid
    "altered",
]

Trust = Literal[
    "trusted",  # it leads to one of the roots given, as of the instant that counts
    "not checked",  # no roots were given
    "unknown",  # it leads to none of them
    "not yet valid",  # it was not valid yet when it signed, by whatever tells when
    "expired",  # it was valid when it is said to have signed; nothing proves that it signed then
    "not valid",  # it was not valid, or not yet, at the instant that counts
    "revoked",
    "unsuited",  # its key is not for signing documents, or for stamping
]

Revocation = Literal["not revoked", "not known", "revoked"]

Alteration = Literal[
    "broken",  # a signature or a timestamp does not fit the bytes that it covers
    "partial",  # one covers less than the file as it was then
    "changed",  # the file was changed since it was signed
    "overlaid",  # a field that shows something was laid over a page since it was signed
    "appended",  # bytes follow the end of the file
    "removed",  # a signature was there, and is no longer found
    "damaged",  # it can no longer be read as a PDF file
]


class Stamp(Frozen):
    """A timestamp: when, by the word of which authority."""

    at: datetime
    authority: str
    is_intact: bool
    trust: Trust


class Signature(Frozen):
    """A signature of a person; `stamp` was made on it, `field` is where it is kept.

    `proven_at` is the instant by which it is known to have existed: that of an intact,
    trusted timestamp; None where nothing but its own `claimed_at` says when. `signer` and
    `issuer` are what people call them, `subject` and `issued_by` all of their names.
    `was_valid` tells whether the certificate was within its dates at `proven_at`, or else
    `claimed_at`; `is_to_come` that this lies in the future.
    """

    field: str
    signer: str
    subject: str
    issuer: str
    issued_by: str
    serial: str
    valid_from: datetime
    valid_until: datetime
    claimed_at: datetime | None
    reason: str | None
    location: str | None
    stamp: Stamp | None
    proven_at: datetime | None
    level: Level
    is_intact: bool
    covers: Covers
    later: Later
    was_valid: bool | None
    is_to_come: bool = False
    trust: Trust
    revocation: Revocation


class DocumentStamp(Frozen):
    """A timestamp of the whole file as it was then."""

    field: str
    stamp: Stamp
    covers: Covers
    later: Later


class Examination(Frozen):
    """What a file was found to be; `sha256` and `size` (bytes) are its own.

    `originals` are the SHA-256 of what was there before the first signature; several,
    where it cannot be told whether the line end after it was there too. An unsigned file
    is its own original. `is_only_signed` tells that nothing but signatures and what
    belongs to them was added to it. `beginnings` are the SHA-256 of the file up to each of its
    earlier ends, the longest first; `contents` what is in it that no report has.
    """

    sha256: str
    size: int
    originals: tuple[str, ...]
    is_only_signed: bool
    signatures: tuple[Signature, ...]
    stamps: tuple[DocumentStamp, ...]
    alterations: tuple[Alteration, ...]
    beginnings: tuple[str, ...] = ()
    contents: tuple[Content, ...] = ()

    @property
    def is_signed(self) -> bool:
        """Whether a person signed it."""
        return bool(self.signatures)

    @property
    def is_intact(self) -> bool:
        """Whether nothing was found altered."""
        return not self.alterations

    @property
    def is_trusted(self) -> bool:
        """Whether all that signed are known to be who they say, by the roots given."""
        return all(one.trust == "trusted" for one in self.signatures)
