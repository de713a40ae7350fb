"""From a model to HTML: the templates, what they may use, and their errors as sentences."""

import re
import traceback
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateAssertionError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    pass_context,
)
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup
from typing_extensions import override

from crisis_log import language
from crisis_log.audit.checkpoints import Taken
from crisis_log.deadline import Due
from crisis_log.language import _
from crisis_log.reports.charts import text_width
from crisis_log.reports.documents.making import Shown
from crisis_log.reports.errors import ReportError
from crisis_log.reports.page import typography, wording
from crisis_log.reports.page.identity import palette
from crisis_log.reports.page.logo import usable
from crisis_log.reports.page.templates import content, find, folders
from crisis_log.reports.page.values import PagePrinter
from crisis_log.reports.page.verification import EmbeddedFile, Exact, carried, verification
from crisis_log.slices import issued_report
from crisis_log.views.document import Document
from crisis_log.words import author, entry_range, field_name, join_some, status_word, untaken
from crisis_log.zones import zone_named

_KEPT: Final = 8
"""Folders and languages whose compiled templates are kept; a changed file is compiled again."""
_REMEMBERED: Final = 5_000
_SHORT: Final = 200
"""Texts that are remembered as they are typeset, and how long they are at most."""


def render(
    kind: Shown,
    report: Document,
    templates: Path | None,
    seal: Taken | None,
    files: Sequence[EmbeddedFile] = (),
) -> str:
    """Return `report`, of this kind, as HTML, with its checkpoint `seal` if one was taken.

    Where it carries `files` itself, it is a page for browsers; a PDF has them beside its pages.

    Raises:
        ReportError: naming the template, its line and what is wrong.

    """
    return "".join(pieces(kind, report, templates, seal, files))


def pieces(
    kind: Shown,
    report: Document,
    templates: Path | None = None,
    seal: Taken | None = None,
    files: Sequence[EmbeddedFile] = (),
) -> Iterator[str]:
    """Return the HTML of `report` as it comes; as `render`.

    Raises:
        ReportError: as `render`.

    """
    made = environment(templates)
    try:
        yield from made.get_template(kind.template).generate(
            context_for(kind, report)
            | {"verification": verification(seal), "files": [*map(carried, files)]}
        )
    except ReportError:
        raise
    except TemplateNotFound as error:
        raise ReportError(
            _("The template {name} cannot be found.").format(name=error.name)
        ) from error
    except TemplateSyntaxError as error:
        where = error.filename or error.name or kind.template
        raise ReportError(_sentence(where, error.lineno, _fault(error))) from error
    except Exception as error:
        place = _place(error, folders(templates))
        if place is None:
            raise
        raise ReportError(_sentence(*place, _fault(error))) from error


def _sentence(where: str, line: int, what: str) -> str:
    return _("The template {file} has an error in line {line}: {what}").format(
        file=where, line=line, what=what
    )


def _fault(error: Exception) -> str:
    """Say what an expression of a template did wrong, without the English of libraries."""
    if isinstance(error, SecurityError):
        return _("templates may not do what it asks")
    if isinstance(error, UndefinedError | TemplateAssertionError):
        names = re.findall(r"'([^']+)'", str(error))
        if names:  # the last was asked for: 'report object' has no attribute 'nope'
            return _("“{name}” does not exist").format(name=names[-1])
    if isinstance(error, TemplateSyntaxError):
        return _("it is not well formed")
    return _("what it asks cannot be computed ({error})").format(error=type(error).__name__)


def _place(error: Exception, inside: tuple[Path, ...]) -> tuple[str, int] | None:
    """Return the template and line where `error` was raised, if it was in a template."""
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        if any(Path(frame.filename).is_relative_to(folder) for folder in inside):
            return frame.filename, frame.lineno or 0
    return None


def environment(templates: Path | None = None) -> Environment:
    """Return what finds, translates and typesets the templates, and escapes what they print.

    Those that people bring may do nothing else; the shipped ones alone need not be watched, which
    takes a third of their time.
    """
    folders(templates)
    return _environment(templates.resolve() if templates else None, language.current())


