"""The same register, position and version give the same bytes, wherever they are made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from crisis_log.slices import journal
from tests.desk import Desk, record_a_busy_fortnight
from tests.storage.registers import path_of

MAKE: Final = """
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from crisis_log import language
from crisis_log.register import Register
from crisis_log.reports.documents.making import AboutWeek, draft
from crisis_log.reports.documents.weekly import DOCUMENT
from crisis_log.reports.formats.pdf import to_pdf
language.use("fr")
now = datetime(2020, 5, 4, 6, 30, tzinfo=UTC)
with Register.open(Path(sys.argv[1])) as register:
    document = draft(register, DOCUMENT, AboutWeek(week="2020-W13"), now)
    print(sha256(to_pdf(DOCUMENT, document)).hexdigest())
"""
OWN_FONTS: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""
SHIPPED: Final = Path(__file__).parents[2] / "templates" / "fonts"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register in which a report needs the fallback fonts too."""
    desk = record_a_busy_fortnight(Desk(tmp_path_factory.mktemp("here")))
    desk.at("2020-03-27 18:00").record(journal.log("🚑 مرحبا 中 ∅", tags=("point-clé",)))
    desk.register.close()
    return path_of(desk.register)


def digest(register: Path, **variables: str) -> str:
    """Return the digest of a report made in a process of its own."""
    made = subprocess.run(
        [sys.executable, "-c", MAKE, str(register)],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout.strip()


@pytest.fixture(scope="module")
def expected(register: Path) -> str:
    """The digest of the report made here."""
    return digest(register)


def test_another_process_with_another_hash_seed_makes_the_same_bytes(
    register: Path, expected: str
) -> None:
    assert digest(register, PYTHONHASHSEED="12345") == expected


def test_another_folder_and_another_time_zone_make_the_same_bytes(
    register: Path, expected: str, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "ailleurs – été" / register.name
    elsewhere.parent.mkdir()
    shutil.copy(register, elsewhere)
    assert digest(elsewhere, TZ="America/Cayenne") == expected


def test_another_locale_makes_the_same_bytes(register: Path, expected: str) -> None:
    assert digest(register, LC_ALL="tr_TR.UTF-8", LANG="tr_TR.UTF-8", LANGUAGE="tr") == expected


def test_other_fonts_of_the_machine_make_the_same_bytes(
    register: Path, expected: str, tmp_path: Path
) -> None:
    """A font that calls itself “Source Sans 3”, and looks otherwise, is not taken."""
    from fontTools.ttLib import TTFont

    with TTFont(SHIPPED / "DejaVuSans-Bold.ttf") as font:
        for record in font["name"].names:
            if record.nameID in {1, 4, 16}:
                record.string = "Source Sans 3"
        font.save(tmp_path / "impostor.ttf")
    configuration = tmp_path / "fonts.conf"
    configuration.write_text(OWN_FONTS.format(folder=tmp_path), encoding="utf-8")
    assert digest(register, FONTCONFIG_FILE=str(configuration)) == expected
    configuration.write_text(OWN_FONTS.format(folder=tmp_path / "none"), encoding="utf-8")
    assert digest(register, FONTCONFIG_FILE=str(configuration)) == expected
