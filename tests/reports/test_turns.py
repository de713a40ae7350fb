"""Threads make documents side by side: none speaks, or draws, as another does."""

from __future__ import annotations

import gc
import os
import re
import warnings
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Final

from crisis_log import language
from crisis_log.language import Language
from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.formats.html import to_html
from crisis_log.reports.long.workers import Job, Workers
from crisis_log.reports.page.fonts import only_shipped
from crisis_log.reports.pdf import seldom_collecting
from crisis_log.views.weekly.report import WeeklyReport
from tests.reports import jobs

_TURNS: Final = 5


def test_each_thread_makes_the_report_in_its_language(report: WeeklyReport) -> None:
    both = Barrier(len(language.LANGUAGES))

    def html(spoken: Language) -> set[str]:
        language.use(spoken)
        made = set()
        for _turn in range(_TURNS):
            both.wait(timeout=30)
            made.add(to_html(DOCUMENT, report))
        return made

    with ThreadPoolExecutor(len(language.LANGUAGES)) as threads:
        made = list(threads.map(html, language.LANGUAGES))
    for spoken, together in zip(language.LANGUAGES, made, strict=True):
        with language.speaking(spoken):
            assert together == {to_html(DOCUMENT, report)}
        (html_lang,) = re.findall(r'<html lang="(\w+)"', min(together))
        assert html_lang == spoken


def test_the_processes_of_a_long_document_speak_its_language() -> None:
    for spoken in language.LANGUAGES:
        with language.speaking(spoken), Workers(1) as workers:
            assert dict(workers.run([Job("said", jobs.spoken, ())])) == {"said": spoken}


def test_what_belongs_to_the_process_is_as_it_was_once_threads_have_drawn() -> None:
    def of_the_process() -> tuple[object, ...]:
        return os.environ.get("FONTCONFIG_FILE"), gc.get_threshold(), list(warnings.filters)

    def draw(_turn: int) -> None:
        with only_shipped(), seldom_collecting():
            assert "FONTCONFIG_FILE" in os.environ
            os.sched_yield()
            assert "FONTCONFIG_FILE" in os.environ

    before = of_the_process()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(draw, range(200)))
    assert of_the_process() == before
