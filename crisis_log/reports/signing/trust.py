"""Whom a certificate leads to, as of an instant, by what the file itself holds.

Nothing is fetched: a check gives the same answer with and without a network, and tells
nobody that it was made.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.status import SignatureStatus
from pyhanko_certvalidator import ValidationContext

from crisis_log.reports.signing.findings import Revocation, Trust

_REVOKED: Final = {
    AdESFailure.REVOKED,
    AdESIndeterminate.REVOKED_NO_POE,
    AdESIndeterminate.REVOKED_CA_NO_POE,
}
_OUT_OF_DATES: Final = {
    AdESFailure.NOT_YET_VALID,
    AdESIndeterminate.EXPIRED,
    AdESIndeterminate.NOT_YET_VALID,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
}
_UNSUITED: Final = {AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE}

_Status = TypeVar("_Status", bound=SignatureStatus)
Validate = Callable[[ValidationContext], Awaitable[SignatureStatus]]


class Standing(NamedTuple):
    """What a certificate is worth, and what is known of its revocation."""

    trust: Trust
    revocation: Revocation


class Anchors:
    """The roots that were given, and what the file holds to reach them."""

    def __init__(self, reader: PdfFileReader, roots: Sequence[x509.Certificate]) -> None:
        self._roots = list(roots)
        self._store: DocumentSecurityStore | None = None
        with suppress(NoDSSFoundError):
            self._store = DocumentSecurityStore.read_dss(reader)

    @property
    def has_validation_data(self) -> bool:
        """Whether the file holds certificates, and what tells whether they were revoked."""
        store = self._store
        return store is not None and bool(store.certs and (store.crls or store.ocsps))

    def context(
        self, moment: datetime, revocation_mode: str = "soft-fail", *, told: bool = True
    ) -> ValidationContext:
        """Return what validates certificates as of `moment`; `told` by what was embedded too."""
        options: dict[str, Any] = {
            "trust_roots": self._roots,
            "moment": moment,
            "allow_fetching": False,
            "revocation_mode": revocation_mode,
            "retroactive_revinfo": True,  # what is embedded was fetched once it was signed
        }
        store = self._store
        if store is not None and told:
            return store.as_validation_context(options)
        held = list(store.load_certs()) if store is not None else []
        return ValidationContext(**options, other_certs=held, crls=[], ocsps=[])

    async def best(
        self,
        validate: Callable[[ValidationContext], Awaitable[_Status]],
        moment: datetime,
        judged: Callable[[_Status], SignatureStatus | None] = lambda status: status,
    ) -> _Status:
        """Return what `validate` finds as of `moment`.

        What was embedded of revocations grows old, and then tells nothing any more: where
        it stands in the way of trust, the certificate is judged without it.
        """
        status = await validate(self.context(moment))
        seen = judged(status)
        if not self._roots or seen is None or seen.trusted or _why(seen) == "revoked":
            return status
        return await validate(self.context(moment, told=False))

    def judged(self, status: SignatureStatus) -> Trust:
        """Return what the certificate of a signature or a timestamp is worth, by its status."""
        if not self._roots:
            return "not checked"
        return "trusted" if status.trusted else _why(status)

    async def standing(
        self, status: SignatureStatus, validate: Validate, moment: datetime
    ) -> Standing:
        """Return the standing of a signature's certificate; `status` is as of `moment`."""
        trust = self.judged(status)
        if trust != "trusted":
            return Standing(trust, "revoked" if trust == "revoked" else "not known")
        strict = await validate(self.context(moment, "require"))
        return Standing("trusted", "not revoked" if strict.trusted else "not known")


def _why(status: SignatureStatus) -> Trust:
    problem = status.trust_problem_indic
    if status.revoked or problem in _REVOKED:
        return "revoked"
    if problem in _OUT_OF_DATES:
        return "not valid"
    return "unsuited" if problem in _UNSUITED else "unknown"
