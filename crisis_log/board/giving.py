"""The addresses of files: reports as they were issued, and what is kept with entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import FileResponse, Response
from starlette.routing import Route

from crisis_log.board.addresses import ENTRY_FIELD, PIECES, REPORTS
from crisis_log.board.answers import refused
from crisis_log.board.eye import TROUBLES
from crisis_log.board.files import Wanted
from crisis_log.board.turn import CannotTellError
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.slices import issued_report
from crisis_log.views.confidential import is_confidential

if TYPE_CHECKING:
    from starlette.requests import Request

    from crisis_log.board.board import Board
    from crisis_log.board.seen import Seen

_NUMBER: Final = re.compile(r"R-([1-9][0-9]{0,8})\.pdf", re.ASCII)
_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_ENTRY: Final = re.compile(r"[1-9][0-9]{0,14}", re.ASCII)
PDF_POLICY: Final = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""A PDF runs nothing and loads nothing; a browser's own viewer embeds it with styles of its own."""
FILE_POLICY: Final = "default-src 'none'; sandbox; base-uri 'none'; frame-ancestors 'none'"
"""What people kept is never shown here: it is saved."""

Answer = Callable[["Request"], Coroutine[Any, Any, Response]]


def routes(board: Board) -> list[Route]:
    """Return the addresses of the files of a board."""
    return [
        Route(f"{REPORTS}/{{name}}", _given(board, _report, "inline", PDF_POLICY)),
        Route(f"{PIECES}/{{sha256}}", _given(board, _piece, "attachment", FILE_POLICY)),
    ]


def _given(
    board: Board, asked: Callable[[Request], Callable[[Seen], Wanted]], how: str, policy: str
) -> Answer:
    async def given(request: Request) -> Response:
        try:
            wanted = await board.told(asked(request))
            etag = f'"{wanted.sha256}"'
            headers = {
                "content-security-policy": policy,
                "x-content-type-options": "nosniff",
                "etag": etag,
            }
            if request.headers.get("if-none-match") == etag:
                return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
            path = await board.files.given(wanted)
        except Refused as error:
            return refused(HTTPStatus.NOT_FOUND, str(error), again=REPORTS)
        except CannotTellError as error:
            return refused(error.status, str(error), again=REPORTS)
        except TROUBLES as error:
            return refused(HTTPStatus.SERVICE_UNAVAILABLE, board.sentence(error), again=REPORTS)
        return FileResponse(
            path,
            headers=headers,
            media_type=wanted.media_type,
            filename=wanted.name,
            content_disposition_type=how,
        )

    return given


def _report(request: Request) -> Callable[[Seen], Wanted]:
    match = _NUMBER.fullmatch(request.path_params["name"])
    if match is None:
        raise Refused(_("There is no such file here: reports are R-1.pdf, R-2.pdf …"))
    number = int(match[1])

    def wanted(seen: Seen) -> Wanted:
        fact = issued_report.find(seen.known, number).issued
        name = f"{seen.register.place.name}-{issued_report.label(number)}.pdf"
        return Wanted(fact.sha256, fact.size, name, "application/pdf", number)

    return wanted


def _piece(request: Request) -> Callable[[Seen], Wanted]:
    digest, number = request.path_params["sha256"], request.query_params.get(ENTRY_FIELD, "")
    if not (_SHA256.fullmatch(digest) and _ENTRY.fullmatch(number)):
        raise _no_piece()

    def wanted(seen: Seen) -> Wanted:
        entry = seen.account.entry(int(number)) if int(number) <= seen.size else None
        files = entry.attachments if entry else ()
        kept = next((one for one in files if one.sha256 == digest), None)
        if entry is None or kept is None:
            raise _no_piece()
        if is_confidential(seen.known, entry):
            raise CannotTellError(
                HTTPStatus.FORBIDDEN,
                _(
                    "This file is kept with a confidential line: the board does not give it. Ask "
                    "the person who keeps the register."
                ),
            )
        return Wanted(kept.sha256, kept.size, kept.name, "application/octet-stream")

    return wanted


def _no_piece() -> Refused:
    return Refused(
        _("This entry keeps no such file; the page of an entry leads to those that it keeps.")
    )
