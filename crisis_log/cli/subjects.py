"""What people name in one word, whatever it is: `D-3`, `m1`, a plan by its code, `42`."""

import re
from typing import Final

import click

from crisis_log.cli.instead import GROUPS, command_at
from crisis_log.cli.kinds import sole_subject
from crisis_log.codes import meant
from crisis_log.command import Known
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.slices import COLLECTIONS, journal
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.words import join

_NUMBERED: Final = re.compile(r"(\D*?)[ -]*(\d{1,9})", re.ASCII)


def subject_named(known: Known, typed: str) -> str:
    """Return the subject that people name `D-3`, `M-1`, `pca` or `42`; it may not be told of."""
    codes = [plan.code for plan in known.members(ContinuityPlan)]
    if typed in codes:
        return ContinuityPlan.named(typed)
    numbered = {"": journal.Line} | {
        collection.prefix.rstrip(" -").casefold(): collection.model
        for collection in reversed(COLLECTIONS.values())  # n° 42 is first of all a line
        if collection.prefix and collection.numbered and not collection.part_of
    }
    labelled = None
    match = _NUMBERED.fullmatch(typed.strip().replace("º", "°"))
    if match and (model := numbered.get(match[1].casefold())):
        labelled = model.named(int(match[2]))
    if "/" in typed:
        return typed
    if labelled and known.get(labelled):
        return labelled
    code = meant(typed, codes)
    named = ContinuityPlan.named(code) if code else labelled
    return named or sole_subject(typed) or ContinuityPlan.named(typed)


def show_thing(ctx: click.Context, subject: str, typed: str) -> None:
    """Show a subject as its own `show` does; it was named as `typed`."""
    name, _slash, key = subject.partition("/")
    collection = COLLECTIONS.get(name)
    group = "pca" if collection and collection.model is ContinuityPlan else None
    if collection and collection.prefix and collection.numbered:
        group = GROUPS.get(collection.prefix.rstrip("-"))
    shown = command_at(ctx, group, "show") if group else None
    if shown is None or (group == "pca" and ctx.obj.state().get(subject) is None):
        raise Refused(_nothing(ctx.obj.state(), typed))
    ctx.invoke(shown, **{str(shown.params[0].name): key if group == "pca" else int(key)})


def _nothing(known: Known, typed: str) -> str:
    """Return the sentence that refuses what names nothing."""
    codes = [plan.code for plan in known.members(ContinuityPlan)]
    sentence = (
        _(
            "“{typed}” is neither the number of an entry, nor a label such as D-3, nor a plan; the "
            "plans are: {codes}."
        )
        if codes
        else _("“{typed}” is neither the number of an entry, nor a label such as D-3.")
    )
    return sentence.format(typed=typed, codes=join(codes))
