"""The end of a dossier as text: who had the decision, and which instructions are about it."""

from crisis_log.cli import output
from crisis_log.cli.session import Session
from crisis_log.cli.who_knew import print_informed
from crisis_log.language import _
from crisis_log.views.dossier.communicated import Communicated


def print_communicated(session: Session, told: Communicated | None) -> None:
    """Print what is recorded of it; nothing of a decision that is struck."""
    if told is None:
        return
    _heading(_("To whom the decision was communicated"))
    print_informed(session, told.to)
    if told.instructions:
        _heading(_("Instructions about it"))
        output.table(
            [_("No."), _("Status"), _("Addressee"), _("Instruction")],
            [[one.label, one.said, one.to, one.text] for one in told.instructions],
        )


def _heading(title: str) -> None:
    output.heading(_("Recorded later · {title}").format(title=title))
