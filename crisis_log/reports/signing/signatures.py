"""Each signature and timestamp in a file: whether it holds, and since when it was there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, NamedTuple

from asn1crypto import parser
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.generic_cms import get_signing_cert_attr
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import TimestampSignatureStatus

from crisis_log.reports.signing.changes import difference
from crisis_log.reports.signing.credentials import USAGES, common_name, full_name
from crisis_log.reports.signing.findings import (
    Covers,
    DocumentStamp,
    Later,
    Level,
    Signature,
    Stamp,
    Trust,
)
from crisis_log.reports.signing.trust import Anchors

_COVERS: Final[dict[SignatureCoverageLevel, Covers]] = {
    SignatureCoverageLevel.ENTIRE_FILE: "file",
    SignatureCoverageLevel.ENTIRE_REVISION: "revision",
}
_AHEAD: Final = timedelta(minutes=5)
"""By how much a signer's clock may be ahead of ours without a word."""
_STAMP: Final = "/DocTimeStamp"
_USAGE: Final = KeyUsageConstraints(key_usage=USAGES)


class Evidence(NamedTuple):
    """What signatures are judged by: `pdf` up to its end; `is_whole` if nothing follows that."""

    pdf: bytes
    reader: PdfFileReader
    anchors: Anchors
    now: datetime
    is_whole: bool

    def covers(self, embedded: EmbeddedPdfSignature) -> Covers:
        """Return what a signature covers, of the file as it is now."""
        match [int(one) for one in embedded.byte_range]:
            case [0, length, start, _rest] if self._is_gap(embedded, length, start):
                coverage = _COVERS.get(embedded.evaluate_signature_coverage(), "part")
            case _:
                return "part"
        return "revision" if coverage == "file" and not self.is_whole else coverage

    def _is_gap(self, embedded: EmbeddedPdfSignature, first: int, last: int) -> bool:
        """Whether what it does not cover is the signature itself: other bytes could be anything."""
        written = self.pdf[first:last]
        try:
            held = bytes.fromhex(written[1:-1].decode("ascii"))
        except ValueError:
            return False
        is_whole = len(written) == 2 * len(held) + len("<>")  # no spaces in it
        return is_whole and written[:1] + written[-1:] == b"<>" and held == embedded.pkcs7_content

    def later(self, embedded: EmbeddedPdfSignature, covers: Covers) -> Later:
        """Return what became of the file since it was signed."""
        if covers == "file":
            return "nothing"
        is_permitted = (
            covers == "revision"
            and self.is_whole
            and difference(self.signed(embedded), self.pdf) == "none"
        )
        return "permitted" if is_permitted else "altered"

    def signed(self, embedded: EmbeddedPdfSignature) -> bytes:
        """Return the file as it was once it was signed."""
        return self.pdf[: int(embedded.byte_range[2]) + int(embedded.byte_range[3])]


class Dated(NamedTuple):
    """A timestamp of the whole file, and the update that holds it."""

    revision: int
    found: DocumentStamp

    @property
    def proves(self) -> bool:
        """Whether its time may be relied on."""
        return self.found.stamp.is_intact and self.found.stamp.trust == "trusted"


async def document_stamps(evidence: Evidence) -> list[Dated]:
    """Return the timestamps of the whole file, the latest first.

    Each is judged as of the next one that is trusted, which proves that it was there by
    then; the last as of now (ETSI EN 319 142-1 section 5.5).
    """
    found: list[Dated] = []
    moment = evidence.now
    for embedded in reversed(_all(evidence.reader, stamps=True)):
        validate = partial(async_validate_pdf_timestamp, embedded, skip_diff=True)
        status = await evidence.anchors.best(validate, moment)
        covers = evidence.covers(embedded)
        dated = Dated(
            embedded.signed_revision,
            DocumentStamp(
                field=embedded.field_name,
                stamp=_stamp(status, evidence.anchors.judged(status), _hidden(embedded)),
                covers=covers,
                later=evidence.later(embedded, covers),
            ),
        )
        found.append(dated)
        if dated.proves:
            moment = min(moment, status.timestamp)
    return found


async def signatures(evidence: Evidence, stamps: list[Dated]) -> list[Signature]:
    """Return the signatures of people, in order; `stamps` are what `document_stamps` found."""
    return [
        await _signature(evidence, embedded, stamps)
        for embedded in _all(evidence.reader, stamps=False)
    ]


def _all(reader: PdfFileReader, *, stamps: bool) -> list[EmbeddedPdfSignature]:
    return [one for one in reader.embedded_signatures if (one.sig_object_type == _STAMP) == stamps]


