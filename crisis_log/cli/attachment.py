"""The files that the register keeps with its entries: listed, saved to a folder, checked."""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

import click

from crisis_log.cli import output
from crisis_log.cli.attachments import write_out
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.listing import print_list
from crisis_log.cli.parameters import ENTRY, Folder
from crisis_log.cli.progress import progress_shown
from crisis_log.cli.session import Session
from crisis_log.entry import Attachment
from crisis_log.fact import Refused
from crisis_log.language import _, counted
from crisis_log.progress import watcher
from crisis_log.register import Register
from crisis_log.views.kept_files import KeptFile, kept_files, named
from crisis_log.words import entry_numbers, join, size_text

State = Literal["intact", "missing", "altered"]
_NUMBER: Final = re.compile(r"(?:n\s?[°º]?\s*)?\d{1,7}", re.IGNORECASE)
"""What somebody means as the number of an entry, not as the digest of a file."""
_SHOWN: Final = 16
"""Signs of a digest in a list: enough to name the file by."""


@click.group(
    cls=WholeHelpGroup,
    help=_(
        "The files kept with entries, issued reports among them; “--attach” keeps one with what "
        "is recorded."
    ),
)
def attachment() -> None:
    pass


@attachment.command("list", help=_("List the files that are kept, with the entries they are of."))
@click.pass_obj
def list_(session: Session) -> None:
    print_list(
        session,
        _kept(session),
        nothing=_("No file is kept."),
        columns=[_("Entries"), _("File"), _("Size"), "SHA-256"],
        row=lambda one: [_where(one), join(one.names), size_text(one.size), _short(one.sha256)],
        document=lambda one: one.model_dump(mode="json"),
        right=[2],
    )


@attachment.command(
    "save",
    help=_(
        "Write kept files to a folder, over nothing: WHAT is an entry, a report (R-2), the name "
        "of a file, or 8 signs of its digest or more."
    ),
)
@click.argument("what", metavar=_("WHAT"))
@click.option(
    "--output",
    "folder",
    metavar=_("FOLDER"),
    type=Folder(),
    default=".",
    help=_("The folder to write to; else this one."),
)
@click.pass_obj
def save(session: Session, what: str, folder: Path) -> None:
    kept = _of_entry(session, what) if _NUMBER.fullmatch(what) else _called(session, what)
    written = write_out(session, kept, folder)
    if session.as_json:
        output.emit(
            [
                {"path": str(path), "name": one.name, "size": one.size, "sha256": one.sha256}
                for path, one in zip(written, kept, strict=True)
            ]
        )
        return
    for path, one in zip(written, kept, strict=True):
        output.line(
            _("Written: {path} ({size}, SHA-256 {digest})").format(
                path=path, size=size_text(one.size), digest=one.sha256
            )
        )


@attachment.command("check", help=_("Read each kept file, and compare it with its digest."))
@click.pass_obj
def check(session: Session) -> None:
    files = _kept(session)
    with progress_shown(_("Reading the kept files")):
        found = [*_states(session.register, files)]
    checked = [*zip(files, found, strict=True)]
    session.finds(any(state != "intact" for state in found))
    if session.as_json:
        output.emit_all(one.model_dump(mode="json") | {"state": state} for one, state in checked)
        return
    if not files:
        output.line(_("No file is kept."))
        return
    if bad := [(one, state) for one, state in checked if state != "intact"]:
        output.table(
            [_("Entries"), _("File"), "SHA-256", _("State")],
            [
                [_where(one), join(one.names), _short(one.sha256), _state_word(state)]
                for one, state in bad
            ],
        )
    output.line(_verdict(files, len(bad)))


def _kept(session: Session) -> list[KeptFile]:
    """Return the files that are kept, by the entries as they are held to the proof tree."""
    with progress_shown(_("Reading the register")):
        return kept_files(session.register.vouching())


def _of_entry(session: Session, what: str) -> Sequence[Attachment]:
    number = ENTRY.convert(what, None, click.get_current_context())
    if found := session.register.entry(number).attachments:
        return found
    raise Refused(
        _("No file is kept with entry n° {number}; “attachment list” shows those kept.").format(
            number=number
        )
    )


def _called(session: Session, what: str) -> list[Attachment]:
    found = named(_kept(session), what)
    if not found:
        raise Refused(
            _(
                "No file that is kept is called “{what}”: give the number of an entry, the name of "
                "a file, a report such as R-2, or at least 8 signs of a digest, as “attachment "
                "list” shows them."
            ).format(what=what)
        )
    return [
        Attachment(name=one.names[0], media_type=one.media_type, size=one.size, sha256=one.sha256)
        for one in found
    ]


def _states(register: Register, files: Sequence[KeptFile]) -> Iterator[State]:
    total, done = sum(one.size for one in files), 0
    for one in files:
        watcher()(done, total)
        content = register.attachment(one.sha256)
        if content is None:
            yield "missing"
        else:
            is_intact = sha256(content).hexdigest() == one.sha256 and len(content) == one.size
            yield "intact" if is_intact else "altered"
        done += one.size
    watcher()(total, total)


def _state_word(state: State) -> str:
    return {"intact": _("intact"), "missing": _("MISSING"), "altered": _("ALTERED")}[state]


def _verdict(files: Sequence[KeptFile], bad: int) -> str:
    if not bad:
        return counted(
            "{count} kept file was read ({size}): it is as it was kept.",
            "{count} kept files were read ({size}): all are as they were kept.",
            len(files),
            size=size_text(sum(one.size for one in files)),
        )
    return counted(
        "{count} kept file is not as it was kept. Keep the register as it is; a backup may hold "
        "the file, and “audit verify” tells what else is wrong.",
        "{count} kept files are not as they were kept. Keep the register as it is; a backup may "
        "hold the files, and “audit verify” tells what else is wrong.",
        bad,
    )


def _where(one: KeptFile) -> str:
    """Return the entries that keep a file, and the report that it is."""
    numbers = entry_numbers(one.entries)
    if one.report is None:
        return numbers
    return _("{numbers} ({report})").format(numbers=numbers, report=one.report)


def _short(digest: str) -> str:
    return f"{digest[:_SHOWN]}…"
