"""Whether the PDF that carries a checkpoint is the report that was issued is said beside it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pikepdf
import pytest

from crisis_log.reports.signing.credentials import from_pkcs12
from crisis_log.reports.signing.sign import Order, sign
from tests.cli.running import CommandLine
from tests.cli.test_issuing import PLAIN_PAGE
from tests.reports.signing.beside import register_of, report
from tests.reports.signing.pki import World, container
from tests.speaking import speaking

SAYS: Final = {
    "issued": "The file is R-2, as it was issued.",
    "extended": "The file begins as R-2 was issued: “report check” tells whether anything but",
    "other": "The checkpoint is that of R-2, but the file is not the one that was issued: its",
    "unknown": "The log issued no such file: it is a draft, or the entry that issued it was",
    "unchecked": "Only the checkpoint attached to it was checked: what its pages tell, and the",
}
DIT: Final = {
    "issued": "Le fichier est R-2, tel qu’il a été émis.",
    "extended": "Le début du fichier est R-2 tel qu’il a été émis",
    "other": "Le point de contrôle est celui de R-2, mais le fichier n’est pas celui qui a été",
    "unknown": "Le journal n’a émis aucun fichier tel que celui-ci : c’est un brouillon, ou",
    "unchecked": "Seul le point de contrôle qui y est joint a été vérifié",
}


def plain(text: str) -> str:
    """Return text with every space a plain one."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture(scope="module")
def files(issued: Path, world: World, tmp_path_factory: pytest.TempPathFactory, home: Path) -> Path:
    """A folder with a register, and a PDF for each thing that one with a checkpoint may be."""
    folder = tmp_path_factory.mktemp("witnesses")
    register = Path(shutil.copytree(issued, folder / "register"))
    content = report(register, 2).read_bytes()
    for name in ("issued", "unchecked"):
        (folder / f"{name}.pdf").write_bytes(content)
    key = from_pkcs12(container(world.signer, world.between, secret=None), "me.p12")
    order = Order("b-b", datetime.now(UTC), ZoneInfo("Europe/Paris"))
    (folder / "extended.pdf").write_bytes(sign(content, "R-2.pdf", key, order).pdf)
    with pikepdf.open(report(register, 2)) as opened:
        opened.pages[0].Contents = opened.make_stream(b"0 0 100 100 re f")
        opened.save(folder / "other.pdf")
    secretary = register_of(CommandLine(("--by", "the secretary", "--lang", "en")), register)
    draft = f"report situation {PLAIN_PAGE} --output '{folder / 'unknown.pdf'}'"
    secretary.given(f"{draft} --key '{register / 'key.pem'}'")
    return folder


@pytest.fixture
def audited(desk: CommandLine, files: Path) -> CommandLine:
    """A desk at a copy of the register that issued them, with these files."""
    shutil.copytree(files, ".", dirs_exist_ok=True)
    return register_of(desk, Path("register"))


def test_what_a_witness_is_is_said_beside_its_checkpoint(audited: CommandLine) -> None:
    given = " ".join(f"--witness {one}.pdf" for one in SAYS if one != "unchecked")
    answer = audited.typed(f"audit verify {given}")
    assert answer.code == 3, "one says that it is R-2, and no entry issued it as it is"
    assert answer.out.startswith("EXERCISE\n1 thing is wrong:")
    assert "other.pdf says that it is R-2" in answer.out
    with speaking("fr"):
        en_francais = audited.typed(f"audit verify {given}")
    document = audited.document(f"audit verify {given}")
    found = {one["source"]: one for one in document["witnesses"]}
    for what in ("issued", "extended", "other", "unknown"):
        assert SAYS[what] in answer.line_of(f"Witness {what}.pdf")
        assert DIT[what] in plain(en_francais.line_of(f"Témoin {what}.pdf"))
        assert found[f"{what}.pdf"]["verdict"] == "consistent"
        assert found[f"{what}.pdf"]["carrier"] == what
        assert SAYS[what] in found[f"{what}.pdf"]["carrier_meaning"]


@pytest.mark.parametrize("mode", ["--witness-only", "--log-only"])
def test_where_the_facts_were_not_read_a_file_is_not_said_to_be_issued(
    audited: CommandLine, mode: str
) -> None:
    line = f"audit verify {mode} --witness unchecked.pdf"
    assert SAYS["unchecked"] in audited.typed(line).done().line_of("Witness unchecked.pdf")
    with speaking("fr"):
        assert DIT["unchecked"] in audited.typed(line).done().line_of("unchecked.pdf")
    (found,) = audited.document(line)["witnesses"]
    assert (found["verdict"], found["carrier"]) == ("consistent", "unchecked")


def test_of_a_checkpoint_in_no_pdf_nothing_more_is_said(audited: CommandLine) -> None:
    note = audited.typed("audit checkpoint --key register/key.pem").done().out
    Path("kept.txt").write_text(note, encoding="utf-8")
    line = "audit verify --witness kept.txt"
    said = audited.typed(line).done().line_of("Witness kept.txt")
    assert not any(sentence[:20] in said for sentence in SAYS.values())
    (found,) = audited.document(line)["witnesses"]
    assert (found["carrier"], found["carrier_meaning"]) == (None, None)


def test_of_two_compared_files_the_pages_are_said_not_to_be_looked_at(
    audited: CommandLine,
) -> None:
    line = "audit compare issued.pdf other.pdf"
    audited.typed(line).done("Only the checkpoints were compared, not the pages around them")
    with speaking("fr"):
        audited.typed(line).done("Seuls les points de contrôle ont été comparés")
    assert audited.document(line)["not_looked_at"] == ["entries", "pages"]
