"""Every attack on a bundle is carried out, and found by the verifier that travels with it."""

import ast
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crisis_log.audit.bundle import verify as verifier
from crisis_log.audit.witness import WitnessError, read_witnesses
from crisis_log.command import File
from crisis_log.evidence.merkle import root_at
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.register import Register
from tests.attacks.scene import REGISTER_ID, SCHOOLS, SEEN, SIZE, Scene
from tests.attacks.test_issued import PDF, issue
from tests.audit.bundle.bundles import (
    Bundle,
    Document,
    another_key,
    make,
    name_account,
    receive,
    rotate,
    rotation,
    signed,
    to_bytes,
)

OLD_PYTHONS = os.environ.get("CRISIS_LOG_OLD_PYTHONS", "").split()
"""Other interpreters to try the verifier on, where there are some."""


def test_the_verifier_is_written_for_python_3_8_and_imports_nothing_of_ours() -> None:
    tree = ast.parse(Path(verifier.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else alias.name) or ""
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    newer = {"graphlib", "tomllib", "zoneinfo"}  # the standard library of Python 3.8 has none
    assert {name.partition(".")[0] for name in imported} <= set(sys.stdlib_module_names) - newer


def test_every_word_is_said_in_both_languages() -> None:
    for french, english in verifier.WORDS.values():
        assert french.count("{") == english.count("{")
    source = Path(verifier.__file__).read_text(encoding="utf-8")
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    said = {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name | ast.Attribute)
        and (getattr(call.func, "id", "") == "say" or getattr(call.func, "attr", "") == "add")
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    assert said <= verifier.WORDS.keys()


@pytest.mark.parametrize("python", [sys.executable, *OLD_PYTHONS])
def test_it_runs_on_a_python_that_has_never_seen_our_package(
    bundle: Bundle, scene: Scene, python: str
) -> None:
    options = ("--json", "--key", bundle.key, "--checkpoint", scene.report)
    whole = bundle.run(*options, python=python)
    expected = bundle.verify("--checkpoint", scene.report).document
    assert (whole.code, len(whole.document.pop("not_proven"))) == (
        0,
        len(expected.pop("not_proven")) + 1,  # that it is itself of the bundle
    )
    assert whole.document == expected
    lines = bundle.lines()
    bundle.put([*lines[:4], b"{", lines[2], *lines[5:9]], leaves=False)
    attacked = bundle.run(*options, python=python)
    assert (attacked.code, attacked.codes) == (3, bundle.verify("--checkpoint", scene.report).codes)
    assert attacked.codes >= {"unreadable", "leaf", "numbering", "request", "checkpoint", "fork"}


# A bundle that nobody attacked


def test_a_whole_bundle_is_accused_of_nothing(untouched: Bundle) -> None:
    answer = untouched.verify()
    assert (answer.code, answer.found) == (0, [])
    assert (answer.document["entries"], answer.document["signed"]) == (SIZE, SIZE)
    assert "rewritten everything" in answer.document["not_proven"][0]


def test_with_a_report_it_says_what_the_report_saw(untouched: Bundle, scene: Scene) -> None:
    answer = untouched.verify("--checkpoint", scene.report)
    assert (answer.code, answer.document["seen"]) == (0, SEEN)
    assert f"after n° {SEEN}" in answer.document["not_proven"][0]


def test_it_speaks_french_unless_asked_otherwise(untouched: Bundle) -> None:
    answer = untouched.run("--lang", "fr", "--key", untouched.key)
    assert answer.code == 0
    assert "Rien d’anormal." in answer.out


def test_the_folder_may_be_named(untouched: Bundle, tmp_path: Path) -> None:
    program = tmp_path / "verify.py"
    program.write_bytes((untouched.data / "verify.py").read_bytes())
    elsewhere = Bundle(untouched.folder, untouched.key)
    for folder in (untouched.data, untouched.folder):
        assert elsewhere.verify(folder).code == 0
    assert elsewhere.verify(tmp_path).code == 4


# How it is called


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "a report that you received"),
        (["--key", "crisis-log/covid-19+00000000+AAAA"], "not a verifier key"),
        (["--key"], "--key"),
        (["--cle", "x"], "--cle"),
    ],
)
def test_without_a_key_it_says_where_to_find_one(
    untouched: Bundle, arguments: list[str], says: str
) -> None:
    answer = untouched.run(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert says in answer.err


def test_a_key_that_was_wrapped_is_put_together(untouched: Bundle) -> None:
    wrapped = f"{untouched.key[:40]}\n  {untouched.key[40:]}"
    assert untouched.run("--key", wrapped).code == 0


@pytest.mark.parametrize("content", [None, b"", b"no checkpoint here", b"%PDF-1.7\nstream\nxx"])
def test_a_file_without_a_checkpoint_is_not_taken_for_one(
    untouched: Bundle, tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "witness.txt").write_bytes(content)
    answer = untouched.verify("--checkpoint", tmp_path / "witness.txt")
    assert (answer.code, answer.out) == (4, "")
    assert "witness.txt cannot be read" in answer.err


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a file without an end")
def test_a_file_without_an_end_is_read_up_to_a_bound(untouched: Bundle) -> None:
    answer = untouched.verify("--checkpoint", "/dev/zero")
    assert (answer.code, answer.out) == (4, "")
    assert "/dev/zero cannot be read: it is too large" in answer.err


# Checkpoints that came from elsewhere


def _quoted(note: str) -> str:
    return "Dear auditor,\n\n" + "".join(f"> {line}\n" for line in note.splitlines())


def _wrapped(note: str) -> str:
    return "\r\n".join(note[start : start + 30] for start in range(0, len(note), 30))


@pytest.mark.parametrize(
    "mangle",
    [
        str,
        _quoted,
        _wrapped,
        lambda note: note.replace("\n", " "),
        lambda note: note.replace("\n", "\u00a0\n ").replace("—", "–"),
        lambda note: f"Checkpoint of crisis-log/x — as follows: {note}\nPage 12/12",
        lambda note: note + "\n" + note,
    ],
)
def test_a_pasted_checkpoint_is_read_however_it_was_copied(
    untouched: Bundle, scene: Scene, tmp_path: Path, mangle: Callable[[str], str]
) -> None:
    witness = tmp_path / "pasted.txt"
    witness.write_text(mangle(scene.witness.note), encoding="utf-8")
    assert untouched.verify("--checkpoint", witness).document["seen"] == SEEN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    "mangle",
    [
        str,
        _quoted,
        _wrapped,
        lambda note: note.replace("\n", "\r\n"),
        lambda note: note.replace("\n", ""),
        lambda note: note.replace("-", "\u2011").replace("—", "―"),
        lambda note: note.replace("19", "1\u200b9\u00ad"),
        lambda note: note[:-9],
        lambda note: note.replace("—", "-"),
    ],
)
def test_the_verifier_and_the_program_read_the_same_checkpoints(
    scene: Scene, tmp_path: Path, mangle: Callable[[str], str], encoding: str
) -> None:
    file = tmp_path / "pasted.txt"
    file.write_bytes(mangle(scene.witness.note).encode(encoding))
    found = [(one.origin, one.size) for one in verifier.checkpoints_in(file.read_bytes())]
    try:
        witnesses = read_witnesses(str(file))
    except WitnessError:
        witnesses = []
    assert [(one.checkpoint.origin, one.checkpoint.size) for one in witnesses] == found
    assert all(one.note == scene.witness.note for one in witnesses)


