"""`audit verify` and `audit compare`: is the register whole, unaltered, and one?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import click

from crisis_log.audit.verification import Verification
from crisis_log.audit.verify import LATE_AFTER, Question, verify_log, verify_witnesses
from crisis_log.audit.verify import verify as verify_register
from crisis_log.audit.witness import Comparison, Witness, WitnessError, is_text, read_witnesses
from crisis_log.audit.witness import compare as compare_witnesses
from crisis_log.cli import output
from crisis_log.cli.audit.verdict import show
from crisis_log.cli.inputs import content_of, standard_input
from crisis_log.cli.keys import verifier_keys
from crisis_log.cli.parameters import Folder
from crisis_log.cli.progress import progress_shown
from crisis_log.cli.quantities import Interval, Whole
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH, PATH_OR_TEXT, VERIFIER_KEY
from crisis_log.fact import UnreadableEntryError
from crisis_log.language import _, counted
from crisis_log.register import Register
from crisis_log.storage import StorageError
from crisis_log.text import legible

_LONGEST: Final = timedelta(days=3650)
_KEYS = click.option(
    "--key",
    "keys",
    metavar="VKEY",
    type=VERIFIER_KEY,
    multiple=True,
    help=_("A verifier key that you were handed, or that a report prints (repeatable)."),
)


@click.command("verify", help=_("Look for what was altered, and say what is signed and proven."))
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
    type=Interval(timedelta(), _LONGEST, timedelta(hours=1)),
    default=str(LATE_AFTER // timedelta(hours=1)),
    show_default=True,
    help=_(
        "List the facts recorded more than so long after they happened: hours, or “90 min”, “2 d”."
    ),
)
@click.option(
    "--tsa-certificate",
    "authorities",
    metavar=_("FILE"),
    type=PATH,
    multiple=True,
    help=_("A certificate of a timestamp authority you trust, or its root (repeatable)."),
)
@click.option(
    "--log-only",
    is_flag=True,
    help=_("Hashes, order and signatures alone: faster; contents are not read."),
)
@click.option("--witness-only", is_flag=True, help=_("Witnesses alone: the log is not read."))
@click.option(
    "--reprint",
    is_flag=True,
    help=_("Make every issued report again from the log, and compare, as “report reprint” does."),
)
@click.option(
    "--templates",
    metavar=_("FOLDER"),
    type=Folder(),
    multiple=True,
    help=_("For --reprint: templates that reports were issued with (repeatable)."),
)
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
    reprint: bool,
    templates: tuple[Path, ...],
    jobs: int,
) -> None:
    if witness_only and not witnesses:
        raise click.UsageError(_("--witness-only needs a --witness."))
    if witness_only and log_only:
        raise click.UsageError(_("Give one of --log-only and --witness-only."))
    if reprint and (log_only or witness_only):
        raise click.UsageError(_("--reprint reads it all: without --log-only or --witness-only."))
    if templates and not reprint:
        raise click.UsageError(_("--templates is for --reprint."))
    question = Question(
        witnesses=_witnesses(witnesses),
        keys=verifier_keys(keys),
        late_after=late_after,
        authorities=[content_of(path) for path in authorities],
        jobs=jobs,
    )
    register = session.register
    session.allow_unknown_zone()
    question = replace(question, now=session.now())
    if witness_only:
        found = verify_witnesses(register, question)
    else:
        with progress_shown(_("Verifying")):
            found = (verify_log if log_only else verify_register)(register, question)
    if reprint:
        found = _with_reprints(register, found, templates, _papers(witnesses))
    session.finds(found.findings)
    if session.as_json:
        output.emit(found.model_dump(mode="json"))
    else:
        show(session, found)


def _with_reprints(
    register: Register, found: Verification, templates: Sequence[Path], papers: Sequence[bytes]
) -> Verification:
    """Add what issued reports made again show; nothing, where the log itself was altered."""
    from crisis_log.reports.reprint_check import compare_issued

    try:
        compared = compare_issued(register, templates, papers)
    except (StorageError, UnreadableEntryError) as error:
        output.warn(_("The issued reports were not made again. {why}").format(why=error))
        return found
    return found.model_copy(
        update={
            "findings": (*found.findings, *compared.findings),
            "notices": (*found.notices, *compared.notices),
            "not_looked_at": tuple(
                part for part in found.not_looked_at if part != "pages" or compared.notices
            ),
        }
    )


def _papers(witnesses: Sequence[str]) -> list[bytes]:
    """Return the files among witnesses that can be read again: one may be a report as issued."""
    paths = [Path(one) for one in witnesses if one != "-" and not is_text(one)]
    return [content_of(path) for path in paths if path.is_file()]


def _witnesses(given: Sequence[str]) -> list[Witness]:
    try:
        return [witness for one in given for witness in read_witnesses(_text_of(one))]
    except WitnessError as error:
        raise click.UsageError(str(error)) from error


def _text_of(given: str) -> str:
    return given if given != "-" else "\n" + legible(standard_input())


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
                "not_looked_at": ["entries", "pages"],
                "witnesses": [
                    {"source": each.source, "size": each.checkpoint.size} for each in (one, other)
                ],
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
        _print_keys(found)
        output.line(
            _(
                "Only the checkpoints were compared, not the pages around them: whether a file is "
                "as it was issued, “report check” tells beside its register."
            )
        )


def _print_keys(found: Comparison) -> None:
    """Say under which keys two witnesses were judged, and where these come from."""
    keys = ", ".join(found.judged_under)
    if not keys:
        return
    if found.keys_given:
        output.line(_("Judged under the key that was given: {keys}").format(keys=keys))
        return
    output.line(
        _(
            "Judged under the key that the reports themselves print, which whoever made them "
            "chose: {keys}. Compare it with the one that you were handed, or give that one with "
            "--key."
        ).format(keys=keys)
    )
