"""The timeline: entries as lines, those that match what is asked."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import click

from crisis_log.cli import output
from crisis_log.cli.coded import Coded
from crisis_log.cli.kinds import FACT_KIND
from crisis_log.cli.parameters import UNTIL, with_options
from crisis_log.cli.quantities import Whole
from crisis_log.cli.session import Session
from crisis_log.cli.subjects import subject_named
from crisis_log.cli.telling import Telling
from crisis_log.cli.times import Since
from crisis_log.cli.typed import CODE
from crisis_log.finding import bounds
from crisis_log.language import _, counted
from crisis_log.register import Register
from crisis_log.search import Search
from crisis_log.views import timeline as view
from crisis_log.views.timeline import Criteria, Hits, Spans, spans_between

_MOST = 1_000_000
_ORDER: Final = Coded("order", ["recorded", "occurred"])


_VERDICT: Final = Coded("verification", ["unverified", "verified", "refuted"])
_FILTERS: Final = with_options(
    click.option(
        "--since",
        type=Since(),
        metavar=_("WHEN"),
        help=_("From this time on, of the order chosen; “2 h” is two hours ago."),
    ),
    UNTIL,
    click.option(
        "--kind",
        metavar=_("KIND"),
        type=FACT_KIND,
        help=_("Kind of fact: {kinds}.").format(kinds=FACT_KIND.listed()),
    ),
    click.option(
        "--subject",
        metavar=_("SUBJECT"),
        type=CODE,
        help=_("Only about D-3, M-1, a plan or a journal line."),
    ),
    click.option(
        "--by", metavar=_("WHO"), type=CODE, help=_("Recorded by WHO, or by a part of it.")
    ),
    click.option(
        "--source", metavar=_("TEXT"), type=CODE, help=_("With this source, or a part of it.")
    ),
    click.option("--tag", metavar=_("WORD"), type=CODE, help=_("Lines with this tag.")),
    click.option(
        "--status",
        "verdict",
        metavar=_("STATUS"),
        type=_VERDICT,
        help=_("Lines that are by now: {statuses}.").format(statuses=_VERDICT.listed()),
    ),
    click.option(
        "--order",
        type=_ORDER,
        default=_ORDER.shown("recorded"),
        show_default=True,
        help=_("In the order of the recording, or of the facts."),
    ),
    click.option(
        "--last",
        metavar="N",
        type=Whole(1, _MOST),
        help=_("Only the last N; in a terminal {count}, unless --all is given.").format(
            count=output.LENGTH
        ),
    ),
)


@click.command("timeline", help=_("List entries."))
@_FILTERS
@click.option("--search", metavar=_("TEXT"), help=_("Only those that say TEXT: see “search”."))
@click.pass_obj
def timeline(session: Session, /, search: str | None, **asked: Any) -> None:
    _list(session, None if search is None else _search(search), **asked)


@click.command(
    "search",
    help=_(
        "List the entries that say all the words of TEXT, in whatever form; words between “ ” "
        "must follow each other as they are."
    ),
)
@click.argument("text", metavar=_("TEXT"), nargs=-1, required=True)
@_FILTERS
@click.pass_obj
def search(session: Session, /, text: tuple[str, ...], **asked: Any) -> None:
    _list(session, _search(" ".join(text)), **asked)


def _search(text: str) -> Search:
    search = Search(text)
    if not search.terms:
        raise click.UsageError(_("“{text}” holds no word to search for.").format(text=text))
    return search


def _list(
    session: Session, search: Search | None, subject: str | None, last: int | None, **criteria: Any
) -> None:
    by_default = None if last or session.as_json else output.length()
    telling = Telling(session, search)
    asked = Criteria(search=search, line_of=telling.line_of, **criteria)
    found = view.timeline(
        telling.read, spans(session.register, asked, subject), asked, last or by_default
    )
    if session.as_json:
        output.emit_all(map(telling.document, found))
    else:
        telling.show(found, asked.order)
    if by_default and by_default == telling.lines < session.register.size():
        output.line(
            counted(
                "The last {count} entry is shown: --last N shows more, --all shows all.",
                "The last {count} entries are shown: --last N shows more, --all shows all.",
                by_default,
            )
        )
    telling.warn_of_altered()


def spans(register: Register, asked: Criteria, subject: str | None) -> Spans:
    """Return where the entries lie that can match; what was recorded before is not read."""
    if subject is not None:
        found = subject_named(register.state(), subject)
        return [(number - 1, number) for number in register.account().about(found)]
    after, upto = bounds(register, asked)
    if asked.search is None:
        return spans_between(after, upto)
    return Hits(partial(_found, register, asked.search), after, upto)


def _found(
    register: Register, search: Search, after: int, upto: int, most: int
) -> Sequence[int] | None:
    found = register.find(search, after, upto, most)
    if found is None and not register.place.is_sealed:
        output.warn_once(
            _(
                "This register has no index of words yet, or a damaged one: all entries are read, "
                "which takes longer. “rebuild” makes it."
            )
        )
    return found
