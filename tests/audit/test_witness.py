"""Witnesses: checkpoints found in reports, files and mangled text, and what two of them say."""

import sys
import zlib
from hashlib import sha256
from pathlib import Path
from typing import Final

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_log.audit.attached import CHECKPOINT_FILE, HISTORY_FILE, KEY_FILE
from crisis_log.audit.pdf import beginnings
from crisis_log.audit.witness import Witness, WitnessError, compare, read_witnesses
from crisis_log.evidence.history import make_history
from crisis_log.evidence.merkle import NodeAt, appended, leaf_hash, root_at
from crisis_log.evidence.note import checkpoint_text, sign
from crisis_log.evidence.signing_key import SigningKey
from tests.cli.witnesses import KEY, ORIGIN, VERIFIER_KEY, checkpoint

SPACES: Final = " \t\n\r\u00a0\u202f\u2003\f"
OTHER_KEY: Final = SigningKey.generate(ORIGIN)


def pdf(path: Path, attachments: dict[str, bytes]) -> Path:
    """Write a PDF with these attachments."""
    with pikepdf.new() as document:
        document.add_blank_page()
        for name, content in attachments.items():
            document.attachments[name] = content
        document.save(path)
    return path


def report(path: Path, note: str, *, key: str | None = VERIFIER_KEY, history: str = "") -> Path:
    """Write a PDF that carries a checkpoint as reports do."""
    files = {CHECKPOINT_FILE: note, KEY_FILE: f"{key}\n" if key else "", HISTORY_FILE: history}
    return pdf(path, {name: text.encode() for name, text in files.items() if text})


def log(*texts: str) -> NodeAt:
    """Return the tree of a log of these entries."""
    nodes: dict[tuple[int, int], bytes] = {}

    def node(level: int, index: int) -> bytes:
        return nodes[level, index]

    for position, text in enumerate(texts):
        (made,) = appended(position, [leaf_hash(text.encode())], node)
        nodes |= {(level, position >> level): found for level, found in enumerate(made)}
    return node


def signed(size: int, tree: NodeAt, key: SigningKey = KEY) -> str:
    return sign(checkpoint_text(ORIGIN, size, root_at(size, tree)), key)


def notes(given: str) -> list[str]:
    return [witness.note for witness in read_witnesses(given)]


def read_or_refused(path: Path) -> list[str] | str:
    """Return the notes in a file, or the sentence that refuses it."""
    try:
        return notes(str(path))
    except WitnessError as error:
        return str(error)


# Reading text


def test_a_checkpoint_is_read_from_pasted_text() -> None:
    (witness,) = read_witnesses(checkpoint(12))
    assert (witness.source, witness.note) == ("pasted text", checkpoint(12))
    assert (witness.checkpoint.origin, witness.checkpoint.size) == (ORIGIN, 12)
    assert witness.is_signed_by(VERIFIER_KEY) is True


@given(st.data())
def test_a_checkpoint_survives_whatever_happens_to_its_white_space(data: st.DataObject) -> None:
    white = st.text(SPACES, min_size=1, max_size=3)
    parts = checkpoint(7, root=data.draw(st.integers(0, 255))).split()
    mangled = "".join(part + data.draw(white) for part in parts)
    (witness,) = read_witnesses(f"\n{mangled}")
    assert witness.is_signed_by(VERIFIER_KEY)


@given(st.lists(st.integers(1, 90), max_size=6))
def test_a_checkpoint_survives_line_breaks_within_root_and_signature(cuts: list[int]) -> None:
    head, _dash, signature = checkpoint(7, root=200).rpartition(" ")
    for cut in sorted(cuts, reverse=True):
        signature = f"{signature[:cut]}\n  {signature[cut:]}"
    (witness,) = read_witnesses(f"{head} {signature}")
    assert witness.note == checkpoint(7, root=200)


def test_a_checkpoint_is_found_within_a_letter_and_several_in_one_file(tmp_path: Path) -> None:
    text = "Sir,\n\n> {}\nand the later one:\n{}\nYours\n".format(
        checkpoint(3).replace("\n", "\n> ").replace("> >", ">"), checkpoint(9)
    )
    (tmp_path / "letter.txt").write_text(text.replace("> ", ""))
    found = read_witnesses(str(tmp_path / "letter.txt"))
    assert [(one.source, one.checkpoint.size) for one in found] == [
        ("letter.txt", 3),
        ("letter.txt", 9),
    ]


def test_a_checkpoint_typed_by_windows_or_with_a_mark_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.txt"
    path.write_bytes(b"\xef\xbb\xbf" + checkpoint(3).replace("\n", "\r\n").encode())
    assert notes(str(path)) == [checkpoint(3)]


