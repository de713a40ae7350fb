"""Messages by the services that Apprise knows: telephones, chat rooms, pagers, webhooks."""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import Final

from crisis_log.exchange.reminding.message import Message
from crisis_log.exchange.reminding.way import NotSentError
from crisis_log.language import _

_LIBRARY: Final = "apprise"


class NotAServiceError(ValueError):
    """No service has such an address, or the library is missing; the message says so."""


class ByService:
    """A service under its address, which is secret as a whole: people are told its `name`."""

    def __init__(self, name: str, url: str) -> None:
        """Raise `NotAServiceError` where the address is of no service."""
        try:
            from apprise import Apprise
        except ImportError as error:
            raise NotAServiceError(
                _("The library that reaches such services is not installed: {command}.").format(
                    command="pip install 'crisis-log[notify]'"
                )
            ) from error
        logging.getLogger(_LIBRARY).setLevel(logging.CRITICAL)  # it would tell the address
        self.name = name
        self.key = sha256(f"service {url}".encode()).hexdigest()
        self._service = Apprise()
        if not self._service.add(url):
            raise NotAServiceError(
                _("“{name}” is not the address of a service that Apprise knows.").format(name=name)
            )

    def send(self, message: Message) -> None:
        if not self._service.notify(body=message.text, title=message.subject):
            raise NotSentError(_("the service did not take it"))
