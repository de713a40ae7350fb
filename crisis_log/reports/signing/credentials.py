"""What signs: a private key with its certificate, from a PKCS #12 file; when it may be used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Any, Final

from asn1crypto import pkcs12 as container
from asn1crypto import x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.sign.general import optimal_pss_params
from pyhanko.sign.signers import Signer, SimpleSigner

from crisis_log.evidence.timestamp_authority import TimestampError, certificates
from crisis_log.language import _
from crisis_log.reports.errors import ReportError
from crisis_log.when import show_instant

USAGES: Final = {"digital_signature", "non_repudiation"}
"""Uses of a key by which people sign documents (RFC 5280 section 4.2.1.3): either will do."""

_ATTRIBUTES: Final = {
    "common_name": "CN",
    "country_name": "C",
    "given_name": "GN",
    "locality_name": "L",
    "organization_name": "O",
    "organizational_unit_name": "OU",
    "serial_number": "serialNumber",
    "state_or_province_name": "ST",
    "street_address": "STREET",
    "surname": "SN",
}
"""The short names of attributes (RFC 4514 section 3, RFC 4519); others have their identifiers."""
_SPECIAL: Final = re.compile(r'[",+;<>\\]')


class PassphraseNeededError(ReportError):
    """The file is under a passphrase, and none was given."""


class WrongPassphraseError(ReportError):
    """The passphrase does not open the file."""


def from_pkcs12(content: bytes, name: str, passphrase: bytes | None = None) -> Signer:
    """Return what signs with the key in `content`, a file that messages call `name`.

    Raises:
        PassphraseNeededError: it is under a passphrase.
        WrongPassphraseError: the passphrase does not open it.
        ReportError: it is no PKCS #12 file, or there is no private key with its certificate
            in it.

    """
    _check_container(content, name)
    try:
        held = pkcs12.load_pkcs12(content, passphrase)
    except (ValueError, TypeError) as error:
        if passphrase is None:
            raise PassphraseNeededError(
                _("{name} is under a passphrase.").format(name=name)
            ) from error
        raise WrongPassphraseError(
            _("The passphrase does not open {name}.").format(name=name)
        ) from error
    if held.key is None:
        raise ReportError(
            _("{name} holds no private key, so nothing can be signed with it.").format(name=name)
        )
    if held.cert is None:
        raise ReportError(_("{name} holds no certificate of its private key.").format(name=name))
    signer: SimpleSigner | None = SimpleSigner.load_pkcs12_data(content, [], passphrase)
    if signer is None:
        raise ReportError(_("The private key in {name} cannot be used.").format(name=name))
    return _suited(signer)


def _suited(signer: SimpleSigner) -> SimpleSigner:
    """Let a key that is for RSASSA-PSS alone sign so, as its certificate says (RFC 4055)."""
    certificate: Any = signer.signing_cert
    if certificate.public_key.algorithm != "rsassa_pss":
        return signer
    stated = certificate.public_key["algorithm"]["parameters"]
    chosen = stated if stated.native else optimal_pss_params(certificate, "sha256")
    return SimpleSigner(
        signing_cert=certificate,
        signing_key=signer.signing_key,
        cert_registry=signer.cert_registry,
        signature_mechanism=SignedDigestAlgorithm(
            {"algorithm": "rsassa_pss", "parameters": chosen}
        ),
    )


def _check_container(content: bytes, name: str) -> None:
    try:
        readable = container.Pfx.load(content, strict=True)["version"].native == "v3"
    except (ValueError, TypeError):
        readable = False
    if not readable:
        raise ReportError(
            _("{name} is not a PKCS #12 file (.p12 or .pfx).").format(name=name)
        ) from None


def check_usable(certificate: x509.Certificate, now: datetime, zone: tzinfo) -> None:
    """Refuse a certificate that is not valid at `now`, or whose key is not for signing.

    Raises:
        ReportError: with a sentence.

    """
    name = common_name(certificate.subject)
    if now > certificate.not_valid_after:
        raise ReportError(
            _("The certificate of {name} expired on {time}.").format(
                name=name, time=show_instant(certificate.not_valid_after, zone)
            )
        )
    if now < certificate.not_valid_before:
        raise ReportError(
            _("The certificate of {name} is valid only from {time}.").format(
                name=name, time=show_instant(certificate.not_valid_before, zone)
            )
        )
    usage = certificate.key_usage_value
    if certificate.ca or (usage is not None and not usage.native & USAGES):
        raise ReportError(
            _("The certificate of {name} is not one for signing documents.").format(name=name)
        )


def trusted_roots(given: Iterable[bytes]) -> list[x509.Certificate]:
    """Return the certificates in files in PEM (several in one, if need be) or DER.

    Raises:
        ReportError: one holds none.

    """
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        found = [one for content in given for one in certificates(content)]
    except TimestampError as error:
        raise ReportError(str(error)) from error
    return [x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in found]


def common_name(name: x509.Name) -> str:
    """Return what a subject or an issuer is called."""
    found = name.native
    for part in ("common_name", "pseudonym", "organization_name"):
        value = found.get(part)
        if value:
            return value if isinstance(value, str) else ", ".join(map(str, value))
    return full_name(name)


def full_name(name: x509.Name) -> str:
    """Return all of a subject or an issuer, as RFC 4514 writes it: `CN=A. Durand,O=Ville,C=FR`."""
    parts = [part for relative in name.chosen for part in relative]
    return ",".join(
        f"{_ATTRIBUTES.get(part['type'].native, part['type'].dotted)}="
        + _SPECIAL.sub(r"\\\g<0>", str(part["value"].native))
        for part in reversed(parts)
    )