def test_a_verifier_key_copied_from_a_page_is_read(untouched: Bundle, tmp_path: Path) -> None:
    printed = untouched.key.replace("-", "\u2011")
    assert verifier.arguments_of(["--key", f"{printed[:9]}\u00ad\n{printed[9:]}"]).key == [
        untouched.key
    ]


def test_digits_at_the_end_of_a_name_do_not_hide_the_size(tmp_path: Path) -> None:
    note = signed([b"x"] * 1234, SigningKey.generate("crisis-log/covid-19-55512"))
    for text in (note, note.replace("\n", "")):
        (found,) = verifier.checkpoints_in(text.encode())
        assert (found.origin, found.size) == ("crisis-log/covid-19-55512", 1234)


def test_a_cut_tail_is_found_by_a_report(bundle: Bundle, scene: Scene) -> None:
    bundle.put(bundle.lines()[: SEEN - 2])
    bundle.sign(scene.key)
    assert bundle.verify().found == []
    assert bundle.verify("--checkpoint", scene.report).codes == {"truncated"}


def test_a_history_rewritten_and_signed_again_is_found_by_a_report_alone(
    bundle: Bundle, scene: Scene
) -> None:
    bundle.change(SCHOOLS, lambda entry: entry["fact"].update(title="Open the schools"))
    bundle.sign(scene.key)
    assert bundle.verify().found == []
    answer = bundle.verify("--checkpoint", scene.report)
    assert (answer.code, answer.codes) == (3, {"fork"})