async def _signature(
    evidence: Evidence, embedded: EmbeddedPdfSignature, stamps: list[Dated]
) -> Signature:
    after = [one for one in stamps if one.revision > embedded.signed_revision]
    times = [one.found.stamp.at for one in after if one.proves]
    validate = partial(
        async_validate_pdf_signature, embedded, key_usage_settings=_USAGE, skip_diff=True
    )
    stamp = await _signature_stamp(evidence, validate, min([evidence.now, *times]))
    if stamp and stamp.is_intact and stamp.trust == "trusted":
        times.append(stamp.at)
    proven_at = min(times, default=None)
    certificate = embedded.signer_cert
    moment = max(proven_at or evidence.now, certificate.not_valid_before)  # see `_in_time`
    status = await evidence.anchors.best(validate, moment)
    standing = await evidence.anchors.standing(status, validate, moment)
    claimed_at = embedded.self_reported_timestamp
    was_valid = _was_valid(certificate, proven_at or claimed_at)
    covers = evidence.covers(embedded)
    return Signature(
        field=embedded.field_name,
        signer=common_name(certificate.subject),
        subject=full_name(certificate.subject),
        issuer=common_name(certificate.issuer),
        issued_by=full_name(certificate.issuer),
        serial=f"{certificate.serial_number:x}",
        valid_from=certificate.not_valid_before,
        valid_until=certificate.not_valid_after,
        claimed_at=claimed_at,
        reason=_text(embedded, "/Reason"),
        location=_text(embedded, "/Location"),
        stamp=stamp,
        proven_at=proven_at,
        level=_level(evidence, embedded, stamp, after),
        is_intact=status.intact and status.valid and not _hidden(embedded),
        covers=covers,
        later=evidence.later(embedded, covers),
        was_valid=was_valid,
        trust=_in_time(standing.trust, certificate, evidence.now, proven_at, claimed_at),
        is_to_come=claimed_at is not None and claimed_at - evidence.now > _AHEAD,
        revocation=standing.revocation,
    )


def _in_time(
    trust: Trust,
    certificate: Any,
    now: datetime,
    proven_at: datetime | None,
    claimed_at: datetime | None,
) -> Trust:
    """Return the trust, with what is wrong of the time told apart.

    A certificate that is not valid yet was judged as of when it is: whatever it signed was
    signed before.
    """
    at = proven_at or claimed_at
    signed_by = min(now, at) if at is not None and at.tzinfo is not None else now
    if signed_by < certificate.not_valid_before:
        return "not yet valid" if trust in {"trusted", "not valid", "expired"} else trust
    is_expired = trust == "not valid" and _was_valid(certificate, at) and proven_at is None
    return "expired" if is_expired else trust


async def _signature_stamp(
    evidence: Evidence, validate: Callable[..., Awaitable[PdfSignatureStatus]], moment: datetime
) -> Stamp | None:
    """Return the timestamp that a signature holds, judged as of `moment`."""
    status = await evidence.anchors.best(
        partial(validate, evidence.anchors.context(evidence.now)),
        moment,
        lambda status: status.timestamp_validity,
    )
    held: TimestampSignatureStatus | None = status.timestamp_validity
    return _stamp(held, evidence.anchors.judged(held)) if held else None


def _stamp(status: TimestampSignatureStatus, trust: Trust, hidden: bytes = b"") -> Stamp:
    return Stamp(
        at=status.timestamp,
        authority=common_name(status.signing_cert.subject),
        is_intact=status.intact and status.valid and not hidden,
        trust=trust,
    )


def _was_valid(certificate: Any, at: datetime | None) -> bool | None:
    if at is None or at.tzinfo is None:
        return None
    return bool(certificate.not_valid_before <= at <= certificate.not_valid_after)


def _hidden(embedded: EmbeddedPdfSignature) -> bytes:
    """Return what is hidden after a signature, in the room made for it: nothing but zeros may."""
    held = embedded.pkcs7_content
    _class, _method, _tag, *parts = parser.parse(held)
    return held[sum(map(len, parts)) :].strip(b"\0")


def _text(embedded: EmbeddedPdfSignature, key: str) -> str | None:
    value = embedded.sig_object.get(key)
    return str(value) if value else None


def _level(
    evidence: Evidence, embedded: EmbeddedPdfSignature, stamp: Stamp | None, after: list[Dated]
) -> Level:
    """Return the level by what is there and holds, trusted or not."""
    is_pades = embedded.sig_object.get("/SubFilter") == SigSeedSubFilter.PADES.value
    if not is_pades or get_signing_cert_attr(embedded.signer_info["signed_attrs"]) is None:
        return "other"
    held = [one for one in after if one.found.stamp.is_intact]
    if not held and not (stamp and stamp.is_intact):
        return "B-B"
    if not evidence.anchors.has_validation_data:
        return "B-T"
    archived = any("/DSS" in evidence.reader.get_historical_root(one.revision) for one in held)
    return "B-LTA" if archived else "B-LT"
