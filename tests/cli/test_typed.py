"""What is typed, pasted, piped or put in a file is understood whatever wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal
from unicodedata import normalize

import click
import pytest

from crisis_log.cli.parameters import Folder
from crisis_log.cli.root import root
from crisis_log.cli.typed import PATH_OR_TEXT, Typed
from tests.cli.case import LINE, ORDERED, RECORDED
from tests.cli.running import OPENING, CommandLine, installed, size
from tests.cli.tree import TREE

KEY: Final = "signing.pem"
SECRET: Final = "clé secrète"
OF_THEIR_OWN: Final = (
    click.Path,
    click.Choice,
    click.IntRange,
    click.FloatRange,
    Folder,
    click.types.BoolParamType,
)
"""Kinds of parameters that hold no text of people."""


def test_every_text_of_every_command_passes_the_gate() -> None:
    free = [
        (name, parameter.name)
        for name, command in TREE.items()
        for parameter in command.params
        if not isinstance(parameter.type, (Typed, *OF_THEIR_OWN))
        and parameter.type is not PATH_OR_TEXT
    ]
    assert free == []
    assert {p.name for p in root.params if p.type is click.STRING} == {"register"}


@pytest.mark.parametrize("line", ["show n°\u00a02", "show nº2", "show \u200e2", "verify n°\u202f2"])
def test_the_number_of_an_entry_may_come_from_a_page(desk: CommandLine, line: str) -> None:
    verb, number = line.split(" ", 1)
    desk.given(LINE)
    assert desk(verb, number).code == 0


@pytest.mark.parametrize("label", ["D\u20111", "D\u20131", "D\u00ad-1", "d\u00a01"])
def test_a_label_may_come_from_a_page(desk: CommandLine, label: str) -> None:
    desk.given(RECORDED)
    desk("decision", "show", label).done("D-1")
    desk("timeline", "--subject", label).done("D-1")


@pytest.mark.parametrize("code", ["e\u0301te\u0301-1", "été\u20111", "\u200bété-1"])
def test_a_code_is_the_same_in_every_normal_form(desk: CommandLine, code: str) -> None:
    desk("pca", "register", "été-1", "--title", "Plan").done()
    desk("pca", "show", code).done("été-1")
    desk("pca", "activate", code, "--level", "1").done()
    desk("pca", "register", code, "--title", "Plan").failed(1, "été-1")


def test_a_figure_and_a_day_may_come_from_a_page(drill: CommandLine) -> None:
    now = drill.at("2020-03-18 10:00").given(ORDERED)
    now("measure", "report", "M-1", "--value", "kits=2\u202f185", "--as-of", "2020\u201103\u201117")
    assert now.document("measure show M-1")["latest"]["kits"]["value"] == "2185"


def test_a_tag_from_a_page_is_the_tag_of_the_documents(desk: CommandLine) -> None:
    desk("log", "x", "--tag", normalize("NFD", "point\u2011clé")).done()
    assert desk.document("show 2")["fact"]["tags"] == ["point-clé"]


def test_texts_are_kept_in_one_normal_form(desk: CommandLine) -> None:
    desk.having("--by", normalize("NFD", "préfète"))("log", normalize("NFD", "fermé")).done()
    entry = desk.document("show 2")
    assert (entry["by"], entry["fact"]["text"]) == ("préfète", "fermé")


def test_a_variable_of_the_environment_passes_the_gate_too(desk: CommandLine) -> None:
    installed("log", "x", CRISIS_LOG_BY=normalize("NFD", "préfète")).done()
    assert desk.document("show 2")["by"] == "préfète"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_line_may_be_piped_from_any_editor(desk: CommandLine, encoding: str) -> None:
    desk("log", "-", stdin="fermé\r\nouvert\r\n".encode(encoding)).done()
    assert desk.document("show 2")["fact"]["text"] == "fermé\nouvert"


def test_a_line_that_is_no_text_is_refused(desk: CommandLine) -> None:
    desk("log", "-", stdin="fermé".encode("latin-1")).failed(2, "Standard input is not UTF-8 text")
    assert size() == 1


def test_the_owner_is_found_as_a_search_finds(desk: CommandLine) -> None:
    desk("decision", "record", "x", "--owner", "L’Hôpital").done()
    desk("measure", "order", "x", "--owner", "L’Hôpital").done()
    for noun in ("decision", "measure"):
        assert len(desk.document(f'{noun} list --owner "l\'hopital"')) == 1


# Passphrases


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_new_key_opens_with_its_passphrase_from_any_editor(
    nothing: CommandLine, encoding: str, form: Literal["NFC", "NFD"]
) -> None:
    Path("made").write_bytes(normalize(form, f"{SECRET}\r\n").encode(encoding))
    nothing.given(f"{OPENING} --key {KEY} --passphrase-file made")
    Path("plain").write_bytes(SECRET.encode())
    for file in ("made", "plain"):
        nothing.typed(f"audit checkpoint --key {KEY} --passphrase-file {file}").done("— crisis-log")


@pytest.mark.parametrize(
    "content",
    [
        normalize("NFD", SECRET).encode(),
        b"\xef\xbb\xbf" + SECRET.encode() + b"\r\n",
        f"{SECRET}\r\n".encode("utf-16"),
        SECRET.encode("latin-1"),
    ],
)
def test_a_key_made_by_an_earlier_version_opens_with_the_same_file(
    nothing: CommandLine, content: bytes
) -> None:
    """Earlier versions took the bytes of the first line as they are."""
    from crisis_log.evidence.signing_key import SigningKey

    nothing.given(f"{OPENING} --key plain.pem")
    register_key = SigningKey.from_pem("x", Path("plain.pem").read_bytes())
    Path(KEY).write_bytes(register_key.to_pem(content.splitlines()[0]))
    Path(KEY).chmod(0o600)
    Path("secret").write_bytes(content)
    nothing.typed(f"audit checkpoint --key {KEY} --passphrase-file secret").done("— crisis-log")


def test_a_key_under_the_other_normal_form_opens_too(nothing: CommandLine) -> None:
    from crisis_log.evidence.signing_key import SigningKey

    nothing.given(f"{OPENING} --key plain.pem")
    register_key = SigningKey.from_pem("x", Path("plain.pem").read_bytes())
    Path(KEY).write_bytes(register_key.to_pem(normalize("NFD", SECRET).encode()))
    Path(KEY).chmod(0o600)
    Path("secret").write_text(SECRET, encoding="utf-8")
    nothing.typed(f"audit checkpoint --key {KEY} --passphrase-file secret").done("— crisis-log")


def test_no_new_key_is_put_under_what_is_no_text(nothing: CommandLine) -> None:
    Path("secret").write_bytes(SECRET.encode("latin-1"))
    nothing.typed(f"{OPENING} --key {KEY} --passphrase-file secret").failed(2, "not UTF-8 text")
    assert [path.name for path in Path().iterdir()] == ["secret"]


# Proofs and witnesses


def converted(content: bytes) -> list[bytes]:
    """Return what editors make of a text file."""
    text = content.decode()
    return [
        content,
        content.replace(b"\n", b"\r\n"),
        text.encode("utf-8-sig"),
        text.replace("\n", "\r\n").encode("utf-16"),
    ]


@pytest.fixture
def keyed(nothing: CommandLine) -> tuple[CommandLine, str]:
    """A register with its key, and the verifier key."""
    nothing.given(f"{OPENING} --key {KEY}", LINE)
    (key,) = nothing.document("key show")
    return nothing, key["verifier_key"]


def test_a_proof_holds_whatever_an_editor_made_of_its_file(keyed: tuple[CommandLine, str]) -> None:
    desk, key = keyed
    desk.given(f"audit prove 2 --key {KEY}")
    for content in converted(Path("n2.tlog-proof").read_bytes()):
        Path("proof").write_bytes(content)
        desk("audit", "check-proof", "proof", "--entry-file", "n2.json", "--key", key).done(
            "entry n° 2 of the 2 entries"
        )


def test_a_signing_key_opens_whatever_a_shell_made_of_its_file(
    keyed: tuple[CommandLine, str],
) -> None:
    desk, _key = keyed
    for content in converted(Path(KEY).read_bytes()):
        Path("copy.pem").write_bytes(content)
        Path("copy.pem").chmod(0o600)
        desk.typed("audit checkpoint --key copy.pem").done("— crisis-log/")


def test_the_name_of_a_file_is_kept_in_one_normal_form(desk: CommandLine) -> None:
    path = Path(normalize("NFD", "arrêté.txt"))
    path.write_text("x")
    desk("log", "x", "--attach", str(path)).done()
    assert desk.document("show 2")["attachments"][0]["name"] == "arrêté.txt"


def test_a_verifier_key_may_come_from_a_page(keyed: tuple[CommandLine, str]) -> None:
    desk, key = keyed
    printed = f"{key[:20]}\n{key[20:40]} {key[40:]}".replace("-", "\u2011")
    answer = desk("audit", "verify", "--key", printed)
    assert answer.code == 3, answer
    assert "no signature" in answer.out, "it is that of the register, which signed nothing yet"