def test_a_history_signed_with_another_key_is_found_by_the_key(
    bundle: Bundle, scene: Scene
) -> None:
    other = another_key()
    bundle.change(1, lambda entry: entry["fact"].update(verifier_key=other.verifier_key))
    bundle.sign(other)
    codes = {"key", "unsigned"}
    assert bundle.verify().codes == codes
    assert bundle.verify("--checkpoint", scene.report).codes == {*codes, "fork"}


def test_the_checkpoint_of_another_register_is_not_a_witness(
    bundle: Bundle, tmp_path: Path
) -> None:
    witness = tmp_path / "other.txt"
    witness.write_text(signed([b"x"], SigningKey.generate("crisis-log/flood-00000000")))
    assert bundle.verify("--checkpoint", witness).codes == {"witness"}


def test_a_forged_witness_does_not_accuse_the_register(
    bundle: Bundle, scene: Scene, tmp_path: Path
) -> None:
    witness = tmp_path / "forged.txt"
    witness.write_text(scene.witness.note.replace(f"\n{SEEN}\n", f"\n{SIZE + 1}\n"))
    answer = bundle.verify("--checkpoint", witness)
    assert (answer.codes, answer.document["seen"]) == ({"witness"}, 0)
    witness.write_text(signed(bundle.lines()[:3], another_key()))
    assert bundle.verify("--checkpoint", witness).codes == {"key"}


# Attacks on entries, by who can also compute every hash anew


@pytest.mark.parametrize("leaves", [True, False])
def test_an_altered_entry_is_found_and_named_where_its_leaf_is_known(
    bundle: Bundle, leaves: bool
) -> None:
    lines = bundle.lines()
    lines[1] = lines[1].replace(b"Close", b"Cloze")
    bundle.put(lines, leaves=leaves)
    found = bundle.verify().found
    assert ("checkpoint", None) in found
    assert (("leaf", SCHOOLS) in found) is not leaves


def test_entries_after_a_gap_are_not_said_to_be_altered(bundle: Bundle) -> None:
    lines = bundle.lines()
    bundle.put([*lines[:4], *lines[5:]], leaves=False)
    assert [entry for code, entry in bundle.verify().found if code == "leaf"] == [None]


def test_the_last_entry_after_the_last_checkpoint_is_said_to_be_unsigned(
    bundle: Bundle, scene: Scene
) -> None:
    for path in (bundle.data / "checkpoints").glob(f"*{SIZE}*.txt"):
        path.unlink()
    bundle.change(SIZE, lambda entry: entry.update(by="somebody else"))
    answer = bundle.verify()
    assert (answer.found, answer.document["signed"]) == ([], SEEN)
    assert f"covers the entries after n° {SEEN}" in answer.document["not_proven"][0]


def test_without_any_checkpoint_nothing_is_proven(bundle: Bundle, scene: Scene) -> None:
    for path in (bundle.data / "checkpoints").iterdir():
        path.unlink()
    answer = bundle.verify()
    assert (answer.code, answer.codes, answer.document["proven"]) == (3, {"unsigned"}, [])
    assert bundle.verify("--checkpoint", scene.report).found == []


