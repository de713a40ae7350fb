"""Witnesses: checkpoints that left the building, in a report, a file or pasted text.

A PDF report carries its checkpoint, the verifier key and the history of the log as
attachments. Text may have lost its line breaks on the way: a checkpoint is recognised by
its parts and put together again, byte for byte, or its signature would not hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final, Literal, NamedTuple

from crisis_log.evidence.history import History
from crisis_log.evidence.merkle import ProofError
from crisis_log.evidence.note import Checkpoint, NotSignedError, open_note, unverified_checkpoint
from crisis_log.evidence.signing_key import NoteError
from crisis_log.fact import Frozen
from crisis_log.files import read
from crisis_log.language import _

CHECKPOINT_FILE: Final = "checkpoint.txt"
HISTORY_FILE: Final = "history.txt"
KEY_FILE: Final = "verifier-key.txt"
"""What the attachments of a report are called."""
_PDF: Final = b"%PDF-"
_LARGEST: Final = 200_000_000
_BASE64: Final = r"(?:[A-Za-z0-9+/]\s*){%d}="
_NAME: Final = r"crisis-log/[^\s/]+"
"""One slash, as in `evidence.keys`: a text of nothing but names is read in one go."""
_CHECKPOINT: Final = re.compile(
    rf"(?P<origin>{_NAME})\s+(?P<size>\d{{1,18}})\s+(?P<root>{_BASE64 % 43})"
    rf"\s+—\s*(?P<name>{_NAME})\s+(?P<signature>{_BASE64 % 91})"
)
"""A root has 44 signs of base64, a signature with the key's hash 92."""
Verdict = Literal["same", "extends", "fork", "unproven", "other", "key", "forged"]


class WitnessError(ValueError):
    """What was given holds no checkpoint; the message is a sentence for people."""


class Witness(NamedTuple):
    """A checkpoint that somebody kept, and what came with it in a report."""

    source: str
    note: str
    checkpoint: Checkpoint
    verifier_key: str | None = None
    history: str | None = None

    def is_signed_by(self, verifier_key: str) -> bool | None:
        """Whether the key signed it; None when its signature is by another key.

        Raises nothing: a signature in the key's name that does not hold is False.
        """
        try:
            open_note(self.note, verifier_key)
        except NotSignedError:
            return None
        except NoteError:
            return False
        return True


def read_witnesses(given: str) -> list[Witness]:
    """Return the checkpoints in a PDF report, a text file, or the text itself.

    Raises:
        WitnessError: it cannot be read, or there is none in it.

    """
    if "\n" in given or "—" in given:
        found = list(_in_text(_("pasted text"), given))
    else:
        path = Path(given)
        content = _content(path)
        found = (
            [_in_report(path, content)]
            if content.startswith(_PDF)
            else list(_in_text(path.name, content.decode(errors="replace")))
        )
    if not found:
        raise WitnessError(
            _("{source} holds no checkpoint: give a report, a checkpoint file or its text.").format(
                source=given if len(given) < 100 else _("The text")  # noqa: PLR2004 - a file name
            )
        )
    return found


def read_report(path: Path) -> Witness:
    """Return the checkpoint that a PDF report carries.

    Raises:
        WitnessError: it cannot be read, or there is none in it.

    """
    return _in_report(path, _content(path))


def _content(path: Path) -> bytes:
    content = read(path, WitnessError, most=_LARGEST + 1)
    if len(content) > _LARGEST:
        raise WitnessError(_("{path} is too large to be a report.").format(path=path))
    return content


def _in_text(source: str, text: str) -> Iterator[Witness]:
    for match in _CHECKPOINT.finditer(text):
        part = {name: "".join(found.split()) for name, found in match.groupdict().items()}
        note = "{origin}\n{size}\n{root}\n\n— {name} {signature}\n".format(**part)
        try:
            yield Witness(source, note, unverified_checkpoint(note))
        except NoteError:
            continue


def _in_report(path: Path, content: bytes) -> Witness:
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            files = {
                name: pdf.attachments[name].get_file().read_bytes().decode(errors="replace")
                for name in (CHECKPOINT_FILE, KEY_FILE, HISTORY_FILE)
                if name in pdf.attachments
            }
        note = files[CHECKPOINT_FILE]
        return Witness(
            path.name,
            note,
            unverified_checkpoint(note),
            files.get(KEY_FILE, "").strip() or None,
            files.get(HISTORY_FILE),
        )
    except (
        pikepdf.PdfError,
        pikepdf.PasswordError,
        LookupError,
        ValueError,
        TypeError,
        RuntimeError,
    ) as error:
        raise WitnessError(
            _(
                "{path} carries no checkpoint that can be read: it was made without a signing "
                "key, or altered. Its printed checkpoint can be given as text."
            ).format(path=path)
        ) from error


class Comparison(Frozen):
    """What two witnesses say together, without the log."""

    verdict: Verdict
    meaning: str

    @property
    def is_sound(self) -> bool:
        """Whether both show one log."""
        return self.verdict in {"same", "extends"}


def compare(first: Witness, second: Witness, keys: Sequence[str] = ()) -> Comparison:
    """Return whether two witnesses can be of one and the same log.

    `keys` are the verifier keys to trust; without any, those that the reports print.
    """
    smaller, larger = sorted((first, second), key=lambda witness: witness.checkpoint.size)
    if smaller.checkpoint.origin != larger.checkpoint.origin:
        return _comparison("other")
    trusted = [*keys] or [key for key in (first.verifier_key, second.verifier_key) if key]
    for witness in (smaller, larger):
        signed = {witness.is_signed_by(key) for key in trusted}
        if True not in signed:
            return _comparison("forged" if False in signed else "key")
    if not keys and len(set(trusted)) > 1:
        return _comparison("key")
    return _relation(smaller, larger, trusted)


def _relation(smaller: Witness, larger: Witness, keys: Sequence[str]) -> Comparison:
    before, after = smaller.checkpoint, larger.checkpoint
    if before.size == after.size:
        return _comparison("same" if before.root == after.root else "fork")
    try:
        if larger.history is None:
            return _comparison("unproven")
        present, roots = History.parse(larger.history).verify(*keys)
    except (ProofError, NoteError):
        return _comparison("forged")
    if present != after:
        return _comparison("forged")
    if before.size not in roots:
        return _comparison("unproven")
    return _comparison("extends" if roots[before.size] == before.root else "fork")


def _comparison(verdict: Verdict) -> Comparison:
    meanings = {
        "same": _("Both saw the same log."),
        "extends": _("The later one extends what the earlier one saw: nothing was taken back."),
        "fork": _(
            "They contradict each other: both are signed, but show two different logs. The "
            "register was rewritten, or two versions of it exist."
        ),
        "unproven": _(
            "Neither agreement nor contradiction is proven: give both to “audit verify "
            "--witness” beside the register."
        ),
        "other": _("They are of two different registers."),
        "key": _(
            "They are not signed by one key: give with --key the verifier key that you were "
            "handed; a replaced key is recorded in the register."
        ),
        "forged": _("A signature or a proof does not hold: one of them was altered."),
    }
    return Comparison(verdict=verdict, meaning=meanings[verdict])
