"""A logo is tried before it is kept: drawn elsewhere, within limits, and the result judged."""

from __future__ import annotations

import base64
import sys
from datetime import UTC, datetime
from typing import Final

from crisis_log.audit.exchange import within
from crisis_log.language import _
from crisis_log.reports.conformance import breaches
from crisis_log.reports.long.workers import Job, Workers
from crisis_log.reports.page.svg import UnusableLogoError

_SECONDS: Final = 20.0
"""Of which a second is for starting; a logo takes some hundredths."""
_MEMORY: Final = 2_000_000_000
_PAGE: Final = (
    '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Logo</title></head><body>'
    '<h1>Logo</h1><img src="{logo}" alt="Logo" '
    'style="max-width: 60mm; max-height: 20mm; image-rendering: crisp-edges"></body></html>'
)


def check_drawn(image: bytes, media_type: str, seconds: float = _SECONDS) -> None:
    """Draw a logo in a process of its own, which is ended after `seconds`.

    Raises:
        UnusableLogoError: it is not drawn by then, or not as PDF/A asks.

    """
    logo = f"data:{media_type};base64,{base64.b64encode(image).decode()}"
    with Workers(1) as workers:
        job = Job("logo", conforms, (logo, _MEMORY if workers.started else None))
        try:
            [(_key, is_good)] = within(seconds, lambda: list(workers.run([job])))
        except TimeoutError as error:
            raise UnusableLogoError(_("takes too long to draw; simplify it")) from error
        except ImportError:  # what draws is not installed: no fault of the logo
            raise
        except Exception as error:  # whatever a library makes of an image like none before
            raise UnusableLogoError(_unfit()) from error
    if not is_good:
        raise UnusableLogoError(_unfit())


def _unfit() -> str:
    return _("cannot be drawn as reports must be (PDF/A); simplify it, or save it as PNG in RGB")


def conforms(logo: str, memory: int | None) -> bool:
    """Whether a page with this logo, a `data:` URI, conforms; this process gets no more memory."""
    from crisis_log.reports.pdf import html_to_pdf

    if memory and sys.platform != "win32":
        import resource

        _now, most = resource.getrlimit(resource.RLIMIT_AS)
        if most == resource.RLIM_INFINITY or most > memory:
            resource.setrlimit(resource.RLIMIT_AS, (memory, most))
    made = html_to_pdf(_PAGE.format(logo=logo), None, [], datetime(2020, 1, 1, tzinfo=UTC))
    return not breaches(made)
