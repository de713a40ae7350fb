"""`audit bundle`: everything an expert needs to verify the register without us."""

from functools import partial
from pathlib import Path

import click

from crisis_log.audit.bundle import make_bundle, verifier_digest
from crisis_log.audit.bundle.bag import check_free
from crisis_log.cli import destination, output
from crisis_log.cli.entry_words import confirm_noted
from crisis_log.cli.keys import check_shelf, reading_shown, sealing, signing
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH
from crisis_log.language import _, counted


@click.command(
    "bundle", help=_("Write a bundle for an auditor: a zip, or a folder (BagIt), with a verifier.")
)
@click.argument("path", metavar=_("FILE"), type=PATH)
@click.option(
    "--report",
    "reports",
    metavar=_("FILE"),
    type=PATH,
    multiple=True,
    help=_("A document that was handed over, to be put in (repeatable)."),
)
@signing
@click.pass_obj
def bundle(
    session: Session,
    path: Path,
    reports: tuple[Path, ...],
    key_path: Path | None,
    passphrase_file: Path | None,
) -> None:
    from crisis_log.reports.browser.page import pages

    destination.check_apart(session, path)
    check_free(path)
    check_shelf(session)
    register = session.register
    with sealing(session, "bundle", key_path, passphrase_file) as seal, reading_shown():
        made = make_bundle(
            register, path, pages=partial(pages, register), reports=reports, seal=seal
        )
    if session.as_json:
        output.emit({"bundle": str(path)} | made._asdict())
        return
    output.line(
        _("Bundle of {entries} and {checkpoints}: {path}").format(
            entries=counted("{count} entry", "{count} entries", made.entries),
            checkpoints=counted("{count} checkpoint", "{count} checkpoints", made.checkpoints),
            path=path,
        )
    )
    confirm_noted(session)
    output.line(
        _(
            "The auditor runs verify.py with the verifier key, which must reach them by another "
            "way: a report handed over earlier, or “key show”."
        )
    )
    output.line(
        _(
            "Tell them to bring their own verify.py, and not to trust the one in a bundle: its "
            "SHA-256 is {digest}."
        ).format(digest=verifier_digest())
    )