ATTACKS: dict[str, tuple[Callable[[list[bytes]], list[bytes]], set[tuple[str, int | None]]]] = {
    "an entry taken out": (lambda lines: [*lines[:4], *lines[5:]], {("numbering", 6)}),
    "an entry put in twice": (
        lambda lines: [*lines[:5], lines[1], *lines[5:]],
        {("numbering", 2), ("numbering", 6), ("clock", 2), ("request", 2)},
    ),
    "two entries exchanged": (
        lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]],
        {("numbering", 6), ("numbering", 5), ("numbering", 7), ("clock", 5)},
    ),
    "the tail cut off": (lambda lines: lines[:-3], {("truncated", None)}),
    "the head cut off": (lambda lines: lines[1:], {("numbering", 2)}),
    "a line that is no JSON": (lambda lines: [*lines[:4], b"{", *lines[5:]], {("unreadable", 5)}),
    "an empty line": (lambda lines: [*lines[:4], b"", *lines[5:]], {("unreadable", 5)}),
    "half a line": (
        lambda lines: [*lines[:4], lines[4][:100], *lines[5:]],
        {("unreadable", 5)},
    ),
    "two entries on a line": (
        lambda lines: [*lines[:4], lines[4] + b"," + lines[5], *lines[6:]],
        {("unreadable", 5), ("numbering", 7)},
    ),
    "bytes that are no text": (
        lambda lines: [*lines[:4], lines[4].replace(b"Twelve", b"\xff\xfe"), *lines[5:]],
        {("unreadable", 5)},
    ),
    "brackets that drown the reader": (
        lambda lines: [*lines[:4], b"[" * 100_000, *lines[5:]],
        {("unreadable", 5)},
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_lines_that_were_moved_lost_or_damaged_are_found(bundle: Bundle, attack: str) -> None:
    change, expected = ATTACKS[attack]
    bundle.put(change(bundle.lines()))
    answer = bundle.verify()
    assert answer.code == 3
    assert expected <= set(map(tuple, answer.found))
    others = {"checkpoint", "key", "clock", "truncated", "unsigned"}
    assert answer.codes <= {code for code, _ in expected} | others


CHANGES: dict[str, tuple[Callable[[Document], object], str]] = {
    "of another register": (lambda entry: entry.update(register_id="flood"), "envelope"),
    "with another number": (lambda entry: entry.update(number=50), "numbering"),
    "recorded earlier": (
        lambda entry: entry.update(
            dict.fromkeys(("recorded_at", "occurred_at"), "2020-03-17T08:00:00Z")
        ),
        "clock",
    ),
    "recorded at no time": (lambda entry: entry.update(recorded_at="yesterday"), "unreadable"),
    "recorded in no zone": (
        lambda entry: entry.update(recorded_at=entry["recorded_at"][:-1]),
        "unreadable",
    ),
    "of the future": (lambda entry: entry.update(occurred_at="2099-01-01T00:00:00Z"), "future"),
    "received before it happened": (
        lambda entry: receive(entry, "2019-01-01T00:00:00Z"),
        "future",
    ),
    "of an impossible time": (
        lambda entry: entry.update(occurred_at="0001-01-01T00:00:00+14:00"),
        "unreadable",
    ),
    "of an unknown kind": (lambda entry: entry.update(kind="journal.x.v9"), "unknown_kind"),
    "without an author": (lambda entry: entry.pop("by"), "unreadable"),
    "with a blank author": (lambda entry: entry.update(by=" "), "unreadable"),
    "with a blank note": (lambda entry: entry.update(note=" "), "unreadable"),
    "without a fact": (lambda entry: entry.update(fact=None), "unreadable"),
    "with a number in words": (lambda entry: entry.update(number="5"), "unreadable"),
    "with a number below 1": (lambda entry: entry.update(number=-5), "unreadable"),
    "with a number that is true": (lambda entry: entry.update(number=True), "unreadable"),
    "with a field too many": (lambda entry: entry.update(more=1), "unreadable"),
    "with half a sign": (lambda entry: entry.update(by="\ud800"), "unreadable"),
    "with a file of no digest": (
        lambda entry: entry.update(
            attachments=[{"name": "x", "media_type": "x", "size": 1, "sha256": "../../x"}]
        ),
        "unreadable",
    ),
    "with a file that is missing": (
        lambda entry: entry.update(
            attachments=[{"name": "x", "media_type": "x", "size": 1, "sha256": "0" * 64}]
        ),
        "attachment",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_entry_that_cannot_be_so_is_found(bundle: Bundle, scene: Scene, change: str) -> None:
    """The attacker holds the key too: nothing but the entry itself speaks against it."""
    edit, code = CHANGES[change]
    lines = bundle.lines()
    document = json.loads(lines[4])
    edit(document)
    half = json.dumps("\ud800").encode()
    document |= {"by": "half"} if document.get("by") == "\ud800" else {}
    lines[4] = to_bytes(document).replace(b'"half"', half)
    bundle.put(lines)
    bundle.sign(scene.key)
    found = bundle.verify().found
    number = document["number"] if code == "numbering" else 5
    assert (code, number) in map(tuple, found)
    assert {other for other, _ in found} <= {code, "numbering", "clock"}


def test_a_request_that_made_several_entries_is_no_replay(bundle: Bundle, scene: Scene) -> None:
    request = json.loads(bundle.lines()[5])["request_id"]
    bundle.change(7, lambda entry: entry.update(request_id=request))
    bundle.sign(scene.key)
    assert bundle.verify().found == []
    bundle.change(9, lambda entry: entry.update(request_id=request))
    bundle.sign(scene.key)
    assert bundle.verify().found == [("request", 9)]


def test_an_empty_list_of_attachments_is_no_fault(bundle: Bundle, scene: Scene) -> None:
    bundle.change(5, lambda entry: entry.update(attachments=[]))
    bundle.sign(scene.key)
    assert bundle.verify().found == []


def test_many_findings_are_counted(bundle: Bundle, scene: Scene) -> None:
    line = bundle.lines()[4]
    bundle.put([b"x"] * 250 + [line])
    document = bundle.verify().document
    assert document["counts"]["unreadable"] == 250
    assert sum(one["code"] == "unreadable" for one in document["findings"]) == 100
    assert "and 150 more" in bundle.run("--key", bundle.key).out


# Attacks on the files


def convert(content: bytes) -> bytes:
    return content.replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (convert, "converts text"),
        (lambda content: b"\xef\xbb\xbf" + content, "converts text"),
        (lambda content: content[:-1], "end is missing"),
        (lambda _content: b"", "is empty"),
    ],
)
def test_a_file_that_copying_changed_is_recognised(
    bundle: Bundle, change: Callable[[bytes], bytes], says: str
) -> None:
    bundle.entries.write_bytes(change(bundle.entries.read_bytes()))
    answer = bundle.verify()
    (finding,) = [one for one in answer.document["findings"] if one["code"] == "unreadable"]
    assert says in finding["meaning"]
    assert answer.codes == {"unreadable"} or answer.document["entries"] == 0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("leaves.txt", "leaf"),
        ("checkpoints", "unsigned"),
        ("schema", "unknown_kind"),
        ("attachments", "attachment"),
    ],
)
def test_a_part_that_is_missing_is_found(bundle: Bundle, name: str, code: str) -> None:
    (bundle.data / name).rename(bundle.folder / "gone")
    answer = bundle.verify()
    assert (answer.code, answer.codes) == (3, {code})


