"""A timestamp holds when an authority signed the digest and the time, and not otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import example, given
from hypothesis import strategies as st

from crisis_log.evidence.der import Element, read
from crisis_log.evidence.timestamp import (
    Interval,
    Stamp,
    TimestampError,
    check,
    intervals,
    nonce_of,
    query,
    read_reply,
)
from crisis_log.evidence.timestamp_token import in_order, is_signed_by
from tests.tsa import DATA, NAME, TIME_STAMPING, VALID, Authority, Issued, Key, issue, openssl

NOTE = b"crisis-log/covid-19\n1\nxxx\n\n\xe2\x80\x94 crisis-log/covid-19 yyy\n"
pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.founded(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def reply(authority: Authority) -> bytes:
    """A timestamp of the note."""
    return authority.answer(query(NOTE, nonce=False))


@pytest.fixture(scope="module")
def content(authority: Authority, reply: bytes) -> bytes:
    """What the authority signs in it."""
    return authority.content(reply)


def dated(content: bytes, instant: datetime) -> bytes:
    """Return the content of a timestamp, with another time."""
    start = content.index(b"\x18\x0f") + 2
    return content[:start] + instant.strftime("%Y%m%d%H%M%SZ").encode() + content[start + 15 :]


def refused(says: str, reply: bytes, *trusted: bytes, nonce: int | None = None) -> None:
    """`reply` is not a timestamp of the note, and the sentence says why."""
    with pytest.raises(TimestampError, match=says):
        check(reply, NOTE, trusted, nonce=nonce)


def test_a_request_holds_the_digest_alone_and_asks_for_the_certificate(tmp_path: Path) -> None:
    request = query(NOTE)
    assert NOTE not in request
    assert hashlib.sha256(NOTE).digest() in request
    (tmp_path / "query").write_bytes(request)
    said = openssl("ts", "-query", "-in", "query", "-text", folder=tmp_path)
    assert "Hash Algorithm: sha256" in said
    assert "Certificate required: yes" in said


def test_a_request_has_a_nonce_of_its_own_unless_it_is_to_have_none() -> None:
    first, second = nonce_of(query(NOTE)), nonce_of(query(NOTE))
    assert first is not None
    assert first != second
    assert nonce_of(query(NOTE, nonce=False)) is None


def test_a_timestamp_says_when_what_and_by_whom(reply: bytes) -> None:
    stamp = check(reply, NOTE)
    assert timedelta() <= datetime.now(UTC) - stamp.gen_time < timedelta(minutes=5)
    assert stamp.digest == hashlib.sha256(NOTE).digest()
    assert (stamp.hash_algorithm, stamp.policy) == ("2.16.840.1.101.3.4.2.1", "1.2.3.4.1")
    assert stamp.tsa == f"{NAME}, Crisis Log tests"
    assert stamp.serial > 1
    assert read_reply(reply) == stamp


def test_openssl_accepts_the_same_timestamp(authority: Authority, reply: bytes) -> None:
    assert authority.accepts(reply, NOTE)


def test_without_certificates_from_elsewhere_a_timestamp_is_not_trusted(reply: bytes) -> None:
    assert not check(reply, NOTE).is_trusted


def test_a_root_or_the_authoritys_own_certificate_makes_it_trusted(
    authority: Authority, reply: bytes
) -> None:
    der = authority.root.certificate.public_bytes(Encoding.DER)
    several = issue("Another").pem + authority.between.pem + authority.root.pem
    for given_ in (authority.root.pem, der, several, authority.signer.pem):
        assert check(reply, NOTE, [given_]).is_trusted


def test_certificates_that_do_not_lead_to_the_authority_refuse_it(
    authority: Authority, reply: bytes
) -> None:
    """An authority that only bears the name and serial of the other is another."""
    namesake = issue("Test Root")
    own = authority.signer.certificate
    twin = issue(NAME, authority.between, purpose=TIME_STAMPING, serial=own.serial_number)
    for given_ in (namesake, twin, authority.between):
        refused("is not vouched for", reply, given_.pem)


@pytest.mark.parametrize("given_", [b"", b"garbage", b"-----BEGIN CERTIFICATE-----\nxx"])
def test_what_is_not_a_certificate_is_refused_as_one(reply: bytes, given_: bytes) -> None:
    refused("not a certificate", reply, given_)


def test_a_timestamp_of_something_else_is_refused(authority: Authority) -> None:
    refused("its digest differs", authority.answer(query(NOTE + b"\n")))


def test_a_timestamp_by_another_digest_is_refused(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "note").write_bytes(NOTE)
    asked = ("-query", "-data", "note", "-sha512", "-cert", "-out", "query")
    openssl("ts", *asked, folder=tmp_path)
    refused("its digest differs", authority.answer((tmp_path / "query").read_bytes()))


def test_a_reply_to_another_request_is_refused(authority: Authority, reply: bytes) -> None:
    request = query(NOTE)
    nonce = nonce_of(request)
    assert nonce is not None
    answer = authority.answer(request)
    assert check(answer, NOTE, nonce=nonce).nonce == nonce
    refused("its nonce differs", answer, nonce=nonce + 1)
    refused("its nonce differs", reply, nonce=nonce)


def test_a_request_that_the_authority_rejects_says_why(authority: Authority) -> None:
    wrong = query(NOTE).replace(bytes.fromhex("608648016503040201"), b"\x60" + bytes(8))
    rejected = authority.answer(wrong)
    refused("did not grant a timestamp", rejected)
    with pytest.raises(TimestampError, match="did not grant"):
        read_reply(rejected)


@pytest.mark.parametrize(
    ("key", "settings"),
    [
        (ec.generate_private_key(ec.SECP384R1()), {"digest": "sha384"}),
        (ec.generate_private_key(ec.SECP521R1()), {"digest": "sha512"}),
        (rsa.generate_private_key(65537, 2048), {"digest": "sha512", "digits": 6}),
        (rsa.generate_private_key(65537, 2048), {"named_by": "sha1"}),
        (ec.generate_private_key(ec.SECP256R1()), {"named_by": "sha512"}),
    ],
    ids=["p384", "p521", "rsa, fractions of a second", "named by sha1", "named by sha512"],
)
def test_the_algorithms_that_authorities_use_are_understood(
    tmp_path: Path, key: Key, settings: dict[str, str | int]
) -> None:
    other = Authority.founded(tmp_path, key, **settings)
    assert check(other.answer(query(NOTE)), NOTE, [other.root.pem]).is_trusted


def test_certificates_are_read_in_any_order(authority: Authority, reply: bytes) -> None:
    """Authorities write them as they come, though DER has an order for sets."""
    certificates = [
        one.certificate.public_bytes(Encoding.DER) for one in (authority.between, authority.signer)
    ]
    one, other = b"".join(certificates), b"".join(reversed(certificates))
    found = one if one in reply else other
    for order in (one, other):
        assert check(reply.replace(found, order), NOTE, [authority.root.pem]).is_trusted


def test_a_timestamp_without_its_certificate_needs_it_from_elsewhere(
    authority: Authority, content: bytes
) -> None:
    bare = authority.signed(content, "-cades", "-nocerts")
    assert read_reply(bare).tsa == ""
    refused("does not hold its authority's certificate", bare)
    refused("does not hold its authority's certificate", bare, authority.root.pem)
    assert check(bare, NOTE, [authority.signer.pem]).is_trusted


def test_a_signature_that_does_not_name_its_certificate_is_refused(
    authority: Authority, content: bytes
) -> None:
    assert check(authority.signed(content, "-cades"), NOTE).serial > 0
    refused("The signature does not hold", authority.signed(content))


def test_a_signature_that_names_another_certificate_of_the_same_key_is_refused(
    authority: Authority, content: bytes
) -> None:
    own = authority.signer
    serial = own.certificate.serial_number
    again = issue(NAME, authority.between, purpose=TIME_STAMPING, key=own.key, serial=serial)
    bare = authority.signed(content, "-cades", "-nocerts")
    refused("The signature does not hold", bare, again.pem)


def test_what_is_signed_must_be_a_timestamp(authority: Authority, content: bytes) -> None:
    as_data = authority.signed(content, "-cades", kind=DATA)
    with pytest.raises(TimestampError):
        check(as_data, NOTE)
    signer = authority.signer.certificate
    assert not is_signed_by(in_order(as_data), signer)
    assert is_signed_by(in_order(authority.signed(content, "-cades")), signer)


PURPOSES = {
    "for servers": issue("x", purpose=x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])),
    "for all, as a CA": issue("x"),
    "not critically": issue("x", purpose=TIME_STAMPING, critical=False),
    "for servers too": issue(
        "x", purpose=x509.ExtendedKeyUsage([*TIME_STAMPING, ExtendedKeyUsageOID.SERVER_AUTH])
    ),
}


@pytest.mark.parametrize("signer", PURPOSES.values(), ids=PURPOSES)
def test_a_certificate_that_is_not_for_timestamps_alone_is_refused(
    tmp_path: Path, authority: Authority, content: bytes, signer: Issued
) -> None:
    other = Authority(tmp_path, authority.root, authority.between, signer).written()
    signed = other.signed(content, "-cades")
    refused("is not one for time-stamping", signed)
    refused("is not one for time-stamping", signed, signer.pem)


def test_a_certificate_vouches_for_times_within_its_validity(
    authority: Authority, content: bytes
) -> None:
    second = timedelta(seconds=1)
    begins, ends = (one.replace(microsecond=0) for one in VALID)
    for instant in (begins, ends - second):
        held = authority.signed(dated(content, instant), "-cades")
        assert check(held, NOTE, [authority.root.pem]).gen_time == instant
    for instant, says in ((begins - second, "only from"), (ends + second, "only until")):
        signed = authority.signed(dated(content, instant), "-cades")
        for trusted in ([], [authority.signer.pem]):
            refused(f"the certificate of {NAME}, .* was valid {says}", signed, *trusted)


def test_a_timestamp_outlives_the_certificates_it_was_made_with(tmp_path: Path) -> None:
    past = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))
    root = issue("Old Root", valid=past)
    between = issue("Old Issuer", root, valid=past)
    signer = issue(NAME, between, purpose=TIME_STAMPING, valid=past)
    now = Authority.founded(tmp_path / "now")
    stamped = dated(now.content(now.answer(query(NOTE))), datetime(2020, 3, 18, tzinfo=UTC))
    old = Authority(tmp_path / "old", root, between, signer).written()
    assert check(old.signed(stamped, "-cades"), NOTE, [root.pem]).is_trusted


def test_an_altered_time_is_refused(authority: Authority, reply: bytes) -> None:
    altered = dated(reply, read_reply(reply).gen_time - timedelta(days=1))
    assert read_reply(altered).gen_time < read_reply(reply).gen_time
    refused("The signature does not hold", altered)
    refused("The signature does not hold", altered, authority.root.pem)


def test_a_signature_by_another_key_is_refused(authority: Authority, reply: bytes) -> None:
    assert check(reply, NOTE)
    refused("The signature does not hold", reply[:-1] + bytes([reply[-1] ^ 1]))
    refused("The signature does not hold", reply[:-1] + bytes([reply[-1] ^ 1]), authority.root.pem)


def test_a_signature_said_to_be_made_otherwise_is_refused(reply: bytes) -> None:
    sha256, sha384 = bytes.fromhex("06082a8648ce3d040302"), bytes.fromhex("06082a8648ce3d040303")
    start, _found, end = reply.rpartition(sha256)
    refused("The signature does not hold", start + sha384 + end)


def test_altered_attributes_of_the_signature_are_refused(reply: bytes) -> None:
    start, signing_time, end = reply.rpartition(b"\x17\x0d")
    other = b"9" + end[1:]
    refused("The signature does not hold", start + signing_time + other)


def test_attributes_of_the_signature_are_read_in_any_order(
    authority: Authority, reply: bytes
) -> None:
    """They are signed in the order of DER, and may be written in another."""
    attributes = signed_attributes(reply)
    turned = b"".join(reversed([one.encoded for one in attributes.children()]))
    altered = reply[: attributes.body] + turned + reply[attributes.end :]
    assert altered != reply
    assert check(altered, NOTE, [authority.root.pem]).is_trusted
    assert check(altered, NOTE) == check(reply, NOTE)


def signed_attributes(reply: bytes) -> Element:
    """Return the signed attributes of the one signer."""
    token = read(reply).children()[1].children()[1].children()[0]
    (signer,) = token.children()[-1].children()
    return signer.children()[3]


@given(st.data())
def test_an_altered_reply_is_refused_or_says_the_same(
    authority: Authority, reply: bytes, data: st.DataObject
) -> None:
    position = data.draw(st.integers(0, len(reply) - 1))
    altered = bytearray(reply)
    altered[position] ^= data.draw(st.integers(1, 255))
    for trusted in ([], [authority.root.pem]):
        assert outcome(bytes(altered), trusted) in {None, check(reply, NOTE, trusted)}


@given(st.binary(max_size=200))
@example(b"")
@example(bytes.fromhex("30053003020100"))
@example(bytes.fromhex("300830030201003001ff"))
@example(b"\x30\x80" * 5_000)
@example(b"\x30\x84\xff\xff\xff\xff")
def test_garbage_is_refused_with_a_sentence(garbage: bytes) -> None:
    for said in (read_reply, lambda received: check(received, NOTE)):
        with pytest.raises(TimestampError, match=r"\.$"):
            said(garbage)


@given(data=st.data())
def test_pieces_of_replies_are_refused_or_say_the_same(reply: bytes, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(reply)), min_size=2, max_size=2)))
    start, end = cuts
    made = data.draw(
        st.sampled_from(
            [reply[start:end], reply[:start] + reply[end:], reply[:end] + reply[start:]]
        )
    )
    assert outcome(made, []) in {None, check(reply, NOTE)}


def outcome(reply: bytes, trusted: Sequence[bytes]) -> Stamp | None:
    """Return what `reply` says, or None when it is refused."""
    try:
        return check(reply, NOTE, trusted)
    except TimestampError:
        return None


@given(st.binary(max_size=100))
def test_what_cannot_be_put_in_order_is_left_as_it_is(data: bytes) -> None:
    assert in_order(data) == data


def test_putting_in_order_changes_nothing_twice(reply: bytes) -> None:
    assert in_order(in_order(reply)) == in_order(reply)
    assert sorted(in_order(reply)) == sorted(reply)


START = datetime(2020, 3, 18, tzinfo=UTC)
instants = st.integers(0, 6).map(lambda hours: START + timedelta(hours=hours))
stamped = st.lists(st.tuples(st.integers(-1, 12), instants), max_size=8)


def hour(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def test_entries_lie_between_the_stamps_around_them() -> None:
    assert intervals(7, [(5, hour(2)), (3, hour(1))]) == [
        Interval(1, 3, None, hour(1)),
        Interval(4, 5, hour(1), hour(2)),
        Interval(6, 7, hour(2), None),
    ]


def test_without_stamps_nothing_is_known() -> None:
    assert intervals(7, []) == [Interval(1, 7, None, None)]
    assert intervals(0, [(3, hour(1))]) == []


def test_a_checkpoint_stamped_twice_counts_from_its_earliest_stamp_on() -> None:
    """And its latest shows how long the log was still without the entries that follow."""
    assert intervals(4, [(2, hour(1)), (2, hour(3)), (4, hour(4))]) == [
        Interval(1, 2, None, hour(1)),
        Interval(3, 4, hour(3), hour(4)),
    ]


def test_an_old_checkpoint_stamped_late_takes_nothing_back() -> None:
    assert intervals(4, [(4, hour(2)), (2, hour(3))]) == [Interval(1, 4, None, hour(2))]


def test_entries_with_the_same_bounds_are_one_interval() -> None:
    assert intervals(4, [(4, hour(2)), (2, hour(2))]) == [
        Interval(1, 2, None, hour(2)),
        Interval(3, 4, hour(2), hour(2)),
    ]
    assert intervals(4, [(4, hour(1)), (2, hour(2))]) == [Interval(1, 4, None, hour(1))]


@given(st.integers(0, 10), stamped)
def test_each_entry_is_in_one_interval_with_the_bounds_that_stamps_give_it(
    size: int, stamps: list[tuple[int, datetime]]
) -> None:
    found = intervals(size, stamps)
    assert [n for one in found for n in range(one.first, one.last + 1)] == [*range(1, size + 1)]
    for one in found:
        for number in range(one.first, one.last + 1):
            including = [at for covered, at in stamps if covered >= number]
            assert one.before == min(including, default=None)
            without = [at for covered, at in stamps if covered < number]
            in_time = [at for at in without if not including or at <= min(including)]
            assert one.after == max(in_time, default=None)
    for one, following in pairwise(found):
        assert one[2:] != following[2:]


@given(st.integers(0, 10), stamped, st.randoms())
def test_the_order_of_stamps_does_not_matter(
    size: int, stamps: list[tuple[int, datetime]], random: Random
) -> None:
    shuffled = [*stamps, *stamps[:1]]
    random.shuffle(shuffled)
    assert intervals(size, shuffled) == intervals(size, stamps)
