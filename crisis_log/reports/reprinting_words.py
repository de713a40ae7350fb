"""What people are told of an issued report that was made again.

What stands in its data may be anybody's: nothing of it acts on a terminal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from crisis_log.language import _, counted
from crisis_log.reports.at_hand import Where
from crisis_log.reports.comparing import Comparison
from crisis_log.reports.reprinting import Reprinted
from crisis_log.text import visible

_MOST: Final = 8
"""How many names or differences are told in a sentence; JSON has them all."""


def other_layout(made: Reprinted) -> Iterator[str]:
    """Return what is known of a report whose bytes are not made here, and found the same."""
    label, program = made.report.label, made.report.issued.made_with
    if made.issued is None or made.data is None:
        yield _not_compared(made).format(label=label, program=program)
        return
    if made.same_program:
        yield _("{label}: the same data; it was issued with other templates.").format(label=label)
    else:
        yield _("{label}: the same data, another layout: it was issued by {program}.").format(
            label=label, program=program
        )
    yield counted(
        "{count} value compared with those in the issued PDF, {where}.",
        "{count} values compared with those in the issued PDF, {where}.",
        made.data.alike,
        where=where_words(made.issued.where),
    )


def _not_compared(made: Reprinted) -> str:
    if made.same_program:
        return _(
            "{label} was not compared with the log: it was issued with other templates, and the "
            "data in its file are not at hand. Give those with --templates FOLDER, or the file "
            "with “report reprint {label} --issued FILE”."
        )
    return _(
        "{label} was not compared with the log: it was issued by another version ({program}), and "
        "the data in its file are not at hand. Give the file with “report reprint {label} "
        "--issued FILE”."
    )


def other_version(made: Reprinted) -> Iterator[str]:
    """Return with what a report was issued that is not at work here."""
    if not made.same_program:
        yield _("{label} was issued by another version: {program}.").format(
            label=made.report.label, program=made.report.issued.made_with
        )
    else:
        yield _("{label} was issued with other templates.").format(label=made.report.label)


def where_words(where: Where) -> str:
    """Return where an issued PDF is, as the part of a sentence."""
    return {
        "register": _("which the register keeps"),
        "beside": _("which lies beside the register"),
        "given": _("which was given"),
    }[where]


def differences(data: Comparison) -> Iterator[str]:
    """Return what the issued report and the log tell otherwise, the first few one by one."""
    for one in data.differing[:_MOST]:
        sentence = _("{path}: {issued} in the report, {made} from the log")
        yield visible(sentence.format(**one._asdict()))
    yield from _others(len(data.differing) - _MOST)


def not_compared(data: Comparison) -> Iterator[str]:
    """Return which fields of the issued report say nothing for or against it."""
    if data.only_issued:
        yield _("Only the issued report tells: {fields}.").format(fields=_names(data.only_issued))
    if data.otherwise:
        yield _("Told otherwise since, and not compared: {fields}.").format(
            fields=_names(data.otherwise)
        )


def told_since(data: Comparison) -> Iterator[str]:
    """Return which fields only this version tells."""
    if data.only_made:
        yield _("Only this version tells: {fields}.").format(fields=_names(data.only_made))


def _names(fields: Sequence[str]) -> str:
    return visible(", ".join([*fields[:_MOST], *_others(len(fields) - _MOST)]))


def _others(number: int) -> Iterator[str]:
    if number > 0:
        yield counted("{count} other", "{count} others", number)