def test_entries_that_are_missing_cannot_be_verified(bundle: Bundle) -> None:
    bundle.entries.unlink()
    answer = bundle.verify()
    assert (answer.code, answer.out) == (4, "")
    assert "entries.jsonl cannot be read" in answer.err


@pytest.mark.parametrize("content", [b"", b"swapped", None])
def test_a_swapped_attachment_is_found(bundle: Bundle, content: bytes | None) -> None:
    (path,) = (bundle.data / "attachments").iterdir()
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    planted = [] if content is None else [("attachment", None)]
    assert bundle.verify().found == [("attachment", SCHOOLS), *planted]


@pytest.fixture
def issued(scene: Scene, tmp_path: Path) -> Bundle:
    """A bundle with a report that was issued after the last entry."""
    copy = tmp_path / "register" / scene.path.name
    copy.parent.mkdir()
    shutil.copy(scene.path, copy)
    issue(copy, scene.key)
    return make(scene._replace(path=copy), tmp_path / "bundle")


def test_an_issued_report_travels_with_the_bundle(issued: Bundle) -> None:
    assert issued.verify().found == []
    assert (issued.data / "issued" / "R-1.pdf").is_file()


def test_an_issued_report_that_was_swapped_is_found(issued: Bundle) -> None:
    (issued.data / "issued" / "R-1.pdf").write_bytes(b"%PDF-1.7 another")
    assert issued.verify().found == [("report", SIZE + 1)]


def test_a_report_that_was_never_issued_is_found(issued: Bundle) -> None:
    (issued.data / "issued" / "R-2.pdf").write_bytes(b"%PDF-1.7 never issued")
    assert issued.verify().found == [("report", None)]


def test_an_issued_report_that_is_not_there_is_not_missed(issued: Bundle) -> None:
    (issued.data / "issued" / "R-1.pdf").unlink()
    assert issued.verify().found == []


def test_a_report_that_its_entry_keeps_is_not_said_to_be_missing(
    scene: Scene, tmp_path: Path
) -> None:
    copy = tmp_path / "register" / scene.path.name
    copy.parent.mkdir()
    shutil.copy(scene.path, copy)
    issue(copy, scene.key, File("R-1.pdf", "application/pdf", PDF))
    bundle = make(scene._replace(path=copy), tmp_path / "bundle")
    assert not (bundle.data / "issued").exists()
    assert bundle.verify().found == []
    assert "whose files are not here" not in bundle.verify().out
    (kept,) = (bundle.data / "attachments").glob("*R-1.pdf")
    kept.write_bytes(b"%PDF-1.7 another")
    assert bundle.verify().found == [("attachment", SIZE + 1), ("attachment", None)]
    assert "whose files are not here: R-1" in bundle.verify().out


