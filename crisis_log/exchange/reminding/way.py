"""By which way a message goes to somebody, and how that can fail."""

from __future__ import annotations

from typing import Protocol

from crisis_log.exchange.reminding.message import Message


class NotSentError(Exception):
    """A message was not sent, for certain; the message of the error is the reason, in words."""


class PerhapsSentError(Exception):
    """Nobody knows whether a message was sent: the other side did not say."""


class Way(Protocol):
    """To whom messages go: `name` is told to people, `key` is remembered.

    Nothing of an address can be read in the key.
    """

    @property
    def name(self) -> str: ...

    @property
    def key(self) -> str: ...

    def send(self, message: Message) -> None:
        """Send a message.

        Raises:
            NotSentError: it was not.
            PerhapsSentError: that is not known.

        """
        ...
