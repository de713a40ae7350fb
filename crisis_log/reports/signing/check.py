"""Checking a file: who signed it, when, whether it is as it was signed, and what it was before."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime

from asn1crypto import x509
from pikepdf import PdfError

from crisis_log.audit.pdf import beginnings
from crisis_log.reports.signing.changes import difference
from crisis_log.reports.signing.contents import contents
from crisis_log.reports.signing.findings import Alteration, DocumentStamp, Examination, Signature
from crisis_log.reports.signing.reading import DamagedError, open_pdf
from crisis_log.reports.signing.revisions import count_signatures, digest, original, split
from crisis_log.reports.signing.signatures import Evidence, document_stamps, signatures
from crisis_log.reports.signing.trust import Anchors


def examine(pdf: bytes, name: str, roots: Sequence[x509.Certificate], now: datetime) -> Examination:
    """Return what `pdf` was found to be, by the roots given, as of `now`.

    Raises:
        ReportError: it is no PDF, or it is encrypted. Anything else is a finding.

    """
    whole, rest = split(pdf)
    bare = Examination(
        sha256=digest(pdf),
        size=len(pdf),
        originals=(digest(pdf),),
        is_only_signed=True,
        signatures=(),
        stamps=(),
        alterations=("appended",) if rest else (),
        beginnings=tuple(beginnings(pdf)),
    )
    try:
        reader = open_pdf(whole, name)
        bare = bare.model_copy(update={"contents": contents(whole)})
    except (DamagedError, PdfError, RecursionError):
        return _with(bare, "damaged")
    try:
        return _examined(bare, pdf, Evidence(whole, reader, Anchors(reader, roots), now, not rest))
    except Exception:  # noqa: BLE001 - whatever a library makes of damaged or hostile bytes
        return _with(bare, "broken")


def _with(bare: Examination, *found: Alteration) -> Examination:
    is_signed = "broken" in found
    return bare.model_copy(
        update={
            "alterations": tuple(dict.fromkeys((*bare.alterations, *found))),
            "originals": () if is_signed else bare.originals,
        }
    )


def _examined(bare: Examination, pdf: bytes, evidence: Evidence) -> Examination:
    embedded = evidence.reader.embedded_signatures
    hidden: list[Alteration] = ["removed"] if count_signatures(pdf) > len(embedded) else []
    if not embedded:
        return _with(bare, *hidden)
    stamps, signed = asyncio.run(_found(evidence))
    first = embedded[0]
    originals = original(evidence.pdf, evidence.reader, first.signed_revision - 1)
    later = difference(evidence.signed(first), evidence.pdf)
    if later == "none" and evidence.is_whole and _is_altered(signed, stamps):
        later = "changed"
    changes: list[Alteration] = [later] if later != "none" else []
    return _with(bare, *_alterations(signed, stamps), *changes, *hidden).model_copy(
        update={
            "originals": tuple(map(digest, originals)),
            "is_only_signed": any(
                difference(one, evidence.signed(first)) != "changed" for one in originals[:1]
            ),
            "signatures": tuple(signed),
            "stamps": tuple(stamps),
        }
    )


async def _found(evidence: Evidence) -> tuple[list[DocumentStamp], list[Signature]]:
    stamps = await document_stamps(evidence)
    signed = await signatures(evidence, stamps)
    return [one.found for one in reversed(stamps)], signed


def _alterations(
    signed: Sequence[Signature], stamps: Sequence[DocumentStamp]
) -> Iterable[Alteration]:
    held = [one.is_intact for one in signed]
    held += [one.stamp.is_intact for one in signed if one.stamp]
    held += [one.stamp.is_intact for one in stamps]
    if not all(held):
        yield "broken"
    if "part" in [one.covers for one in signed] + [one.covers for one in stamps]:
        yield "partial"


def _is_altered(signed: Sequence[Signature], stamps: Sequence[DocumentStamp]) -> bool:
    return "altered" in [one.later for one in signed] + [one.later for one in stamps]
