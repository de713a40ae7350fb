"""What holds for every document of the catalogue, whatever people wrote in the register."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Final

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from crisis_log import language
from crisis_log.register import Register
from crisis_log.reports.page.templates import shipped
from crisis_log.slices import decision, journal, measure, settings
from tests.conftest import Once
from tests.desk import Desk, hold_a_meeting, record_a_busy_fortnight
from tests.reports.drafts import NAMES, OF_AN_EMPTY_REGISTER, Draft, drafted
from tests.reports.verapdf import violations
from tests.speaking import speaking

BEGINNING: Final = "🚑 مرحبا 中文字"
MARKUP: Final = (
    '<b>{{ 7 * 7 }}</b> "><img src=https://example.org/x.png> <script>alert(1)</script> {% raw %}'
)
CHARACTERS: Final = (
    "🚑 👩‍🚒 🇫🇷 ❤️ 1️⃣ مرحبا بالعالم – שלום, 12,5 % 中文字 हिन्दी ไทย ಕನ್ನಡ Ελληνικά Жизнь "
    "<b>&amp;</b> \u202eabc\u202c \ufeff \u0378 \ue000 \U0010fffe a\u0301\u0323 \u2066x\u2069"
)
HOSTILE: Final = (
    f"{BEGINNING} {MARKUP} {CHARACTERS}",
    "x" * 2_000 + " Les agents mobilisés ont été prévenus." * 60,
)
FIRST_HOSTILE: Final = 4
"""The number of the decision that holds the first of them."""
MAKE: Final = """
import json, sys
from hashlib import sha256
from pathlib import Path
from crisis_log import language
from crisis_log.register import Register
from tests.reports.drafts import NAMES, drafted

if __name__ == "__main__":
    language.use("fr")
    with Register.open(Path(sys.argv[1])) as register:
        made = {name: drafted(register, name, int(sys.argv[2])).pdf for name in NAMES}
    print(json.dumps({name: sha256(pdf).hexdigest() for name, pdf in made.items()}))
"""
OWN_FONTS: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A busy register with every hostile text wherever people may write."""
    folder = tmp_path_factory.mktemp("hostile")
    desk = record_a_busy_fortnight(Desk(folder, register_id="covid-19-0badcafe"))
    for number, text in enumerate(HOSTILE, start=FIRST_HOSTILE):
        desk.record(settings.change("address", text[:400]))
        desk.record(settings.change("signatory_name", text[:80]))
        desk.record(settings.change("distribution", text[:200]))
        desk.record(settings.change("classification", text[:80]))
        desk.record(journal.log(text, tags=("point-clé",), source=text[:100]))
        options = (text[:200], "none")
        desk.record(
            decision.record(text[:500], grounds=text, situation=text[:300], options=options)
        )
        desk.record(measure.order(text[:500], owner=text[:60], decision=number))
    hold_a_meeting(desk, HOSTILE[0])
    desk.register.close()
    with Register.open(desk.register.place) as opened:
        yield opened


@pytest.fixture
def made(hostile: Register, once: Once, name: str) -> bytes:
    """A document about it as PDF, in French."""
    with speaking("fr"):
        return once(f"hostile-{name}.pdf", lambda: drafted(hostile, name, FIRST_HOSTILE).pdf)


@pytest.mark.parametrize("name", NAMES)
def test_it_conforms_whatever_the_register_holds(made: bytes) -> None:
    assert violations(made) == []


@pytest.mark.parametrize("name", OF_AN_EMPTY_REGISTER)
def test_it_conforms_on_an_empty_register(desk: Desk, name: str) -> None:
    assert violations(drafted(desk.register, name).pdf) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_file_names_its_title_its_language_and_its_data(made: bytes) -> None:
    with pikepdf.open(BytesIO(made)) as pdf:
        assert pdf.Root.Lang == "fr"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo["/Title"])
        assert str(pdf.docinfo["/Author"]) == "Département d’essai"
        assert {str(file.AFRelationship) for file in pdf.Root.AF} == {"/Data"}