def test_a_planted_attachment_is_found(bundle: Bundle) -> None:
    name = hashlib.sha256(b"planted").hexdigest()
    (bundle.data / "attachments" / f"{name}-x").write_bytes(b"planted")
    assert bundle.verify().found == [("attachment", None)]


@pytest.mark.parametrize("text", ["", "not a checkpoint", "\0"])
def test_a_damaged_checkpoint_is_found(bundle: Bundle, text: str) -> None:
    (bundle.data / "checkpoints" / "000005.txt").write_text(text)
    assert bundle.verify().found == [("checkpoint", None)]


def test_a_checkpoint_by_another_key_is_found(bundle: Bundle) -> None:
    note = signed(bundle.lines()[:5], another_key())
    (bundle.data / "checkpoints" / "000005.txt").write_text(note)
    assert bundle.verify().found == [("checkpoint", None)]


def test_a_checkpoint_whose_text_was_changed_is_found(bundle: Bundle) -> None:
    path = bundle.data / "checkpoints" / "000012.txt"
    path.write_text(path.read_text().replace("\n12\n", "\n11\n"))
    assert ("checkpoint", None) in bundle.verify().found


def test_what_was_recorded_cannot_act_on_the_terminal(bundle: Bundle) -> None:
    lines = bundle.lines()
    lines[4] = b"\x1b[2J\xe2\x80\xae"
    bundle.put(lines)
    answer = bundle.run("--key", bundle.key)
    assert answer.code == 3
    assert all(sign.isprintable() for sign in answer.out.replace("\n", ""))


# Keys that were replaced


def _rotated(bundle: Bundle, number: int, fact: Document) -> None:
    bundle.change(number, lambda entry: rotate(entry, fact))


def _signed_upto(bundle: Bundle, size: int, key: Any, name: str) -> None:
    note = signed(bundle.lines()[:size], key)
    (bundle.data / "checkpoints" / name).write_text(note)


def _reworded(fact: Document) -> Document:
    """Return a rotation whose statement says more than what was signed."""
    return fact | {"statement": fact["statement"].replace("rotation\n", "rotation\nby order\n")}


def test_a_countersigned_rotation_carries_trust_both_ways(bundle: Bundle, scene: Scene) -> None:
    following = another_key()
    _rotated(bundle, 9, rotation(scene.key, following, following, scene.key))
    bundle.sign(following)
    _signed_upto(bundle, 8, scene.key, "000008.txt")
    for key in (scene.key, following):
        document = Bundle(bundle.folder, key.verifier_key).verify().document
        assert (document["findings"], document["signed"]) == ([], SIZE)
        assert "countersigned" in document["notices"][0]


def test_a_rotation_without_the_previous_key_is_told_and_not_trusted(
    bundle: Bundle, scene: Scene
) -> None:
    following = another_key()
    _rotated(bundle, 9, rotation(scene.key, following, following))
    bundle.sign(following)
    _signed_upto(bundle, 8, scene.key, "000008.txt")
    old, new = bundle.verify(), Bundle(bundle.folder, following.verifier_key).verify()
    assert (old.code, old.document["signed"]) == (0, 8)
    assert (new.code, new.document["signed"]) == (0, SIZE)
    for answer in (old, new):
        assert "did not countersign" in answer.document["notices"][0]


def test_the_key_before_signs_no_longer(bundle: Bundle, scene: Scene) -> None:
    following = another_key()
    _rotated(bundle, 9, rotation(scene.key, following, following, scene.key))
    bundle.sign(scene.key)
    assert bundle.verify().codes == {"checkpoint", "unsigned"}


def test_a_takeover_is_found(bundle: Bundle, scene: Scene) -> None:
    """Whoever rewrites the log cannot make the auditor's key sign for their own."""
    mine = another_key()
    for fact in (
        rotation(scene.key, mine, another_key()),
        rotation(mine, mine, mine),
        rotation(scene.key, mine, mine) | {"statement": "nothing"},
        rotation(scene.key, mine, mine) | {"statement": None, "verifier_key": 5},
        _reworded(rotation(scene.key, mine, mine)),
    ):
        _rotated(bundle, 9, fact)
        bundle.sign(mine)
        assert ("key", 9) in bundle.verify().found
    forged = rotation(scene.key, mine, mine, scene.key)
    broken = forged["statement"][:-40] + "A" * 38 + "=\n"
    _rotated(bundle, 9, forged | {"statement": broken})
    bundle.sign(mine)
    assert ("key", 9) in bundle.verify().found


