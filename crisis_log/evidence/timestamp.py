"""Timestamps on checkpoints (RFC 3161): what a time-stamping authority says existed, and when.

The authority signs the digest of a checkpoint's signed note, and its own time. That proves
that the note, and so every entry its root covers, existed before that time; never that
they did not exist earlier. A signature proves little unless the authority's certificate is
trusted: who checks a timestamp brings certificates from elsewhere. Only a qualified
timestamp is presumed accurate (regulation (EU) 910/2014, article 41).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from crisis_log.evidence import der
from crisis_log.evidence.timestamp_authority import (
    TimestampError,
    certificates,
    check_chain,
    check_signer,
    name_of,
    reading,
    signer_of,
)
from crisis_log.evidence.timestamp_token import in_order
from crisis_log.language import _

if TYPE_CHECKING:
    from rfc3161_client import TimeStampResponse

__all__ = [
    "Interval",
    "Stamp",
    "TimestampError",
    "check",
    "intervals",
    "nonce_of",
    "query",
    "read_reply",
]

_GRANTED: Final = 0
_SHA256: Final = "2.16.840.1.101.3.4.2.1"


class Stamp(NamedTuple):
    """What a timestamp says.

    `gen_time` is UTC, to the second: the authority's fraction of a second is dropped, and
    many give none. `digest` is of what was stamped, by the algorithm with the object
    identifier `hash_algorithm`. `policy` is an object identifier too, in dotted decimals.
    `tsa` names the authority for people, by the certificate it signed with where that is
    embedded; empty when nothing names it. `is_trusted` says that this certificate was
    checked against certificates given from outside.
    """

    gen_time: datetime
    digest: bytes
    hash_algorithm: str
    policy: str
    serial: int
    tsa: str
    nonce: int | None
    is_trusted: bool = False


class Interval(NamedTuple):
    """Entries `first` to `last`, which the same two stamped instants surround.

    `before`: by the word of the authority, these entries existed before that instant. That
    is proven, as far as the authority is trusted.

    `after`: at that instant at the latest, a log without these entries was shown to the
    authority. That proves nothing about when they were written: whoever keeps the log
    could have had them ready, or recorded elsewhere, and shown a shorter log.

    None where no stamp gives the instant.
    """

    first: int
    last: int
    after: datetime | None
    before: datetime | None


def query(data: bytes, *, nonce: bool = True) -> bytes:
    """Return the request to stamp `data`: a TimeStampReq in DER that asks for the certificate.

    It holds the SHA-256 of `data`, never `data` itself. A random `nonce` ties the reply to
    this request; leave it out when nobody will remember the request (RFC 3161 section 2.4.1).
    """
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    builder = TimestampRequestBuilder(data, HashAlgorithm.SHA256, nonce=nonce, cert_req=True)
    return builder.build().as_bytes()


def nonce_of(request: bytes) -> int | None:
    """Return the nonce of what `query` made, if it has one."""
    _version, _imprint, *optional = der.read(request).children(der.SEQUENCE)
    nonce = next((one for one in optional if one.tag == der.INTEGER), None)
    return int.from_bytes(nonce.content, "big") if nonce else None


def read_reply(reply: bytes) -> Stamp:
    """Return what a TimeStampResp in DER says, once it is granted; nothing else is verified.

    Raises:
        TimestampError: it cannot be read, or the authority refused.

    """
    return _stamp(_decoded(reply))


def check(
    reply: bytes, data: bytes, trusted: Sequence[bytes] = (), *, nonce: int | None = None
) -> Stamp:
    """Return what `reply` says, once it is a valid timestamp of `data` (RFC 3161 section 2.2).

    Its digest is the SHA-256 of `data`; its nonce is `nonce`, when that is given; its
    signature is by the certificate it names, which is for time-stamping alone and was valid
    at the time stamped. `trusted` are certificates in PEM (several in one, if need be) or
    DER: the authority's own, or a root with what leads to it; that certificate is then
    checked against them, as at the time stamped. Without them anyone could have signed:
    `is_trusted` says which. Revocation is not looked up.

    Raises:
        TimestampError: with a sentence, when anything of this does not hold.

    """
    response = _decoded(reply)
    stamp = _stamp(response)
    if (stamp.hash_algorithm, stamp.digest) != (_SHA256, hashlib.sha256(data).digest()):
        raise TimestampError(_("This timestamp is of something else: its digest differs."))
    if nonce is not None and stamp.nonce != nonce:
        raise TimestampError(_("This timestamp answers another request: its nonce differs."))
    anchors = [one for given in trusted for one in certificates(given)]
    signer = signer_of(response, anchors)
    check_signer(in_order(reply), signer, stamp.gen_time)
    if anchors:
        check_chain(response, signer, anchors, data)
    return stamp._replace(tsa=name_of(signer.subject), is_trusted=bool(anchors))


def intervals(size: int, stamps: Sequence[tuple[int, datetime]]) -> list[Interval]:
    """Return entries 1 to `size` by the stamped instants around them, in order.

    `stamps` are the size of a checkpoint and an instant at which it was stamped, in any
    order; a checkpoint may be stamped several times. `before` is the earliest stamp of a
    checkpoint that includes the entries; `after` the latest, not later than `before`, of
    one that does not.
    """
    ends = sorted({covered for covered, _at in stamps if 0 < covered < size} | {max(size, 0)})
    found: list[Interval] = []
    for last in filter(None, ends):
        before = min((at for covered, at in stamps if covered >= last), default=None)
        earlier = [at for covered, at in stamps if covered < last]
        after = max((at for at in earlier if before is None or at <= before), default=None)
        first = found[-1].last + 1 if found else 1
        if found and found[-1][2:] == (after, before):
            first = found.pop().first
        found.append(Interval(first, last, after, before))
    return found


def _decoded(reply: bytes) -> TimeStampResponse:
    """Read a reply that grants a timestamp."""
    from rfc3161_client import decode_timestamp_response

    with reading():
        response = decode_timestamp_response(in_order(reply))
        if response.status != _GRANTED:
            raise TimestampError(
                _("The time-stamping authority did not grant a timestamp: {reason}.").format(
                    reason=" ".join(response.status_string).rstrip(".")
                    or _("status {status}").format(status=response.status)
                )
            )
    return response


def _stamp(response: TimeStampResponse) -> Stamp:
    with reading():
        info = response.tst_info
        return Stamp(
            gen_time=info.gen_time,
            digest=info.message_imprint.message,
            hash_algorithm=info.message_imprint.hash_algorithm.dotted_string,
            policy=info.policy.dotted_string,
            serial=info.serial_number,
            tsa=_embedded_name(response),
            nonce=info.nonce,
        )


def _embedded_name(response: TimeStampResponse) -> str:
    """Return the authority's name by its certificate, if that came with the reply."""
    try:
        return name_of(signer_of(response).subject)
    except TimestampError:
        return ""
