"""Signing with a card, a key or a security module, through PKCS #11."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import pkcs11
from asn1crypto import x509
from pkcs11 import Attribute, ObjectClass, PKCS11Error, TokenFlag
from pkcs11.exceptions import (
    DeviceRemoved,
    PinIncorrect,
    PinLenRange,
    PinLocked,
    TokenNotPresent,
    UserPinNotInitialized,
)
from pyhanko.sign.pkcs11 import PKCS11Signer
from pyhanko.sign.signers import Signer
from typing_extensions import override

from crisis_log.language import _
from crisis_log.reports.errors import ReportError
from crisis_log.words import join

_RAW: Final = "ec"
"""The kind of key of which many modules sign a digest only, never the whole of what is signed."""


class Place(NamedTuple):
    """Where the key is: the module that reaches it, which token, which certificate on it.

    `slot` counts those that hold a token, from 0. Whatever is None must be the only one.
    """

    module: Path
    token: str | None = None
    slot: int | None = None
    certificate: str | None = None


class _Pair(NamedTuple):
    """A certificate on a token, under the name and the identifier that it has there."""

    label: str
    key_id: bytes
    certificate: x509.Certificate


@contextmanager
def token_signer(place: Place, pin: Callable[[str], str]) -> Iterator[Signer]:
    """Give what signs with the key at `place`; `pin` is asked for that of a token, by its name.

    Raises:
        ReportError: with a sentence, when the key cannot be reached or used.

    """
    token = _token(place)
    label = token.label.strip()
    options: dict[str, Any] = {}
    if TokenFlag.PROTECTED_AUTHENTICATION_PATH in token.flags:
        options["user_pin"] = pkcs11.PROTECTED_AUTH
    elif TokenFlag.LOGIN_REQUIRED in token.flags:
        options["user_pin"] = pin(label)
    try:
        session = token.open(**options)
    except (PinIncorrect, PinLenRange) as error:
        raise ReportError(
            _("The PIN does not open the token {label}.").format(label=label)
        ) from error
    except (PinLocked, UserPinNotInitialized) as error:
        raise ReportError(
            _("The PIN of the token {label} is locked or was never set.").format(label=label)
        ) from error
    except PKCS11Error as error:
        raise _failure(error) from error
    with session:
        yield _signer(session, place, label)


def _token(place: Place) -> Any:
    """Return the one token that is meant."""
    try:
        slots = pkcs11.lib(str(place.module)).get_slots(token_present=True)
        tokens = [slot.get_token() for slot in slots]
    except (PKCS11Error, RuntimeError, OSError) as error:
        raise ReportError(
            _("{path} cannot be used as a PKCS #11 module.").format(path=place.module)
        ) from error
    tokens = [one for one in tokens if TokenFlag.TOKEN_INITIALIZED in one.flags]
    names = [one.label.strip() for one in tokens]
    if place.slot is not None:
        tokens = tokens[place.slot : place.slot + 1]
    tokens = [one for one in tokens if place.token in {None, one.label.strip()}]
    if len(tokens) == 1:
        return tokens[0]
    if not tokens:
        raise ReportError(
            _("There is no such token; those there: {names}.").format(names=", ".join(names))
            if names
            else _("There is no token: is the card inserted?")
        )
    raise ReportError(
        _("There are several tokens; say which with --token: {names}.").format(
            names=join(names, "or")
        )
    )


def _signer(session: Any, place: Place, label: str) -> Signer:
    try:
        certificates = list(_certificates(session))
        keys = {
            bytes(key[Attribute.ID])
            for key in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})
        }
    except PKCS11Error as error:
        raise _failure(error) from error
    usable = [one for one in certificates if one.key_id in keys]
    chosen = [one for one in usable if place.certificate in {None, one.label}]
    if not usable:
        raise ReportError(
            _("The token {label} holds no private key with its certificate.").format(label=label)
        )
    if len(chosen) != 1:
        raise ReportError(
            _("Say with --certificate which certificate is to sign: {names}.").format(
                names=join([one.label for one in usable], "or")
            )
        )
    return _TokenSigner(
        session,
        signing_cert=chosen[0].certificate,
        ca_chain=[one.certificate for one in certificates],
        key_id=chosen[0].key_id,
        use_raw_mechanism=chosen[0].certificate.public_key.algorithm == _RAW,
    )


def _certificates(session: Any) -> Iterator[_Pair]:
    for found in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        certificate = x509.Certificate.load(bytes(found[Attribute.VALUE]))
        yield _Pair(str(found[Attribute.LABEL]), bytes(found[Attribute.ID]), certificate)


class _TokenSigner(PKCS11Signer):
    """pyHanko's signer, whose failures are sentences."""

    @override
    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        try:
            made: bytes = await super().async_sign_raw(data, digest_algorithm, dry_run)
        except PKCS11Error as error:
            raise _failure(error) from error
        return made


def _failure(error: PKCS11Error) -> ReportError:
    if isinstance(error, DeviceRemoved | TokenNotPresent):
        reason = _("it was taken out")
    else:
        reason = _("error {code} of its module").format(code=type(error).__name__)
    return ReportError(_("The token does not sign: {reason}.").format(reason=reason))
