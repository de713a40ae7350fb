"""Why a file cannot be signed, as a sentence: the libraries' own are not for people."""

from __future__ import annotations

from typing import Final

from pyhanko.sign.general import SigningError
from pyhanko_certvalidator import errors

from crisis_log.language import _
from crisis_log.reports.errors import ReportError

FAILURES: Final = (
    SigningError,
    errors.PathError,
    errors.PathBuildingError,
    errors.ValidationError,
    errors.CertificateFetchError,
    errors.CRLFetchError,
    errors.OCSPFetchError,
    TimeoutError,
)
"""What the libraries raise when a file cannot be signed."""


def failure(error: Exception, name: str) -> ReportError:
    """Return the sentence on an error of `FAILURES`, over the file that messages call `name`."""
    causes = [error]
    while isinstance(causes[-1].__cause__, FAILURES):
        causes.append(causes[-1].__cause__)
    if type(causes[-1]) is SigningError:
        return ReportError(
            _(
                "{name} cannot be signed: the signatures that it holds allow no other, or the "
                "key does not sign. Nothing was written."
            ).format(name=name)
        )
    return ReportError(
        _(
            "A certificate cannot be validated, as B-LTA needs: {reason}. Nothing was written."
        ).format(reason=_reason(causes[-1]))
    )


def _reason(error: Exception) -> str:
    match error:
        case errors.RevokedError():
            return _("it was revoked")
        case errors.ExpiredError() | errors.NotYetValidError():
            return _("one that it leads to is not valid today")
        case errors.PathBuildingError():
            return _("it does not lead to a root given with --trust")
        case TimeoutError():
            return _("what tells whether it was revoked takes too long to come")
        case (
            errors.InsufficientRevinfoError()
            | errors.StaleRevinfoError()
            | errors.CertificateFetchError()
            | errors.CRLFetchError()
            | errors.OCSPFetchError()
        ):
            return _("what tells whether it was revoked cannot be had, or is out of date")
        case _:
            return _("a certificate on its way to a root does not hold, or is not for this use")
