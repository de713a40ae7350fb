"""Signing: the bytes of a PDF file, unchanged, and a signature after them.

PAdES baseline (ETSI EN 319 142-1): B-B is a signature with its certificates; B-T has a
timestamp too; B-LTA also what proves later that the certificates were valid, under a
timestamp of its own. Everything is an incremental update (ISO 32000-1 section 7.5.6), so
that further signatures and later timestamps remain possible.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any, Final, Literal, NamedTuple

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import (
    InvisSigSettings,
    SigFieldSpec,
    SigSeedSubFilter,
    enumerate_sig_fields,
)
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_cms import select_suitable_signing_md
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.stamp import BaseStampStyle
from pyhanko.stamp.noop import NoOpStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.fetchers import OwnedFetcherBackend
from typing_extensions import override

from crisis_log.language import _
from crisis_log.reports.conformance import SIGNATURE_FIELD
from crisis_log.reports.errors import ReportError
from crisis_log.reports.signing.appearance import stamp_style
from crisis_log.reports.signing.authority import Authority
from crisis_log.reports.signing.check import examine
from crisis_log.reports.signing.contents import content_words, contents
from crisis_log.reports.signing.credentials import USAGES, check_usable, common_name
from crisis_log.reports.signing.failures import FAILURES, failure
from crisis_log.reports.signing.fetching import Fetching
from crisis_log.reports.signing.reading import open_pdf, sound
from crisis_log.reports.signing.revisions import digest
from crisis_log.words import join

Level = Literal["b-b", "b-t", "b-lta"]
_DIGEST: Final = "sha256"
_WITH_THEIR_OWN_DIGEST: Final = {"ed25519", "ed448"}
"""Kinds of keys that are bound to one digest (RFC 8419)."""


class Order(NamedTuple):
    """How to sign: `tsa` is an address, needed above B-B; `roots` are needed for B-LTA."""

    level: Level
    at: datetime
    zone: tzinfo
    tsa: str | None = None
    roots: Sequence[x509.Certificate] = ()
    reason: str | None = None
    location: str | None = None


class Signed(NamedTuple):
    """A signed file; `is_visible` when the signature shows in the room kept for it.

    The digests are SHA-256 in hexadecimal, of it and of the file that was signed.
    """

    pdf: bytes
    signer: str
    is_visible: bool
    sha256: str
    original_sha256: str


def sign(pdf: bytes, name: str, signer: Signer, order: Order) -> Signed:
    """Return `pdf`, which messages call `name`, with a signature of `signer` after it.

    The signature fills the empty field that issued reports have. Where there is none, its
    field is invisible: a visible one that no structure tree knows would break PDF/UA.

    Raises:
        ReportError: the file or the certificate cannot be used, or what was made does not
            hold; for B-LTA, a certificate cannot be validated.
        Refused: the time-stamping authority gives no timestamp.

    """
    certificate: Any = signer.signing_cert
    check_usable(certificate, order.at, order.zone)
    reader = open_pdf(pdf, name)
    with sound(name):
        room = _room(reader)
        taken = {field for field, _value, _reference in enumerate_sig_fields(reader)}
        is_signed = bool(reader.embedded_signatures)
        carried = contents(pdf)
    if carried:
        raise ReportError(
            _("{name} was not signed: {what}. No report that was issued has that.").format(
                name=name, what=join([content_words()[one] for one in carried])
            )
        )
    if is_signed and examine(pdf, name, (), order.at).alterations:
        raise ReportError(
            _("{name} was altered since it was signed; “report check” says how.").format(name=name)
        )
    field = SIGNATURE_FIELD if room else _new_name(taken)
    who = common_name(certificate.subject)
    style = stamp_style(who, order.at, order.zone, room) if room else NoOpStampStyle()
    made = _signed(pdf, name, _Signer(field, signer, order, style, is_new=not room))
    if not made.startswith(pdf) or not _holds(made, name, field, order):
        raise ReportError(
            _(
                "The signature that was made does not hold, so nothing was written: the key "
                "may not be that of the certificate."
            )
        )
    return Signed(made, who, bool(room), digest(made), digest(pdf))


def _room(reader: PdfFileReader) -> float:
    """Return the width, in points, of the field kept for a signature; 0 if there is none."""
    for _name, _value, reference in enumerate_sig_fields(
        reader, filled_status=False, with_name=SIGNATURE_FIELD
    ):
        left, _bottom, right, _top = map(float, reference.get_object()["/Rect"])
        return abs(right - left)
    return 0.0


def _new_name(taken: set[str]) -> str:
    numbered = (f"{SIGNATURE_FIELD}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (SIGNATURE_FIELD, *numbered) if one not in taken)


class _Signer(PdfSigner):
    """pyHanko's signer, at the instant of the order."""

    def __init__(
        self, field: str, signer: Signer, order: Order, style: BaseStampStyle, *, is_new: bool
    ) -> None:
        self._at = order.at.astimezone(order.zone)
        is_archived = order.level == "b-lta"
        super().__init__(
            PdfSignatureMetadata(
                field_name=field,
                md_algorithm=_digest_for(signer.signing_cert),
                subfilter=SigSeedSubFilter.PADES,
                reason=order.reason,
                location=order.location,
                embed_validation_info=is_archived,
                use_pades_lta=is_archived,
                validation_context=_context(signer, order) if is_archived else None,
                signer_key_usage=_usage(signer.signing_cert),
            ),
            signer,
            timestamper=Authority(order.tsa) if order.tsa and order.level != "b-b" else None,
            stamp_style=style,
            new_field_spec=SigFieldSpec(field, invis_sig_settings=_INVISIBLE) if is_new else None,
        )

    @override
    def init_signing_session(self, *arguments: Any, **options: Any) -> PdfSigningSession:
        session = super().init_signing_session(*arguments, **options)
        session.system_time = self._at
        return session