def test_a_second_opening_names_no_key(bundle: Bundle, scene: Scene) -> None:
    mine = another_key()
    opening = json.loads(bundle.lines()[0])
    fact = opening["fact"] | {"verifier_key": mine.verifier_key}
    bundle.change(9, lambda entry: entry.update(kind=opening["kind"], fact=fact))
    bundle.sign(mine)
    answer = bundle.verify()
    assert ("key", 9) in answer.found
    assert answer.document["signed"] == 0


def test_the_key_of_another_register_is_not_this_ones(bundle: Bundle) -> None:
    other = SigningKey.generate("crisis-log/flood-00000000").verifier_key
    answer = Bundle(bundle.folder, other).verify()
    assert {"key", "envelope", "checkpoint"} <= answer.codes


def test_a_register_without_a_key_says_so(bundle: Bundle) -> None:
    bundle.change(1, lambda entry: entry["fact"].update(verifier_key=None))
    assert "key" in bundle.verify().codes


# The fast way is the slow way


LINES: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda line: line,
    "a number": lambda line: line.replace(b'"number":', b'"number":1'),
    "the number before": lambda line: line.replace(b'"number":12', b'"number":11'),
    "a number with a point": lambda line: line.replace(b'"number":12', b'"number":12.0'),
    "a register": lambda line: line.replace(b"covid", b"flood"),
    "a later time": lambda line: line.replace(b"2020-03-17", b"2020-03-18"),
    "an earlier time": lambda line: line.replace(b"2020-03-17", b"2020-03-16"),
    "a fact to come": lambda line: line.replace(b'"occurred_at":"20', b'"occurred_at":"21'),
    "no zone": lambda line: line.replace(b'Z","occ', b'","occ'),
    "another zone": lambda line: line.replace(b"Z", b"+00:00"),
    "no time": lambda line: line.replace(b"T08", b"T99"),
    "a replay": lambda line: line.replace(b'"r6"', b'"r2"'),
    "a blank author": lambda line: line.replace(b'"secretary"', b'" "'),
    "no author": lambda line: line.replace(b'"secretary"', b"5"),
    "a blank request": lambda line: line.replace(b'"r6"', b'" "'),
    "a note": lambda line: line.replace(b"null", b'"seen"'),
    "a blank note": lambda line: line.replace(b"null", b'" "'),
    "no kind": lambda line: line.replace(b'"journal.logged.v3"', b"5"),
    "a key": lambda line: line.replace(b"journal.logged.v3", b"seal.key_rotated.v1"),
    "an opening": lambda line: line.replace(b"journal.logged.v3", b"crisis.opened.v2"),
    "a fact that is a list": lambda line: line.replace(b'"fact":', b'"fact":[],"more":'),
    "the fact as a list": lambda line: line.replace(b'"fact":{', b'"fact":[{').replace(
        b"}}", b"}]}"
    ),
    "a field more": lambda line: line.replace(b'"note"', b'"more":1,"note"'),
    "a field less": lambda line: line.replace(b'"note":null,', b""),
    "attachments": lambda line: line.replace(b'"fact":', b'"attachments":[],"fact":'),
    "two entries": lambda line: line + b"," + line,
    "half an entry": lambda line: line[:-1],
    "spaces around": lambda line: b" " + line + b"\t",
    "an array": lambda line: b"[" + line + b"]",
    "no number": lambda line: line.replace(b"null", b"NaN"),
    "half a sign": lambda line: line.replace(b'"secretary"', b'"\\ud800"'),
    "a whole sign": lambda line: line.replace(b'"secretary"', b'"\\ud83c\\udfe5"'),
    "no text": lambda line: line.replace(b"secretary", b"\xff"),
}


@pytest.mark.parametrize("attack", LINES)
def test_reading_many_lines_at_once_finds_the_same(
    untouched: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attack: str
) -> None:
    """The attacked line ends the third of seven batches; those around it are usual."""
    many = _usual(untouched, 28)
    monkeypatch.setattr(verifier, "CHUNK", 3 * max(map(len, many)) + 4)
    changed = LINES[attack](many[11])
    assert (changed != many[11]) == (attack != "nothing")
    many[11] = changed
    usual: list[bool] = []
    take_usual = verifier.Log.take_usual

    def counted(log: verifier.Log, batch: list[bytes]) -> bool:
        usual.append(take_usual(log, batch))
        return usual[-1]

    found = [
        _read(many, tmp_path, monkeypatch, way) for way in (counted, lambda _log, _batch: False)
    ]
    assert found[0] == found[1]
    assert usual[:2] == [True, True], "the fast way was tried"


