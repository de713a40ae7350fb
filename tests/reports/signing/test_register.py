"""A check says whether the register issued or holds the file."""

import io
import shutil
from hashlib import sha256
from pathlib import Path

import pikepdf
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from crisis_log.reports.signing.credentials import from_pkcs12
from tests.attacks.attacker import edit, sql
from tests.cli.running import CommandLine
from tests.reports.signing.beside import answered, register_of, report
from tests.reports.signing.pki import World, container
from tests.reports.signing.test_levels import KEY
from tests.reports.signing.test_tampering import _other_content, updated


def test_an_unsigned_report_is_known(desk: CommandLine, issued: Path) -> None:
    found = answered(desk, issued, f"report check {report(issued, 2)}")
    assert (found["is_good"], found["is_signed"]) == (True, False)
    assert found["register"]["report"] == "R-2"
    register_of(desk, issued).typed(f"report check {report(issued, 2)}").done("This is R-2")


def test_a_signed_report_is_known_by_what_was_signed(desk: CommandLine, issued: Path) -> None:
    before = report(issued, 2).read_bytes()
    desk.typed(f"report sign {report(issued, 2)} {KEY} --output s.pdf").done()
    assert report(issued, 2).read_bytes() == before
    found = answered(desk, issued, "report check s.pdf --trust root.pem")
    assert (found["is_good"], found["register"]["report"]) == (True, "R-2")
    register_of(desk, issued).typed("report check s.pdf").done("What was signed is R-2")


def test_a_replaced_report_says_by_which(desk: CommandLine, issued: Path) -> None:
    register_of(desk, issued).typed(f"report check {report(issued, 1)}").done("replaced by R-2")


def test_what_was_changed_before_it_was_signed_is_told(desk: CommandLine, issued: Path) -> None:
    Path("false.pdf").write_bytes(updated(report(issued, 2).read_bytes(), _other_content))
    desk.typed(f"report sign false.pdf {KEY}").done()
    found = answered(desk, issued, "report check false-signed.pdf")
    assert (found["is_good"], found["register"]["is_as_known"]) == (False, False)


def test_what_was_changed_by_the_update_that_signs_is_told(
    desk: CommandLine, issued: Path, world: World
) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(report(issued, 2).read_bytes()))
    _other_content(writer)
    key = from_pkcs12(container(world.signer, world.between, secret=None), "me.p12")
    described = PdfSignatureMetadata(field_name="New", subfilter=SigSeedSubFilter.PADES)
    Path("false.pdf").write_bytes(PdfSigner(described, key).sign_pdf(writer).getvalue())
    found = answered(desk, issued, "report check false.pdf")
    assert (found["alterations"], found["is_good"]) == ([], False)
    assert (found["register"]["report"], found["register"]["is_as_known"]) == ("R-2", False)
    answer = register_of(desk, issued).typed("report check false.pdf")
    assert "something else was changed before it was signed" in answer.out


def test_a_report_of_elsewhere_is_not_known(desk: CommandLine, issued: Path) -> None:
    desk.typed(f"report sign R-2.pdf {KEY}").done()
    answer = register_of(desk, issued).typed("report check R-2-signed.pdf")
    assert answer.code == 3
    assert "The register does not know this file" in answer.out


def test_a_file_kept_with_an_entry_is_known(desk: CommandLine, world: World) -> None:
    desk.given("--by S open other --title T --authority A --organisation 78=Y --key key.pem")
    desk.given(f"report sign R-2.pdf {KEY} --other", "--by S log Received --attach R-2-signed.pdf")
    found = desk.document("report check R-2-signed.pdf")
    assert (found["register"]["attachment"], found["register"]["entry"]) == ("R-2-signed.pdf", 2)


def test_without_a_register_that_is_said(desk: CommandLine) -> None:
    desk.given(f"report sign R-2.pdf {KEY}")
    desk.typed("report check R-2-signed.pdf").done("No register was compared")


def test_the_entries_answer_and_not_the_stored_state(
    desk: CommandLine, issued: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(issued, tmp_path / "copy"))
    false = updated(report(folder, 2).read_bytes(), _other_content)
    Path("false.pdf").write_bytes(false)
    before, after = (sha256(one).hexdigest() for one in (report(folder, 2).read_bytes(), false))
    sql(folder / "covid-19.crisis", edit(before, after, table="state"))
    found = answered(desk, folder, "report check false.pdf")
    assert (found["is_good"], found["register"]["is_as_known"]) == (False, False)


def test_what_is_not_as_it_was_issued_is_not_signed(desk: CommandLine, issued: Path) -> None:
    Path("false.pdf").write_bytes(updated(report(issued, 2).read_bytes(), _other_content))
    secretary = register_of(desk, issued)
    secretary.typed(f"report sign false.pdf {KEY} --other").failed(1, "was made from R-2")
    secretary.typed(f"report sign bare.pdf {KEY}").failed(1, "neither issued nor holds it")
    with pikepdf.open(report(issued, 2)) as opened:
        opened.save("anew.pdf")
    secretary.typed(f"report sign anew.pdf {KEY} --other").failed(1, "checkpoint of R-2")
    assert not list(Path().glob("*-signed.pdf"))


def test_beside_an_altered_register_the_signature_is_told_and_nothing_of_the_register(
    desk: CommandLine, issued: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(issued, tmp_path / "copy"))
    desk.given(f"report sign {report(folder, 2)} {KEY} --output s.pdf")
    sql(folder / "covid-19.crisis", edit("COVID-19", "Plague 19", 1))
    answer = register_of(desk, folder).typed("report check s.pdf --trust root.pem")
    assert (answer.code, answer.err) == (3, "")
    assert "s.pdf · signed, as it was signed" in answer.lines
    assert "confirmed by an authority that you trust" in answer.out
    problem = "Entry n° 1, or its proof, is not the one that was recorded: nothing was answered"
    assert answer.line_of("The register cannot tell whether it knows this file").count(problem) == 1
    found = answered(desk, folder, "report check s.pdf --trust root.pem")
    assert (found["is_good"], found["is_signed"], found["alterations"]) == (False, True, [])
    assert (found["register"]["is_known"], problem in found["register"]["problem"]) == (False, True)
    register_of(desk, folder).typed(f"report sign s.pdf {KEY} --other").failed(4, problem)
