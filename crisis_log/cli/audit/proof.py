"""`audit prove` and `audit check-proof`: one entry is in the log that a checkpoint signs."""

from collections.abc import Sequence
from pathlib import Path

import click

from crisis_log.audit import giving
from crisis_log.cli import destination, output
from crisis_log.cli.entry_words import confirm_noted
from crisis_log.cli.inputs import content_of
from crisis_log.cli.keys import check_shelf, signing, take, verifier_keys
from crisis_log.cli.parameters import ENTRY
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH, VERIFIER_KEY
from crisis_log.evidence.merkle import ProofError, inclusion_proof
from crisis_log.evidence.proof import MEDIA_SUFFIX, InclusionProof
from crisis_log.evidence.signing_key import NoteError, parse_verifier_key
from crisis_log.language import _, counted
from crisis_log.outputs import prepared, write
from crisis_log.slices.checkpoint import CheckpointGiven
from crisis_log.text import legible
from crisis_log.words import join


@click.command("prove", help=_("Write a proof that entry N is in the log, checkable offline."))
@click.argument("number", metavar="N", type=ENTRY)
@click.option(
    "-o",
    "--output",
    "path",
    metavar=_("FILE"),
    type=PATH,
    help=_("Where to write the proof; else nN.tlog-proof."),
)
@click.option(
    "--entry-file",
    metavar=_("FILE"),
    type=PATH,
    help=_("Where to write the entry itself, byte for byte; else beside the proof, in .json."),
)
@signing
@click.pass_obj
def prove(
    session: Session,
    number: int,
    path: Path | None,
    entry_file: Path | None,
    key_path: Path | None,
    passphrase_file: Path | None,
) -> None:
    register = session.register_to_record
    register.check_right(CheckpointGiven.kind)
    register.entry(number, tolerant=True)
    (stored,) = register.stored(number - 1, number)
    path = path or Path(f"n{number}{MEDIA_SUFFIX}")
    entry_file = entry_file or path.with_suffix(".json")
    destination.check(session, path, entry_file)
    check_shelf(session)
    taken = take(session, register, key_path, passphrase_file)
    with register.nodes() as node:
        hashes = inclusion_proof(number - 1, taken.size, node)
    proof = InclusionProof(number - 1, tuple(hashes), taken.note)
    rights = register.place.rights
    register.check_writable()
    with (
        giving.giving_out(register, taken, f"proof/{number}", session.given_by),
        prepared(path, proof.to_text().encode(), rights),
    ):
        write(entry_file, stored.content, rights)
    if session.as_json:
        output.emit(
            {
                "proof": str(path),
                "entry_file": str(entry_file),
                "entry": number,
                "size": taken.size,
                "verifier_key": taken.verifier_key,
            }
        )
        return
    _tell(number, path, entry_file)
    confirm_noted(session)


def _tell(number: int, path: Path, entry_file: Path) -> None:
    output.line(
        _("Proof of entry n° {number}: {proof}; the entry: {entry}").format(
            number=number, proof=path, entry=entry_file
        )
    )
    output.line(
        _(
            "To check it: crisis-log audit check-proof {proof} --entry-file {entry} --key VKEY"
        ).format(proof=path, entry=entry_file)
    )


@click.command("check-proof", help=_("Check a proof offline: neither register nor network."))
@click.argument("file", metavar=_("FILE"), type=PATH)
@click.option(
    "--entry-file",
    metavar=_("FILE"),
    type=PATH,
    required=True,
    help=_("The entry, byte for byte as it was stored."),
)
@click.option(
    "--key",
    "keys",
    metavar="VKEY",
    type=VERIFIER_KEY,
    required=True,
    multiple=True,
    help=_("A verifier key that you were handed, or that a report prints (repeatable)."),
)
@click.pass_obj
def check_proof(session: Session, file: Path, entry_file: Path, keys: tuple[str, ...]) -> None:
    text, entry = legible(content_of(file)), content_of(entry_file)
    trusted = verifier_keys(keys)
    try:
        proof = InclusionProof.parse(text)
        checkpoint = proof.verify(entry, *trusted)
        _check_name(checkpoint.origin, trusted)
    except (ProofError, NoteError) as error:
        _tell_failure(session, str(error))
        return
    number = proof.index + 1
    if session.as_json:
        output.emit(
            {
                "proven": True,
                "entry": number,
                "origin": checkpoint.origin,
                "size": checkpoint.size,
                "root": checkpoint.root.hex(),
            }
        )
        return
    output.line(
        counted(
            "Proven: these bytes are entry n° {number}, the only entry of {origin}.",
            "Proven: these bytes are entry n° {number} of the {count} entries of {origin}.",
            checkpoint.size,
            number=number,
            origin=checkpoint.origin,
        )
    )


def _check_name(origin: str, keys: Sequence[str]) -> None:
    """Refuse a checkpoint of one log under the key of another.

    Raises:
        NoteError: no key bears the name of the log.

    """
    names = [parse_verifier_key(key).name for key in keys]
    if origin not in names:
        raise NoteError(
            _("The checkpoint is of {origin}, but the key given is that of {names}.").format(
                origin=origin, names=join(names)
            )
        )


def _tell_failure(session: Session, reason: str) -> None:
    session.finds(reason)
    if session.as_json:
        output.emit({"proven": False, "reason": reason})
    else:
        output.line(_("Not proven: {reason}").format(reason=reason))
