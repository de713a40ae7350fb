"""Ed25519 keys: their names, their public and private spellings.

A key has a name, here the log's origin. Its public spelling, the *verifier key*, is
`name+hash+base64` as in C2SP signed-note and Go's `sumdb/note`: the base64 is of one
byte for the kind of signature, 1 for Ed25519, and 32 of public key; the hash, in
hexadecimal, is the first four bytes of the SHA-256 of name, newline and these 33 bytes.
Its private spelling is PKCS #8 in PEM, which `openssl` reads.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from crisis_log.evidence.exact import from_base64, to_base64
from crisis_log.language import _
from crisis_log.text import in_utf8

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ED25519: Final = b"\x01"
_KEY_SIZE: Final = 32
_MOST_SHOWN: Final = 300
_ENCRYPTED: Final = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"
_FIELD: Final = 2**255 - 19
_Y_OF_ORDER_8: Final = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
_Y_OF_SMALL_ORDER: Final = {0, 1, _FIELD - 1, _Y_OF_ORDER_8, _FIELD - _Y_OF_ORDER_8}
"""Of the eight points whose order divides 8, which with their sign bits are all encodings."""


class NoteError(ValueError):
    """A note or a key is not right; the message is a sentence for people."""


class NotAKeyError(NoteError):
    """What was given as a private key is none, or none of ours."""


class PassphraseNeededError(NoteError):
    """The private key is under a passphrase, and none was given."""


class WrongPassphraseError(NoteError):
    """The passphrase does not open the private key."""


class VerifierKey(NamedTuple):
    """A public key: its name, its hash (8 hexadecimal digits) and its 32 bytes."""

    name: str
    key_hash: str
    public: bytes

    def __str__(self) -> str:
        """Return the verifier key as it is printed."""
        return f"{self.name}+{self.key_hash}+{to_base64(ED25519 + self.public)}"

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Say whether `signature` of `data` is by this key (RFC 8032)."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, data)
        except InvalidSignature:
            return False
        return True


def verifier_key(name: str, public: bytes) -> VerifierKey:
    """Return the verifier key of the 32 bytes `public` under `name`."""
    digest = hashlib.sha256(name.encode() + b"\n" + ED25519 + public).hexdigest()
    return VerifierKey(name, digest[:8], public)


def parse_verifier_key(text: str) -> VerifierKey:
    """Read a verifier key in the one spelling it has.

    Raises:
        NoteError: with a sentence, when it is anything else, or anyone could sign for it.

    """
    name, _plus, rest = text.partition("+")
    try:
        data = from_base64(rest.partition("+")[2], 1 + _KEY_SIZE)
        key = verifier_key(name, data[1:])
    except ValueError:
        raise NoteError(_not_a_verifier_key(text)) from None
    if not is_key_name(name) or str(key) != text:
        raise NoteError(_not_a_verifier_key(text))
    if not _is_sound(key.public):
        raise NoteError(
            _(
                "“{text}” is not a key to trust: anyone can make signatures that hold under it."
            ).format(text=_shown(text))
        )
    return key


def _is_sound(public: bytes) -> bool:
    """Say whether `public` is written as RFC 8032 says, and is no point of small order.

    OpenSSL takes both. Under a point of small order one signature fits many texts.
    """
    y = int.from_bytes(public, "little") % 2**255  # without the sign of x
    return y < _FIELD and y not in _Y_OF_SMALL_ORDER


def is_key_name(name: str) -> bool:
    """Say whether `name` may name a key: UTF-8, not empty, no space of Unicode, control or plus."""
    return bool(name) and not any(
        sign.isspace() or sign < " " or sign == "+" or "\ud800" <= sign <= "\udfff" for sign in name
    )


@dataclass(frozen=True, repr=False)
class SigningKey:
    """A private key and the name it signs under."""

    name: str
    private: Ed25519PrivateKey

    def __post_init__(self) -> None:
        """Refuse a name no note could carry."""
        if not is_key_name(self.name):
            raise NoteError(
                _("“{name}” cannot name a key: it is empty, or has a space or a +.").format(
                    name=self.name
                )
            )

    @classmethod
    def generate(cls, name: str) -> Self:
        """Make a new key."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def from_pem(cls, name: str, pem: bytes, passphrase: bytes | None = None) -> Self:
        """Read the key `to_pem` wrote; a passphrase that is not needed is ignored.

        Raises:
            PassphraseNeededError: without a passphrase where one is needed.
            WrongPassphraseError: when it does not open the key, or the key is damaged.
            NotAKeyError: when `pem` is no Ed25519 private key.

        """
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        pem = in_utf8(pem)
        encrypted = _ENCRYPTED in pem
        if encrypted and not passphrase:
            raise PassphraseNeededError(_("The signing key is under a passphrase; give it."))
        try:
            private = load_pem_private_key(pem, passphrase if encrypted else None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            if encrypted:
                raise WrongPassphraseError(
                    _("The passphrase does not open the signing key, or the key is damaged.")
                ) from None
            raise NotAKeyError(_not_a_key()) from None
        if not isinstance(private, Ed25519PrivateKey):
            raise NotAKeyError(_not_a_key())
        return cls(name, private)

    def to_pem(self, passphrase: bytes | None = None) -> bytes:
        """Return the key as PKCS #8 in PEM, under `passphrase` if there is one.

        Raises:
            NoteError: when the passphrase is empty or longer than 1023 bytes.

        """
        from cryptography.hazmat.primitives.serialization import (
            BestAvailableEncryption,
            Encoding,
            KeySerializationEncryption,
            NoEncryption,
            PrivateFormat,
        )

        protection: KeySerializationEncryption = NoEncryption()
        try:
            if passphrase is not None:
                protection = BestAvailableEncryption(passphrase)
            return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)
        except ValueError:
            raise NoteError(_("A passphrase has from 1 to 1023 bytes.")) from None

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return verifier_key(self.name, self.private.public_key().public_bytes_raw())

    @property
    def verifier_key(self) -> str:
        """The public half as it is printed: `name+hash+base64`."""
        return str(self.verifier)


def _not_a_verifier_key(text: str) -> str:
    return _(
        "“{text}” is not a verifier key: it reads name+hash+key, as the reports print it."
    ).format(text=_shown(text))


def _shown(text: str) -> str:
    """Return so much of what is no key as a sentence can hold."""
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _not_a_key() -> str:
    return _("This is not an Ed25519 private key in PEM.")
