"""What is said of a signing key that is not where it was looked for: replacing it comes last."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import click

from crisis_log.cli.key_places import remembered_place, usual_path
from crisis_log.language import _
from crisis_log.slices.seal import Key
from crisis_log.words import join


def no_key_yet() -> click.UsageError:
    """Return the refusal to use the key of a register that has none."""
    return click.UsageError(_("The register has no signing key yet: make one with “key rotate”."))


def none_at_hand(good: Sequence[Key], path: Path | None) -> click.UsageError:
    """Return the refusal to sign where several keys could, and none of them is here."""
    holders = join([shown_holder(key) for key in good])
    if path:
        said = _("The signing key {path} is not there.").format(path=path)
    else:
        said = _("None of the keys that sign for the register lies on this machine.")
    advice = _(
        "They are held by: {holders}. Say where yours lies with --key, or with “config set key”; "
        "if you have none, ask for one of your own with “key request”."
    ).format(holders=holders)
    return click.UsageError(f"{said} {advice}")


def shown_holder(key: Key) -> str:
    """Return who holds a key, and the hash that tells it from others."""
    holder = key.holder or _("holder not inscribed")
    return f"{holder} ({key.verifier_key.split('+')[1]})"


def key_missing(register_id: str, verifier_key: str, path: Path) -> str:
    """Say where the key was put and looked for, and where it may lie; replacing it is last."""
    first = remembered_place(register_id, verifier_key)
    if first and first.exists():
        return _(
            "The signing key was put in {first} when it was made; a file lies there still, and "
            "none in {path}. Name it with --key or $CRISIS_LOG_KEY."
        ).format(first=first, path=path)
    advice = (
        _(
            "Look for where that file was moved, then for the copy kept away from the register, "
            "and say where it is with “config set key”. Only if the key is lost for good, replace "
            "it with “key rotate”."
        )
        if first
        else _(
            "Look for the file that was named when the key was made, then for the copy kept away "
            "from the register, and say where it is with “config set key”. Only if the key is "
            "lost for good, replace it with “key rotate”."
        )
    )
    usual = None
    with suppress(click.UsageError):  # without a home there is no usual place
        usual = usual_path(register_id, verifier_key)
    return " ".join([*_looked(path, first, usual), advice])


def _looked(path: Path, first: Path | None, usual: Path | None) -> Iterator[str]:
    if first:
        yield _("The signing key was put in {path} when it was made, and is there no more.").format(
            path=first
        )
    if first is None or path not in {first, usual}:
        yield _("The signing key {path} is not there.").format(path=path)
    if usual and usual.exists():
        yield _("One lies in its usual place, {path}.").format(path=usual)
    elif usual and (first or usual != path):
        yield _("Nor is it in its usual place, {path}.").format(path=usual)
