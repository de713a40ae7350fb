"""In which form a document is asked for: the options of its file, and how it gets there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import click

from crisis_log.cli import destination, output
from crisis_log.cli.coded import Coded
from crisis_log.cli.keys import sealing, signing
from crisis_log.cli.names import Names
from crisis_log.cli.parameters import OUTPUT, Folder
from crisis_log.language import _
from crisis_log.reports.formats import FORMATS
from crisis_log.slices import settings
from crisis_log.slices.checkpoint import WITHOUT_CONFIDENTIAL

if TYPE_CHECKING:
    from crisis_log.audit import checkpoints
    from crisis_log.cli.session import Session
    from crisis_log.reports.documents.making import Kind
    from crisis_log.reports.formats.format import Format
    from crisis_log.views.document import Document

_Command = TypeVar("_Command", bound=Callable[..., Any])

TEMPLATES: Final = click.option(
    "--templates",
    metavar=_("FOLDER"),
    type=Folder(),
    help=_("A folder whose templates replace those shipped."),
)


class Form(NamedTuple):
    """How and where a document is asked for."""

    path: Path | None
    format: Format
    templates: Path | None
    key_path: Path | None
    passphrase_file: Path | None


class Draft(NamedTuple):
    """A document to be delivered; `about` is what of the name of its file tells it apart."""

    kind: Kind[Any, Any]
    about: str
    document: Document


class Delivered(NamedTuple):
    """The file of a draft, and its size in bytes."""

    path: Path
    size: int


def format_option(names: Sequence[str], words: str) -> Callable[[_Command], _Command]:
    """Return the option that chooses one of the formats with these names."""
    return click.option("--format", "format_", type=Coded("format", names), help=words)


def form_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a draft; `form_of` reads them."""
    formats = format_option(
        [one.name for one in FORMATS], _("Format; else that of the file's ending, else PDF.")
    )
    return OUTPUT(formats(TEMPLATES(signing(function))))


def form_of(
    formats: Sequence[Format],
    path: Path | None,
    format_: str | None,
    templates: Path | None,
    key_path: Path | None,
    passphrase_file: Path | None,
) -> Form:
    """Return how the document is asked for: in a format by its name, or by the file's ending.

    Else it is the first of `formats`.
    """
    suffix = path.suffix.lower() if path else ""
    chosen = next(
        (one for one in formats if one.name == format_ or (not format_ and suffix in one.suffixes)),
        formats[0],
    )
    return Form(path, chosen, templates, key_path, passphrase_file)


def _in_words(kind: Kind[Any, Any], about: str) -> str:
    """Return what a file is about in the reader's language, as people ask for its document."""
    if about.startswith(f"{kind.name}-"):
        about = Names("report").verb(kind.name) + about.removeprefix(kind.name)
    if about.endswith(WITHOUT_CONFIDENTIAL):
        about = about.removesuffix(WITHOUT_CONFIDENTIAL) + _("-without-confidential")
    return about


def deliver(session: Session, draft: Draft, form: Form) -> Delivered | None:
    """Write a draft to its file, and return which; None if it went to standard output."""
    kind, about, document = draft
    usual = f"{session.register.place.name}-{_in_words(kind, about)}{form.format.suffixes[0]}"
    path = form.path or Path(usual)
    destination.check(session, path)
    with _sealed(session, draft, form) as seal:
        content = form.format.write(kind, document, form.templates, seal)
        destination.put(session, content, path)
    return None if destination.is_standard_output(path) else Delivered(path, len(content))


def _sealed(
    session: Session, draft: Draft, form: Form
) -> AbstractContextManager[checkpoints.Taken | None]:
    """Give the checkpoint of a draft, where its format prints one."""
    if not form.format.is_page:
        return nullcontext()
    warn_of_logo(session)
    carrier = f"{draft.kind.name}/{draft.about}"
    return sealing(session, carrier, form.key_path, form.passphrase_file)


def warn_of_logo(session: Session) -> None:
    """Say that documents are made without the logo, if the one recorded cannot be drawn."""
    logo = settings.current(session.state()).value("logo")
    if logo is None:
        return
    from crisis_log.reports.page.logo import flaw

    if found := flaw(logo):
        output.warn(
            _(
                "Warning: the document is made without its logo: the one that is recorded {flaw}. "
                "Set another one with “settings set logo”."
            ).format(flaw=found)
        )
