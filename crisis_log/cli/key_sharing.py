"""Several signing keys: ask for one of one's own, add that of another, withdraw one.

Whoever has no key yet makes it where she works and passes its request on, which holds nothing
secret; whoever has a key that is good adds it. Both signatures are in the entry.
"""

from collections.abc import Iterable
from pathlib import Path

import click

from crisis_log.audit.key_file import mark_recorded
from crisis_log.cli import destination, output
from crisis_log.cli.confirm import YES, confirm
from crisis_log.cli.inputs import content_of
from crisis_log.cli.key_places import path_in_environment, places_of_any, remember_place
from crisis_log.cli.keys import NEXT_KEY, PASSPHRASE, PASSPHRASE_FILE, load_key, read_key, signing
from crisis_log.cli.missing_key import no_key_yet, shown_holder
from crisis_log.cli.needed import reason_or_answer
from crisis_log.cli.new_key import Wish, make_key
from crisis_log.cli.parameters import REASON_ASKED, REQUEST_ID
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH, TEXT
from crisis_log.evidence.keys import (
    Addition,
    addition_request,
    addition_statement,
    open_request,
    origin_of,
    withdrawal_statement,
)
from crisis_log.evidence.signing_key import NoteError, SigningKey
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.slices import seal
from crisis_log.words import join


@click.command(
    "request",
    help=_(
        "Make a signing key of your own, and the request by which whoever signs already adds it "
        "with “key add”. The request holds nothing secret."
    ),
)
@click.option(
    "--holder",
    required=True,
    metavar=_("TEXT"),
    type=TEXT,
    help=_("Who holds the key: a function or an office rather than a name."),
)
@click.option(
    "--output",
    "path",
    required=True,
    metavar=_("FILE"),
    type=PATH,
    help=_("Where to put the request; “-”: standard output."),
)
@NEXT_KEY
@PASSPHRASE
@PASSPHRASE_FILE
@click.pass_obj
def request(
    session: Session,
    holder: str,
    path: Path,
    key_path: Path | None,
    passphrase: bool,
    passphrase_file: Path | None,
) -> None:
    register, holder = session.register, " ".join(holder.split())
    good = register.seal().keys_at(register.size())
    if not good:
        raise no_key_yet()
    if key_path:
        destination.check_apart(session, key_path)
    destination.check_new(session, path)
    wish = Wish(key_path, passphrase, passphrase_file)
    made = make_key(register.register_id, register.place, wish)
    try:
        origin = origin_of(register.register_id)
        asked = addition_request(origin, made.key, holder, good)
        destination.put(session, asked.encode(), path)
    except BaseException:
        made.discard_unless_named(register.place)
        raise
    mark_recorded(made.path)  # its request is out: no later rotation may take it up
    remember_place(register.register_id, made.key.verifier_key, made.path)
    if destination.is_standard_output(path):
        return
    if session.as_json:
        about = {"request": str(path), "key": str(made.path)}
        output.emit(about | {"verifier_key": made.key.verifier_key, "holder": holder})
    else:
        output.line(_("Signing key: {path}").format(path=made.path))
        output.line(_("Keep a copy of it on another medium, away from the register."))
        output.line(_("Verifier key: {key}").format(key=made.key.verifier_key))
        output.line(
            _(
                "Pass {path} on to whoever signs already, who runs “key add --request”, and read "
                "them the verifier key by another way. Until then your key signs nothing."
            ).format(path=path)
        )


@click.command(
    "add",
    help=_("Let one more key sign, which somebody else asked for with “key request”."),
)
@click.option(
    "--request",
    "path",
    required=True,
    metavar=_("FILE"),
    type=PATH,
    help=_("The request."),
)
@signing
@REASON_ASKED
@REQUEST_ID
@YES
@click.pass_obj
def add(
    session: Session,
    path: Path,
    key_path: Path | None,
    passphrase_file: Path | None,
    reason: str | None,
    request_id: str | None,
    yes: bool,
) -> None:
    register, by = session.register_to_record, session.by
    session.check_zone()
    if _was_recorded(session, request_id):
        return
    text = content_of(path).decode(errors="replace").replace("\r\n", "\n")
    asked = _asked(register, text, path)
    reason = reason or reason_or_answer(_("Why is a signing key added?"))
    confirm(
        _(
            "Let the key {key}, held by {holder}, sign for {register} too? Compare it first with "
            "the verifier key that its holder reads to you."
        ).format(key=asked.verifier_key, holder=asked.holder, register=register.place.text),
        yes=yes,
    )
    own = load_key(session, key_path, passphrase_file)
    _check_signs(register, own)
    if own.verifier_key not in asked.beside:
        raise click.UsageError(
            _(
                "{path} was made when other keys signed: have another one made with “key request”."
            ).format(path=path)
        )
    command = seal.add_key(
        verifier_key=asked.verifier_key,
        holder=asked.holder,
        reason=reason,
        statement=addition_statement(text, own),
    )
    session.confirm(register.record(command, by=by, request_id=request_id))


