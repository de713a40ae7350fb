"""Witnesses: checkpoints that left the building, in a report, a file or pasted text.

A PDF report carries its checkpoint, the verifier key and the history of the log as
attachments. Text may have lost its line breaks on the way: a checkpoint is recognised by
its parts and put together again, byte for byte, or its signature would not hold.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from crisis_log.audit.pdf import beginnings, opened
from crisis_log.evidence.history import History
from crisis_log.evidence.merkle import ProofError
from crisis_log.evidence.note import Checkpoint, NotSignedError, open_note, unverified_checkpoint
from crisis_log.evidence.signing_key import NoteError
from crisis_log.fact import Frozen
from crisis_log.files import read
from crisis_log.language import _
from crisis_log.text import legible

if TYPE_CHECKING:
    import pikepdf

CHECKPOINT_FILE: Final = "checkpoint.txt"
HISTORY_FILE: Final = "history.txt"
KEY_FILE: Final = "verifier-key.txt"
"""What the attachments of a report are called."""
_PDF: Final = b"%PDF-"
_LARGEST_ATTACHED: Final = 10_000_000
"""In bytes: a history has a line for each checkpoint."""
_ROOT: Final = 44
_SIGNATURE: Final = 92
"""How many signs of base64 a root has, and a signature with the key's hash."""
_CHECKPOINT: Final = re.compile(r"(crisis-log/[^=—]{1,999})=((?:—[^=—]+={0,2})+)")
_QUOTED: Final = re.compile(r"^[ \t>]+|[\s\u00ad\u200b\u2060\ufeff]+", re.MULTILINE)
_DASHES: Final = str.maketrans("–―‐‑", "——--")
Verdict = Literal["same", "extends", "fork", "unproven", "other", "key", "forged"]


class WitnessError(ValueError):
    """What was given holds no checkpoint; the message is a sentence for people."""


class Witness(NamedTuple):
    """A checkpoint that somebody kept, and what came with it in a report.

    `digests` are the SHA-256 of the PDF that carried it, and of what that begins with, up to
    each of its earlier ends.
    """

    source: str
    note: str
    checkpoint: Checkpoint
    verifier_key: str | None = None
    history: str | None = None
    digests: tuple[str, ...] = ()

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
        content = read(path, WitnessError)
        found = (
            [_in_report(path, content)]
            if content.startswith(_PDF)
            else list(_in_text(path.name, legible(content)))
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
    return _in_report(path, read(path, WitnessError))


def _in_text(source: str, text: str) -> Iterator[Witness]:
    """Return the checkpoints in a text, as `audit/bundle/verify.py` finds them too.

    Spaces and line breaks do not matter, which copying adds and loses: every part has a
    known length but the size, and the log's name is known as that of the key.
    """
    for head, tail in _CHECKPOINT.findall(_QUOTED.sub("", text).translate(_DASHES)):
        before, root = head[: 1 - _ROOT], head[1 - _ROOT :] + "="
        signed = [(part[:-_SIGNATURE], part[-_SIGNATURE:]) for part in tail.split("—")[1:]]
        lines = "".join(f"— {name} {signature}\n" for name, signature in signed)
        for name in dict.fromkeys(name for name, _signature in signed if name and name in before):
            size = before[before.rindex(name) + len(name) :]
            note = f"{name}\n{size}\n{root}\n\n{lines}"
            with suppress(NoteError):
                yield Witness(source, note, unverified_checkpoint(note))


def _in_report(path: Path, content: bytes) -> Witness:
    import pikepdf

    try:
        with opened(content, repairs=True) as pdf:
            files = {
                name: _unpacked(pdf.attachments[name].get_file().obj).decode(errors="replace")
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
            (sha256(content).hexdigest(), *beginnings(content)),
        )
    except (
        pikepdf.PdfError,
        pikepdf.PasswordError,
        LookupError,
        ValueError,
        TypeError,
        RuntimeError,
        zlib.error,
    ) as error:
        raise WitnessError(
            _(
                "{path} carries no checkpoint that can be read: it was made without a signing "
                "key, or altered. Its printed checkpoint can be given as text."
            ).format(path=path)
        ) from error


def _unpacked(stream: pikepdf.Object | None) -> bytes:
    """Return what an attachment holds, at most so much of it; a small one may unpack to anything.

    Raises:
        ValueError: it is not there, or packed otherwise than in our reports, signed or not.

    """
    import pikepdf

    if not isinstance(stream, pikepdf.Stream):
        raise ValueError(repr(stream))  # noqa: TRY004 - the file is wrong, not the program
    packed = stream.read_raw_bytes()
    if "/Filter" not in stream:
        return packed
    deflated = pikepdf.Name.FlateDecode
    if stream["/Filter"] not in (deflated, pikepdf.Array([deflated])) or "/DecodeParms" in stream:
        raise ValueError(repr(stream["/Filter"]))
    return zlib.decompressobj().decompress(packed, _LARGEST_ATTACHED)


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