@pytest.mark.parametrize(
    "text",
    [
        "\n",
        "—",
        "a\nb",
        checkpoint(3).replace(ORIGIN, "other/log"),
        checkpoint(3)[:-20] + "\n",
        checkpoint(3).replace("\n3\n", "\n-3\n"),
        checkpoint(3).replace("\n3\n", "\n03\n"),
        checkpoint(3).replace("—", "-"),
        "crisis-log/" * 10_000 + "\n",
        "crisis-log/x 1 " + "A " * 20_000 + "\n",
    ],
)
def test_a_text_without_a_checkpoint_is_a_sentence(text: str) -> None:
    with pytest.raises(WitnessError, match=r"holds no checkpoint: give a report"):
        read_witnesses(text)


@given(st.binary(max_size=300))
def test_garbage_is_a_sentence(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "garbage"
    path.write_bytes(content)
    with pytest.raises(WitnessError, match=r"\.$"):
        read_witnesses(str(path))


@pytest.mark.parametrize("name", ["gone.pdf", "", "x" * 300])
def test_a_file_that_is_not_there_is_a_sentence(name: str) -> None:
    with pytest.raises(WitnessError, match=r"\.$"):
        read_witnesses(name)


def test_a_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WitnessError, match="cannot be read: it is a folder"):
        read_witnesses(str(tmp_path))


# Reading reports


def test_a_report_carries_its_checkpoint_the_key_and_the_history(tmp_path: Path) -> None:
    path = report(tmp_path / "weekly.pdf", checkpoint(3), history="a history")
    assert read_witnesses(str(path)) == [
        Witness(
            "weekly.pdf",
            checkpoint(3),
            read_witnesses(checkpoint(3))[0].checkpoint,
            VERIFIER_KEY,
            "a history",
            (sha256(path.read_bytes()).hexdigest(), *beginnings(path.read_bytes())),
        )
    ]


def test_a_report_without_key_and_history_is_still_a_witness(tmp_path: Path) -> None:
    (witness,) = read_witnesses(str(report(tmp_path / "a.pdf", checkpoint(3), key=None)))
    assert (witness.verifier_key, witness.history) == (None, None)


HOSTILE: Final = {
    "without attachments": {},
    "empty": {CHECKPOINT_FILE: b""},
    "garbage": {CHECKPOINT_FILE: b"\xff\xfe\x00"},
    "cut": {CHECKPOINT_FILE: checkpoint(3).encode()[:-9]},
    "unsigned": {CHECKPOINT_FILE: checkpoint(3).partition("\n\n")[0].encode()},
    "other name": {"checkpoint": checkpoint(3).encode()},
    "two": {CHECKPOINT_FILE: (checkpoint(3) * 2).encode()},
}


@pytest.mark.parametrize("attachments", HOSTILE.values(), ids=HOSTILE)
def test_a_report_without_a_readable_checkpoint_is_a_sentence(
    tmp_path: Path, attachments: dict[str, bytes]
) -> None:
    path = pdf(tmp_path / "a.pdf", attachments)
    with pytest.raises(WitnessError, match="carries no checkpoint that can be read"):
        read_witnesses(str(path))


@pytest.mark.parametrize("kept", [5, 9, 40, 400, -40, -5])
def test_a_report_cut_short_is_a_sentence_or_whole(tmp_path: Path, kept: int) -> None:
    whole = report(tmp_path / "a.pdf", checkpoint(3)).read_bytes()
    (tmp_path / "cut.pdf").write_bytes(whole[:kept])
    outcome = read_or_refused(tmp_path / "cut.pdf")
    assert outcome == [checkpoint(3)] or "holds no checkpoint" in outcome or "carries no" in outcome


def test_a_report_under_a_password_is_a_sentence(tmp_path: Path) -> None:
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(tmp_path / "a.pdf", encryption=pikepdf.Encryption(user="x", owner="y"))
    with pytest.raises(WitnessError, match="carries no checkpoint that can be read"):
        read_witnesses(str(tmp_path / "a.pdf"))


def test_a_file_too_large_to_be_a_report_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "film.pdf").open("wb") as file:
        file.truncate(200_000_001)
    with pytest.raises(WitnessError, match=r"film\.pdf is too large: at most 200 MB"):
        read_witnesses(str(tmp_path / "film.pdf"))


