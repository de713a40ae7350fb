"""A time-stamping authority (RFC 3161), asked the way checkpoints are stamped."""

from __future__ import annotations

from typing import Any

from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import TimeStamper
from typing_extensions import override

from crisis_log.audit.timestamping import NoReplyError, ask
from crisis_log.evidence.timestamp import TimestampError, read_reply
from crisis_log.fact import Refused
from crisis_log.language import _


class Authority(TimeStamper):
    """The authority at `url`: its replies are checked to be of what was asked."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # pyhanko's
        self._url = url

    @override
    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Return the token of a timestamp.

        Raises:
            Refused: there is no answer, a refusal, or an answer to something else.

        """
        nonce, request = self.request_cms(  # type: ignore[no-untyped-call]  # pyhanko's
            message_digest, md_algorithm
        )
        try:
            reply = ask(self._url, request.dump())
            stamp = read_reply(reply)
        except NoReplyError as error:
            raise Refused(
                _("The time-stamping authority {url} did not answer: {reason}.").format(
                    url=self._url, reason=error.reason
                )
            ) from error
        except TimestampError as error:
            raise Refused(str(error)) from error
        if stamp.digest != message_digest:
            raise Refused(_("This timestamp is of something else: its digest differs."))
        if stamp.nonce != nonce:
            raise Refused(_("This timestamp answers another request: its nonce differs."))
        return _token(reply)


def _token(reply: bytes) -> Any:
    return tsp.TimeStampResp.load(reply)["time_stamp_token"]
