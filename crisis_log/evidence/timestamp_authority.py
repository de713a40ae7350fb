"""The certificate of a time-stamping authority: found in its reply, and checked (RFC 3161)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from crisis_log.evidence.timestamp_token import is_signed_by
from crisis_log.language import _
from crisis_log.text import in_utf8
from crisis_log.when import show_instant

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, Name
    from rfc3161_client import TimeStampResponse

_PEM: Final = b"-----BEGIN"


class TimestampError(ValueError):
    """What was received is not a timestamp that holds; the message is a sentence for people."""


@contextmanager
def reading() -> Iterator[None]:
    """Turn whatever libraries raise over a damaged or hostile reply into a sentence."""
    try:
        yield
    except TimestampError:
        raise
    except Exception as error:
        raise TimestampError(
            _("This is not the reply of a time-stamping authority, or it was damaged.")
        ) from error


def certificates(given: bytes) -> list[Certificate]:
    """Return the certificates in PEM, or the one in DER, that `given` is.

    Raises:
        TimestampError: it is none.

    """
    from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates

    given = in_utf8(given)
    try:
        if _PEM in given:
            return load_pem_x509_certificates(given)
        return [load_der_x509_certificate(given)]
    except ValueError:
        raise TimestampError(
            _(
                "This is not a certificate: give one as PEM, beginning with “{first}”, or DER."
            ).format(first="-----BEGIN CERTIFICATE-----")
        ) from None


def signer_of(response: TimeStampResponse, others: Sequence[Certificate] = ()) -> Certificate:
    """Return the certificate by which the reply says it was signed: embedded, or of `others`.

    Raises:
        TimestampError: there is none, or there are several signers.

    """
    from cryptography.x509 import load_der_x509_certificate

    with reading():
        data = response.signed_data
        (signer,) = data.signer_infos
        known = [*map(load_der_x509_certificate, sorted(data.certificates)), *others]
        for one in known:
            if (one.issuer, one.serial_number) == (signer.issuer, signer.serial_number):
                return one
    raise TimestampError(
        _(
            "The timestamp does not hold its authority's certificate; give it with "
            "--tsa-certificate."
        )
    )


def check_signer(reply: bytes, signer: Certificate, at: datetime) -> None:
    """Check that `signer` signed `reply`, in order, and may sign timestamps at `at`.

    Raises:
        TimestampError: it did not, or it may not.

    """
    with reading():
        if not is_signed_by(reply, signer):
            raise TimestampError(
                _(
                    "The signature does not hold: the timestamp was altered, or signed in a way "
                    "that is not accepted here."
                )
            )
        if not _is_for_timestamps_alone(signer):
            raise TimestampError(
                _("The certificate of {name} is not one for time-stamping.").format(
                    name=name_of(signer.subject)
                )
            )
        _check_validity(signer, at)


def _check_validity(signer: Certificate, at: datetime) -> None:
    first, last = signer.not_valid_before_utc, signer.not_valid_after_utc
    if first <= at <= last:
        return
    sentence = (
        _("The timestamp bears {time}: the certificate of {name} was valid only from {limit}.")
        if at < first
        else _(
            "The timestamp bears {time}: the certificate of {name} was valid only until {limit}."
        )
    )
    time, limit = (f"{show_instant(one, UTC)} UTC" for one in (at, first if at < first else last))
    raise TimestampError(sentence.format(time=time, name=name_of(signer.subject), limit=limit))


def _is_for_timestamps_alone(certificate: Certificate) -> bool:
    """Say whether the one, critical, purpose is time-stamping (RFC 3161 section 2.3)."""
    from cryptography.x509 import ExtendedKeyUsage, ExtensionNotFound
    from cryptography.x509.oid import ExtendedKeyUsageOID

    try:
        purposes = certificate.extensions.get_extension_for_class(ExtendedKeyUsage)
    except ExtensionNotFound:
        return False
    return purposes.critical and [*purposes.value] == [ExtendedKeyUsageOID.TIME_STAMPING]


def check_chain(
    response: TimeStampResponse, signer: Certificate, trusted: Sequence[Certificate], data: bytes
) -> None:
    """Check that `trusted` vouch for `signer`, as at the time stamped (RFC 5280 section 6).

    They hold it, or a root to which the certificates at hand lead.

    Raises:
        TimestampError: they do not.

    """
    from rfc3161_client import VerificationError, VerifierBuilder

    if signer in trusted:
        return
    try:
        VerifierBuilder(roots=[*trusted]).build().verify_message(response, data)
    except (VerificationError, ValueError):
        raise TimestampError(
            _(
                "The certificate of {name} is not vouched for by those given: give its own, or "
                "the root it leads to with those between."
            ).format(name=name_of(signer.subject))
        ) from None


def name_of(subject: Name) -> str:
    """Return a name for people: what the subject is called, and the organisation it is of."""
    from cryptography.x509.oid import NameOID

    wanted = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.COUNTRY_NAME)
    found = [str(one.value) for kind in wanted for one in subject.get_attributes_for_oid(kind)]
    return ", ".join(found) or subject.rfc4514_string()
