"""Witnesses: checkpoints that left the building, in a report, a file or pasted text.

A PDF report carries its checkpoint, the verifier key and the history of the log as
attachments. Text may have lost its line breaks on the way: a checkpoint is recognised by
its parts and put together again, byte for byte, or its signature would not hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, NamedTuple

from crisis_log.audit.attached import (
    CHECKPOINT_FILE,
    DATA_FILE,
    HISTORY_FILE,
    KEY_FILE,
    NotAttachedError,
    attached_files,
)
from crisis_log.audit.pasted import TooManyError, notes_in
from crisis_log.audit.pdf import beginnings
from crisis_log.evidence.history import History
from crisis_log.evidence.merkle import ProofError
from crisis_log.evidence.note import Checkpoint, NotSignedError, open_note, unverified_checkpoint
from crisis_log.evidence.signing_key import NoteError, parse_verifier_key
from crisis_log.fact import Frozen
from crisis_log.files import read
from crisis_log.language import _
from crisis_log.text import legible
from crisis_log.words import size_text

_PDF: Final = b"%PDF-"
_LARGEST_TEXT: Final = 10_000_000
"""In bytes; a PDF may be larger."""
Verdict = Literal["same", "extends", "fork", "unproven", "other", "key", "forged"]


_ISSUED: Final = re.compile(
    r'\{\s*"document":\s*"[^"]*",\s*"status":\s*"[^"]*",\s*"number":\s*([1-9][0-9]{0,8}),'
)
"""How the data of an issued report begin."""


class WitnessError(ValueError):
    """What was given holds no checkpoint; the message is a sentence for people."""


class Witness(NamedTuple):
    """A checkpoint that somebody kept, and what came with it in a report.

    `digests` are the SHA-256 of the PDF that carried it, and of what that begins with, up to
    each of its earlier ends; `number` is that of the issued report that it says to be.
    """

    source: str
    note: str
    checkpoint: Checkpoint
    verifier_key: str | None = None
    history: str | None = None
    digests: tuple[str, ...] = ()
    number: int | None = None

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


def is_text(given: str) -> bool:
    """Whether what was given is the text of a checkpoint, and not the name of a file."""
    return "\n" in given or "—" in given


def read_witnesses(given: str) -> list[Witness]:
    """Return the checkpoints in a PDF report, a text file, or the text itself.

    Raises:
        WitnessError: it cannot be read, or there is none in it.

    """
    if is_text(given):
        found = _in_text(_("pasted text"), given)
    else:
        path = Path(given)
        content = read(path, WitnessError)
        if content.startswith(_PDF):
            return [report_of(path, content)]
        if len(content) > _LARGEST_TEXT:
            raise WitnessError(
                _("{path} is too large: at most {size} are read.").format(
                    path=path, size=size_text(_LARGEST_TEXT)
                )
            )
        found = _in_text(path.name, legible(content))
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
    return report_of(path, read(path, WitnessError))


def _in_text(source: str, text: str) -> list[Witness]:
    try:
        return [Witness(source, note, unverified_checkpoint(note)) for note in notes_in(text)]
    except TooManyError as error:
        raise WitnessError(
            _("{source} holds too many checkpoints: give fewer at a time.").format(source=source)
        ) from error


def report_of(path: Path, content: bytes) -> Witness:
    """Return the checkpoint that a PDF report carries, whose bytes were read from `path`.

    Raises:
        WitnessError: there is none in it.

    """
    try:
        files = attached_files(content)
        note = files[CHECKPOINT_FILE]
        return Witness(
            path.name,
            note,
            unverified_checkpoint(note),
            files.get(KEY_FILE, "").strip() or None,
            files.get(HISTORY_FILE),
            (sha256(content).hexdigest(), *beginnings(content)),
            _number(files.get(DATA_FILE, "")),
        )
    except (NotAttachedError, LookupError, NoteError) as error:
        if isinstance(error, NotAttachedError) and str(error):
            raise WitnessError(
                _(
                    "{path} was altered: {what}. Readers of PDF may show one or the other, so it "
                    "is no witness; its printed checkpoint can be given as text."
                ).format(path=path, what=error)
            ) from error
        raise WitnessError(
            _(
                "{path} carries no checkpoint that can be read: it was made without a signing "
                "key, or altered. Its printed checkpoint can be given as text."
            ).format(path=path)
        ) from error


def _number(data: str) -> int | None:
    """Return the number that an issued report says to bear; a draft bears none."""
    said = _ISSUED.match(data)
    return int(said[1]) if said else None


class Comparison(Frozen):
    """What two witnesses say together, without the log.

    `judged_under`: the verifier keys that decided; `keys_given`: somebody gave them, else the
    reports print them themselves.
    """

    verdict: Verdict
    meaning: str
    judged_under: list[str]
    keys_given: bool

    @property
    def is_sound(self) -> bool:
        """Whether both show one log."""
        return self.verdict in {"same", "extends"}


def compare(first: Witness, second: Witness, keys: Sequence[str] = ()) -> Comparison:
    """Return whether two witnesses can be of one and the same log.

    `keys` are the verifier keys to trust; without any, those that the reports print.
    """
    printed = [key for key in (first.verifier_key, second.verifier_key) if key]
    trusted = [*dict.fromkeys(keys or printed)]
    verdict = _verdict(first, second, trusted, given=bool(keys))
    return Comparison(
        verdict=verdict,
        meaning=_meaning(verdict),
        judged_under=trusted,
        keys_given=bool(keys),
    )


def _verdict(first: Witness, second: Witness, trusted: Sequence[str], *, given: bool) -> Verdict:
    smaller, larger = sorted((first, second), key=lambda witness: witness.checkpoint.size)
    if smaller.checkpoint.origin != larger.checkpoint.origin:
        return "other"
    for witness in (smaller, larger):
        signed = {witness.is_signed_by(key) for key in trusted}
        if True not in signed:
            return "forged" if False in signed else "key"
    names = {parse_verifier_key(key).name for key in trusted if _is_key(key)}
    if smaller.checkpoint.origin not in names or (not given and len(trusted) > 1):
        return "key"
    return _relation(smaller, larger, [key for key in trusted if _is_key(key)])


def _is_key(text: str) -> bool:
    try:
        parse_verifier_key(text)
    except NoteError:
        return False
    return True


def _relation(smaller: Witness, larger: Witness, keys: Sequence[str]) -> Verdict:
    before, after = smaller.checkpoint, larger.checkpoint
    if before.size == after.size:
        return "same" if before.root == after.root else "fork"
    try:
        if larger.history is None:
            return "unproven"
        present, roots = History.parse(larger.history).verify(*keys)
    except (ProofError, NoteError):
        return "forged"
    if present != after:
        return "forged"
    if before.size not in roots:
        return "unproven"
    return "extends" if roots[before.size] == before.root else "fork"


def _meaning(verdict: Verdict) -> str:
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
    return meanings[verdict]