@pytest.mark.skipif(sys.platform == "win32", reason="memory is measured on POSIX systems")
def test_a_report_that_unpacks_to_much_is_not_unpacked(tmp_path: Path) -> None:
    import resource

    with pikepdf.new() as document:
        document.add_blank_page()
        document.attachments["checkpoint.txt"] = pikepdf.AttachedFileSpec(document, b"x")
        held = document.attachments["checkpoint.txt"].get_file().obj
        packer = zlib.compressobj()
        packed = [packer.compress(bytes(1_000_000)) for _ in range(400)]
        held.write(b"".join([*packed, packer.flush()]), filter=pikepdf.Name.FlateDecode)
        document.save(tmp_path / "a.pdf", compress_streams=False)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(WitnessError, match="carries no checkpoint that can be read"):
        read_witnesses(str(tmp_path / "a.pdf"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000


@given(st.data())
def test_a_report_with_bytes_changed_is_a_sentence_or_a_checkpoint(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.getbasetemp()
    content = bytearray(report(folder / "a.pdf", checkpoint(3)).read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (folder / "b.pdf").write_bytes(content)
    outcome = read_or_refused(folder / "b.pdf")
    assert isinstance(outcome, list) or outcome.endswith(".")


# Comparing


def witness(note: str, key: str | None = None, history: str | None = None) -> Witness:
    (found,) = read_witnesses(note)
    return found._replace(verifier_key=key, history=history)


TREE: Final = log("a", "b", "c", "d", "e")
EARLY: Final = witness(signed(3, TREE), VERIFIER_KEY)
LATE_NOTE: Final = signed(5, TREE)
LATE: Final = witness(
    LATE_NOTE, VERIFIER_KEY, make_history(LATE_NOTE, [(3, root_at(3, TREE))], TREE)
)
ELSEWHERE: Final = log("a", "x", "c", "d", "e")
FORKED: Final = witness(signed(3, ELSEWHERE), VERIFIER_KEY)
RESIGNED: Final = witness(signed(3, TREE, OTHER_KEY), OTHER_KEY.verifier_key)
STRANGER: Final = witness(
    checkpoint(3, origin="crisis-log/fire", key=SigningKey.generate("crisis-log/fire"))
)
TOUCHED: Final = EARLY._replace(note=EARLY.note.replace("\n3\n", "\n4\n"))


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (EARLY, EARLY, "same"),
        (EARLY, LATE, "extends"),
        (EARLY, FORKED, "fork"),
        (FORKED, LATE, "fork"),
        (EARLY, LATE._replace(history=None), "unproven"),
        (witness(signed(2, TREE), VERIFIER_KEY), LATE, "unproven"),
        (EARLY, STRANGER, "other"),
        (EARLY, RESIGNED, "key"),
        (EARLY._replace(verifier_key=None), LATE._replace(verifier_key=None), "key"),
        (TOUCHED, LATE, "forged"),
        (EARLY, LATE._replace(history="garbage"), "forged"),
        (EARLY, LATE._replace(history=make_history(signed(4, TREE), [], TREE)), "forged"),
    ],
)
def test_two_witnesses_say_whether_they_saw_one_log(
    one: Witness, other: Witness, verdict: str
) -> None:
    for first, second in ((one, other), (other, one)):
        found = compare(first, second)
        assert found.verdict == verdict
        assert found.is_sound == (verdict in {"same", "extends"})
        assert found.meaning.endswith(".")


def test_a_key_that_people_were_handed_decides_over_those_that_are_printed() -> None:
    assert compare(EARLY, LATE, [VERIFIER_KEY]).verdict == "extends"
    assert compare(RESIGNED, RESIGNED).verdict == "same"
    assert compare(RESIGNED, RESIGNED, [VERIFIER_KEY]).verdict == "key"
    assert compare(EARLY, RESIGNED, [VERIFIER_KEY, OTHER_KEY.verifier_key]).verdict == "same"


# Hostile reports and texts


@pytest.mark.parametrize("name", ["checkpoint.txt", "CHECKPOINT.TXT", "checkpoint\u200b.txt"])
def test_a_report_with_a_double_of_its_checkpoint_is_no_witness(tmp_path: Path, name: str) -> None:
    path = report(tmp_path / "a.pdf", checkpoint(3))
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        double = pikepdf.AttachedFileSpec(document, checkpoint(4).encode(), filename=name)
        document.Root.AF = pikepdf.Array([document.make_indirect(double.obj)])
        document.save()
    with pytest.raises(WitnessError, match=r"was altered: it carries “checkpoint\.txt” twice"):
        read_witnesses(str(path))


def test_a_text_with_very_many_checkpoints_is_refused() -> None:
    many = "".join(checkpoint(size) for size in range(1, 1002))
    with pytest.raises(WitnessError, match="too many checkpoints"):
        read_witnesses(many)


@pytest.mark.parametrize("mark", ["> ", "> > ", ">\t>", "  "])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_a_checkpoint_in_quoted_mail_is_read(mark: str, end: str) -> None:
    quoted = end.join(f"{mark}{line}" for line in checkpoint(7).split("\n"))
    assert notes(f"\n{quoted}") == [checkpoint(7)]


def test_a_comparison_says_whose_key_it_was_judged_under() -> None:
    assert not compare(EARLY, LATE).keys_given
    given = compare(EARLY, LATE, [VERIFIER_KEY])
    assert (given.keys_given, given.judged_under) == (True, [VERIFIER_KEY])


def test_a_key_of_another_log_vouches_for_no_witness() -> None:
    other = SigningKey("crisis-log/other", KEY.private)
    note = sign(checkpoint_text(ORIGIN, 3, bytes(32)), other)
    one = EARLY._replace(note=note, verifier_key=other.verifier_key)
    assert compare(one, one).verdict == "key"