def _was_recorded(session: Session, request_id: str | None) -> bool:
    """Answer with what an earlier call recorded under the id of this request, if one did."""
    earlier = session.register_to_record.answer(request_id) if request_id else None
    if earlier:
        session.confirm(earlier)
    return earlier is not None


def _asked(register: Register, text: str, path: Path) -> Addition:
    """Return what a request asks of this register.

    Raises:
        UsageError: it is none, was altered, or is of another register.

    """
    try:
        found = open_request(text)
    except NoteError as error:
        raise click.UsageError(
            _(
                "{path} is not the request of a signing key, or was altered on its way: nothing "
                "was recorded. Have it made with “key request”. ({why})"
            ).format(path=path, why=error)
        ) from error
    if found.origin != origin_of(register.register_id):
        raise click.UsageError(
            _("{path} is a request for another register: {origin}.").format(
                path=path, origin=found.origin
            )
        )
    return found


def _check_signs(register: Register, own: SigningKey) -> None:
    if own.verifier_key not in register.seal().keys_at(register.size()):
        raise click.UsageError(_("This key does not sign for the register."))


@click.command(
    "withdraw",
    help=_(
        "Let a key sign no more, because it is lost or its holder left; the others still sign. "
        "KEY is its verifier key, its hash or its holder, as “key show” tells."
    ),
)
@click.argument("which", metavar=_("KEY"), type=TEXT)
@signing
@REASON_ASKED
@REQUEST_ID
@YES
@click.pass_obj
def withdraw(
    session: Session,
    which: str,
    key_path: Path | None,
    passphrase_file: Path | None,
    reason: str | None,
    request_id: str | None,
    yes: bool,
) -> None:
    register, by = session.register_to_record, session.by
    session.check_zone()
    if _was_recorded(session, request_id):
        return
    one = _meant(register, which)
    reason = reason or reason_or_answer(_("Why is the signing key withdrawn?"))
    confirm(
        _("Withdraw the signing key of {holder}? It will sign no more for {register}.").format(
            holder=shown_holder(one), register=register.place.text
        ),
        yes=yes,
    )
    signer = _withdrawing(session, one, key_path, passphrase_file)
    origin = origin_of(register.register_id)
    command = seal.withdraw_key(
        verifier_key=one.verifier_key,
        reason=reason,
        statement=withdrawal_statement(origin, one.verifier_key, signer) if signer else None,
    )
    recorded = register.record(command, by=by, request_id=request_id)
    session.confirm(recorded)
    if not signer and not session.as_json:
        output.line(
            _(
                "No key that signs was at hand: the withdrawal is not signed. Confirm it in "
                "writing to those who hold the verifier keys."
            )
        )


def _meant(register: Register, which: str) -> seal.Key:
    """Return the one key that is meant.

    Raises:
        UsageError: it is none that signs, or several.

    """
    good = register.seal().good_at(register.size())
    found = [
        key
        for key in good
        if which in {key.verifier_key, key.verifier_key.split("+")[1], key.holder}
    ]
    if len(found) == 1:
        return found[0]
    raise click.UsageError(
        _("“{which}” does not tell which key; these sign: {keys}.").format(
            which=which, keys=join([*map(shown_holder, good)]) or _("none")
        )
    )


def _withdrawing(
    session: Session, one: seal.Key, path: Path | None, passphrase_file: Path | None
) -> SigningKey | None:
    """Return a key that signs for the withdrawal: one that stays, else the one withdrawn."""
    register = session.register
    if path:
        own = load_key(session, path, passphrase_file)
        _check_signs(register, own)
        return own
    good = register.seal().keys_at(register.size())
    staying = [key for key in good if key != one.verifier_key]
    return key_at_hand(register, [*staying, one.verifier_key], passphrase_file)


def key_at_hand(
    register: Register, verifier_keys: Iterable[str], passphrase_file: Path | None
) -> SigningKey | None:
    """Return the first of the keys that lies where it is looked for, or that is named."""
    wanted = list(verifier_keys)
    origin = origin_of(register.register_id)
    for path in [*places_of_any(register.register_id, wanted), path_in_environment()]:
        if path and path.exists():
            found = read_key(path, origin, passphrase_file)
            if found.verifier_key in wanted:
                return found
    return None