@lru_cache(maxsize=_KEPT)
def _environment(templates: Path | None, _spoken: language.Language) -> Environment:
    """Make it once for each language, as constants in templates are typeset when compiled."""
    watched = ImmutableSandboxedEnvironment if templates else Environment
    made = watched(
        loader=_TemplateFiles(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        language._,
        language.ngettext,
        newstyle=True,
        pgettext=language.pgettext,
    )
    made.globals["ngettext"] = _with_number(cast("Callable[..., str]", made.globals["ngettext"]))
    made.filters |= {
        "number": typography.number,
        "signed": typography.signed,
        "day": typography.day,
        "due": _due,
        "value_text_of": _value_text_of,
        "capitalize_first": _capitalized,
        "text_width": text_width,
        "units": _units,
        "css_text": _css_text,
    }
    return made


def remembering(environment: Environment) -> Environment:
    """Return the same, typesetting once what pages say thousands of times."""
    typeset = cast("Callable[[object], object]", environment.finalize)
    remembered = lru_cache(maxsize=_REMEMBERED, typed=True)(typeset)

    def finalize(value: object) -> object:
        if isinstance(value, Markup) and value.startswith("<"):
            return value  # what a macro made, typeset within
        short = isinstance(value, str) and len(value) < _SHORT
        return remembered(value) if short else typeset(value)

    return environment.overlay(finalize=finalize, auto_reload=False)


def _with_number(ngettext: Callable[..., str]) -> Callable[..., str]:
    """Return the `ngettext` of templates, whose `%(num)s` is set as a number."""

    @pass_context
    def counted(context: Context, singular: str, plural: str, n: int, **values: object) -> str:
        return ngettext(context, singular, plural, n, num=typography.number(n), **values)

    return counted


class _TemplateFiles(BaseLoader):
    """Finds templates as everything else in their folders is found: never outside them."""

    def __init__(self, templates: Path | None) -> None:
        self._templates = templates

    @override
    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        path = find(template, self._templates)
        if path is None:
            raise TemplateNotFound(template)
        changed = path.stat().st_mtime_ns
        try:
            source = content(path).decode()
        except UnicodeDecodeError as error:
            raise ReportError(
                _("The template {name} is not UTF-8 text.").format(name=path)
            ) from error
        return source, str(path), lambda: path.is_file() and path.stat().st_mtime_ns == changed


def _finalize(value: object) -> object:
    """Set every text that a template prints; what is None is left out."""
    if isinstance(value, str):
        return typography.typeset(value)
    return "" if value is None else value


@pass_context
def _value_text_of(context: Context, value: Any, field: str) -> str:
    return PagePrinter(context["moment"]).text(value, field)


@pass_context
def _due(context: Context, due: Due, form: str = "numeric") -> str:
    """Return a deadline: a day, or its hour too where it has one."""
    if isinstance(due, datetime):
        return cast("str", context["moment"](due, form))
    return typography.day(due, form)


def _capitalized(text: str) -> str:
    """Return `text`, which may be HTML, with a capital letter."""
    return text[:1].upper() + text[1:]


def _units(value: float) -> float:
    """Return a length as charts write it; a number needs no typesetting, which is slow."""
    return round(value, 1)


def _css_text(text: str) -> Exact:
    """Return `text` as it stands between the quotes of a stylesheet, whatever is in it."""
    return Exact("".join(one if one.isalnum() else f"\\{ord(one):x} " for one in text))


def context_for(kind: Shown, report: Document) -> dict[str, Any]:
    """Return what every template may use, and what those of this document may."""
    return common_context(report) | kind.context(report, zone_named(report.timezone))


def common_context(report: Document) -> dict[str, Any]:
    """Return what every template may use, of a document with this head."""
    zone = zone_named(report.timezone)
    in_zone: dict[str, Callable[..., str]] = {
        name: partial(_in_zone, zone, tell)
        for name, tell in {"clock": typography.clock, "moment": typography.moment}.items()
    }
    organisations = {one.code: one.name for one in report.organisations}
    sites = {one.code: one.name for one in report.sites}
    return {
        "report": report,
        "authority": report.authority,
        "palette": palette(report.authority.colour),
        "logo": usable(report.authority.logo),
        "language": language.current(),
        "local_day": lambda instant: instant.astimezone(zone).date(),
        "span": typography.span,
        "entry_range": entry_range,
        "untaken": untaken,
        "organisation_name": lambda code: organisations.get(code, code),
        "site_name": lambda code: sites.get(code, code),
        "author": author,
        "status_word": status_word,
        "field_name": field_name,
        "join_some": join_some,
        "entry_runs": wording.some_entries,
        "reason": (report.reason or "", True),
        "report_label": issued_report.label,
        "report_labels": issued_report.labels,
        "edition_status": wording.edition_status(report),
        "erratum_label": wording.erratum_label,
        "changed_name": wording.changed_name,
        **in_zone,
    }


def _in_zone(zone: ZoneInfo, tell: Callable[..., str], instant: datetime, *form: str) -> str:
    return tell(instant, zone, *form)
