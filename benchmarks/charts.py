"""What the charts of a weekly report take, over the simplest SVG of as many elements.

Told: the demonstration's busiest week, with 14 days of staffing, a chronogram of 18 lines
and 14 indicators. Geometry, words and drawing count; reading the register does not, and the
templates are loaded. The aim is 10 ms for all of them together.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, Template

from benchmarks.measuring import Claim, Row, Step, compare
from crisis_log import language
from crisis_log.register import Register
from crisis_log.reports.documents.making import AboutWeek, draft
from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.page.render import context_for, environment

_NOW: Final = datetime(2020, 3, 30, 6, 30, tzinfo=UTC)
_CHARTS: Final = {
    "staffing": """{% for plan in report.plans %}{% set alternative = staffing_finding(plan) %}
        {% set headcount_label = "headcount" %}
        {% set chart = staffing_chart(plan, headcount_label) %}
        {% include "charts/staffing.svg" %}{% endfor %}""",
    "chronogram": """{% set alternative = chronogram_finding() %}
        {% for chart in chronograms() %}{% include "charts/chronogram.svg" %}{% endfor %}""",
    "indicators": """{% for row, panel in indicator_panels() %}
        {% set finding = indicator_finding(row) %}{% set under = row.measure %}
        {% set alternative = finding %}{% include "charts/indicator.svg" %}{% endfor %}""",
}
_FLOOR: Final = """<svg>{% for x, y, width, height in shapes %}
    <rect x="{{ x }}" y="{{ y }}" width="{{ width }}" height="{{ height }}"/>{% endfor %}</svg>"""


def rows(folder: Path, pairs: int) -> Iterator[Row]:
    """Compare each kind of chart, and all of them, with an SVG of as many rectangles."""
    spoken = language.current()
    language.use("fr")
    context = _context(folder)
    for name, source in {**_CHARTS, "all": "".join(_CHARTS.values())}.items():
        ours = environment().from_string(source)
        elements = len(re.findall(r"<\w", ours.render(context)))
        yield compare(
            Claim(
                f"charts-{name}",
                f"charts of a week: {name}, {elements} elements of SVG",
                "bare Jinja2, a rectangle for each element",
            ),
            _drawing(Environment(autoescape=True).from_string(_FLOOR), shapes=_shapes(elements)),
            _drawing(ours, **context),
            pairs,
        )
    language.use(spoken)


def _context(folder: Path) -> dict[str, Any]:
    program = Path(__file__).parent.parent / "scripts" / "demo_register.py"
    made = folder / "demonstration"
    subprocess.run([sys.executable, program, made], check=True, stdout=subprocess.DEVNULL)
    with Register.open(made / "covid-19.crisis") as register:
        return context_for(DOCUMENT, draft(register, DOCUMENT, AboutWeek(week="2020-W13"), _NOW))


def _drawing(template: Template, **context: Any) -> Step:
    return lambda: template.render(context)


def _shapes(number: int) -> list[tuple[float, float, float, float]]:
    return [(n + 0.5, n * 2.5, n % 7 + 1.5, n % 11 + 2.5) for n in range(number)]
