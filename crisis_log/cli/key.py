"""The signing keys: show them, replace one's own; `key_sharing` adds and withdraws others."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from crisis_log.cli import destination, output
from crisis_log.cli.confirm import YES, confirm
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.key_places import path_in_environment, remembered_place, usual_path
from crisis_log.cli.key_sharing import add, key_at_hand, request, withdraw
from crisis_log.cli.keys import NEXT_KEY, PASSPHRASE, PASSPHRASE_FILE, read_key
from crisis_log.cli.missing_key import shown_holder
from crisis_log.cli.needed import reason_or_answer
from crisis_log.cli.new_key import NewKey, Wish, keys_left, make_key, tell
from crisis_log.cli.parameters import REASON_ASKED, REQUEST_ID
from crisis_log.cli.progress import progress_shown
from crisis_log.cli.session import Session
from crisis_log.cli.typed import PATH
from crisis_log.command import Recorded
from crisis_log.evidence.keys import origin_of, rotation_statement
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.slices import seal
from crisis_log.storage import OutcomeUnknownError
from crisis_log.words import join


@click.group(cls=WholeHelpGroup, help=_("The keys that sign checkpoints of the register."))
@click.pass_context
def key(ctx: click.Context) -> None:
    ctx.with_resource(progress_shown(_("Reading the register")))


@key.command("show", help=_("Show the verifier keys, and where the signing key should lie."))
@click.pass_obj
def show(session: Session) -> None:
    keys = session.register.seal().keys
    if session.as_json:
        output.emit([one.model_dump(mode="json") for one in keys])
        return
    if not keys:
        output.line(_("The register has no signing key yet: make one with “key rotate”."))
        return
    _print_keys(keys)
    for one in session.register.seal().current():
        _print_places(session.register.register_id, one.verifier_key)


def _print_keys(keys: Sequence[seal.Key]) -> None:
    """Print the keys; holder and end only where one of them has any."""
    is_told = any(one.holder or one.until for one in keys)
    more = [_("Until entry"), _("Held by")] if is_told else []
    output.table(
        [_("From entry"), *more, _("Verifier key")],
        [[str(one.entry), *(_more(one) if is_told else ()), one.verifier_key] for one in keys],
        right=[0],
    )


def _more(one: seal.Key) -> tuple[str, str]:
    return (str(one.until) if one.until else "–", one.holder or "–")


def _print_places(register_id: str, verifier_key: str) -> None:
    first = remembered_place(register_id, verifier_key)
    if first:
        output.line(
            _("The signing key was put in {path} ({there})").format(path=first, there=_there(first))
        )
    try:
        usual = usual_path(register_id, verifier_key)
    except click.UsageError as error:
        output.line(error.message)
        return
    output.line(
        _("Usual place of the signing key: {path} ({there})").format(
            path=usual, there=_there(usual)
        )
    )


def _there(path: Path) -> str:
    return _("it is there") if path.exists() else _("it is not there")


@key.command(
    "rotate",
    help=_(
        "Let another key sign from now on, because the present one is known to others, or lost "
        "for good: look for its copy first."
    ),
)
@NEXT_KEY
@PASSPHRASE
@click.option(
    "--previous",
    metavar=_("FILE"),
    type=PATH,
    help=_(
        "The present signing key, to countersign; else the one in the usual place or that "
        "$CRISIS_LOG_KEY names, if any."
    ),
)
@PASSPHRASE_FILE
@REASON_ASKED
@REQUEST_ID
@YES
@click.pass_obj
def rotate(
    session: Session,
    key_path: Path | None,
    passphrase: bool,
    previous: Path | None,
    passphrase_file: Path | None,
    reason: str | None,
    request_id: str | None,
    yes: bool,
) -> None:
    register, by = session.register_to_record, session.by
    register.check_right(seal.KeyRotated.kind)
    session.check_zone()
    wish = Wish(key_path, passphrase, passphrase_file)
    if _was_recorded(session, wish, request_id):
        return
    if key_path:
        destination.check_apart(session, key_path)
    before = _replaced(register, previous, passphrase_file)
    reason = reason or reason_or_answer(_("Why is the signing key replaced?"))
    confirm(_question(register, before), yes=yes)
    countersigner = _countersigner(register, before, previous, passphrase_file)
    made = _unnamed(register, wish) or make_key(register.register_id, register.place, wish)
    try:
        command = seal.rotate_key(
            verifier_key=made.key.verifier_key,
            statement=rotation_statement(
                origin_of(register.register_id), before, made.key, countersigner
            ),
            reason=reason,
        )
        recorded = register.record(command, by=by, request_id=request_id)
    except OutcomeUnknownError:
        raise
    except BaseException:
        made.discard_unless_named(register.place)
        raise
    tell(session, recorded, made)
    if not (recorded.repeated or session.as_json):
        _advise(made, before, countersigner)


def _was_recorded(session: Session, wish: Wish, request_id: str | None) -> bool:
    """Answer with the rotation that this request made, or that an interrupted one did."""
    register = session.register
    wanted = (request_id or "").strip() or None
    for left in _keys_left(register, wish):
        number = register.seal().entry_of(left.key.verifier_key)
        if number is None or number != register.seal().keys[-1].entry:
            continue
        entry = register.entry(number)
        if isinstance(entry.fact, seal.KeyRotated) and wanted in {None, entry.request_id}:
            tell(session, Recorded([entry], repeated=True), left)
            return True
    earlier = register.answer(wanted) if wanted else None
    if earlier:
        session.confirm(earlier)
    return earlier is not None


def _unnamed(register: Register, wish: Wish) -> NewKey | None:
    """Return the key that an interrupted rotation made and did not come to record."""
    named = register.seal().entry_of
    left = _keys_left(register, wish)
    return next((each for each in left if named(each.key.verifier_key) is None), None)


def _keys_left(register: Register, wish: Wish) -> Iterator[NewKey]:
    register_id = register.register_id
    return keys_left(wish, register_id, lambda made_for: made_for.register_id == register_id)


def _question(register: Register, before: str | None) -> str:
    if before is None:
        return _("Let a new key sign for {register} from now on?").format(
            register=register.place.text
        )
    return _(
        "Replace the signing key of {register}? The present key will sign no more, and everybody "
        "who holds its verifier key must be told. If it is only missing, look for its copy first."
    ).format(register=register.place.text)


def _advise(made: NewKey, before: str | None, countersigner: SigningKey | None) -> None:
    if before and not countersigner:
        output.line(
            _(
                "The present key was not at hand: only the next one signed. Tell those who hold "
                "the earlier verifier key why, in writing."
            )
        )
    if path_in_environment() not in {None, made.path}:
        output.line(_("$CRISIS_LOG_KEY still names another file: let it name the new key."))


def _countersigner(
    register: Register, before: str | None, previous: Path | None, passphrase_file: Path | None
) -> SigningKey | None:
    """Return the present key: the one named, else the one found at hand."""
    if before is None:
        return None
    origin = origin_of(register.register_id)
    if previous:
        found = read_key(previous, origin, passphrase_file)
        if found.verifier_key != before:
            raise click.UsageError(
                _("{path} is not the present signing key of the register.").format(path=previous)
            )
        return found
    return key_at_hand(register, [before], passphrase_file)


def _replaced(
    register: Register, previous: Path | None, passphrase_file: Path | None
) -> str | None:
    """Return the key to replace: the only one, else one's own, the one at hand.

    Raises:
        UsageError: several keys sign, and none of them is here.

    """
    good = register.seal().good_at(register.size())
    keys = [key.verifier_key for key in good]
    if len(keys) <= 1:
        return next(iter(keys), None)
    origin = origin_of(register.register_id)
    own = (
        read_key(previous, origin, passphrase_file)
        if previous
        else key_at_hand(register, keys, passphrase_file)
    )
    if own and own.verifier_key in keys:
        return own.verifier_key
    raise click.UsageError(
        _(
            "Several keys sign for the register, and yours is not at hand: name it with "
            "--previous. One that is lost is withdrawn by another holder ({holders}), with "
            "“key withdraw”; then ask for a new one with “key request”."
        ).format(holders=join([shown_holder(key) for key in good]))
    )


for command in (request, add, withdraw):
    key.add_command(command)
