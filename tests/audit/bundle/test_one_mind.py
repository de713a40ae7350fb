"""The program and the stand-alone verifier judge the same bytes alike; what each check is for."""

import contextlib
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from crisis_log.audit.bundle import verify as verifier
from crisis_log.audit.spelling import Spelling
from crisis_log.entry import read_entry
from crisis_log.evidence.note import checkpoint_text, sign
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.fact import UnreadableEntryError
from tests.attacks.scene import REGISTER_ID, SCHOOLS, SIZE, Scene
from tests.audit.bundle.bundles import (
    Bundle,
    another_key,
    rotate,
    rotation,
    signed,
    to_base64,
    to_bytes,
)


def _with_received(instant: bytes) -> Callable[[bytes], bytes]:
    return lambda line: line.replace(b'"by":', b'"received_at":' + instant + b',"by":', 1)


def _taken_from(source: bytes) -> Callable[[bytes], bytes]:
    return lambda line: line.replace(b',"fact":', b',"taken_from":' + source + b',"fact":', 1)


def _recorded_by(login: bytes) -> Callable[[bytes], bytes]:
    return lambda line: line.replace(
        b',"request_id":', b',"recorded_by":' + login + b',"request_id":', 1
    )


VARIANTS: dict[str, Callable[[bytes], bytes]] = {
    "a raw newline": lambda line: line.replace(b',"fact"', b',\n"fact"'),
    "a space": lambda line: line.replace(b'"number":3', b'"number": 3'),
    "an escape": lambda line: line.replace(b"Schools", b"\\u0053chools"),
    "a slash": lambda line: line.replace(b"Schools", b"a\\/b"),
    "a name twice": lambda line: line.replace(b'"number":3', b'"number":9,"number":3'),
    "a name twice in the fact": lambda line: line.replace(b'"fact":{', b'"fact":{"text":"x",'),
    "1.0 for 1": lambda line: line.replace(b'"number":3', b'"number":3.0'),
    "1e0 for 1": lambda line: line.replace(b'"number":3', b'"number":3e0'),
    "a number as text": lambda line: line.replace(b'"number":3', b'"number":"3"'),
    "half a sign": lambda line: line.replace(b"Schools", b"\\ud800"),
    "a pair": lambda line: line.replace(b"Schools", b"\\ud83c\\udfe5"),
    "another order": lambda line: to_bytes(dict(reversed(json.loads(line).items()))).replace(
        b',"register_id"', b',"register_id"'
    ),
    "a zone": lambda line: line.replace(b'Z","occ', b'+00:00","occ'),
    "a blank for T": lambda line: line.replace(b"T", b" ", 1),
    "a space behind": lambda line: line + b" ",
    "a reception of another zone": _with_received(b'"2020-03-17T19:00:00+00:00"'),
    "a reception that is nothing": _with_received(b"null"),
    "a reception behind who recorded": lambda line: line.replace(
        b',"request_id"', b',"received_at":"2020-03-17T19:00:00Z","request_id"'
    ),
    "an account that is nothing": _recorded_by(b"null"),
    "an account that is blank": _recorded_by(b'" "'),
    "an account without a name": _recorded_by(b'""'),
    "an account as a number": _recorded_by(b"7"),
    "an account as a list": _recorded_by(b'["c.martin"]'),
    "an account twice": _recorded_by(b'"a","recorded_by":"b"'),
    "an account before who recorded": lambda line: line.replace(
        b'"by":', b'"recorded_by":"c.martin","by":', 1
    ),
    "an account at the end": lambda line: line.replace(
        b',"fact":', b',"recorded_by":"c.martin","fact":', 1
    ),
    "a row that is nothing": _taken_from(b"null"),
    "a row without a line": _taken_from(b'{"file":"main.csv"}'),
    "a row before the first": _taken_from(b'{"file":"main.csv","line":0}'),
    "a row of no sheet": _taken_from(b'{"file":"main.csv","sheet":null,"line":3}'),
    "a row in another order": _taken_from(b'{"line":3,"file":"main.csv"}'),
    "a row with more": _taken_from(b'{"file":"main.csv","line":3,"more":1}'),
    "a row as text": _taken_from(b'"main.csv"'),
    "a row of a blank file": _taken_from(b'{"file":" ","line":3}'),
    "a long number": lambda line: line.replace(b'"fact":{', b'"fact":{"x":' + b"9" * 5000 + b","),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_spelling_variant_is_refused_by_both(untouched: Bundle, variant: str) -> None:
    line = untouched.lines()[2]
    changed = VARIANTS[variant](line)
    assert changed != line
    assert (_program(line), _alone(line)) == (True, True)
    assert (_program(changed), _alone(changed)) == (False, False)


def test_a_declared_reception_is_read_by_both(untouched: Bundle) -> None:
    changed = _with_received(b'"2020-03-17T19:00:00Z"')(untouched.lines()[2])
    assert (_program(changed), _alone(changed)) == (True, True)


@pytest.mark.parametrize(
    "source",
    [
        b'{"file":"main.csv","line":3}',
        b'{"file":"main.xlsx","sheet":"Lundi","line":3}',
        b'{"file":"main.csv","line":3,"author":"M. Roche"}',
        b'{"file":"a\\"b.csv","line":3}',
    ],
)
def test_the_row_that_an_entry_was_taken_from_is_read_by_both(
    untouched: Bundle, source: bytes
) -> None:
    changed = _taken_from(source)(untouched.lines()[2])
    assert (_program(changed), _alone(changed)) == (True, True)


@pytest.mark.parametrize("login", [b'"c.martin"', b'"c \\"m\\""', '"rené"'.encode()])
def test_the_account_that_recorded_an_entry_is_read_by_both(
    untouched: Bundle, login: bytes
) -> None:
    changed = _recorded_by(login)(untouched.lines()[2])
    assert (_program(changed), _alone(changed)) == (True, True)
    received = _with_received(b'"2020-03-17T19:00:00Z"')(changed)
    assert (_program(received), _alone(received)) == (True, True)


@pytest.mark.parametrize("first", [lambda line: line, _recorded_by(b'"c.martin"')])
def test_entries_with_an_account_and_without_are_judged_alike(
    untouched: Bundle, first: Callable[[bytes], bytes]
) -> None:
    """A register that moved to a server holds both: whichever came first tells what is usual."""
    line = untouched.lines()[2]
    kind, learned = json.loads(line)["kind"], Spelling()
    assert learned.is_as_written(kind, first(line))
    for login in (b'"c.martin"', b'"a"', b'"c \\"m\\""', b"null", b"7", b'"a" '):
        changed = _recorded_by(login)(line)
        assert learned.is_as_written(kind, changed) is Spelling().is_as_written(kind, changed)
    assert learned.is_as_written(kind, line)


@pytest.mark.parametrize("number", range(1, SIZE + 1))
def test_entries_that_came_before_change_no_judgement(untouched: Bundle, number: int) -> None:
    """Whatever byte is exchanged: the first entry of a kind only tells what is usual."""
    line = untouched.lines()[number - 1]
    kind = json.loads(line)["kind"]
    learned = Spelling()
    assert learned.is_as_written(kind, line)
    for place in range(0, len(line), 3):
        for exchanged in (b"", b'"', b"\\", b" ", b"0", b"\t", b'",', b":1"):
            changed = line[:place] + exchanged + line[place + 1 :]
            try:
                read_entry(changed, tolerant=True)
            except UnreadableEntryError:
                continue
            expected = Spelling().is_as_written(kind, changed)
            assert learned.is_as_written(kind, changed) == expected, changed


LISTS = ["[]", '["x"]', '["x","y"]', '["x",]', "[,]", '["x""y"]', '["x", "y"]', "[1,-0]", "[1.0]"]
LISTS += ["[[]]", '[{"a":1}]', '[{"a":1},{"a":2}]', '[{"a":1,"a":1}]', "[1]", "[01]", "[1e2]", "{}"]


@pytest.mark.parametrize("first", LISTS)
def test_one_spelling_of_lists(untouched: Bundle, first: str) -> None:
    line = untouched.lines()[2]
    made = {
        text: line.replace(b'"fact":{', b'"fact":{"l":' + text.encode() + b",") for text in LISTS
    }
    learned, log = Spelling(), verifier.Log("crisis-log/x", verifier.Findings(), set())
    for text in (first, *LISTS):
        fact = made[text].decode().partition(',"fact":')[2][:-1]
        try:
            value = json.loads(fact)
            expected = json.dumps(value, ensure_ascii=False, separators=(",", ":")) == fact
            assert learned.is_as_written("k", made[text]) is expected
            assert log.are_spelled(["k"], [fact]) is expected
        except ValueError:
            with pytest.raises((ValueError, StopIteration)):
                learned.is_as_written("k", made[text])
            with pytest.raises((ValueError, StopIteration)):
                log.are_spelled(["k"], [fact])


@pytest.mark.parametrize("text", ["\\u0041", "\\/", "\\ud800", 'x\\","a":"', "\\"])
def test_an_escape_is_never_taken_for_usual(text: str) -> None:
    log = verifier.Log("crisis-log/x", verifier.Findings(), set())
    assert log.are_spelled(["k", "k"], ['{"a":"x","b":"y"}', '{"a":"\\"\\n","b":"y"}'])
    with contextlib.suppress(*verifier.UNREAD):  # which is not usual either
        assert not log.are_spelled(["k"], [f'{{"a":"{text}","b":"y"}}'])


def _program(line: bytes) -> bool:
    try:
        entry = read_entry(line, tolerant=True)
    except UnreadableEntryError:
        return False
    return Spelling().is_as_written(entry.kind, line)


def _alone(line: bytes) -> bool:
    try:
        values = verifier.read(line)
        for time_told in values[3:6]:
            verifier.instant(time_told)
    except verifier.UNREAD:
        return False
    return b"\n" not in line  # which ends a line of the file


# Each of these fails without the check that it is named after


def test_a_rotation_that_the_next_key_did_not_sign_ties_no_key(
    bundle: Bundle, scene: Scene
) -> None:
    mine = another_key()
    bundle.change(
        9, lambda entry: rotate(entry, rotation(scene.key, mine, scene.key, another_key()))
    )
    for path in (bundle.data / "checkpoints").iterdir():
        path.unlink()
    (bundle.data / "checkpoints" / "000008.txt").write_text(signed(bundle.lines()[:8], scene.key))
    answer = Bundle(bundle.folder, mine.verifier_key).verify()
    assert (answer.document["signed"], answer.codes) == (0, {"key", "unsigned"})


def test_an_attachment_of_another_size_is_found(bundle: Bundle, scene: Scene) -> None:
    bundle.change(SCHOOLS, lambda entry: entry["attachments"][0].update(size=5))
    bundle.sign(scene.key)
    assert bundle.verify().found == [("attachment", SCHOOLS)]


def test_the_signature_of_another_key_hash_is_not_this_keys(bundle: Bundle, scene: Scene) -> None:
    note = bundle.sign(scene.key)
    head, _, value = note.rpartition(" ")
    raw = verifier.from_base64(value.strip())
    other = to_base64(b"\0\0\0\0" + raw[4:])
    (bundle.data / "checkpoints" / "000012.txt").write_text(f"{head} {other}\n")
    assert bundle.verify().codes == {"checkpoint", "unsigned"}


def test_a_checkpoint_of_another_origin_is_not_of_this_log(bundle: Bundle, scene: Scene) -> None:
    note = bundle.sign(scene.key)
    root = verifier.from_base64(note.split("\n")[2])
    other = sign(checkpoint_text("crisis-log/other-00000000", SIZE, root), scene.key)
    (bundle.data / "checkpoints" / "000012.txt").write_text(other)
    assert bundle.verify().codes == {"checkpoint", "unsigned"}


def test_a_good_and_a_bad_signature_of_one_key_are_refused(bundle: Bundle, scene: Scene) -> None:
    note = bundle.sign(scene.key)
    bad = signed([b"x"], scene.key).splitlines()[-1]
    for text in (f"{note}{bad}\n", note.replace("\n\n", f"\n\n{bad}\n")):
        (bundle.data / "checkpoints" / "000012.txt").write_text(text)
        assert bundle.verify().codes == {"checkpoint", "unsigned"}


@pytest.mark.parametrize("y", [0, 1, verifier.P - 1, verifier.P, verifier.P + 1])
def test_a_key_of_small_order_is_refused(y: int) -> None:
    public = b"\1" + y.to_bytes(32, "little")
    name = b"crisis-log/x"
    digest = verifier.sha256(name + b"\n" + public).hexdigest()[:8]
    with pytest.raises(ValueError, match="crisis-log"):
        verifier.opened(f"crisis-log/x+{digest}+{to_base64(public)}")


def test_a_key_whose_hash_is_another_is_refused(untouched: Bundle) -> None:
    name, key_hash, public = untouched.key.split("+", 2)
    assert verifier.opened(untouched.key)[1].hex() == key_hash
    for other in ("00000000", key_hash.upper() if key_hash.upper() != key_hash else "", "0x"):
        with pytest.raises(ValueError, match="crisis-log"):
            verifier.opened(f"{name}+{other}+{public}")


@pytest.mark.parametrize("line", ["a+b AAAAAAA=", "a AAAAAA==", "a AAAAAAB=", "a", "a  b", "-"])
def test_a_line_that_is_no_signature_makes_no_note(line: str) -> None:
    text = "crisis-log/x\n0\n" + "A" * 43 + "=\n\n"
    assert verifier.checkpoint_in(f"{text}— a AAAAAAA=\n").size == 0
    with pytest.raises(ValueError, match=r"crisis-log|AAA|padding"):
        verifier.checkpoint_in(f"{text}— {line}\n")


# Files


def test_a_link_or_a_pipe_is_never_opened(bundle: Bundle) -> None:
    import os

    if hasattr(os, "mkfifo"):
        os.mkfifo(bundle.data / "attachments" / "pipe")
    (bundle.data / "checkpoints" / "000001.txt").symlink_to("/dev/zero")
    (bundle.data / "loop").symlink_to(bundle.data)
    answer = bundle.verify()
    assert (answer.code, answer.codes) == (3, {"bag"})


def test_a_genuine_attachment_is_known_by_its_content(bundle: Bundle) -> None:
    (path,) = (bundle.data / "attachments").iterdir()
    (path.parent / path.name[:70]).write_bytes(b"swapped")
    assert bundle.verify().found == [("attachment", None)]
    (path.parent / path.name[:70]).unlink()
    path.rename(path.with_name("order.pdf"))
    assert bundle.verify().found == []


def test_the_manifests_are_checked(bundle: Bundle) -> None:
    bundle.lists = False
    assert bundle.verify().found == []
    (bundle.data / "index.html").write_bytes(b"changed")
    (bundle.data / "more.txt").write_bytes(b"more")
    (bundle.data / "README.txt").unlink()
    (bundle.folder / "bagit.txt").write_bytes(b"")
    answer = bundle.verify()
    assert answer.document["counts"] == {"bag": 5}


def test_every_file_is_checked_or_named(bundle: Bundle) -> None:
    (bundle.data / "what\u202eever").write_bytes(b"")
    answer = bundle.verify()
    named = set(answer.document["unchecked"])
    assert {"data/index.html", "data/README.txt", "data/what\ufffdever", "bag-info.txt"} <= named
    there = {
        path.relative_to(bundle.folder).as_posix()
        for path in bundle.folder.rglob("*")
        if path.is_file()
    }
    checked = {path for path in there if path.split("/")[1:2] in (["checkpoints"], ["attachments"])}
    checked |= {"bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "data/verify.py"}
    checked |= {"data/entries.jsonl", "data/leaves.txt", "data/what\u202eever"}
    assert there - checked == named - {"data/what\ufffdever"}
    assert "index.html" in " ".join(answer.document["not_proven"])


# Bounds


@pytest.mark.parametrize(
    "text",
    [
        "crisis-log/" * 16_000,
        "".join(f"—crisis-log/{'a' * n}{'A' * 91}=" for n in range(1, 900)),
        "crisis-log/a=" + "—b" * 60_000,
        "\n > \t" * 40_000,
        "crisis-log/x1" + "A" * 43 + "=" + f"—crisis-log/x{'A' * 91}=" * 2000,
        "=—" * 90_000,
    ],
)
def test_hostile_text_is_read_in_no_time(text: str) -> None:
    begin = time.process_time()
    list(verifier.checkpoints_in(text.encode()))
    assert time.process_time() - begin < 2, "seconds; linear takes milliseconds"


def test_a_pdf_that_inflates_is_read_up_to_a_bound() -> None:
    import zlib

    bomb = zlib.compress(b"crisis-log/" + bytes(50_000_000))
    pdf = b"%PDF-1.7\n" + (b"stream\n" + bomb[:5000] + b"endstream\n") * 50 + b"stream\n" * 20_000
    begin = time.process_time()
    list(verifier.checkpoints_in(pdf))
    assert time.process_time() - begin < 5, "seconds"


def test_hostile_signatures_are_bounded(
    bundle: Bundle, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifier, "MOST_SIGNATURES", 10)
    verifier.is_signature.cache_clear()
    for size in range(12):
        note = signed([bytes([size])] * size, scene.key)
        (bundle.data / "checkpoints" / f"x{size}.txt").write_text(note)
    answer = bundle.verify()
    assert (answer.code, answer.out) == (4, "")
    assert "signatures" in answer.err


NOTE = signed([b"x"], SigningKey.generate(f"crisis-log/{REGISTER_ID}")).encode()


@seed(20200317)
@settings(max_examples=150, deadline=None, database=None)
@given(st.data())
def test_no_bytes_end_in_a_traceback(data: st.DataObject) -> None:
    base = data.draw(st.sampled_from([NOTE, b"%PDF-1.7\nstream\n" + NOTE, b'{"number":1}', b""]))
    place = data.draw(st.integers(0, len(base)))
    made = (
        base[:place]
        + data.draw(st.binary(max_size=20))
        + base[place + data.draw(st.integers(0, 9)) :]
    )
    list(verifier.checkpoints_in(made))
    list(verifier.revisions(made))
    for reader in (verifier.read, lambda raw: verifier.checkpoint_in(raw.decode())):
        try:
            reader(made)
        except verifier.UNREAD:
            continue
    with contextlib.suppress(ValueError):
        verifier.opened(made.decode(errors="replace"))


@seed(20200318)
@settings(max_examples=25, deadline=None, database=None)
@given(st.data())
def test_no_bundle_ends_in_a_traceback(
    untouched: Bundle, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    names = ["entries.jsonl", "leaves.txt", "checkpoints/000012.txt", "fingerprint.txt"]
    copy = Bundle(tmp_path_factory.mktemp("fuzz"), untouched.key)
    (copy.data / "checkpoints").mkdir(parents=True)
    for name in names:
        (copy.data / name).write_bytes((untouched.data / name).read_bytes())
    path = copy.data / data.draw(st.sampled_from(names))
    raw = path.read_bytes()
    place = data.draw(st.integers(0, len(raw)))
    path.write_bytes(raw[:place] + data.draw(st.binary(max_size=8)) + raw[place + 1 :])
    answer = copy.verify()
    assert (answer.code, "failed" in answer.err) == (3, False) or answer.code == 4


def test_a_pipe_to_nobody_does_not_wait(untouched: Bundle, tmp_path: Path) -> None:
    import os

    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert untouched.verify("--checkpoint", tmp_path / "pipe").code == 4
