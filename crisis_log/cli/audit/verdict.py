"""What `audit verify` says on the screen: what is wrong, what is signed, what is not proven."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from crisis_log.audit.finding import Code, Finding, code_name
from crisis_log.audit.verification import Part, Verification
from crisis_log.audit.witness_check import CheckedWitness
from crisis_log.cli import output
from crisis_log.cli.entry_words import entry_line
from crisis_log.cli.places import is_on_server
from crisis_log.cli.session import Session
from crisis_log.language import _, counted, whole
from crisis_log.storage import StorageError
from crisis_log.when import show_instant
from crisis_log.words import entry_range, enumerate_parts

_SHOWN: Final = 10
"""How many late entries are listed on the screen; JSON lists more."""
_MOST_OF_A_CODE: Final = 100
"""How many findings of a code are shown, and notices; JSON lists more."""


def show(session: Session, found: Verification) -> None:
    """Print all of it."""
    if found.findings:
        show_findings(found)
    else:
        output.line(sound(found, has_state=not session.register.place.is_sealed))
    output.fields([(_("register"), found.origin), (_("root"), found.root or "")])
    for sentence in _signed(found):
        output.line(sentence)
    for witness in (*found.witnesses, *found.beside):
        output.line(_of_witness(witness))
    for notice in found.notices[:_MOST_OF_A_CODE]:
        output.line(_("n° {number}").format(number=notice.entry) + f" · {notice.meaning}")
    _show_rest(len(found.notices) - _MOST_OF_A_CODE)
    _show_spans(session, found)
    _show_late(session, found)
    if found.not_looked_at:
        parts = enumerate_parts([_part_name(part) for part in found.not_looked_at])
        output.line(_("Not looked at: {parts}.").format(parts=parts))
    not_proven = [sentence.format(held=_held(session)) for sentence in _not_proven(found)]
    if session.register.place.is_sealed and "bag" not in found.not_looked_at:
        not_proven.append(
            _(
                "The pages of the bundle were compared with its manifest alone: whoever held the "
                "bundle could have written both again."
            )
        )
    if not_proven:
        output.line(_("Not proven:"))
    for sentence in not_proven:
        output.line(f"  - {sentence}")


def sound(found: Verification, *, has_state: bool) -> str:
    match found.mode:
        case "witness-only":
            return counted(
                "The proof tree of {count} entry agrees with the witnesses; the log was not read.",
                "The proof tree of {count} entries agrees with the witnesses; the log was not "
                "read.",
                found.entries,
            )
        case "log-only":
            return counted(
                "{count} entry verified: hashes and order agree; facts were not read.",
                "{count} entries verified: hashes and order agree; facts were not read.",
                found.entries,
            )
        case "full" if not has_state:
            return counted(
                "{count} entry of the bundle verified: hashes, order and contents agree.",
                "{count} entries of the bundle verified: hashes, order and contents agree.",
                found.entries,
            )
        case "full" if "state" in found.not_looked_at:
            return counted(
                "{count} entry verified: hashes, order and contents agree; the stored state is of "
                "another version, and is made again by the next recording.",
                "{count} entries verified: hashes, order and contents agree; the stored state is "
                "of another version, and is made again by the next recording.",
                found.entries,
            )
        case "full":
            return counted(
                "{count} entry verified: hashes, order, contents and state agree.",
                "{count} entries verified: hashes, order, contents and state agree.",
                found.entries,
            )


def _signed(found: Verification) -> Iterator[str]:
    """Say how far the entries are signed, and by which key."""
    if found.signed:
        yield _signed_by(found).format(
            n=whole(found.signed), entries=whole(found.entries), key=found.signed_by
        )
    elif found.entries and not found.keys_given and "signatures" not in found.not_looked_at:
        yield _("Nothing is signed: whoever held the register could have written every entry.")


def _signed_by(found: Verification) -> str:
    if found.mode == "witness-only":
        return _(
            "The proof tree is signed up to n° {n} of {entries} ({key}); whether the entries are "
            "those of the tree was not looked at."
        )
    if found.keys_given:
        return _(
            "Signed up to n° {n} of {entries} by {key}, the given key or one that a signed "
            "statement ties to it: none of these entries was altered, added, removed or moved "
            "since."
        )
    return _(
        "Signed up to n° {n} of {entries} by a key that the register itself names ({key}): "
        "compare it with the one that you were handed, or give that one with --key."
    )


def _of_witness(witness: CheckedWitness) -> str:
    if witness.verdict == "consistent":
        extended = counted(
            "Witness {source}: the log extends its {count} entry.",
            "Witness {source}: the log extends its {count} entries.",
            witness.size,
            source=witness.source,
        )
        signed = _("Signed by {key}.").format(key=witness.signed_by)
        return " ".join(filter(None, [extended, signed, witness.carrier_meaning]))
    return counted(
        "Witness {source} ({count} entry): NOT consistent with the log.",
        "Witness {source} ({count} entries): NOT consistent with the log.",
        witness.size,
        source=witness.source,
    )


def _part_name(part: Part) -> str:
    return {
        "attachments": _("attached files"),
        "authorities": _("the authorities of the timestamps"),
        "bag": _("the pages and other files of the bundle (see its verify.py)"),
        "contents": _("contents of the entries"),
        "database": _("the database's own check"),
        "entries": _("the entries themselves, their hashes and their order"),
        "pages": _("the pages of issued reports (--reprint)"),
        "reports": _("issued reports"),
        "signatures": _("what is signed"),
        "state": _("the stored state"),
    }[part]


def show_findings(found: Verification) -> None:
    output.line(counted("{count} thing is wrong:", "{count} things are wrong:", found.wrong()))
    counts = Counter[Code]()
    for finding in found.findings:
        counts[finding.code] += 1
        if counts[finding.code] <= _MOST_OF_A_CODE:
            _show_finding(finding)
    output.line()
    counts.update(found.untold)
    for code, count in counts.items():
        if count > _MOST_OF_A_CODE:
            output.line(
                _("{what}: {count} more, see --json.").format(
                    what=code_name(code), count=whole(count - _MOST_OF_A_CODE)
                )
            )


def _show_finding(finding: Finding) -> None:
    output.heading(
        _("n° {number}").format(number=finding.entry) + f" · {code_name(finding.code)}"
        if finding.entry
        else code_name(finding.code)
    )
    output.fields(
        [
            (_("expected"), finding.expected),
            (_("found"), finding.found),
            (_("meaning"), finding.meaning),
        ]
    )


def _show_spans(session: Session, found: Verification) -> None:
    for span in found.spans:
        after = show_instant(span.after, session.zone) if span.after else _("no stamp")
        before = show_instant(span.before, session.zone) if span.before else _("not stamped yet")
        output.line(
            _("{entries} · not yet there: {after}; there: {before}").format(
                entries=entry_range(span.first, span.last), after=after, before=before
            )
        )
    if found.spans and not found.authorities_checked:
        output.line(
            _(
                "The authorities of the timestamps were not checked, so anyone could have made "
                "them: give --tsa-certificate."
            )
        )
    if found.spans:
        output.line(
            _(
                "A timestamp proves that entries existed before it, never that they did not "
                "exist earlier; only a qualified one has the presumption of eIDAS, article 41."
            )
        )


def _show_late(session: Session, found: Verification) -> None:
    if not found.late:
        return
    count = len(found.late) + found.late_untold
    output.line(
        counted(
            "{count} fact was recorded long after it happened:",
            "{count} facts were recorded long after they happened:",
            count,
        )
    )
    shown = found.late[:_SHOWN]
    for late in shown:
        with suppress(StorageError):  # what is wrong with it is among the findings
            entry = session.register.entry(late.entry, tolerant=True, held=False)
            output.line(f"  {entry_line(session, entry)}")
    _show_rest(count - len(shown))


def _show_rest(count: int) -> None:
    if count > 0:
        output.line("  " + _("… and {count} more: see --json.").format(count=whole(count)))


def _held(session: Session) -> str:
    """Return what whoever may have rewritten the register held."""
    return _("the register") if is_on_server(session.register.place) else _("the file")


def _not_proven(found: Verification) -> Iterator[str]:
    """Say what whoever had the register could have done before this check: `{held}` it."""
    if found.root is None:
        yield _("The log could not be read to its end: nothing is proven of it.")
        return
    if 0 < found.signed < found.entries:
        yield _(
            "No signature covers the entries after n° {n}: whoever held {held} could have "
            "rewritten, added or removed them, without any key."
        ).format(n=whole(found.signed), held="{held}")
    if found.signed and found.signed_by not in found.keys_in_force:
        yield _(
            "The key that signed them up to n° {n} was replaced since: whoever still holds it "
            "could have rewritten them and signed them again. Ask for a checkpoint signed by the "
            "key in force."
        ).format(n=whole(found.signed))
    if found.signed and not found.keys_given and not found.witnessed:
        yield _(
            "No verifier key was given: whoever held {held} could have rewritten everything and "
            "signed it with a key of their own. Give the one that you were handed: --key VKEY."
        )
    if found.witnesses and all(one.verdict != "consistent" for one in found.witnesses):
        return  # the witnesses that were given contradict the log: that is among the findings
    if not found.witnesses:
        yield _(
            "No checkpoint kept elsewhere was given: whoever held {held} could have removed "
            "checkpoints from it with what they cover and, with the key, rewritten everything "
            "and signed it again. Give a report or a checkpoint kept elsewhere: --witness FILE."
        )
        if found.beside:
            yield _(
                "The files beside the register count for nothing here: whoever held the register "
                "could have replaced them too."
            )
    elif found.witnessed < found.entries:
        yield _(
            "No given checkpoint saw the entries after n° {n}: whoever held {held} could have "
            "removed or replaced what was there and, with the key, signed it again."
        ).format(n=whole(found.witnessed), held="{held}")