@pytest.fixture(scope="module")
def elsewhere(
    hostile: Register, once: Once, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The digests of the documents made where all is otherwise that might change them.

    In another process, with another seed of hashes, folder, time zone and locale, and with
    no font but one that calls itself “Source Sans 3” and looks otherwise.
    """
    folder = tmp_path_factory.mktemp("ailleurs – été")

    def make() -> bytes:
        shutil.copy(hostile.place.text, folder)
        with TTFont(shipped() / "fonts" / "DejaVuSans-Bold.ttf") as font:
            for record in font["name"].names:
                if record.nameID in {1, 4, 16}:
                    record.string = "Source Sans 3"
            font.save(folder / "impostor.ttf")
        fonts = folder / "fonts.conf"
        fonts.write_text(OWN_FONTS.format(folder=folder), encoding="utf-8")
        program = folder / "make.py"
        program.write_text(MAKE, encoding="utf-8")
        variables = {
            "PYTHONHASHSEED": "12345",
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "TZ": "America/Cayenne",
            "LC_ALL": "tr_TR.UTF-8",
            "LANG": "tr_TR.UTF-8",
            "LANGUAGE": "tr",
            "FONTCONFIG_FILE": str(fonts),
        }
        return subprocess.run(
            [sys.executable, str(program), Path(hostile.place.text).name, str(FIRST_HOSTILE)],
            env=os.environ | variables,
            cwd=folder,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout

    digests: dict[str, str] = json.loads(once("elsewhere.json", make))
    return digests


@pytest.mark.parametrize("name", NAMES)
def test_it_has_the_same_bytes_wherever_it_is_made(
    made: bytes, elsewhere: dict[str, str], name: str
) -> None:
    assert sha256(made).hexdigest() == elsewhere[name]


@pytest.mark.parametrize("name", NAMES)
def test_markup_is_printed_as_it_was_written(hostile: Register, name: str) -> None:
    html = drafted(hostile, name, FIRST_HOSTILE).html
    for broken in ("<img src=https", "<script", "<b>{", "<b>&"):
        assert broken not in html
    assert "&lt;b&gt;{{ 7 * 7 }}&lt;/b&gt;" in html


@pytest.mark.parametrize("name", NAMES)
def test_no_character_is_lost(hostile: Register, name: str) -> None:
    draft = drafted(hostile, name, FIRST_HOSTILE)
    assert BEGINNING in draft.html
    assert BEGINNING in draft.json


@pytest.mark.parametrize("name", NAMES)
def test_the_model_reads_back_from_its_json(hostile: Register, name: str) -> None:
    draft = drafted(hostile, name, FIRST_HOSTILE)
    again = type(draft.document).model_validate_json(draft.json)
    assert Draft(draft.kind, again).json == draft.json


def well_formed(html: str, spoken: str) -> None:
    """Check what a reader who hears the page relies on, and that its links lead somewhere."""
    assert f'<html lang="{spoken}">' in html
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert all("scope=" in head for head in re.findall(r"<th[ >][^>]*>?", html))
    assert all("rowgroup" in cell for cell in re.findall(r"<t[dh][^>]*colspan[^>]*>", html))
    anchors = re.findall(r'\sid="([^"]+)"', html)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(anchors)


@pytest.mark.parametrize("spoken", language.LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_it_is_well_formed_and_marked_in_both_languages(
    met: Desk, name: str, spoken: language.Language
) -> None:
    with speaking(spoken):
        html = drafted(met.register, name).html
    well_formed(html, spoken)
    assert {"fr": "EXERCICE — EXERCICE", "en": "EXERCISE — EXERCISE"}[spoken] in html


@pytest.mark.parametrize("spoken", language.LANGUAGES)
@pytest.mark.parametrize("name", OF_AN_EMPTY_REGISTER)
def test_it_is_well_formed_even_of_an_empty_register(
    desk: Desk, name: str, spoken: language.Language
) -> None:
    with speaking(spoken):
        well_formed(drafted(desk.register, name).html, spoken)


@pytest.mark.parametrize("name", NAMES)
def test_a_real_register_is_not_marked_as_an_exercise(met: Desk, name: str) -> None:
    draft = drafted(met.register, name)
    real = draft.document.model_copy(update={"exercise": False})
    assert "EXERCISE" not in Draft(draft.kind, real).html
