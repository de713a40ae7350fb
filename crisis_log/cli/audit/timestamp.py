"""`audit timestamp`: an authority's word for when the log existed."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import click

from crisis_log.audit import checkpoints, giving
from crisis_log.audit.clock_check import TOLERATED_LEAD
from crisis_log.audit.timestamping import KeptTimestamp, ask, keep
from crisis_log.cli import destination, output
from crisis_log.cli.entry_words import confirm_noted
from crisis_log.cli.inputs import content_of
from crisis_log.cli.keys import check_shelf, signing, take
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH
from crisis_log.evidence.timestamp import TimestampError, nonce_of, query
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.outputs import write
from crisis_log.slices.checkpoint import AUTHORITY, CheckpointTimestamped
from crisis_log.storage import StoredCheckpoint


@click.command(
    "timestamp",
    help=_("Have an authority stamp the log as it is now, and keep its timestamp (RFC 3161)."),
)
@click.option("--tsa", "url", metavar="URL", help=_("Ask the authority at this address."))
@click.option(
    "--query",
    "query_path",
    metavar=_("FILE"),
    type=PATH,
    help=_("Write the request to FILE instead, to be taken to an authority by other means."),
)
@click.option(
    "--reply",
    "reply_path",
    metavar=_("FILE"),
    type=PATH,
    help=_("Take in the authority's reply to such a request."),
)
@click.option(
    "--tsa-certificate",
    "certificate_path",
    metavar=_("FILE"),
    type=PATH,
    help=_(
        "Check the authority's certificate against those in FILE (PEM or DER): its own, or a "
        "root you trust."
    ),
)
@signing
@click.pass_obj
def timestamp(
    session: Session,
    url: str | None,
    query_path: Path | None,
    reply_path: Path | None,
    certificate_path: Path | None,
    key_path: Path | None,
    passphrase_file: Path | None,
) -> None:
    if [url, query_path, reply_path].count(None) == 2:  # noqa: PLR2004 - one of the three
        session.register_to_record.check_right(CheckpointTimestamped.kind)
    trusted = [content_of(certificate_path)] if certificate_path else []
    match url, query_path, reply_path:
        case str(), None, None:
            newest = _newest(session, key_path, passphrase_file)
            with _refusing():
                request = query(newest.note.encode())
                reply, nonce = ask(url, request), nonce_of(request)
                kept = keep(
                    session.register_to_record,
                    reply,
                    trusted,
                    newest=newest,
                    nonce=nonce,
                    by=session.given_by,
                )
            _tell(session, kept)
        case None, Path(), None:
            destination.check_new(session, query_path)
            newest = _newest(session, key_path, passphrase_file)
            with _giving_out(session, newest):
                _write_query(session, query_path, newest.note)
            if not destination.is_standard_output(query_path):
                _tell_query(session, query_path, newest.size)
        case None, None, Path():
            with _refusing():
                reply = content_of(reply_path)
                kept = keep(session.register_to_record, reply, trusted, by=session.given_by)
            _tell(session, kept)
        case _:
            raise click.UsageError(_("Give one of --tsa, --query and --reply."))


@contextmanager
def _refusing() -> Iterator[None]:
    """Refuse what is not a timestamp that holds; nothing is kept of it."""
    try:
        yield
    except TimestampError as error:
        raise Refused(str(error)) from error


def _newest(
    session: Session, key_path: Path | None, passphrase_file: Path | None
) -> StoredCheckpoint | checkpoints.Taken:
    """Return the checkpoint of the whole log; sign one if something was recorded since the last."""
    check_shelf(session)
    register = session.register
    return giving.newest(register) or take(session, register, key_path, passphrase_file)


def _giving_out(
    session: Session, newest: StoredCheckpoint | checkpoints.Taken
) -> AbstractContextManager[object]:
    if isinstance(newest, StoredCheckpoint):
        return nullcontext()
    session.register_to_record.check_writable()
    return giving.giving_out(session.register_to_record, newest, AUTHORITY, session.given_by)


def _write_query(session: Session, path: Path, note: str) -> None:
    """Write the request, without a nonce: nobody remembers it when the reply comes."""
    request = query(note.encode(), nonce=False)
    if destination.is_standard_output(path):
        destination.put(session, request, path)
    else:
        write(path, request, session.register.place.rights, over=False)


def _tell_query(session: Session, path: Path, size: int) -> None:
    if session.as_json:
        output.emit({"query": str(path), "size": size})
        return
    output.line(
        _("Request to stamp the entries up to n° {size}: {path}").format(size=size, path=path)
    )
    confirm_noted(session)
    output.line(_("Have it answered by an authority, then run:"))
    output.line("  " + _("crisis-log audit timestamp --reply FILE"))


def _tell(session: Session, kept: KeptTimestamp) -> None:
    stamp = kept.stamp
    if stamp.gen_time > session.now() + TOLERATED_LEAD:
        output.warn(
            _(
                "Warning: the time that the authority stamped is yet to come: its clock is wrong, "
                "or that of this computer."
            )
        )
    if session.as_json:
        output.emit(
            {
                "size": kept.size,
                "gen_time": stamp.gen_time.isoformat().replace("+00:00", "Z"),
                "tsa": stamp.tsa,
                "is_trusted": stamp.is_trusted,
                "policy": stamp.policy,
                "serial": str(stamp.serial),
            }
        )
    else:
        _tell_people(session, kept)


def _tell_people(session: Session, kept: KeptTimestamp) -> None:
    stamp = kept.stamp
    output.line(
        _("Entries up to n° {size} stamped: {time}.").format(
            size=kept.size, time=session.show_instant(stamp.gen_time)
        )
    )
    confirm_noted(session)
    if stamp.is_trusted:
        certificate = _("checked against what you gave")
    else:
        certificate = _("not checked: anyone could have signed so; give --tsa-certificate to know")
    output.fields([(_("time-stamping authority"), stamp.tsa), (_("its certificate"), certificate)])
    output.line(
        _(
            "A timestamp proves that these entries existed before that instant, never that they "
            "did not exist earlier. Only a qualified timestamp has the presumption of article 41 "
            "of the eIDAS regulation."
        )
    )
