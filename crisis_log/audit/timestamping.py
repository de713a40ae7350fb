"""Timestamps of checkpoints: asked of a time-stamping authority over HTTP, checked, and kept."""

from __future__ import annotations

from collections.abc import Sequence
from http.client import HTTPException, InvalidURL
from typing import Final, NamedTuple
from urllib.error import HTTPError, URLError

from crisis_log.audit.checkpoints import Taken
from crisis_log.audit.exchange import exchange, reason_unreached
from crisis_log.audit.giving import keep_timestamp
from crisis_log.audit.kept import kept
from crisis_log.evidence.note import digest
from crisis_log.evidence.timestamp import Stamp, TimestampError, check, read_reply
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.storage import StoredCheckpoint

LARGEST_REPLY: Final = 1_000_000
"""In bytes: replies hold a signature and a few certificates, some 2 to 20 kB."""
_SECONDS: Final = 30.0


class NoReplyError(TimestampError):
    """The authority did not answer; `reason` says why."""

    def __init__(self, sentence: str, reason: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class KeptTimestamp(NamedTuple):
    """A timestamp that was checked and kept: what it says of the first `size` entries."""

    size: int
    stamp: Stamp


def ask(url: str, query: bytes, seconds: float = _SECONDS) -> bytes:
    """Send a request to the authority at `url`, over HTTP (RFC 3161 section 3.4).

    Raises:
        NoReplyError: there is no reply within `seconds`.
        TimestampError: with a sentence, when the reply is too large, or `url` is no address.

    """
    from urllib.request import Request

    if not url.lower().startswith(("http://", "https://")):
        raise TimestampError(
            _("“{url}” is not the address of an authority: http://… or https://….").format(url=url)
        )
    headers = {"Content-Type": "application/timestamp-query"}
    try:
        request = Request(url, query, headers)  # noqa: S310 - http and https alone
        reply = exchange(request, seconds, LARGEST_REPLY)
    except HTTPError as error:
        error.close()
        raise _no_reply(url, f"HTTP {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise _no_reply(url, _reason(error)) from error
    if len(reply) > LARGEST_REPLY:
        raise TimestampError(_("The reply is too large to be a timestamp."))
    return reply


def _reason(error: Exception) -> str:
    cause = error.reason if isinstance(error, URLError) else error
    match cause:
        case OSError():
            return reason_unreached(cause)
        case HTTPException() if not isinstance(cause, InvalidURL):
            return _("what came is not HTTP")
        case _:
            return _("this address cannot be asked")


def keep(
    register: Register,
    reply: bytes,
    trusted: Sequence[bytes] = (),
    *,
    newest: StoredCheckpoint | Taken | None = None,
    nonce: int | None = None,
    by: str | None = None,
) -> KeptTimestamp:
    """Check `reply` and keep it with the checkpoint that it stamps: `newest`, or one kept before.

    That it is kept is an entry: by whom, see `giving.giving_out`.

    Raises:
        TimestampError: it stamps none, or does not hold: see `evidence.timestamp.check`.
        StorageError: it cannot be kept.

    """
    stamped = read_reply(reply).digest.hex()
    for checkpoint in [*([newest] if newest else []), *kept(register).sound]:
        if digest(checkpoint.note) == stamped:
            stamp = check(reply, checkpoint.note.encode(), trusted, nonce=nonce)
            keep_timestamp(register, checkpoint, reply, stamp, by)
            return KeptTimestamp(checkpoint.size, stamp)
    raise TimestampError(
        _("This timestamp is of no checkpoint of this register; nothing was kept.")
    )


def _no_reply(url: str, reason: str) -> NoReplyError:
    sentence = _(
        "The time-stamping authority {url} did not answer: {reason}. Its answer can also be "
        "fetched by other means: --query, then --reply."
    )
    return NoReplyError(sentence.format(url=url, reason=reason), reason)