_INVISIBLE: Final = InvisSigSettings(
    set_print_flag=True,  # PDF/A-3, section 6.3.2
    set_hidden_flag=False,
    box_out_of_bounds=True,  # PDF/UA-1, section 7.18.1: or else it must be tagged
)


def _digest_for(certificate: x509.Certificate) -> str:
    key = certificate.public_key
    return select_suitable_signing_md(key) if key.algorithm in _WITH_THEIR_OWN_DIGEST else _DIGEST


def _usage(certificate: x509.Certificate) -> set[str]:
    """Return the use of the key by which it signs, the stronger where there are two."""
    stated = certificate.key_usage_value
    allowed = stated.native & USAGES if stated is not None else set()
    return {max(allowed)} if allowed else set()


def _context(signer: Signer, order: Order) -> ValidationContext:
    """Return what finds, over the network, how each certificate leads to one of the roots.

    What a certificate names as the place where its revocation is told must answer.
    """
    return ValidationContext(
        trust_roots=list(order.roots),
        other_certs=list(signer.cert_registry),
        allow_fetching=True,
        fetcher_backend=OwnedFetcherBackend(Fetching()),
        revocation_mode="hard-fail",
    )


def _signed(pdf: bytes, name: str, signer: _Signer) -> bytes:
    with sound(name):
        try:
            writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
            output: io.BytesIO = signer.sign_pdf(writer)
        except FAILURES as error:
            raise failure(error, name) from error
    return output.getvalue()


def _holds(made: bytes, name: str, field: str, order: Order) -> bool:
    """Whether what was signed is found to hold, at the level asked for."""
    found = examine(made, name, order.roots, order.at)
    wanted = {"b-b": "B-B", "b-t": "B-T", "b-lta": "B-LTA"}[order.level]
    return not found.alterations and any(
        one.field == field and one.is_intact and one.level == wanted for one in found.signatures
    )
