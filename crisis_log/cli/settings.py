"""Settings: how the authority shows itself on its reports."""

import base64
from pathlib import Path
from typing import Final

import click

from crisis_log.cli import output
from crisis_log.cli.coded import Coded
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.recording import recording
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH_OR_TEXT, TEXT
from crisis_log.command import Command
from crisis_log.files import read
from crisis_log.language import _
from crisis_log.slices import settings as authority
from crisis_log.words import field_name

_KEYS: Final = Coded("field", authority.KEYS)
_KEY = click.argument("key", metavar=_("KEY"), type=_KEYS)
_LISTED: Final = _("KEY is one of: {keys}.").format(keys=_KEYS.listed())
_LARGEST_LOGO: Final = 70_000


@click.group(cls=WholeHelpGroup, help=_("Set how the authority shows itself on its reports."))
def settings() -> None:
    pass


@settings.command(
    "set",
    help=_("Set KEY to VALUE; a logo is the path of a PNG or SVG file, a colour is “#17375e”."),
    epilog="\n\n".join(
        [
            _LISTED,
            _(
                "“{department}” is the service that makes the reports, not the territory; the "
                "authority has the name that was given at the opening. Key figures are names of "
                "indicators, the most important first, with “;” between them."
            ).format(department=_KEYS.shown("department")),
        ]
    ),
)
@_KEY
@click.argument("value", metavar=_("VALUE"), type=PATH_OR_TEXT)
@recording
def set_(key: str, value: str) -> Command:
    return authority.change(key, _logo(Path(value)) if key == "logo" else TEXT(value))


@settings.command("clear", help=_("Clear KEY."), epilog=_LISTED)
@_KEY
@recording
def clear(key: str) -> Command:
    return authority.change(key, None)


@settings.command("show", help=_("Show the settings, and the entries that gave them."))
@click.pass_obj
def show(session: Session) -> None:
    values = authority.current(session.state()).values
    if session.as_json:
        output.emit({key: setting.model_dump() for key, setting in values.items()})
        return
    if not values:
        output.line(_("Nothing is set."))
        return
    output.table(
        [_("Setting"), _("Value"), _("Entry")],
        [
            [field_name(key), authority.shown(key, setting.value), str(setting.entry)]
            for key, setting in values.items()
        ],
        right=[2],
    )


def _logo(path: Path) -> str:
    """Return the image at `path` as a `data:` URI, so that the register holds it."""
    image = read(path, click.UsageError, most=_LARGEST_LOGO)
    from crisis_log.reports.page.logo import media_type_of
    from crisis_log.reports.page.svg import UnusableLogoError
    from crisis_log.reports.page.trial import check_drawn

    try:
        media_type = media_type_of(image)
        check_drawn(image, media_type)
    except UnusableLogoError as error:
        raise click.UsageError(_("{path} {flaw}.").format(path=path, flaw=error)) from error
    return f"data:{media_type};base64,{base64.b64encode(image).decode()}"
