"""Jobs for workers, which find them by the name of their module."""

import os
from typing import NoReturn

from crisis_log import language
from crisis_log.reports.errors import ReportError


def square(number: int) -> int:
    return number**2


def end_abruptly() -> NoReturn:
    os._exit(9)


def refuse(sentence: str) -> NoReturn:
    raise ReportError(sentence)


def spoken() -> language.Language:
    return language.current()
