"""Does the log extend what witnesses saw, and by which of its keys are they signed?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from crisis_log.audit.carrier import Carried, Carrier, carried
from crisis_log.audit.finding import Finding, Shown, finding
from crisis_log.audit.seal_check import SealCheck
from crisis_log.audit.stored_check import guarded
from crisis_log.audit.witness import Witness
from crisis_log.evidence.note import NotSignedError, open_note
from crisis_log.evidence.signing_key import NoteError, parse_verifier_key
from crisis_log.fact import Frozen
from crisis_log.language import _, counted
from crisis_log.slices.issued_report import ReportIssued, label


class CheckedWitness(Frozen):
    """A witness that was compared with the log; `signed_by` a verifier key if it is consistent.

    `carrier` is what the PDF is that held it.
    """

    source: Shown
    size: int
    verdict: Literal["consistent", "not consistent"]
    signed_by: str | None = None
    carrier: Carrier | None = None
    carrier_meaning: str | None = None


def check_witnesses(
    seal: SealCheck, witnesses: Iterable[Witness], issued: Iterable[ReportIssued] | None = None
) -> tuple[tuple[CheckedWitness, ...], list[Finding]]:
    """Return how each witness compares with the log, and what they contradict.

    `issued` are the reports that the log issued, None where it was not read for them.
    """
    reports = None if issued is None else list(issued)
    checked, findings = [], []
    for witness in witnesses:
        contradictions = list(guarded(_check(seal, witness)))
        carrier = carried(witness, reports)
        findings += contradictions or list(_unissued(witness, carrier))
        checked.append(
            CheckedWitness(
                source=witness.source,
                size=witness.checkpoint.size,
                verdict="not consistent" if contradictions else "consistent",
                signed_by=None if contradictions else _signer(seal, witness),
                carrier=carrier and carrier.carrier,
                carrier_meaning=carrier and carrier.meaning,
            )
        )
    return tuple(checked), findings


def _check(seal: SealCheck, witness: Witness) -> Iterator[Finding]:
    """Return what a witness contradicts."""
    if witness.checkpoint.origin != seal.origin:
        yield finding(
            "witness",
            None,
            seal.origin,
            witness.checkpoint.origin,
            _("{source} is a witness of another register.").format(source=witness.source),
        )
        return
    known, in_force = seal.keys.known(), seal.keys.in_force(witness.checkpoint.size)
    if witness.verifier_key and witness.verifier_key not in known:
        yield _other_key(witness.source, witness.verifier_key, known)
        return
    try:
        open_note(witness.note, *known)
    except NotSignedError as error:
        yield _other_key(witness.source, str(error), known)
    except NoteError as error:
        yield finding(
            "witness",
            None,
            _("a genuine signature"),
            str(error),
            _("{source} was altered, not the register: ask for another copy of it.").format(
                source=witness.source
            ),
        )
    else:
        if (by := _signer(seal, witness)) not in in_force and witness.checkpoint.size:
            yield _ended_key(witness, by)
        yield from seal.compare(witness.checkpoint, by, "fork", witness.source)


def _unissued(witness: Witness, carrier: Carried | None) -> Iterator[Finding]:
    """Return whether a file says to be an issued report that the log does not know as such."""
    if witness.number is None or carrier is None:
        return
    if carrier.carrier in {"other", "unknown"}:
        name = label(witness.number)
        yield finding(
            "report",
            None,
            _("an entry that issued {label}").format(label=name),
            f"{witness.source}: {witness.digests[0]}",
            _(
                "{source} says that it is {label}, and no entry issued it as it is: the end of "
                "the log was cut off or rewritten, or the file was altered."
            ).format(source=witness.source, label=name),
        )


def _signer(seal: SealCheck, witness: Witness) -> str:
    """Return the verifier key of the log that signed a witness, one good at its size first."""
    keys = (*seal.keys.in_force(witness.checkpoint.size), *seal.keys.known())
    return next((key for key in keys if witness.is_signed_by(key)), "")


def _ended_key(witness: Witness, by: str) -> Finding:
    return finding(
        "key",
        None,
        counted(
            "a key that signed for {count} entry",
            "a key that signed for {count} entries",
            witness.checkpoint.size,
        ),
        by,
        _(
            "{source} is signed by a key that did not sign for so many entries: it was replaced "
            "or withdrawn before, or named only later."
        ).format(source=witness.source),
    )


def _other_key(source: str, found: str, known: Sequence[str]) -> Finding:
    return finding(
        "key",
        None,
        ", ".join(f"{key.name} ({key.key_hash})" for key in map(parse_verifier_key, known))
        or _("no key"),
        found,
        _(
            "{source} is signed by a key that the register does not know: the register was "
            "rewritten and signed anew, or the witness is not of it."
        ).format(source=source),
    )
