"""The catalogue is the only list of documents, and what it lists is whole."""

from typing import Any

import pytest

from crisis_log import language
from crisis_log.reports.documents import catalogue
from crisis_log.reports.documents.making import Kind
from crisis_log.reports.page.templates import shipped
from crisis_log.slices.issued_report import NAMES
from crisis_log.words import is_worded


def test_the_log_has_reports_of_the_documents_in_the_catalogue() -> None:
    assert sorted(catalogue.names()) == sorted(NAMES)


@pytest.mark.parametrize("kind", catalogue.DOCUMENTS, ids=catalogue.names())
def test_each_document_has_its_template_and_its_words(kind: Kind[Any, Any]) -> None:
    assert (shipped() / kind.template).is_file()
    english = kind.words()
    with language.speaking("fr"):
        french = kind.words()
    assert all(one and other and one != other for one, other in zip(english, french, strict=True))


@pytest.mark.parametrize("kind", catalogue.DOCUMENTS, ids=catalogue.names())
def test_what_each_document_is_asked_has_words(kind: Kind[Any, Any]) -> None:
    assert [name for name in kind.question.model_fields if not is_worded(name)] == []
