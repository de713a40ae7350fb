"""`audit verify` and `audit compare`: is the register whole, unaltered, and one?"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import click

from crisis_log.audit.finding import Finding, code_name
from crisis_log.audit.log_check import Progress
from crisis_log.audit.verify import (
    LATE_AFTER,
    Question,
    Verification,
    verify_log,
    verify_witnesses,
)
from crisis_log.audit.verify import verify as verify_register
from crisis_log.audit.witness import Witness, WitnessError, read_witnesses
from crisis_log.audit.witness import compare as compare_witnesses
from crisis_log.cli import output
from crisis_log.cli.keys import verifier_keys
from crisis_log.cli.parameters import content_of, standard_input
from crisis_log.cli.quantities import Hours, Whole
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH, PATH_OR_TEXT, VERIFIER_KEY
from crisis_log.language import _, counted, whole
from crisis_log.register import Register
from crisis_log.storage import AlteredError
from crisis_log.text import legible
from crisis_log.when import show_instant
from crisis_log.words import entry_range

_SHOWN = 10
"""How many late entries are listed on the screen; JSON lists them all."""

_KEYS = click.option(
    "--key",
    "keys",
    metavar="VKEY",
    type=VERIFIER_KEY,
    multiple=True,
    help=_("A verifier key that you were handed, or that a report prints (repeatable)."),
)


@click.command("verify", help=_("Check that nothing was altered, and what proves it."))
@click.option(
    "--witness",
    "witnesses",
    metavar=_("FILE"),
    type=PATH_OR_TEXT,
    multiple=True,
    help=_("A report, a checkpoint file, or its text, kept elsewhere (repeatable)."),
)
@_KEYS
@click.option(
    "--late",
    "late_after",
    metavar=_("HOURS"),
    type=Hours(),
    default=str(LATE_AFTER // timedelta(hours=1)),
    show_default=True,
    help=_("List the facts recorded more than this many hours after they happened."),
)
@click.option(
    "--tsa-certificate",
    "authorities",
    metavar=_("FILE"),
    type=PATH,
    multiple=True,
    help=_("A certificate of a timestamp authority you trust, or its root (repeatable)."),
)
@click.option("--log-only", is_flag=True, help=_("Hashes, order and signatures alone: faster."))
@click.option("--witness-only", is_flag=True, help=_("Witnesses alone: the log is not read."))
@click.option(
    "--jobs",
    metavar="N",
    type=Whole(1, 64),
    default=1,
    help=_("How many processes (1 to 64) read a large log with --log-only."),
)
@click.pass_obj
def verify(
    session: Session,
    witnesses: tuple[str, ...],
    keys: tuple[str, ...],
    late_after: timedelta,
    authorities: tuple[Path, ...],
    log_only: bool,
    witness_only: bool,
    jobs: int,
) -> None:
    question = Question(
        witnesses=_witnesses(witnesses),
        keys=verifier_keys(keys),
        late_after=late_after,
        authorities=[content_of(path) for path in authorities],
        jobs=jobs,
    )
    if witness_only and not witnesses:
        raise click.UsageError(_("--witness-only needs a --witness."))
    register = session.register
    session.allow_unknown_zone()
    if witness_only:
        found = verify_witnesses(register, question)
    else:
        with _progress(session, register) as progress:
            found = (verify_log if log_only else verify_register)(register, question, progress)
    session.finds(found.findings)
    if session.as_json:
        output.emit(found.model_dump(mode="json"))
    else:
        _print(session, found, log_only=log_only, witness_only=witness_only)


@contextmanager
def _progress(session: Session, register: Register) -> Iterator[Progress]:
    if session.as_json or not output.shows_progress():
        yield lambda _count: None
        return
    size = 0
    with suppress(AlteredError):  # which is found
        size = register.size()
    with click.progressbar(length=size, label=_("Verifying"), file=sys.stderr) as bar:
        yield bar.update


def _witnesses(given: Sequence[str]) -> list[Witness]:
    try:
        return [witness for one in given for witness in read_witnesses(_text_of(one))]
    except WitnessError as error:
        raise click.UsageError(str(error)) from error


def _text_of(given: str) -> str:
    return given if given != "-" else "\n" + legible(standard_input())


def _print(session: Session, found: Verification, *, log_only: bool, witness_only: bool) -> None:
    if found.findings:
        _print_findings(found.findings)
    else:
        output.line(_verdict(found, log_only=log_only, witness_only=witness_only))
    output.fields([(_("register"), found.origin), (_("root"), found.root or "")])
    for witness in (*found.witnesses, *found.beside):
        output.line(
            counted(
                "Witness {source}: the log extends its {count} entry.",
                "Witness {source}: the log extends its {count} entries.",
                witness.size,
                source=witness.source,
            )
            if witness.verdict == "consistent"
            else counted(
                "Witness {source} ({count} entry): NOT consistent with the log.",
                "Witness {source} ({count} entries): NOT consistent with the log.",
                witness.size,
                source=witness.source,
            )
        )
    for notice in found.notices:
        output.line(_("n° {number}").format(number=notice.entry) + f" · {notice.meaning}")
    _print_spans(session, found)
    _print_late(session, found)
    _print_unproven(found)


def _verdict(found: Verification, *, log_only: bool, witness_only: bool) -> str:
    if witness_only:
        return counted(
            "The proof tree of {count} entry agrees with the witnesses; the log was not read.",
            "The proof tree of {count} entries agrees with the witnesses; the log was not read.",
            found.entries,
        )
    if log_only:
        return counted(
            "{count} entry verified: hashes, order and signatures agree; facts were not read.",
            "{count} entries verified: hashes, order and signatures agree; facts were not read.",
            found.entries,
        )
    return counted(
        "{count} entry verified: hashes, order, contents, signatures and state agree.",
        "{count} entries verified: hashes, order, contents, signatures and state agree.",
        found.entries,
    )


def _print_findings(findings: Sequence[Finding]) -> None:
    output.line(counted("{count} thing is wrong:", "{count} things are wrong:", len(findings)))
    for finding in findings:
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
    output.line()


def _print_spans(session: Session, found: Verification) -> None:
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


def _print_late(session: Session, found: Verification) -> None:
    if not found.late:
        return
    output.line(
        counted(
            "{count} fact was recorded long after it happened:",
            "{count} facts were recorded long after they happened:",
            len(found.late),
        )
    )
    for late in found.late[:_SHOWN]:
        entry = session.register.entry(late.entry, tolerant=True)
        output.line(f"  {session.entry_line(entry)}")
    if len(found.late) > _SHOWN:
        output.line(
            "  "
            + _("… and {count} more: see --json.").format(count=whole(len(found.late) - _SHOWN))
        )


def _print_unproven(found: Verification) -> None:
    if found.witnesses and not found.witnessed:
        return  # the witnesses that were given contradict the log: that is among the findings
    if found.beside and not found.witnesses:
        output.line(
            _(
                "Not proven: every witness lies beside the register, where whoever holds the "
                "register could have replaced it too. That the log was not rewritten as a whole "
                "and signed again is shown only by a report or checkpoint kept elsewhere: "
                "--witness FILE."
            )
        )
    elif found.witnessed < found.entries:
        output.line(
            counted(
                "Not proven: no witness was given that saw the last {count} entry; whoever held "
                "the register and its key could have rewritten it before this check.",
                "Not proven: no witness was given that saw the last {count} entries; whoever "
                "held the register and its key could have rewritten them before this check.",
                found.entries - found.witnessed,
            )
            if found.witnessed
            else _(
                "Not proven: no witness was given. That the log was not rewritten as a whole and "
                "signed again by whoever held the register and its key is shown only by a report "
                "or checkpoint kept elsewhere: --witness FILE."
            )
        )


@click.command(
    "compare", help=_("Do two reports or checkpoints show one and the same log? Without the log.")
)
@click.argument("first", metavar="A", type=PATH_OR_TEXT)
@click.argument("second", metavar="B", type=PATH_OR_TEXT)
@_KEYS
@click.pass_obj
def compare(session: Session, first: str, second: str, keys: tuple[str, ...]) -> None:
    one, other = (_witnesses([given])[0] for given in (first, second))
    found = compare_witnesses(one, other, verifier_keys(keys))
    session.finds(not found.is_sound)
    if session.as_json:
        output.emit(
            found.model_dump()
            | {
                "witnesses": [
                    {"source": each.source, "size": each.checkpoint.size} for each in (one, other)
                ]
            }
        )
    else:
        for each in (one, other):
            output.line(
                counted(
                    "{source}: {count} entry of {origin}",
                    "{source}: {count} entries of {origin}",
                    each.checkpoint.size,
                    source=each.source,
                    origin=each.checkpoint.origin,
                )
            )
        output.line(found.meaning)