def _usual(bundle: Bundle, lines: int) -> list[bytes]:
    """Return lines that are read many at a time; two follow from each request."""
    many = []
    for number in range(1, lines + 1):
        document = json.loads(bundle.lines()[2])
        document |= {"number": number, "request_id": f"r{number // 2}"}
        document["recorded_at"] = f"2020-03-17T08:00:{number:02}Z"
        document["occurred_at"] = document["recorded_at"] if number % 3 else "2020-03-16T00:00:00Z"
        many.append(to_bytes(document))
    return many


def test_whatever_byte_of_a_line_is_exchanged_nothing_is_missed(untouched: Bundle) -> None:
    before, line, after = _usual(untouched, 3)
    taken = 0
    for place in range(len(line)):
        for sign in (b"", b'"', b"\\", b"}", b",", b" ", b"\t", b"\xc3", b"1", b"T"):
            lines = [before, line[:place] + sign + line[place + 1 :], after]
            many, single = (
                verifier.Log(f"crisis-log/{REGISTER_ID}", verifier.Findings(), set())
                for _way in range(2)
            )
            if many.take_usual(lines):
                for each in lines:
                    single.take(each)
                assert single.findings.kept == [], lines[1]
                assert _gathered(many) == _gathered(single), lines[1]
                taken += 1
    assert taken > len(line), "most of a line may say anything"


def _read(
    lines: list[bytes],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    take_usual: Callable[[verifier.Log, list[bytes]], bool],
) -> tuple[object, ...]:
    """Return what is found in `lines`, and all that is gathered."""
    monkeypatch.setattr(verifier.Log, "take_usual", take_usual)
    log = verifier.Log(f"crisis-log/{REGISTER_ID}", verifier.Findings(), {0, 1, 11, 28})
    (folder / "entries.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    log.read(folder / "entries.jsonl", folder / "leaves.txt")
    return log.findings.kept, _gathered(log)


def _gathered(log: verifier.Log) -> dict[str, object]:
    apart = {"tree", "findings", "digest", "shapes"}
    state = {name: value for name, value in vars(log).items() if name not in apart}
    return {**state, "roots": log.tree.roots}


def test_an_entry_cannot_run_over_the_end_of_its_line(
    untouched: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = untouched.lines()[2:5]
    for number, line in enumerate(lines):
        lines[number] = line.replace(b'"number":%d' % (number + 3), b'"number":%d' % (number + 1))
    open_list = lines[0][:-2] + b',"tags":[1'
    for pair in ([open_list, b"2]}},0," + lines[1]], [lines[0] + b",0," + lines[1], lines[2]]):
        found = [
            _read(pair, tmp_path, monkeypatch, way)
            for way in (verifier.Log.take_usual, lambda _log, _batch: False)
        ]
        assert found[0] == found[1]


def test_it_finds_the_roots_that_the_register_has(scene: Scene, untouched: Bundle) -> None:
    log = verifier.Log(f"crisis-log/{REGISTER_ID}", verifier.Findings(), set(range(SIZE + 1)))
    log.read(untouched.entries, untouched.data / "leaves.txt")
    with Register.open(scene.path) as register:
        with register.nodes() as node:
            assert log.tree.roots == {size: root_at(size, node) for size in range(SIZE + 1)}
        assert register.size() == SIZE


def test_the_account_that_recorded_entries_is_theirs_in_a_bundle(
    bundle: Bundle, scene: Scene
) -> None:
    """A register that moved to a server holds entries with and without."""
    for number in (2, 4, SCHOOLS):
        bundle.change(number, lambda entry: name_account(entry, "c.martin"))
    bundle.sign(scene.key)
    assert bundle.verify().document["findings"] == []


def test_another_account_in_an_entry_is_found(bundle: Bundle) -> None:
    bundle.change(SCHOOLS, lambda entry: name_account(entry, "c.martin"))
    assert bundle.verify().codes >= {"checkpoint"}


@pytest.mark.parametrize("login", ["", "  ", None, 7])
def test_an_account_without_a_name_makes_no_entry(
    bundle: Bundle, scene: Scene, login: object
) -> None:
    bundle.change(SCHOOLS, lambda entry: name_account(entry, login))
    bundle.sign(scene.key)
    assert ("unreadable", SCHOOLS) in bundle.verify().found
