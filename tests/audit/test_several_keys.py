"""Several keys sign: the fold, an honest reckoning and the audit agree which are good where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisis_log.audit.seal_keys import SealKeys
from crisis_log.command import Known, Request
from crisis_log.evidence.keys import (
    addition_request,
    addition_statement,
    origin_of,
    rotation_statement,
    withdrawal_statement,
)
from crisis_log.evidence.note import checkpoint_text, sign
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.fact import Fact, Refused
from crisis_log.register import Register
from crisis_log.slices import seal
from crisis_log.slices.seal import KeyAdded, KeyRotated, KeyWithdrawn, Seal, evolve
from crisis_log.storage import StoredCheckpoint
from tests.attacks.scene import REGISTER_ID, SIZE, Scene, record, set_up, taken_now
from tests.audit.bundle.bundles import make
from tests.given import OPENING, entry_of

ORIGIN: Final = origin_of(REGISTER_ID)
HOLDER: Final = "Préfecture des Yvelines, cabinet"
POOL: Final = [SigningKey.generate(ORIGIN) for _number in range(8)]
OF: Final = {key.verifier_key: key for key in POOL}


def added(new: SigningKey, by: SigningKey, *beside: SigningKey, holder: str = HOLDER) -> KeyAdded:
    """Return the addition of a key, as two machines make it."""
    others = [key.verifier_key for key in beside or (by,)]
    statement = addition_statement(addition_request(ORIGIN, new, holder, others), by)
    return KeyAdded(
        verifier_key=new.verifier_key, holder=holder, reason="Second", statement=statement
    )


def rotated(before: SigningKey, new: SigningKey) -> KeyRotated:
    statement = rotation_statement(ORIGIN, before.verifier_key, new, before)
    return KeyRotated(verifier_key=new.verifier_key, statement=statement)


def withdrawn(key: SigningKey, by: SigningKey | None) -> KeyWithdrawn:
    statement = withdrawal_statement(ORIGIN, key.verifier_key, by) if by else None
    return KeyWithdrawn(verifier_key=key.verifier_key, reason="Lost", statement=statement)


Step = tuple[str, int, int]
STEPS: Final = st.lists(
    st.tuples(st.sampled_from(["add", "rotate", "withdraw", "line"]), *[st.integers(0, 7)] * 2),
    max_size=12,
)


def history(steps: list[Step]) -> Iterator[tuple[Fact, frozenset[str]]]:
    """Return the facts of a possible history, each with the keys good once it is recorded."""
    good, fresh = [POOL[0]], POOL[1:]
    opening = OPENING.model_copy(update={"verifier_key": POOL[0].verifier_key})
    yield opening, frozenset({POOL[0].verifier_key})
    for what, one, other in steps:
        by, subject = good[one % len(good)], good[other % len(good)]
        fact: Fact = seal.ClockAnomalyNoted(
            clock=datetime(2020, 1, 1, tzinfo=UTC),
            last_recorded_at=datetime(2020, 1, 2, tzinfo=UTC),
        )
        if what == "add" and fresh:
            new = fresh.pop(0)
            fact = added(new, by, *good)
            good.append(new)
        elif what == "rotate" and fresh:
            new = fresh.pop(0)
            fact = rotated(by, new)
            good[good.index(by)] = new
        elif what == "withdraw" and len(good) > 1:
            fact = withdrawn(subject, by)
            good.remove(subject)
        yield fact, frozenset(key.verifier_key for key in good)


@settings(deadline=None, max_examples=60)
@given(STEPS)
def test_the_keys_that_are_good_are_those_of_a_naive_reckoning(steps: list[Step]) -> None:
    told = list(history(steps))
    entries = [entry_of(fact, number) for number, (fact, _good) in enumerate(told, 1)]
    state: Seal | None = None
    for entry in entries:
        assert isinstance(entry.fact, seal.SealFact | type(OPENING))
        state = evolve(state, entry.fact, entry)
    keys = SealKeys(ORIGIN, entries)
    assert state is not None
    assert keys.findings == []
    for size, (_fact, good) in enumerate(told, 1):
        assert {*state.keys_at(size)} == {*keys.in_force(size)} == good
    assert keys.trusted([POOL[0].verifier_key]) == {*keys.known()}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return set_up(tmp_path)


def _whatever(fact: Fact, _known: Known, _request: Request) -> list[Fact]:
    return [fact]


def write(scene: Scene, *facts: Fact) -> None:
    """Record facts as whoever holds the database can, whatever the rules of recording say."""
    with Register.open(scene.path) as register:
        for fact in facts:
            record(register, partial(_whatever, fact))


def sign_now(scene: Scene, key: SigningKey, size: int | None = None) -> None:
    """Keep a checkpoint of the log by any key, good or not."""
    with Register.open(scene.path) as register:
        root = bytes.fromhex(scene.verified().root or "")
        size = size or register.size()
        note = sign(checkpoint_text(ORIGIN, size, root), key)
        register.add_checkpoint(StoredCheckpoint(size, "x.pdf", register.now(), note))


def test_each_of_several_keys_signs_and_one_pinned_vouches_for_the_others(scene: Scene) -> None:
    write(scene, added(POOL[1], scene.key))
    sign_now(scene, scene.key)
    sign_now(scene, POOL[1])
    for pinned in (scene.key, POOL[1]):
        found = scene.verified(scene.witness, keys=(pinned.verifier_key,))
        assert (found.findings, found.signed) == ((), SIZE + 1)
        assert HOLDER in found.notices[0].meaning


def test_the_program_signs_with_either_key_and_tells_its_holder(scene: Scene) -> None:
    write(scene, added(POOL[1], scene.key))
    taken = taken_now(scene._replace(key=POOL[1]))
    assert scene.verified(taken).witnesses[0].signed_by == POOL[1].verifier_key
    assert scene.verified(taken_now(scene)).witnesses[0].signed_by == scene.key.verifier_key


def test_a_key_signs_neither_before_it_was_added_nor_once_it_was_withdrawn(scene: Scene) -> None:
    sign_now(scene, POOL[1])
    write(scene, added(POOL[1], scene.key))
    assert scene.found() == [("checkpoint", None)]
    write(scene, withdrawn(POOL[1], scene.key))
    sign_now(scene, POOL[1])
    assert scene.found() == [("checkpoint", None)] * 2


def test_a_witness_by_a_withdrawn_key_is_found(scene: Scene) -> None:
    write(scene, added(POOL[1], scene.key))
    before = taken_now(scene._replace(key=POOL[1]))
    write(scene, withdrawn(POOL[1], scene.key))
    assert scene.found(before) == []
    with Register.open(scene.path) as register:
        root, size = bytes.fromhex(scene.verified().root or ""), register.size()
    forged = before._replace(
        note=sign(checkpoint_text(ORIGIN, size, root), POOL[1]),
        checkpoint=before.checkpoint._replace(size=size, root=root),
    )
    assert scene.found(forged) == [("key", None)]


def forged_additions(scene: Scene) -> list[KeyAdded]:
    thief, mine = POOL[2], POOL[3]
    genuine = added(mine, scene.key)
    alone = addition_request(ORIGIN, mine, HOLDER, [scene.key.verifier_key])
    return [
        genuine.model_copy(update={"statement": alone}),
        genuine.model_copy(update={"statement": "no note"}),
        genuine.model_copy(update={"holder": "Somebody else"}),
        genuine.model_copy(update={"verifier_key": thief.verifier_key}),
        added(mine, thief, scene.key),
        added(mine, thief),
        genuine.model_copy(update={"statement": genuine.statement.replace(HOLDER, "Me")}),
    ]


@pytest.mark.parametrize("which", range(7))
def test_whoever_holds_the_database_but_no_good_key_adds_none(scene: Scene, which: int) -> None:
    fact = forged_additions(scene)[which]
    write(scene, fact)
    sign_now(scene, OF[fact.verifier_key])
    found = scene.found(scene.witness)
    assert found == [("key", SIZE + 1), ("checkpoint", None)]
    assert scene.verified(keys=(scene.key.verifier_key,)).signed <= SIZE


def test_a_withdrawn_key_is_not_added_again_by_its_old_statement(scene: Scene) -> None:
    once = added(POOL[1], scene.key)
    write(scene, once, withdrawn(POOL[1], scene.key), once)
    assert scene.found() == [("key", SIZE + 3)]
    with Register.open(scene.path) as register, pytest.raises(Refused, match="make another"):
        record(register, seal.add_key(**once.model_dump(exclude={"kind"})))


@pytest.mark.parametrize("by", [POOL[2], None])
def test_a_withdrawal_that_no_good_key_signed_is_told(scene: Scene, by: SigningKey | None) -> None:
    write(scene, added(POOL[1], scene.key), withdrawn(POOL[1], by))
    found = scene.verified()
    if by:
        assert [(one.code, one.entry) for one in found.findings] == [("key", SIZE + 2)]
    else:
        assert "ask the authority" in found.notices[1].meaning


def test_the_last_key_is_not_withdrawn(scene: Scene) -> None:
    with Register.open(scene.path) as register, pytest.raises(Refused, match="only key"):
        record(register, seal.withdraw_key(verifier_key=scene.key.verifier_key, reason="Lost"))


@pytest.mark.parametrize("which", range(8))
def test_the_verifier_that_one_brings_judges_alike(
    scene: Scene, tmp_path: Path, which: int
) -> None:
    """Both verifiers take genuine additions, and find the same of those that are not."""
    facts = [added(POOL[3], scene.key), *forged_additions(scene)]
    write(scene, facts[which])
    theirs = make(scene, tmp_path / "bag").verify()
    assert theirs.found == scene.found() == ([("key", SIZE + 1)] if which else [])
    assert theirs.document["signed"] == SIZE + 1
