"""The signature in a timestamp token: CMS signed data (RFC 5652), as RFC 3161 uses it.

`rfc3161-client` reads a reply and verifies it up to a root. Two things it does not: read a
reply whose certificates are not in the order that DER asks of sets, as OpenSSL and others
write them; and check a signature by the authority's certificate alone. They are done here.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, NamedTuple

from crisis_log.evidence import der
from crisis_log.evidence.der import SEQUENCE, SET, Element

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_CERTIFICATES: Final = 0xA0
_SIGNED_ATTRIBUTES: Final = 0xA0
_CONTENT: Final = 0xA0
_TOKEN_POSITION: Final = 1
_DIGEST_ALGORITHM, _ATTRIBUTES, _SIGNATURE_ALGORITHM, _SIGNATURE = 2, 3, 4, 5
"""Positions in a SignerInfo (RFC 5652 section 5.3) that has signed attributes."""

_TST_INFO: Final = bytes.fromhex("060b2a864886f70d0109100104")  # 1.2.840.113549.1.9.16.1.4
_CONTENT_TYPE: Final = bytes.fromhex("06092a864886f70d010903")  # 1.2.840.113549.1.9.3
_MESSAGE_DIGEST: Final = bytes.fromhex("06092a864886f70d010904")  # 1.2.840.113549.1.9.4
_SIGNING_CERTIFICATE: Final = {
    bytes.fromhex("060b2a864886f70d010910020c"): "sha1",  # RFC 2634: 1.2.840.113549.1.9.16.2.12
    bytes.fromhex("060b2a864886f70d010910022f"): "sha256",  # RFC 5035: 1.2.840.113549.1.9.16.2.47
}
"""The attributes that name the signer's certificate, and the digest each uses by default."""
_HASHES: Final = {
    bytes.fromhex("0609608648016503040201"): "sha256",  # 2.16.840.1.101.3.4.2.1
    bytes.fromhex("0609608648016503040202"): "sha384",
    bytes.fromhex("0609608648016503040203"): "sha512",
}
_SIGNED_WITH: Final = {
    bytes.fromhex("06092a864886f70d010101"): ("rsa", ""),  # the digest algorithm says which
    bytes.fromhex("06092a864886f70d01010b"): ("rsa", "sha256"),  # RFC 8017
    bytes.fromhex("06092a864886f70d01010c"): ("rsa", "sha384"),
    bytes.fromhex("06092a864886f70d01010d"): ("rsa", "sha512"),
    bytes.fromhex("06082a8648ce3d040302"): ("ec", "sha256"),  # RFC 5758
    bytes.fromhex("06082a8648ce3d040303"): ("ec", "sha384"),
    bytes.fromhex("06082a8648ce3d040304"): ("ec", "sha512"),
}


class _Token(NamedTuple):
    """The parts of a token that its signature is about."""

    content: Element
    certificates: Element | None
    signer: list[Element]


def in_order(reply: bytes) -> bytes:
    """Return `reply` with its certificates and signed attributes in the order of DER.

    Their order means nothing (RFC 5652: they are sets), and no signature covers it on the
    wire. What cannot be read is returned as it is.
    """
    try:
        token = _read(reply)
        sets = [token.signer[_ATTRIBUTES], *filter(None, [token.certificates])]
        ordered = bytearray(reply)
        for each in sets:
            children = sorted(child.encoded for child in each.children(_CERTIFICATES))
            ordered[each.body : each.end] = b"".join(children)
    except (ValueError, IndexError):
        return reply
    return bytes(ordered)


def is_signed_by(reply: bytes, certificate: Certificate) -> bool:
    """Say whether the token in `reply`, in order, holds a valid signature by `certificate`.

    The signature must be of the token's content (RFC 5652 section 5.4) and name the
    certificate (RFC 3161 section 2.4.2, RFC 5816). SHA-256, 384 or 512, with RSA as of PKCS
    #1 version 1.5 or ECDSA; a signature made otherwise is not accepted. Whether to trust the
    certificate is another question.
    """
    try:
        token = _read(reply)
        attributes = _attributes(token.signer[_ATTRIBUTES])
        digest_name = _HASHES[_algorithm(token.signer[_DIGEST_ALGORITHM])]
        digest = hashlib.new(digest_name, token.content.content).digest()
        return (
            attributes[_CONTENT_TYPE].encoded == _TST_INFO
            and attributes[_MESSAGE_DIGEST].content == digest
            and _names(attributes, certificate)
            and _verifies(token.signer, digest_name, certificate)
        )
    except (ValueError, LookupError):
        return False


def _read(reply: bytes) -> _Token:
    """Find the parts of a TimeStampResp (RFC 3161 section 2.4.2)."""
    content_info = der.read(reply).children(SEQUENCE)[_TOKEN_POSITION]
    (signed_data,) = content_info.children(SEQUENCE)[1].children(_CONTENT)
    _version, _digests, encapsulated, *optional, signer_infos = signed_data.children(SEQUENCE)
    (content,) = encapsulated.children(SEQUENCE)[1].children(_CONTENT)
    (signer,) = signer_infos.children(SET)
    certificates = next((one for one in optional if one.tag == _CERTIFICATES), None)
    return _Token(content, certificates, signer.children(SEQUENCE))


def _attributes(signed: Element) -> dict[bytes, Element]:
    """Return the first value of each signed attribute, by its encoded identifier."""
    pairs = (attribute.children(SEQUENCE) for attribute in signed.children(_SIGNED_ATTRIBUTES))
    return {kind.encoded: values.children(SET)[0] for kind, values in pairs}


def _algorithm(identifier: Element) -> bytes:
    return identifier.children(SEQUENCE)[0].encoded


def _names(attributes: dict[bytes, Element], certificate: Certificate) -> bool:
    """Say whether the signed attributes name `certificate`, by its digest."""
    from cryptography.hazmat.primitives.serialization import Encoding

    encoded = certificate.public_bytes(Encoding.DER)
    named = [
        _certificate_digest(attributes[kind], default)
        for kind, default in _SIGNING_CERTIFICATE.items()
        if kind in attributes
    ]
    return bool(named) and all(
        hashlib.new(name, encoded).digest() == digest for name, digest in named
    )


def _certificate_digest(value: Element, default: str) -> tuple[str, bytes]:
    """Return the digest of the first certificate named, the signer's (RFC 5035 section 5.4)."""
    first, *_chain = value.children(SEQUENCE)[0].children(SEQUENCE)
    parts = first.children(SEQUENCE)
    if parts[0].tag == SEQUENCE:
        return _HASHES[_algorithm(parts[0])], parts[1].content
    return default, parts[0].content


def _verifies(signer: list[Element], digest_name: str, certificate: Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    scheme, name = _SIGNED_WITH[_algorithm(signer[_SIGNATURE_ALGORITHM])]
    algorithms = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
    algorithm = algorithms[name or digest_name]
    signature = signer[_SIGNATURE].content
    signed = bytes([SET]) + signer[_ATTRIBUTES].encoded[1:]  # RFC 5652 section 5.4
    key = certificate.public_key()
    try:
        if scheme == "rsa" and isinstance(key, RSAPublicKey):
            key.verify(signature, signed, PKCS1v15(), algorithm)
        elif scheme == "ec" and isinstance(key, EllipticCurvePublicKey):
            key.verify(signature, signed, ECDSA(algorithm))
        else:
            return False
    except InvalidSignature:
        return False
    return True
