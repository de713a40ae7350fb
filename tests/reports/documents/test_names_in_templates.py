"""Templates name only what they are given, on every way through them, taken in a test or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from jinja2 import Environment, meta, nodes

from crisis_log.reports.documents import catalogue
from crisis_log.reports.documents.making import Kind
from crisis_log.reports.page.render import context_for, environment
from tests.desk import Desk
from tests.reports.drafts import drafted

_OF_THE_FILE: Final = {"verification", "files"}
"""What is given with the document: its seal, and what it carries."""
_OF_A_BOARD: Final = {"decision_at", "entry_at", "headed", "label_at"}
"""What a board gives beside, on whose pages partials of documents stand: they ask whether it is."""


def parsed(made: Environment, name: str, seen: dict[str, nodes.Template]) -> None:
    """Read a template and all that it extends, includes or imports."""
    if name in seen or made.loader is None:
        return
    source, _path, _fresh = made.loader.get_source(made, name)
    seen[name] = made.parse(source)
    for other in meta.find_referenced_templates(seen[name]):
        if other:
            parsed(made, other, seen)


def bound(template: nodes.Template) -> Iterator[str]:
    """Yield what a template itself calls something, which those that it includes see too."""
    for name in template.find_all(nodes.Name):
        if name.ctx in {"store", "param"}:
            yield name.name
    for imported in template.find_all(nodes.Import):
        yield imported.target
    for macro in template.find_all(nodes.Macro):
        yield macro.name


@pytest.mark.parametrize("kind", catalogue.DOCUMENTS, ids=catalogue.names())
def test_a_template_names_only_what_it_is_given(kind: Kind[Any, Any], met: Desk) -> None:
    made = environment()
    templates: dict[str, nodes.Template] = {}
    parsed(made, kind.template, templates)
    assert len(templates) > 2
    document = drafted(met.register, kind.name).document
    given = {*context_for(kind, document), *made.globals, *_OF_THE_FILE, *_OF_A_BOARD}
    given |= {name for template in templates.values() for name in bound(template)}
    named = {
        name: meta.find_undeclared_variables(template) - given
        for name, template in templates.items()
    }
    assert {name: missing for name, missing in named.items() if missing} == {}
