"""A history proves what became of each earlier log, to whoever holds no log at all."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from crisis_log.evidence.exact import to_base64
from crisis_log.evidence.history import HEADER, History, make_history
from crisis_log.evidence.merkle import ProofError
from crisis_log.evidence.note import NotSignedError, checkpoint_text, sign
from crisis_log.evidence.signing_key import NoteError, SigningKey
from tests.evidence.trees import Nodes, contents, mth

KEY = SigningKey("crisis-log/a", Ed25519PrivateKey.from_private_bytes(b"a" * 32))
SIZE = 21
DATA = contents(SIZE)
NODES = Nodes(DATA)
ROOTS = [mth(DATA[:size]) for size in range(SIZE + 1)]
NOTE = sign(checkpoint_text(KEY.name, SIZE, ROOTS[SIZE]), KEY)


def history_of(*sizes: int) -> str:
    return make_history(NOTE, [(size, ROOTS[size]) for size in sizes], NODES.at)


@settings(max_examples=40)
@given(st.lists(st.integers(0, SIZE)))
def test_a_history_of_any_earlier_logs_comes_back_and_verifies(sizes: list[int]) -> None:
    text = history_of(*sizes)
    assert History.parse(text).to_text() == text
    checkpoint, earlier = History.parse(text).verify(KEY.verifier_key)
    assert checkpoint == (KEY.name, SIZE, ROOTS[SIZE])
    assert earlier == {size: ROOTS[size] for size in sizes}
    assert list(earlier) == sorted(earlier)


def test_a_history_is_laid_out_as_documented() -> None:
    assert history_of() == f"{HEADER}\n\n{NOTE}"
    first, second, *note = history_of(SIZE, 16).split("\n\n")
    assert first.startswith(f"{HEADER}\n16 ")
    assert len(first.split("\n")) == 2 + len(History.parse(history_of(16)).earlier[0].proof)
    assert second.startswith(f"{SIZE} ")
    assert "\n\n".join(note) == NOTE


def test_no_history_is_made_of_a_log_that_does_not_extend_the_earlier_ones() -> None:
    for earlier in (
        [(5, ROOTS[6])],
        [(5, ROOTS[5]), (5, ROOTS[6])],
        [(SIZE, ROOTS[5])],
        [(SIZE + 1, ROOTS[5])],
        [(-1, ROOTS[0])],
    ):
        with pytest.raises(ProofError):
            make_history(NOTE, earlier, NODES.at)
    with pytest.raises(NoteError):
        make_history("no checkpoint", [], NODES.at)


def test_any_change_to_a_history_is_refused() -> None:
    text = history_of(0, 5, 16)
    for place, letter in enumerate(text):
        for other in ("", chr(ord(letter) ^ 1), letter.swapcase(), "\n", " ", "0", "é"):
            changed = text[:place] + other + text[place + 1 :]
            if changed != text:
                with pytest.raises((ProofError, NoteError)):
                    History.parse(changed).verify(KEY.verifier_key)


def test_earlier_logs_out_of_order_or_twice_are_refused() -> None:
    logs = History.parse(history_of(5, 16)).earlier
    for wrong in (logs[::-1], (logs[0], *logs)):
        with pytest.raises(ProofError):
            History(wrong, NOTE).verify(KEY.verifier_key)


def test_a_history_vouches_for_itself_before_nobody() -> None:
    with pytest.raises(NotSignedError):
        History.parse(history_of(5)).verify(SigningKey.generate(KEY.name).verifier_key)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_what_is_as_long_as_no_hash_is_not_read(size: int) -> None:
    other, text = to_base64(bytes(size)), history_of(5)
    root = to_base64(ROOTS[5])
    _head, _space, after = text.partition(f"5 {root}\n")
    path = after.partition("\n")[0]
    for hash_ in (root, path):
        assert hash_ in text
        with pytest.raises((ProofError, NoteError)):
            History.parse(text.replace(hash_, other, 1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        HEADER,
        f"{HEADER}\n",
        f"{HEADER}\n\n",
        NOTE,
        f"{HEADER}\n{NOTE}",
        f"{HEADER}\n\n\n{NOTE}",
        f"{HEADER} \n\n{NOTE}",
        f"\n{HEADER}\n\n{NOTE}",
        f"{HEADER}\n\n{NOTE}\n",
        history_of(5).replace("\n5 ", "\n05 "),
        history_of(5).replace("\n5 ", "\n5  "),
        history_of(5).replace("\n5 ", "\n\n5 "),
        history_of(5, 16).replace("\n\n16 ", "\n\n\n16 "),
        history_of(5, 16).replace("\n\n16 ", "\n16 "),
    ],
)
def test_what_is_not_exactly_a_history_is_not_read(text: str) -> None:
    with pytest.raises((ProofError, NoteError)):
        History.parse(text)
