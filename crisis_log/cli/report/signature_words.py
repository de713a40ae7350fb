"""What a check of a signed report tells, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crisis_log.audit.carrier import Carried
from crisis_log.cli import output
from crisis_log.language import _, pgettext
from crisis_log.reports.signing.contents import content_words
from crisis_log.reports.signing.findings import (
    Alteration,
    DocumentStamp,
    Examination,
    Later,
    Revocation,
    Signature,
    Stamp,
    Trust,
)
from crisis_log.reports.signing.recognition import Recognition
from crisis_log.when import show_instant


class Answer(NamedTuple):
    """What a register knows, else which report the file claims to be, or why it cannot answer."""

    known: Recognition | None = None
    claimed: str | None = None
    problem: str | None = None


def document(
    path: Path,
    found: Examination,
    answer: Answer | None,
    *,
    is_good: bool,
) -> dict[str, object]:
    """Return the JSON document of a check; `register` is null where none was compared."""
    told = found.model_dump(mode="json")
    known = answer.known if answer else None
    recognised = known.model_dump(mode="json") if known else {}
    if answer and answer.claimed:
        recognised["claimed"] = answer.claimed
    if answer and answer.problem:
        recognised["problem"] = answer.problem
    return {
        "file": str(path),
        "is_good": is_good,
        "is_signed": found.is_signed,
        **told,
        "register": {"is_known": known is not None} | recognised if answer else None,
    }


def tell(
    path: Path,
    found: Examination,
    answer: Answer | None,
    zone: ZoneInfo,
) -> None:
    """Print what was found."""
    output.heading(f"{path} · {_verdict(found)}")
    for alteration in found.alterations:
        output.line(_alterations()[alteration])
    for content in found.contents:
        output.line(_("In this file, {what}.").format(what=content_words()[content]))
    for signature in found.signatures:
        output.line()
        output.fields(list(_signature(signature, zone)))
    for stamp in found.stamps:
        output.line()
        output.fields(list(_document_stamp(stamp, zone)))
    output.line()
    output.line(_registered(found, answer) if answer else _not_compared())
    output.line(_("SHA-256 of the file: {digest}").format(digest=found.sha256))


def _verdict(found: Examination) -> str:
    if not found.is_intact:
        return _("ALTERED") if "damaged" not in found.alterations else _("DAMAGED")
    return _("signed, as it was signed") if found.is_signed else _("not signed")


def _signature(one: Signature, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    yield _("signed by"), one.signer
    yield _("subject"), one.subject
    yield _("certificate issued by"), one.issued_by
    yield _("certificate valid"), _span(one.valid_from, one.valid_until, zone)
    claimed = show_instant(one.claimed_at, zone) if one.claimed_at else ""
    if one.is_to_come:
        claimed = _("{time}, which is IN THE FUTURE").format(time=claimed)
    yield _("signed, it says"), claimed
    yield _("timestamp"), _stamp(one.stamp, zone) if one.stamp else _("none")
    yield _("proven to exist by"), show_instant(one.proven_at, zone) if one.proven_at else ""
    yield _("level"), f"PAdES {one.level}" if one.level != "other" else _("not a PAdES signature")
    yield _("signature"), pgettext("signature", "intact") if one.is_intact else _("BROKEN")
    yield _("since then"), _laters()[one.later]
    if one.was_valid is not None:
        valid = _("valid at that time") if one.was_valid else _("NOT valid at that time")
        yield _("certificate"), valid
    yield _("identity"), _trusts()[one.trust]
    if one.trust == "trusted":
        yield _("revocation"), _revocations()[one.revocation]
    yield _("reason"), one.reason or ""
    yield _("place"), one.location or ""


def _document_stamp(one: DocumentStamp, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    yield _("timestamp of the file"), _stamp(one.stamp, zone)
    yield _("since then"), _laters()[one.later]


def _stamp(stamp: Stamp, zone: ZoneInfo) -> str:
    told = _("{time}, by {authority}: {trust}").format(
        time=show_instant(stamp.at, zone),
        authority=stamp.authority,
        trust=_trusts()[stamp.trust],
    )
    return told if stamp.is_intact else f"{told} · {_('BROKEN')}"


def _span(first: datetime, last: datetime, zone: ZoneInfo) -> str:
    return _("from {first} to {last}").format(
        first=show_instant(first, zone), last=show_instant(last, zone)
    )


def _registered(found: Examination, answer: Answer) -> str:
    known = answer.known
    if answer.problem:
        return _("The register cannot tell whether it knows this file: {problem}").format(
            problem=answer.problem
        )
    if known is None and answer.claimed:
        return Carried("other", answer.claimed).meaning
    if known is None:
        return _("The register does not know this file: it neither issued it nor holds it.")
    where = _("n° {number}").format(number=known.entry)
    if known.report is None:
        told = _("The register holds this file with {entry}: {name}.").format(
            entry=where, name=known.attachment
        )
    elif found.is_signed:
        told = _("What was signed is {label}, issued as {entry}.").format(
            label=known.report, entry=where
        )
    else:
        told = _("This is {label}, issued as {entry}.").format(label=known.report, entry=where)
    if not known.is_as_known:
        told = (
            _("It was made from {label}, but something else was changed before it was signed.")
            if found.is_signed
            else _("It was made from {label}, but something was added to it.")
        ).format(label=known.report or known.attachment)
    if known.replaced_by:
        told += " " + _("It was replaced by {label}.").format(label=known.replaced_by)
    return told


def _not_compared() -> str:
    return _("No register was compared: name one with --register.")


def _alterations() -> dict[Alteration, str]:
    return {
        "broken": _("A signature or a timestamp does not fit the file: it was changed."),
        "partial": _("A signature covers a part of the file only: it says nothing of the rest."),
        "changed": _("The file was changed after it was signed."),
        "overlaid": _(
            "A field that shows something on a page was added after the file was signed."
        ),
        "appended": _("Something was appended to the file."),
        "removed": _("The file holds a signature that was taken out of use."),
        "damaged": _("The file can no longer be read."),
    }


def _laters() -> dict[Later, str]:
    return {
        "nothing": _("nothing was changed or added"),
        "permitted": _("nothing was changed; signatures or timestamps were added"),
        "altered": _("the file was CHANGED"),
    }


def _trusts() -> dict[Trust, str]:
    return {
        "trusted": _("confirmed by an authority that you trust"),
        "not checked": _("not checked against a trusted authority; give --trust to know"),
        "unknown": _("NOT confirmed: it does not lead to an authority that you trust"),
        "not yet valid": _("NOT confirmed: the certificate was not valid yet when it signed"),
        "expired": _(
            "NOT confirmed: the certificate has expired, and nothing proves when it signed"
        ),
        "not valid": _("NOT confirmed: the certificate was not valid then"),
        "revoked": _("NOT confirmed: the certificate was REVOKED"),
        "unsuited": _("NOT confirmed: the certificate is not for this use"),
    }


def _revocations() -> dict[Revocation, str]:
    return {
        "not revoked": _("the certificate was not revoked, by what the file holds"),
        "not known": _("not known: the file does not hold what would tell"),
        "revoked": _("REVOKED"),
    }
