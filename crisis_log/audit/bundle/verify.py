"""Verify the bundle of a register: one file, Python 3.8 or later, nothing to install.

Bring it with you, from where its SHA-256 is published: one that lies in the bundle is its
maker's. `python -I verify.py --help` says how it is called. It can be read from top to bottom:
what it imports and how much it reads at most, Ed25519, the Merkle tree, checkpoints, entries,
the files, the verdict, the words. It writes nothing and opens no connection.
"""

# ruff: noqa: B905, UP006, UP017, UP035, UP045 - Python 3.8 has nothing newer
# ruff: noqa: FURB116, PLR2004, SIM905, T201 - few names, so that it is read once from top to bottom
import sys

if __name__ == "__main__":  # nothing is imported that lies beside this file, but Python's own
    HOMES = tuple(home.rstrip("/\\") for home in (sys.base_prefix, sys.base_exec_prefix))
    BESIDE = "" if sys.flags.isolated or getattr(sys.flags, "safe_path", False) else sys.path[0]
    INSTALLED = tuple(home + slash for home in HOMES for slash in "/\\")
    sys.path[:] = [one for one in sys.path if one.startswith(INSTALLED) and one != BESIDE]

import argparse
import base64
import errno
import gc
import hashlib
import json
import os
import re
import stat
import unicodedata
import zlib
from collections import Counter
from datetime import datetime, timezone
from functools import lru_cache
from itertools import islice
from operator import add as join
from operator import itemgetter, lt
from pathlib import Path
from typing import (
    IO,
    Any,
    Dict,
    Iterable,
    Iterator,
    List,
    NamedTuple,
    NoReturn,
    Optional,
    Sequence,
    Set,
    Tuple,
)
from urllib.parse import unquote

sha256 = hashlib.sha256
FINE, MISUSED, FOUND, UNREADABLE, INTERRUPTED = 0, 2, 3, 4, 130

# Whoever makes a file chooses what is in it: how much of it is read, at most.
MOST_READ, MOST_PASTED, LONGEST_LINE = 200_000_000, 10_000_000, 1 << 24  # bytes held in memory
MOST_FILES, MOST_IN_ALL = 100_000, 1 << 38  # of a bundle; bytes
MOST_SIGNERS, MOST_CHECKPOINTS = 100, 1000  # of a note; of a file
MOST_KEYS, MOST_NOTES, MOST_SIGNATURES = 100, 10_000, 5000  # of a log; of a bundle; to verify
MOST_STREAMS, PEEKED, MOST_UNPACKED = 1_000_000, 1 << 10, 1 << 16  # of a PDF; bytes of each
MOST_SHAPES, LONGEST_SHAPED = 100, 1 << 12  # of facts; of one that others are compared with
MOST_OF_A_CODE, MOST_SHOWN, MOST_DIGITS = 100, 300, 4300
CHUNK = 1 << 16


# 1. Ed25519: RFC 8032, section 5.1. Points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)
Point = Tuple[int, int, int, int]


def add(p: Point, q: Point) -> Point:
    """Return p + q: section 5.1.4, which holds for doubling too."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar: int, point: Point) -> Point:
    total = NEUTRAL
    for bit in bin(scalar)[2:]:
        total = add(total, total)
        if bit == "1":
            total = add(total, point)
    return total


def encode(point: Point) -> bytes:
    x, y, z, _t = point
    inverse = pow(z, P - 2, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little")


def decode(encoded: bytes) -> Optional[Point]:
    """Return the point: section 5.1.3; None where y is not below P or there is no such point."""
    sign, y = divmod(int.from_bytes(encoded, "little"), 2**255)
    u, v = y * y - 1, D * y * y + 1
    x = u * v**3 * pow(u * v**7, (P - 5) // 8, P) % P
    if (v * x * x - u) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if y >= P or (v * x * x - u) % P or (x == 0 and sign):
        return None
    x = P - x if x % 2 != sign else x
    return x, y, 1, x * y % P


BASE = decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or NEUTRAL


@lru_cache(maxsize=1000)
def point_of(public: bytes) -> Optional[Point]:
    """Return the point of a key; None of one of small order, whose signatures fit many messages."""
    point = decode(public) if len(public) == 32 else None
    return point if point and encode(multiply(8, point)) != encode(NEUTRAL) else None


@lru_cache(maxsize=None)  # noqa: UP033 - Python 3.8 has no cache
def is_signature(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether [S]B = R + [k]A: section 5.1.7, without cofactor.

    S must be below the order, R and A canonical, A not of small order.
    """
    point, s = point_of(public), int.from_bytes(signature[32:], "little")
    if point is None or len(signature) != 64 or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little")
    minus = (P - point[0], point[1], 1, P - point[3])
    return encode(add(multiply(s, BASE), multiply(k % ORDER, minus))) == signature[:32]


# 2. The Merkle tree: RFC 6962, section 2.1. The leaf of an entry hashes its stored bytes.


def hashes(prefix: bytes, contents: Iterable[bytes]) -> List[bytes]:
    """Return the SHA-256 of each of `contents` behind `prefix`: a copy is faster than a new one."""
    begin, found = sha256(prefix).copy, []
    for content in contents:
        one = begin()
        one.update(content)
        found.append(one.digest())
    return found


class Tree:
    """The tree over the leaves so far; `roots` keeps its root at each of the sizes `wanted`."""

    def __init__(self, wanted: Iterable[int]) -> None:
        self.size = 0
        self.wanted = sorted(wanted)
        self.roots: Dict[int, bytes] = {}
        self.subtrees: List[List[bytes]] = [[] for _level in range(64)]  # one root or none each

    def extend(self, leaves: List[bytes]) -> None:
        """Take in further leaf hashes."""
        before, after = self.size, self.size + len(leaves)
        for stop in [*(size for size in self.wanted if before <= size < after), after]:
            self.add(leaves[self.size - before : stop - before])
            if stop in self.wanted:
                self.roots[stop] = self.root()

    def add(self, nodes: List[bytes]) -> None:
        """Take in leaf hashes; the nodes above them are made level by level."""
        self.size += len(nodes)
        for subtree in self.subtrees:
            if not nodes:
                break
            nodes = subtree + nodes
            subtree[:] = [nodes.pop()] if len(nodes) % 2 else []
            nodes = hashes(b"\1", map(join, nodes[::2], nodes[1::2]))

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        first, *larger = [node for one in self.subtrees for node in one] or [sha256().digest()]
        for left in larger:
            first = sha256(b"\1" + left + first).digest()
        return first


# 3. Keys and checkpoints: https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint.

Signatures = Sequence[Tuple[str, str]]
"""The name of each signing key, and base64 of 4 bytes of key hash and a signature."""
ROOT_END = re.compile("=(?=—)(?<=[A-Za-z0-9+/]{43}=)")
SIGNED = re.compile("(?:—[^=—]{1,1100}={1,2})+")
SIGNS = str.maketrans("–―‐‑", "——--", "\u00ad\u200b\u2060\ufeff")
ROOT, SIGNATURE, LONGEST_HEAD = 44, 92, 1000  # lengths in base64; of what stands before a root


class Checkpoint(NamedTuple):
    """The log `origin` had `size` entries, and this root in base64: so its signers say."""

    origin: str
    size: int
    root: str
    signatures: Signatures
    text: str

    def shown(self) -> str:
        return f"{self.origin} {self.size} {self.root} — {self.signatures[0][1][:6]}…"


ISSUED_AS = rb'\{\s*"document":\s*"[^"]*",\s*"status":\s*"[^"]*",\s*"number":\s*([1-9][0-9]{0,8}),'


class Witness(NamedTuple):
    """A checkpoint from elsewhere; where it came in a PDF, the digests of that: see `revisions`."""

    source: str
    checkpoint: Checkpoint
    prints: Tuple[str, ...]
    label: str


def note_in(text: str) -> Tuple[str, Signatures]:
    """Return the text of a signed note and its signatures, or raise ValueError."""
    said, empty, lines = text.rpartition("\n\n")
    found = [re.fullmatch("— ([^ ]+) ([^ ]+)", line) for line in lines[:-1].split("\n")]
    signatures = [(one[1], one[2]) for one in found if one]
    if not (empty and lines.endswith("\n") and len(signatures) == len(found) <= MOST_SIGNERS):
        raise ValueError(text)
    if re.search("[\0-\x09\x0b-\x1f\ud800-\udfff]", text):
        raise ValueError(text)
    for name, value in signatures:
        if not is_name(name) or len(from_base64(value)) <= 4:
            raise ValueError(text)
    return said + "\n", signatures


def checkpoint_in(note: str) -> Checkpoint:
    """Return the checkpoint that a note holds, as it is spelled alone, or raise ValueError."""
    text, signatures = note_in(note)
    origin, size, root, *more = text[:-1].split("\n")
    if not (origin and is_size(size) and is_base64(root, 32) and all(more)):
        raise ValueError(note)
    return Checkpoint(origin, int(size), root, tuple(signatures), text)


def checkpoints_in(data: bytes) -> Iterator[Checkpoint]:
    """Return the checkpoints in a note, in pasted text, or in the files inside a PDF.

    Spaces and line breaks do not matter, which copying adds and loses: every part has a
    known length but the size, and the log's name is known as that of the key.
    """
    for text in streams(data) if data.startswith(b"%PDF-") else [data]:
        is_utf16 = text[:2] in {b"\xff\xfe", b"\xfe\xff"}
        shown = closed(text.decode("utf-16" if is_utf16 else "utf-8", errors="replace"))
        read_up_to = 0
        for end in ROOT_END.finditer(shown):
            if end.start() < read_up_to:
                continue
            head = shown[max(read_up_to, end.start() - LONGEST_HEAD) : end.start()]
            signed, read_up_to = SIGNED.match(shown, end.end()), end.end()
            head = re.split("[=—]", head)[-1]
            if signed and "crisis-log/" in head[: 1 - ROOT]:
                read_up_to = signed.end()
                yield from put_together(head, signed[0].split("—")[1:])


def closed(text: str) -> str:
    """Return the text without what copying adds: signs of quotation, and all spaces."""
    lines = (line.lstrip(" \t>") for line in text.splitlines())
    return "".join("".join(lines).split()).translate(SIGNS)


def put_together(head: str, parts: Sequence[str]) -> Iterator[Checkpoint]:
    """Return a checkpoint for each name of a key in `parts` that `head` can be the log's with."""
    before, root = head[: 1 - ROOT], head[1 - ROOT :] + "="
    signed: Dict[str, Dict[Tuple[str, str], None]] = {}
    for name, value in ((part[:-SIGNATURE], part[-SIGNATURE:]) for part in parts):
        signed.setdefault(name, {})[name, value] = None
    for name, own in signed.items():
        _, found, size = before.rpartition(name) if name.startswith("crisis-log/") else [""] * 3
        is_one = found and is_name(name) and is_size(size) and is_base64(root, 32)
        if is_one and len(own) <= MOST_SIGNERS and all(is_base64(value, 68) for _, value in own):
            yield Checkpoint(name, int(size), root, tuple(own), f"{name}\n{size}\n{root}\n")


def beginnings(pdf: bytes) -> Iterator[Tuple[memoryview, bool, bytes]]:
    """Return each stream of a PDF, whether it is packed, and how it begins: files in it are some."""
    view = memoryview(pdf)
    for count, start in enumerate(re.finditer(rb"stream\r?\n", pdf)):
        if count >= MOST_STREAMS:
            raise OSError(0, say("too large"), "PDF")
        stream = view[start.end() : start.end() + MOST_UNPACKED]
        yield stream, False, bytes(stream[:PEEKED])
        try:
            yield stream, True, zlib.decompressobj().decompress(stream[:PEEKED], PEEKED)
        except zlib.error:
            continue


def streams(pdf: bytes) -> Iterator[bytes]:
    """Return the streams of a PDF that begin like a checkpoint."""
    for stream, is_packed, begin in beginnings(pdf):
        if b"crisis-log/" not in begin:
            continue
        try:
            unpack = zlib.decompressobj().decompress
            yield unpack(stream, MOST_UNPACKED) if is_packed else bytes(stream)
        except zlib.error:
            continue


def revisions(pdf: bytes) -> Iterator[str]:
    """Return the SHA-256 of a PDF, and of what it was before each update, such as a signature."""
    digest, begin, view = sha256(), 0, memoryview(pdf)
    for end in islice(re.finditer(rb"%%EOF(\r\n|\r|\n)?", pdf), MOST_CHECKPOINTS):
        for stop in (end.start() + 5, end.end()):
            digest.update(view[begin:stop])
            begin = stop
            yield digest.hexdigest()
    digest.update(view[begin:])
    yield digest.hexdigest()


def label_in(pdf: bytes) -> str:
    """Return which issued report a PDF says to be: `R-1`; a draft is none."""
    said = (re.match(ISSUED_AS, begin) for _, _, begin in beginnings(pdf))
    return next(("R-" + one[1].decode() for one in said if one), "")


def from_base64(text: str) -> bytes:
    """Return what base64 says, in the one way that it can be said, or raise ValueError."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError(text)
    return data


def is_base64(text: str, size: int) -> bool:
    """Whether this is the base64 of so many bytes."""
    try:
        return len(from_base64(text)) == size
    except ValueError:
        return False


def is_size(text: str) -> bool:
    """Whether this is a number of entries, as it is spelled alone."""
    return bool(re.fullmatch("0|[1-9][0-9]{0,18}", text)) and int(text) < 2**63


def is_name(name: str) -> bool:
    """Whether a key may have this name."""
    return bool(name) and not re.search("[\\s+\0-\x1f\ud800-\udfff]", name)


@lru_cache(maxsize=1000)
def opened(vkey: str) -> Tuple[str, bytes, bytes]:
    """Return name, key hash and public key of `name+hash+base64`, or raise ValueError."""
    name, typed, encoded = vkey.split("+", 2)
    raw = from_base64(encoded)
    key_hash = sha256(name.encode() + b"\n" + raw).digest()[:4]
    if not is_name(name) or raw[:1] != b"\1" or typed != key_hash.hex() or not point_of(raw[1:]):
        raise ValueError(vkey)
    return name, key_hash, raw[1:]


def signature_by(vkey: str, text: str, signatures: Signatures) -> Optional[bool]:
    """Whether all that `signatures` has by the key are over `text`; None where it has none."""
    try:
        name, key_hash, public = opened(vkey)
        raw = [from_base64(value) for signer, value in signatures if signer == name]
    except ValueError:
        return None
    if is_signature.cache_info().misses > MOST_SIGNATURES:
        raise OSError(0, say("too many"), "checkpoints")
    own = [value[4:] for value in raw if value[:4] == key_hash]
    return all(is_signature(public, value, text.encode()) for value in own) if own else None


class Key(NamedTuple):
    """A verifier key that the log names, and the entry from which on it counts.

    `names_previous`: it signed a statement that it takes over from the key `previous`;
    `is_named`: that key signed the statement too.
    """

    entry: int
    vkey: str
    names_previous: bool = False
    is_named: bool = False
    previous: str = "-"


def rotated(entry: int, fact: Dict[str, Any], origin: str, good: Sequence[str]) -> Key:
    """Return the key that the fact of a rotation names, with what its statement proves.

    It replaces the key that the statement names; where that is none, the last that is good.
    """
    vkey, lines = str(fact.get("verifier_key")), str(fact.get("statement")).split("\n")
    previous = ["-", *good, *(one for one in good if [one] == lines[2:3])][-1]
    expected = f"{origin}\nkey rotation\n{previous}\n{vkey}\n"
    try:
        text, signatures = note_in(str(fact.get("statement")))
    except ValueError:
        return Key(entry, vkey, previous=previous)
    is_by_next = text == expected and signature_by(vkey, expected, signatures)
    by_previous = None if previous == "-" else signature_by(previous, expected, signatures)
    if not is_by_next or by_previous is False:
        return Key(entry, vkey, previous=previous)
    return Key(entry, vkey, True, bool(by_previous), previous)


def added(fact: Dict[str, Any], origin: str, good: Sequence[str]) -> Tuple[str, List[str]]:
    """Return the good key that signed an addition, as the new one did, and those beside it.

    Raise ValueError if its statement is not genuine.
    """
    vkey = str(fact.get("verifier_key"))
    text, signatures = note_in(str(fact.get("statement")))
    head, beside = text.split("\n")[:4], text.split("\n")[4:-1]
    is_its = head == [origin, "key addition", vkey, fact.get("holder")]
    named = [one for one in good if one in beside]
    by = {one: signature_by(one, text, signatures) for one in [vkey, *named]}
    signed = [one for one in named if by[one]]
    if not (is_its and by[vkey] and signed) or False in by.values():
        raise ValueError(vkey)
    return signed[0], named


def withdrawn(fact: Dict[str, Any], origin: str, good: Sequence[str]) -> bool:
    """Whether a good key signed the withdrawal of one; ValueError if it is not genuine."""
    if fact.get("statement") is None:
        return False
    text, signatures = note_in(str(fact["statement"]))
    by = {signature_by(one, text, signatures) for one in good}
    is_its = text == f"{origin}\nkey withdrawal\n{fact.get('verifier_key')}\n"
    if not is_its or True not in by or False in by:
        raise ValueError(text)
    return True


# 4. Entries: a JSON object on each line, spelled as it was written, numbered from 1.

NAMES = "register_id number kind recorded_at occurred_at by request_id note fact".split()
ALL_NAMES = [*NAMES[:5], "received_at", NAMES[5], "recorded_by"]
ALL_NAMES += [*NAMES[6:-1], "taken_from", "attachments", NAMES[-1]]
TYPES = (str, int, str, str, str, str, str, str, dict)
TAKEN = {"file": str, "sheet": str, "line": int, "author": str}
FILE = {"name": str, "media_type": str, "size": int, "sha256": str}
OPENED, ROTATED = "crisis.opened.v2", "seal.key_rotated.v1"
CLOCK_BEHIND, ISSUED = "seal.clock_anomaly_noted.v1", {"report.issued.v1", "report.issued.v2"}
GIVEN, STAMPED = "checkpoint.given.v1", "checkpoint.timestamped.v1"
ADDED, WITHDRAWN = "seal.key_added.v1", "seal.key_withdrawn.v1"
SEALS = {OPENED, ROTATED, ADDED, WITHDRAWN, CLOCK_BEHIND}
LOOKED_AT = {*SEALS, *ISSUED, GIVEN, STAMPED}
UNREAD: Tuple[Any, ...] = (ValueError, LookupError, TypeError, AttributeError)
UNREAD += (ArithmeticError, StopIteration, RecursionError)
INSTANT = r"[-0-9]{10}T[:0-9]{8}(?:\.[0-9]{3,6})?"
SAID = r'[^\s"][^"]*'
SCALAR = r'(?:"[^"]*"|null|true|false|0|-?[1-9][0-9]{0,17})'
CONTROLS = bytes({*range(32)} - {ord("\n")})  # which JSON escapes, but for the end of a line
TAKEN_FROM = (  # spelled as USUAL needs it
    r'{"file":"' + SAID + r'",(?:"sheet":"' + SAID + r'",)?"line":[1-9][0-9]{0,17}'
    r'(?:,"author":"' + SAID + r'")?}'
)
USUAL = (  # an entry without attachments nor escapes; the groups are what is looked at
    r'(?m)^{"register_id":"%s","number":([1-9][0-9]*),"kind":"(' + SAID + r')",'
    r'"recorded_at":"(%s)Z","occurred_at":"(?:\3|(%s))Z","by":"' + SAID + r'",'
    r'(?:"recorded_by":"'
    + SAID
    + r'",)?"request_id":"('
    + SAID
    + r')","note":(?:null|"'
    + SAID
    + r'"),'
    r'(?:"taken_from":' + TAKEN_FROM + r',)?"fact":({.*})}$'
)


class Finding(NamedTuple):
    """Something that is not as it must be."""

    code: str
    entry: Optional[int]
    expected: str
    found: str
    meaning: str


class Findings:
    """What was found; of each code the first ones, the others counted."""

    def __init__(self) -> None:
        self.kept: List[Finding] = []
        self.counts: Dict[str, int] = {}

    def add(self, what: str, entry: Optional[int], expected: object, found: object) -> None:
        """Add a finding; `what` is its code, perhaps followed by `: ` and a special case."""
        code = what.partition(":")[0]
        self.counts[code] = self.counts.get(code, 0) + 1
        if self.counts[code] <= MOST_OF_A_CODE:
            shown = visible(str(expected)), visible(str(found))
            self.kept.append(Finding(code, entry, *shown, say(what)))


def visible(text: str) -> str:
    """Return the beginning of `text` without signs that act on a terminal."""
    shown = "".join(
        sign if sign.isprintable() or sign in "\u00a0\u202f" else "\ufffd"
        for sign in text[:MOST_SHOWN]
    )
    return shown + "…" if len(text) > MOST_SHOWN else shown


def refuse(constant: str) -> NoReturn:
    """Refuse NaN and its like, which are no JSON."""
    raise ValueError(constant)


def whole(digits: str) -> int:
    """Return a number of JSON; a very long one would take hours."""
    return int(digits) if len(digits) <= MOST_DIGITS else refuse(digits[:9])


scan: Any = json.JSONDecoder(parse_constant=refuse, parse_int=whole).scan_once  # type: ignore[attr-defined]  # unseen by stubs
spell = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
values_of: Any = itemgetter(*NAMES)
naive = datetime.fromisoformat


def read(line: bytes) -> Tuple[Any, ...]:
    """Return the values of ALL_NAMES; raise one of UNREAD if it is no entry."""
    text = line.decode()
    entry, end = scan(text, 0)
    files = entry.get("attachments", [])
    register_id, number, kind, recorded, occurred, by, request, note, fact = values_of(entry)
    said = "-" if note is None else note
    values = (register_id, number, kind, recorded, occurred, by, request, said, fact)
    is_entry = (
        end == len(text)
        and [*entry] == [name for name in ALL_NAMES if name in NAMES or name in entry]
        and spell(entry) == text  # no space, no other escape, no name twice
        and tuple(map(type, values)) == TYPES
        and number > 0
        and all(map(str.strip, (by, request, said)))
        and is_said(entry.get("recorded_by", "-"))
        and ("taken_from" not in entry or is_source(entry["taken_from"]))
        and type(files) is list
        and all([*file] == [*FILE] for file in files)
        and all({name: type(value) for name, value in file.items()} == FILE for file in files)
        and all(re.fullmatch("[0-9a-f]{64}", file["sha256"]) for file in files)
    )
    if not is_entry:
        raise ValueError(text)
    received = entry.get("received_at", occurred)
    return (*values[:5], received, *values[5:-1], files, fact)


def is_said(text: Any) -> bool:
    """Whether this is a text that is not blank."""
    return type(text) is str and bool(text.strip())


def is_source(taken: Any) -> bool:
    """Whether this is the row of a file that an entry was taken from."""
    return (
        [*taken] == [name for name in TAKEN if name in taken]
        and {"file", "line"} <= {*taken}
        and all(type(value) is TAKEN[name] for name, value in taken.items())
        and taken["line"] > 0
        and all(str(value).strip() for value in taken.values())
    )


def shape(value: Any) -> str:
    """Return the pattern of what is spelled as this value is, with the same names."""
    if type(value) is dict:
        pairs = (f"{re.escape(spell(name))}:{shape(one)}" for name, one in value.items())
        return r"\{" + ",".join(pairs) + r"\}"
    if type(value) is list:
        one = shape(value[0]) if value else SCALAR
        return rf"\[(?:{one}(?:,(?!\])|(?=\])))*\]"
    return SCALAR


def instant(text: str) -> datetime:
    """Return an instant, UTC, without its time zone; Python 3.8 does not read the Z."""
    if not re.fullmatch(INSTANT + "Z", text):
        raise ValueError(text)
    return naive(text[:-1])


class Log:
    """What is gathered while the entries are read once; `wanted` are sizes to know a root of."""

    def __init__(self, origin: str, findings: Findings, wanted: Set[int]) -> None:
        self.origin = origin
        self.register_id = unquote(origin.partition("/")[2])
        self.findings = findings
        self.tree = Tree(wanted)
        self.digest = sha256()  # of the file
        self.position = self.number = 0  # of the last line, and the number that it says
        self.in_step = True  # the number of each line so far is its position
        self.recorded_at = datetime(1, 1, 1)  # noqa: DTZ001 - UTC, as all of them
        self.request = ""
        self.requests: Set[str] = set()
        self.kinds: Dict[str, int] = {}  # each with the first entry of that kind
        self.usual = re.compile(USUAL % (re.escape(self.register_id), INSTANT, INSTANT))
        self.shapes: Dict[str, Any] = {}  # of the facts of some kinds, as the first was spelled
        self.keys: List[Key] = []
        self.ended: Dict[str, int] = {}  # the entry from which on a key signs no more
        self.vouched: List[Tuple[str, str]] = []  # whoever trusts the first trusts the second
        self.notices: List[str] = []
        self.files: List[Tuple[int, Dict[str, Any]]] = []
        self.issued: Dict[str, Tuple[str, int]] = {}  # digest: label, entry
        self.noted: List[Tuple[int, str, Dict[str, Any]]] = []  # facts that tell of a checkpoint

    def read(self, entries: Path, leaves: Path) -> None:
        """Read every entry, and compare it with the leaf hash on record."""
        known = leaves if leaves.is_file() else Path(os.devnull)
        with known.open(encoding="latin-1") as on_record:
            for lines in self.batches(entries):
                if not self.take_usual(lines):
                    for line in lines:
                        self.take(line)
                before, found = self.tree.size, hashes(b"\0", lines)
                self.tree.extend(found)
                expected = on_record.read(65 * len(lines))
                if expected != b"".join(found).hex("\n", 32) + "\n" and known is leaves:
                    self.compare(before, expected.split("\n"), found)
            self.tree.extend([])
            more = sum(text.count("\n") for text in iter(lambda: on_record.read(CHUNK), ""))
        if more or known is not leaves:
            self.findings.add("leaf: count", None, self.position, more and self.position + more)

    def batches(self, path: Path) -> Iterator[List[bytes]]:
        """Return the lines, many at a time, and find what copying did to the file."""
        ended = False
        with path.open("rb") as entries:
            converted = entries.read(3) == b"\xef\xbb\xbf"
            entries.seek(3 * converted)
            self.digest.update(b"\xef\xbb\xbf" * converted)
            for data in iter(lambda: entries.read(CHUNK) + entries.readline(LONGEST_LINE), b""):
                if len(data) >= LONGEST_LINE:
                    raise OSError(0, say("too large"), path)
                self.digest.update(data)
                ended = data.endswith(b"\n")
                lines = data.split(b"\n")
                if b"\r" in data:
                    converted, lines = True, data.replace(b"\r\n", b"\n").split(b"\n")
                yield lines[:-1] if ended else lines
        if converted:
            self.findings.add("unreadable: converted", None, "LF, UTF-8", "CR, BOM")
        if not ended:
            self.findings.add("unreadable: cut", self.position or None, "LF", "")

    def know(self, entries: Path, sizes: Set[int]) -> None:
        """Read the log once more if a root is wanted that was not known to be."""
        wanted = {size for size in sizes - self.tree.roots.keys() if size <= self.position}
        if wanted:
            again = Log(self.origin, Findings(), wanted)
            for lines in again.batches(entries):
                again.tree.extend(hashes(b"\0", lines))
            again.tree.extend([])
            self.tree.roots.update(again.tree.roots)

    def compare(self, before: int, expected: List[str], found: List[bytes]) -> None:
        """Name the entries whose bytes are not those on record, where numbers are in step."""
        expected += [""] * len(found)
        for number, leaf, on_record in zip(range(before + 1, sys.maxsize), found, expected):
            if leaf.hex() != on_record and self.in_step:
                self.findings.add("leaf", number, on_record, leaf.hex())

    def take_usual(self, lines: List[bytes]) -> bool:
        """Take in all of `lines` where it is sure that `take` would find nothing in any.

        For speed alone: without this method the result is the same.
        """
        n = len(lines)
        try:
            data = b"\n".join(lines)
            text = data.decode()
            numbers, kinds, recorded, occurred, requests, facts = zip(*self.usual.findall(text))
            times = [self.recorded_at, *map(naive, recorded)]
            others = [naive(o) <= naive(r) for o, r in zip(occurred, recorded) if o]
            asked = [new for old, new in zip((self.request, *requests), requests) if old != new]
            is_usual = (
                list(map(int, numbers)) == list(range(self.number + 1, self.number + 1 + n))
                and data.translate(None, CONTROLS) == data
                and ("\\" not in text or text.count("\\") == "".join(facts).count("\\"))
                and self.are_spelled(kinds, facts)
                and all(map(lt, times, times[1:]))
                and all(others)
                and len({*asked}) == len(asked)
                and self.requests.isdisjoint(asked)
                and not {*kinds} & LOOKED_AT
            )
        except UNREAD:
            return False
        if is_usual:
            for kind in {*kinds} - self.kinds.keys():
                self.kinds[kind] = int(numbers[kinds.index(kind)])
            self.position, self.number = self.position + n, self.number + n
            self.recorded_at, self.request = times[-1], requests[-1]
            self.requests.update(asked)
        return is_usual

    def are_spelled(self, kinds: Sequence[str], facts: Sequence[str]) -> bool:
        """Whether facts are spelled as they are written: most are as the first of their kind."""
        shapes = self.shapes
        for kind, fact in zip(kinds, facts):
            if kind not in shapes or "\\" in fact or not shapes[kind](fact):
                value = scan(fact, 0)[0]
                if spell(value) != fact:
                    return False
                if len(shapes) < MOST_SHAPES and len(fact) <= LONGEST_SHAPED:
                    shapes.setdefault(kind, re.compile(shape(value)).fullmatch)
        return True

    def take(self, line: bytes) -> None:
        """Take in one entry, and check what it says against those before it."""
        add = self.findings.add
        self.position += 1
        self.number += 1
        try:
            register_id, number, kind, *times, _, request, _, files, fact = read(line)
            recorded_at, occurred_at, received_at = map(instant, times)
            recorded, occurred, received = times
        except UNREAD as error:
            why = str(error)[: 2 * MOST_SHOWN]
            add("unreadable", self.position, "JSON", f"{type(error).__name__}: {why}")
            return
        if number != self.number:
            add("numbering", number, self.number, number)
        if register_id != self.register_id:
            add("envelope", number, self.register_id, register_id)
        if recorded_at <= self.recorded_at:
            add("clock", number, f"> {self.recorded_at.isoformat()}Z", recorded)
        if occurred_at > recorded_at:
            add("future", number, f"≤ {recorded}", occurred)
        if received != occurred and not occurred_at <= received_at <= recorded_at:
            add("future: received", number, f"{occurred} – {recorded}", received)
        if request != self.request and request in self.requests:
            add("request", number, say("a new request"), request)
        self.in_step = self.in_step and number == self.position
        self.number, self.recorded_at, self.request = number, recorded_at, request
        self.requests.add(request)
        self.kinds.setdefault(kind, number)
        self.files.extend((number, file) for file in files)
        if kind in ISSUED:
            self.issued[str(fact.get("sha256"))] = f"R-{fact.get('number')}", number
        if kind in SEALS:
            self.take_seal(number, kind, fact)
        elif kind in LOOKED_AT:
            self.noted.append((number, kind, fact))

    def take_seal(self, number: int, kind: str, fact: Dict[str, Any]) -> None:
        """Take in what an entry says of the keys or the clock."""
        if kind == OPENED and number == 1:
            if fact.get("verifier_key"):
                self.keys.append(Key(number, str(fact["verifier_key"])))
            return
        if kind in {OPENED, ROTATED}:
            key = rotated(number, fact, self.origin, self.good(number))
            if not key.names_previous:
                self.findings.add("key: rotation", number, key.vkey, fact.get("statement"))
            kind = "replaced" if key.is_named else "replaced alone" if self.keys else "first key"
            self.keys.append(key)
            self.ended.setdefault(key.previous, number)
            self.vouched += [(key.vkey, key.previous)] * key.names_previous
            self.vouched += [(key.previous, key.vkey)] * key.is_named
        elif kind in {ADDED, WITHDRAWN}:
            try:
                kind = self.take_key(number, kind, fact)
            except ValueError:
                vkey, statement = fact.get("verifier_key"), fact.get("statement")
                self.findings.add(f"key: {kind}", number, vkey, statement)
                return
        if len(self.keys) > MOST_KEYS:
            raise OSError(0, say("too many"), "entries.jsonl")
        self.notices.append(say(kind, n=number))

    def take_key(self, number: int, kind: str, fact: Dict[str, Any]) -> str:
        """Take in a further key, or that one signs no more; return what there is to say of it."""
        good, vkey = self.good(number), str(fact.get("verifier_key"))
        if kind == ADDED:
            if vkey in (key.vkey for key in self.keys):
                raise ValueError(vkey)
            by, beside = added(fact, self.origin, good)
            self.keys.append(Key(number, vkey))
            self.vouched += [(by, vkey), *((vkey, one) for one in beside)]
            return kind
        if vkey in good:
            self.ended.setdefault(vkey, number)
        return kind if withdrawn(fact, self.origin, good) else "withdrawn alone"

    def good(self, size: int) -> List[str]:
        """Return the keys that sign for the first `size` entries."""
        named = [key.vkey for key in self.keys if key.entry <= size]
        return [vkey for vkey in named if size < self.ended.get(vkey, size + 1)]

    def told(self) -> List[str]:
        """Return what the log says of itself, and whether it is ahead of this computer's clock."""
        told, more = self.notices[:MOST_OF_A_CODE], len(self.notices) - MOST_OF_A_CODE
        told += [say("more notices", count=more)] if more > 0 else []
        if self.recorded_at > datetime.now(timezone.utc).replace(tzinfo=None):
            told.append(say("ahead", n=self.number, time=f"{self.recorded_at.isoformat()}Z"))
        return told

    def trusted(self, given: Sequence[str]) -> Set[str]:
        """Return the given keys, and those of the log that signed statements tie to them."""
        found, before = set(given), -1
        while before < len(found):
            before = len(found)
            found |= {vkey for by, vkey in self.vouched if by in found}
        return found


# 5. The files: those of a bag (RFC 8493), whose `data` folder holds the log and what goes with it.

MANIFEST, TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


class Bag:
    """The files of a bundle, by their names from its root on; `inner` is where the log lies."""

    def __init__(self, folder: Path, findings: Findings) -> None:
        parent = folder.parent
        is_inner = folder.name == "data" and any(
            (parent / name).is_file() for name in (MANIFEST, TAGS)
        )
        self.root, self.inner = (parent, "data/") if is_inner else (folder, "")
        self.findings = findings
        self.paths: Dict[str, Path] = {}
        self.digests: Dict[str, str] = {}
        self.walk()

    def walk(self) -> None:
        """List the files, and find what is neither file nor folder, which is never opened."""
        folders, size = [(self.root, "")], 0
        while folders:
            folder, inside = folders.pop()
            with os.scandir(folder) as found:
                for one in sorted(islice(found, MOST_FILES + 1), key=lambda one: one.name):
                    name = unicodedata.normalize("NFC", inside + one.name)  # some systems do not
                    if one.is_dir(follow_symlinks=False):
                        folders.append((Path(one.path), name + "/"))
                    elif one.is_file(follow_symlinks=False):
                        self.paths[name] = Path(one.path)
                        size += one.stat(follow_symlinks=False).st_size
                    else:
                        self.findings.add("bag: no file", None, say("a file"), name)
            if len(self.paths) + len(folders) > MOST_FILES or size > MOST_IN_ALL:
                raise OSError(0, say("too large"), self.root)

    def log(self, name: str) -> Path:
        """Return where a file of the log is, or say that it is not there."""
        if self.inner + name not in self.paths:
            raise FileNotFoundError(errno.ENOENT, "", str(self.root / self.inner / name))
        return self.paths[self.inner + name]

    def part(self, folder: str) -> Dict[str, str]:
        """Return the digests of the files in a folder beside the log, by their names in it."""
        begin = f"{self.inner}{folder}/"
        return {
            name[len(begin) :]: self.digest(name) for name in self.paths if name.startswith(begin)
        }

    def digest(self, name: str) -> str:
        """Return the SHA-256 of a file."""
        if name not in self.digests:
            digest = sha256()
            with self.paths[name].open("rb") as file:
                for chunk in iter(lambda: file.read(1 << 20), b""):
                    digest.update(chunk)
            self.digests[name] = digest.hexdigest()
        return self.digests[name]

    def check_manifests(self) -> None:
        """Hold the files to the manifests: all of the data and no other, and the tags listed."""
        if not self.inner:
            return
        data = {name for name in self.paths if name.startswith("data/")}
        self.check_manifest(MANIFEST, data)
        self.check_manifest(TAGS, {"bagit.txt", "bag-info.txt", MANIFEST})
        if content_of(self.paths.get("bagit.txt"), MOST_PASTED) != DECLARED:
            self.findings.add("bag", None, "bagit.txt: 1.0, UTF-8", "")

    def check_manifest(self, manifest: str, names: Set[str]) -> None:
        """Hold files to what a manifest says of them."""
        listed: Dict[str, str] = {}
        for line in (
            content_of(self.paths.get(manifest), MOST_READ).decode(errors="replace").split("\n")
        ):
            digest, _, name = line.partition("  ")
            listed[unicodedata.normalize("NFC", unquote(name))] = digest
        listed.pop("", None)
        for name in sorted(names | listed.keys()):
            found = self.digest(name) if name in self.paths else ""
            if listed.get(name, "") != found or not found:
                self.findings.add("bag", None, f"{name} {listed.get(name, '')}", found)


def content_of(path: Optional[Path], most: int) -> bytes:
    """Return what a file holds, within bounds; nothing of one that is not there."""
    if path is None:
        return b""
    not_waiting = getattr(os, "O_NONBLOCK", 0)  # for somebody to write to a FIFO
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | not_waiting)
    if not_waiting:
        os.set_blocking(descriptor, True)
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        raise IsADirectoryError(errno.EISDIR, "", str(path))
    with os.fdopen(descriptor, "rb") as file:
        return within_bounds(file, str(path), most)


def within_bounds(file: IO[bytes], name: str, most: int) -> bytes:
    """Return what a file holds, which no memory may be too small for."""
    content = file.read(most + 1)
    if len(content) > most:
        raise OSError(0, say("too large"), name)
    return content


# 6. The verdict.


class Verdict(NamedTuple):
    """What was found; so many entries are `signed` by a trusted key, `seen` by a witness.

    `unchecked` are the files of the bundle that nothing but its manifest was held against.
    """

    register: str
    entries: int
    root: str
    signed: int
    seen: int
    findings: List[Finding]
    counts: Dict[str, int]
    notices: List[str]
    proven: List[str]
    not_proven: List[str]
    unchecked: List[str]


def verify(folder: Path, given: Sequence[str], witnesses: Sequence[Witness]) -> Verdict:
    """Verify the log in `folder` with verifier keys and checkpoints known from elsewhere."""
    findings = Findings()
    bag = Bag(folder, findings)
    notes = notes_in(bag)
    sizes = {one.size for one in (*notes.values(), *(each.checkpoint for each in witnesses))}
    log = Log(opened(given[0])[0], findings, sizes)
    log.read(bag.log("entries.jsonl"), bag.paths.get(bag.inner + "leaves.txt", Path(os.devnull)))
    bag.digests[bag.inner + "entries.jsonl"] = log.digest.hexdigest()
    inside = [*((None, one) for one in notes.values()), *printed_in(log)]
    log.know(bag.log("entries.jsonl"), {one.size for _, one in inside})
    check_kinds(log, {name[:-5] for name in bag.part("schema") if name.endswith(".json")})
    check_attachments(log, bag)
    check_reports(log, bag)
    check_noted(log, bag, notes)
    bag.check_manifests()
    check_papers(log, witnesses)
    known, trusted = [key.vkey for key in log.keys], log.trusted(given)
    for vkey in [vkey for vkey in given if vkey not in known]:
        findings.add("key", None, vkey, ", ".join(known))
    held = [(one.size, check_checkpoint(log, one, number)) for number, one in inside]
    seen = {one: check_witness(log, one.checkpoint, [*known, *given]) for one in witnesses}
    held += [(one.checkpoint.size, vkey) for one, vkey in seen.items()]
    signed, key = max([(size, vkey) for size, vkey in held if vkey in trusted] or [(0, "")])
    if log.position and not signed:
        findings.add("unsigned", None, ", ".join(given), "")
    proven, not_proven = limits(log, bag, (signed, key), seen)
    return Verdict(
        log.register_id,
        log.position,
        base64.b64encode(log.tree.root()).decode(),
        signed,
        size_seen(seen),
        sorted(findings.kept, key=lambda one: one.entry or log.position + 1),
        findings.counts,
        log.told(),
        proven,
        not_proven,
        unchecked(log, bag),
    )


def notes_in(bag: Bag) -> Dict[str, Checkpoint]:
    """Return the checkpoints of a bundle by the digest of the note, and find what is none."""
    found: Dict[str, Checkpoint] = {}
    for name, digest in bag.part("checkpoints").items():
        try:
            note = content_of(bag.paths[f"{bag.inner}checkpoints/{name}"], MOST_PASTED)
            found[digest] = checkpoint_in(note.decode())
        except ValueError:
            bag.findings.add("checkpoint", None, say("a checkpoint"), name)
    if len(found) > MOST_NOTES:
        raise OSError(0, say("too many"), "checkpoints")
    return found


def printed_in(log: Log) -> Iterator[Tuple[int, Checkpoint]]:
    """Return the checkpoints that issued reports carry, with the entries that say so."""
    for number, kind, fact in log.noted:
        if kind in ISSUED:
            try:
                yield number, checkpoint_in(str(fact.get("checkpoint")))
            except ValueError:
                log.findings.add("checkpoint", number, say("a checkpoint"), fact.get("checkpoint"))


def check_kinds(log: Log, described: Set[str]) -> None:
    """Find the kinds that no schema describes, nor a newer version of it."""
    for kind, entry in log.kinds.items():
        name, _, version = kind.rpartition(".v")
        newer = [one.rpartition(".v")[2] for one in described if one.rpartition(".v")[0] == name]
        if not any(int(one) >= int(version) for one in newer if is_size(one) and is_size(version)):
            log.findings.add("unknown_kind", entry, "schema/*.json", kind)


def check_attachments(log: Log, bag: Bag) -> None:
    """Compare each attachment with the digest and the size in its entry, whatever its name."""
    found, named = bag.part("attachments"), {file["sha256"] for _, file in log.files}
    sizes = {
        digest: bag.paths[f"{bag.inner}attachments/{name}"].stat().st_size
        for name, digest in found.items()
    }
    for number, file in log.files:
        if sizes.get(file["sha256"]) != file["size"]:
            expected = f"{file['sha256']}, {file['size']}"
            log.findings.add("attachment", number, expected, sizes.get(file["sha256"], ""))
    for name, digest in found.items():
        if digest not in named:
            log.findings.add("attachment: unnamed", None, "", name)
        elif re.match("[0-9a-f]{64}", name) and not name.startswith(digest):
            log.findings.add("attachment: misnamed", None, digest, name)


def check_reports(log: Log, bag: Bag) -> None:
    """Compare the issued reports that are there with the digests in their entries."""
    expected = {label + ".pdf": (entry, digest) for digest, (label, entry) in log.issued.items()}
    for name, found in bag.part("issued").items():
        entry, digest = expected.get(name, (None, ""))
        if found != digest:
            log.findings.add("report", entry, f"{name}, {digest}", found)


def check_noted(log: Log, bag: Bag, notes: Dict[str, Checkpoint]) -> None:
    """Hold the files to what entries say of checkpoints and timestamps that were given out."""
    replies = {*bag.part("timestamps").values()}
    for number, kind, fact in log.noted:
        position, digest, reply = map(fact.get, ("position", "sha256", "reply_sha256"))
        one = notes.get(str(digest))
        if kind not in ISSUED and one is None:
            log.findings.add("checkpoint: deleted", number, digest, "")
        is_earlier = type(position) is int and 0 <= position < number
        if not is_earlier or (one and one.size != position):
            log.findings.add("checkpoint: position", number, one.size if one else "", position)
        if kind == STAMPED and str(reply) not in replies:
            log.findings.add("timestamp", number, reply, "")


def check_checkpoint(log: Log, one: Checkpoint, entry: Optional[int]) -> Optional[str]:
    """Check a checkpoint of the bundle; return the key that signed it if it holds."""
    good = log.good(one.size)
    by = {signature_by(vkey, one.text, one.signatures): vkey for vkey in good}
    if one.origin == log.origin and True in by and False not in by:
        return by[True] if extends(log, one, "checkpoint: root", entry) else None
    log.findings.add("checkpoint", entry, ", ".join(good), one.shown())
    return None


def check_papers(log: Log, witnesses: Sequence[Witness]) -> None:
    """Find a PDF that says to be an issued report, and is not one that an entry issued."""
    for one in {each.source: each for each in witnesses if each.label}.values():
        issued = [log.issued[each][0] for each in one.prints if each in log.issued]
        if one.checkpoint.origin == log.origin and one.label not in issued:
            log.findings.add("report: paper", None, one.label, f"{one.source}, {one.prints[-1]}")


def check_witness(log: Log, one: Checkpoint, keys: Sequence[str]) -> Optional[str]:
    """Check a checkpoint that came from elsewhere; return the key that signed it if it holds."""
    by = {signature_by(vkey, one.text, one.signatures): vkey for vkey in keys}
    if one.origin != log.origin:
        log.findings.add("witness: other", None, log.origin, one.origin)
    elif False in by:
        log.findings.add("witness", None, by[False], one.shown())
    elif True not in by:
        log.findings.add("key: witness", None, ", ".join(keys), one.shown())
    elif one.size and by[True] in {key.vkey for key in log.keys} - {*log.good(one.size)}:
        log.findings.add("key: ended", None, ", ".join(log.good(one.size)), one.shown())
    elif extends(log, one, "fork"):
        return by[True]
    return None


def extends(log: Log, one: Checkpoint, otherwise: str, entry: Optional[int] = None) -> bool:
    """Whether the log begins with the entries that the checkpoint saw."""
    if one.size > log.position:
        log.findings.add("truncated", entry, one.size, log.position)
        return False
    found = base64.b64encode(log.tree.roots[one.size]).decode()
    if found != one.root:
        log.findings.add(otherwise, entry, f"{one.size}, {one.root}", f"{one.size}, {found}")
    return found == one.root


def limits(
    log: Log, bag: Bag, signed: Tuple[int, str], seen: Dict[Witness, Optional[str]]
) -> Tuple[List[str], List[str]]:
    """Return what is proven, and what is not."""
    (size, key), upto, entries = signed, size_seen(seen), log.position
    proven = [say("proven: signed", n=size, entries=entries, key=visible(key))] if size else []
    proven += [say("proven: seen", count=upto)] if upto else []
    doubts = [say("not: signed", n=size)] if 0 < size < entries else []
    if size and key not in log.good(entries):
        doubts.append(say("not: replaced", n=size))
    if not seen:
        doubts.append(say("not: witness"))
    elif upto < entries:
        doubts.append(say("not: seen", n=upto))
    for one in {each.source: each for each in seen if each.prints}.values():
        issued = [log.issued[each] for each in one.prints if each in log.issued]
        label, entry = issued[-1] if issued else ("", 0)
        said = {"file": visible(one.source), "label": visible(label), "n": entry}
        if not 0 < entry <= size:
            doubts.append(say("not: paper", **said))
        elif one.prints[-1] in log.issued:
            proven.append(say("proven: paper", **said))
        else:
            doubts.append(say("not: added", **said))
    there = {
        one for name in ("attachments", "issued", "reports") for one in bag.part(name).values()
    }
    absent = [label for digest, (label, _) in log.issued.items() if digest not in there]
    doubts += [say("not: issued", names=visible(", ".join(absent)))] if absent else []
    doubts += [say("not: files", names=grouped(unchecked(log, bag)))] if unchecked(log, bag) else []
    doubts += [] if bag.inner else [say("not: manifest")]
    if bag.root in Path(os.path.realpath(__file__)).parents:
        doubts.append(say("not: program"))
    return proven, [*doubts, say("not: true")]


def size_seen(seen: Dict[Witness, Optional[str]]) -> int:
    """Return how many entries the checkpoints from elsewhere have seen that hold."""
    return max((one.checkpoint.size for one, vkey in seen.items() if vkey), default=0)


def unchecked(log: Log, bag: Bag) -> List[str]:
    """Return the files that were held against nothing but the manifest."""
    checked = {bag.inner + name for name in ("entries.jsonl", "leaves.txt")}
    checked |= {MANIFEST, TAGS, "bagit.txt"} if bag.inner else set()
    folders = tuple(f"{bag.inner}{name}/" for name in ("checkpoints", "attachments", "issued"))
    own = sha256(content_of(Path(__file__), MOST_READ)).hexdigest()
    return [
        visible(name)
        for name in sorted(bag.paths.keys() - checked)
        if not name.startswith(folders)
        and not (name.startswith(bag.inner + "reports/") and bag.digest(name) in log.issued)
        and not (name == bag.inner + "verify.py" and bag.digest(name) == own)
    ]


def grouped(names: Sequence[str]) -> str:
    """Return names of files on a line, those of a folder together."""
    tops = [re.sub("^data/", "", name).partition("/") for name in names]
    found = Counter(top + slash for top, slash, _ in tops).items()
    shown = [f"{name} ({count})" if name.endswith("/") else name for name, count in found]
    return ", ".join(shown[:MOST_OF_A_CODE]) + ("…" if len(shown) > MOST_OF_A_CODE else "")


def report(verdict: Verdict) -> Iterator[str]:
    """Return the verdict as lines for people."""
    yield say("register", id=visible(verdict.register), count=verdict.entries, root=verdict.root)
    total = sum(verdict.counts.values())
    yield "\n" + (say("wrong", count=total) if total else say("nothing wrong"))
    for one in verdict.findings:
        where = say("entry", n=one.entry) if one.entry else say("whole")
        yield f"  [{one.code}] {where}: {one.meaning}"
        for name in ("expected", "found"):
            yield f"      {say(name)}: {getattr(one, name) or '-'}"
    for code, count in verdict.counts.items():
        if count > MOST_OF_A_CODE:
            yield "  " + say("more", code=code, count=count - MOST_OF_A_CODE)
    for title in ("notices", "proven", "not_proven"):
        if getattr(verdict, title):
            yield "\n" + "\n  - ".join([say(title), *getattr(verdict, title)])


class Parser(argparse.ArgumentParser):
    """The command line; what is wrong with it is said in the language asked for."""

    def error(self, message: str) -> NoReturn:  # noqa: ARG002 - it is in English alone
        misused(visible(" ".join(sys.argv[1:])))


def misused(why: str) -> NoReturn:
    """Exit, and say what is wrong with the command line."""
    sys.stderr.write(f"{say('not understood', why=why)}\n\n{say('usage')}\n")
    sys.exit(MISUSED)


def arguments_of(typed: Sequence[str]) -> argparse.Namespace:
    """Read the command line, or exit and say what is wrong with it."""
    Speech.language = int("--lang en" in " ".join(typed).replace("=", " "))
    parser = Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("--key", action="append", default=[])
    parser.add_argument("--checkpoint", action="append", default=[])
    parser.add_argument("--lang", choices=["fr", "en"])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--help", "-h", action="store_true")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    given = parser.parse_args(typed)
    given.key = [closed(vkey) for vkey in given.key]
    given.folder = Path(os.path.realpath(given.folder))
    if not given.key and not given.help:
        misused(say("no key"))
    for vkey in given.key:
        try:
            opened(vkey)
        except ValueError:
            misused(say("not a key", key=visible(vkey)))
    if (given.folder / "data" / "entries.jsonl").is_file():
        given.folder /= "data"
    return given


def witnesses_in(name: str) -> List[Witness]:
    """Return the checkpoints in a file, or on standard input when its name is `-`."""
    data = (
        within_bounds(sys.stdin.buffer, name, MOST_READ)
        if name == "-"
        else content_of(Path(name), MOST_READ)
    )
    is_pdf = data.startswith(b"%PDF-")
    if len(data) > MOST_PASTED and not is_pdf:
        raise OSError(0, say("too large"), name)
    found = [*islice(dict.fromkeys(checkpoints_in(data)), MOST_CHECKPOINTS + 1)]
    if not found or len(found) > MOST_CHECKPOINTS:
        raise OSError(0, say("too many" if found else "no checkpoint"), name)
    prints = tuple(revisions(data)) if is_pdf else ()
    label = label_in(data) if is_pdf else ""
    return [Witness(name, one, prints, label) for one in found]


def answer(typed: Sequence[str]) -> Tuple[int, str]:
    """Verify; return the exit code and what to print."""
    given = arguments_of(typed)
    if given.help:
        return FINE, say("usage")
    witnesses = [one for name in given.checkpoint for one in witnesses_in(name)]
    verdict = verify(given.folder, given.key, witnesses)
    code = FOUND if verdict.findings else FINE
    if not given.json:
        return code, "\n".join(report(verdict))
    shown = {**verdict._asdict(), "findings": [one._asdict() for one in verdict.findings]}
    in_clear = verdict.register.isprintable()  # the rest is
    return code, json.dumps(shown, ensure_ascii=not in_clear, indent=2)


def printed(code: int, text: str) -> int:
    """Print the answer; return the exit code, which says what was found even if nobody reads."""
    try:
        print(text, flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing fails again
        if not isinstance(error, BrokenPipeError):  # who read it left, with what he wanted
            sys.stderr.write(say("not printed", why=reason(error)) + "\n")
            return code or UNREADABLE
    return code


def reason(error: OSError) -> str:
    """Return why the system refuses, in the language in use."""
    name = errno.errorcode.get(error.errno or 0, "")
    return say(name) if name in WORDS else name or error.strerror or "?"


def prepare() -> None:
    """Have all three streams, and let what a terminal cannot show stop no answer."""
    nowhere = Path(os.devnull)
    sys.stdin = sys.stdin or nowhere.open()
    sys.stdout = sys.stdout or nowhere.open("w")
    sys.stderr = sys.stderr or nowhere.open("w")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a text stream


def main(typed: Sequence[str]) -> int:
    """Verify; return the exit code."""
    prepare()
    is_signature.cache_clear()
    gc.disable()  # entries hold no cycles, and looking for some takes a quarter of the time
    try:
        return printed(*answer(typed))
    except OSError as error:
        file = visible(os.fsdecode(error.filename or ""))
        sys.stderr.write(say("unreadable file", file=file, why=reason(error)) + "\n")
        return UNREADABLE
    except KeyboardInterrupt:
        sys.stderr.write(say("interrupted") + "\n")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - memory lacks, or this program is at fault
        sys.stderr.write(say("failed", why=visible(repr(error))) + "\n")
        return UNREADABLE


# 7. Words: of each, what is said in French and in English.


class Speech:
    """The language in use: the index of its words."""

    language = 0


GROUPED = ("\u202f", ",")  # the sign between thousands


def say(what: str, **values: Any) -> str:
    """Return words in the language in use; `{count}` counts, `{n}` is a number of an entry."""
    if "count" in values:
        count = values["count"]
        if count < 2 if Speech.language == 0 else count == 1:
            what = f"{what}, one"
        values["count"] = f"{count:,}".replace(",", GROUPED[Speech.language])
    return WORDS[what][Speech.language].format(**values)


# ruff: noqa: E501 - a sentence is one line
# fmt: off
WORDS = {
    "usage": ("""\
python -I verify.py --key CLÉ [--checkpoint FICHIER]... [--lang fr|en] [--json] [DOSSIER]

Apportez ce programme : celui d’un dossier est de qui a fait le dossier. Son SHA-256 est publié
avec Crisis Log et imprimé dans les rapports ; -I n’exécute rien de ce qui est à côté de lui.

CLÉ      la clé de vérification, nom+empreinte+base64 : elle est imprimée dans un rapport
         reçu auparavant, ou l’autorité vous la donne. Ne la prenez pas dans ce dossier.
FICHIER  un point de contrôle reçu auparavant : le rapport en PDF, un fichier texte, ou -
         pour le coller. Lui seul révèle un registre entièrement réécrit.
DOSSIER  le dossier qui contient entries.jsonl ; par défaut, celui de ce programme.

Code de retour : 0 rien d’anormal, 3 anomalie, 2 non compris, 4 illisible ou échec.""", """\
python -I verify.py --key VKEY [--checkpoint FILE]... [--lang fr|en] [--json] [FOLDER]

Bring this program: that of a bundle is its maker's. Its SHA-256 is published with Crisis Log
and printed in the reports; -I runs nothing of what lies beside it.

VKEY    the verifier key, name+hash+base64: a report that you received before prints it,
        or the authority gives it to you. Do not take it from this folder.
FILE    a checkpoint that you received before: the report as PDF, a text file, or - to
        paste it. Nothing else reveals a register that was rewritten as a whole.
FOLDER  the folder that holds entries.jsonl; by default, that of this program.

Exit code: 0 nothing is wrong, 3 something is, 2 not understood, 4 cannot be read, or failed."""),
    "register": ("Registre {id} : {count} inscriptions, racine {root}", "Register {id}: {count} entries, root {root}"),
    "register, one": ("Registre {id} : {count} inscription, racine {root}", "Register {id}: {count} entry, root {root}"),
    "nothing wrong": ("Rien d’anormal.", "Nothing is wrong."),
    "wrong": ("{count} anomalies :", "{count} things are wrong:"),
    "wrong, one": ("{count} anomalie :", "{count} thing is wrong:"),
    "entry": ("inscription n° {n}", "entry n° {n}"),
    "whole": ("ensemble", "the whole"),
    "expected": ("attendu", "expected"),
    "found": ("trouvé", "found"),
    "more": ("[{code}] et {count} de plus", "[{code}] and {count} more"),
    "more, one": ("[{code}] et {count} de plus", "[{code}] and {count} more"),
    "notices": ("Ce que le registre dit de lui-même :", "What the register says of itself:"),
    "proven": ("Prouvé :", "Proven:"),
    "not_proven": ("Non prouvé :", "Not proven:"),
    "leaf": ("L’inscription n’est pas celle qui fut enregistrée : son contenu a été modifié.", "The entry is not the one that was recorded: its content was altered."),
    "leaf: count": ("leaves.txt ne nomme pas autant d’inscriptions qu’il y en a ici : des inscriptions manquent, ou ce fichier.", "leaves.txt does not name as many entries as are here: entries are missing, or this file."),
    "unreadable": ("Ce n’est pas une inscription : les octets ont été abîmés ou modifiés.", "This is not an entry: the bytes were damaged or altered."),
    "unreadable: converted": ("Un programme qui convertit les textes a modifié le fichier ; recopiez-le tel quel.", "A program that converts text changed the file; copy it again as it is."),
    "unreadable: cut": ("Le fichier est vide, ou sa fin manque.", "The file is empty, or its end is missing."),
    "numbering": ("Une inscription manque, ou a été insérée.", "An entry is missing, or was inserted."),
    "envelope": ("L’inscription est d’un autre registre que la clé.", "The entry is of another register than the key."),
    "clock": ("Des inscriptions ont été déplacées, ou une heure modifiée.", "Entries were moved, or a time was altered."),
    "future: received": ("Une réception est datée d’avant le fait, ou d’après sa saisie : une heure a été modifiée.", "A reception is dated before the fact, or after its recording: a time was altered."),
    "future": ("Un fait est daté d’après sa saisie : une heure a été modifiée.", "A fact is dated after its recording: a time was altered."),
    "request": ("Une ancienne inscription a été enregistrée de nouveau.", "An old entry was recorded again."),
    "a new request": ("une nouvelle demande", "a new request"),
    "unknown_kind": ("Genre de fait que rien ne décrit ici : une version plus récente l’a écrit, ou il a été modifié.", "Nothing here describes this kind of fact: a newer version wrote it, or it was altered."),
    "attachment": ("Une pièce jointe manque, ou a été échangée ou modifiée.", "An attachment is missing, or was exchanged or altered."),
    "report: paper": ("Le fichier donné dit être ce rapport, et aucune inscription ne l’a émis tel quel : la fin du journal a été coupée ou réécrite, ou le fichier modifié.", "The given file says that it is this report, and no entry issued it as it is: the end of the log was cut off or rewritten, or the file was altered."),
    "report": ("Ce fichier n’est pas le rapport qui a été émis.", "This file is not the report that was issued."),
    "attachment: unnamed": ("Aucune inscription ne nomme ce fichier.", "No entry names this file."),
    "attachment: misnamed": ("Ce fichier porte l’empreinte d’un autre contenu.", "This file bears the digest of another content."),
    "key": ("Le registre a été signé de nouveau avec une autre clé, ou c’est un autre registre.", "The register was signed anew with another key, or it is another register."),
    "key: rotation": ("Le remplacement de la clé de signature n’est pas authentique.", "The replacement of the signing key is not genuine."),
    "key: seal.key_added.v1": ("L’ajout d’une clé de signature n’est pas authentique : elle ne compte pas.", "The addition of a signing key is not genuine: the key does not count."),
    "key: seal.key_withdrawn.v1": ("Le retrait d’une clé de signature n’est pas authentique.", "The withdrawal of a signing key is not genuine."),
    "key: ended": ("Le point de contrôle donné est signé d’une clé qui ne signait pas pour tant d’inscriptions : remplacée ou retirée avant, ou nommée plus tard.", "The given checkpoint is signed by a key that did not sign for so many entries: it was replaced or withdrawn before, or named only later."),
    "key: witness": ("Le registre a été réécrit et signé de nouveau, ou le point de contrôle donné n’est pas de lui.", "The register was rewritten and signed anew, or the given checkpoint is not of it."),
    "witness": ("Le point de contrôle donné a été modifié ou mal copié, pas le registre : reprenez-le.", "The given checkpoint was altered or badly copied, not the register: take it again."),
    "witness: other": ("Le point de contrôle donné est d’un autre registre.", "The given checkpoint is of another register."),
    "checkpoint": ("Un point de contrôle du dossier a été modifié, ou signé avec une autre clé.", "A checkpoint of the bundle was altered, or signed with another key."),
    "checkpoint: root": ("Ce point de contrôle du dossier a vu d’autres inscriptions : elles ont été réécrites depuis.", "This checkpoint of the bundle saw other entries: they were rewritten since."),
    "checkpoint: deleted": ("Un point de contrôle fut remis, et n’est plus là : il a été retiré ou modifié.", "A checkpoint was given out, and is no longer here: it was taken away or altered."),
    "checkpoint: position": ("L’inscription ne dit pas d’un point de contrôle combien d’inscriptions il signe.", "The entry does not say of a checkpoint how many entries it signs."),
    "timestamp": ("Un horodatage fut obtenu, et n’est plus là : il a été retiré ou modifié.", "A timestamp was obtained, and is no longer here: it was taken away or altered."),
    "unsigned": ("Rien ici n’est signé par la clé donnée : quiconque détenait le fichier a pu écrire toutes les inscriptions. Demandez un point de contrôle.", "Nothing here is signed by the given key: whoever held the file could have written every entry. Ask for a checkpoint."),
    "bag": ("Ce fichier n’est pas celui que nomme le manifeste : il manque, ou fut ajouté ou modifié.", "This file is not the one that the manifest names: it is missing, or was added or altered."),
    "bag: no file": ("Ce n’est ni un fichier ni un dossier, mais un lien ou un canal : il n’a pas été ouvert.", "This is neither a file nor a folder, but a link or a pipe: it was not opened."),
    "a file": ("un fichier", "a file"),
    "a checkpoint": ("un point de contrôle", "a checkpoint"),
    "truncated": ("La fin du journal a été coupée, ou une ancienne sauvegarde mise à sa place.", "The end of the log was cut off, or an old backup was put in its place."),
    "fork": ("Le point de contrôle donné a vu un autre journal : des inscriptions ont été réécrites, ou deux versions existent.", "The given checkpoint saw another log: entries were rewritten, or two versions exist."),
    "replaced": ("n° {n} : la clé de signature a été remplacée ; la précédente a contresigné.", "n° {n}: the signing key was replaced; the previous one countersigned."),
    "replaced alone": ("n° {n} : la clé de signature a été remplacée sans contreseing de la précédente, comme lorsqu’elle est perdue : faites confirmer la nouvelle par l’autorité.", "n° {n}: the signing key was replaced and the previous one did not countersign, as when it is lost: ask the authority to confirm the new one."),
    "first key": ("n° {n} : le registre a reçu sa première clé ; rien n’était signé avant.", "n° {n}: the register got its first key; nothing was signed before."),
    "seal.key_added.v1": ("n° {n} : une clé de signature a été ajoutée ; une clé en vigueur a contresigné.", "n° {n}: a signing key was added; a key that was good countersigned."),
    "seal.key_withdrawn.v1": ("n° {n} : une clé de signature a été retirée ; une clé en vigueur a signé.", "n° {n}: a signing key was withdrawn; a key that was good signed."),
    "withdrawn alone": ("n° {n} : une clé de signature a été retirée sans la signature d’une clé en vigueur : faites confirmer ce retrait par l’autorité.", "n° {n}: a signing key was withdrawn and no key that was good signed that: ask the authority to confirm it."),
    "seal.clock_anomaly_noted.v1": ("n° {n} : l’horloge de l’ordinateur retardait sur le registre.", "n° {n}: the computer’s clock was behind the register."),
    "proven: signed": ("Signé jusqu’au n° {n} sur {entries} par {key}, la clé donnée ou une clé qu’une déclaration signée y lie : depuis, aucune de ces inscriptions n’a été modifiée, ajoutée, retirée ni déplacée.", "Signed up to n° {n} of {entries} by {key}, the given key or one that a signed statement ties to it: none of these entries was altered, added, removed or moved since."),
    "more notices": ("et {count} de plus", "and {count} more"),
    "more notices, one": ("et {count} de plus", "and {count} more"),
    "ahead": ("n° {n} : inscription datée du {time}, après l’heure de cet ordinateur ; l’une des deux horloges se trompe.", "n° {n}: recorded at {time}, later than this computer’s clock says it is; one of the two clocks is wrong."),
    "proven: seen": ("Les {count} premières inscriptions sont celles qu’a vues le point de contrôle donné.", "The first {count} entries are those that the given checkpoint saw."),
    "proven: seen, one": ("La première inscription est celle qu’a vue le point de contrôle donné.", "The first entry is the one that the given checkpoint saw."),
    "proven: paper": ("{file} est {label}, tel que l’inscription n° {n} l’a émis.", "{file} is {label}, as entry n° {n} issued it."),
    "not: signed": ("Aucune signature ne couvre les inscriptions après le n° {n} : quiconque détenait le fichier a pu les réécrire, en ajouter ou en retirer, sans aucune clé.", "No signature covers the entries after n° {n}: whoever held the file could have rewritten, added or removed them, without any key."),
    "not: replaced": ("La clé qui les a signées jusqu’au n° {n} a été remplacée depuis : quiconque la détient encore a pu les réécrire et les signer de nouveau. Demandez un point de contrôle signé par la clé en vigueur.", "The key that signed them up to n° {n} was replaced since: whoever still holds it could have rewritten them and signed them again. Ask for a checkpoint signed by the key in force."),
    "not: witness": ("Aucun point de contrôle conservé ailleurs n’a été donné : quiconque détenait le fichier a pu en retirer des points de contrôle avec ce qu’ils couvrent et, avec la clé, tout réécrire et signer de nouveau.", "No checkpoint kept elsewhere was given: whoever held the file could have removed checkpoints from it with what they cover and, with the key, rewritten everything and signed it again."),
    "not: seen": ("Aucun point de contrôle donné n’a vu les inscriptions après le n° {n} : quiconque détenait le fichier a pu retirer ou remplacer ce qui s’y trouvait et, avec la clé, le signer de nouveau.", "No given checkpoint saw the entries after n° {n}: whoever held the file could have removed or replaced what was there and, with the key, signed it again."),
    "not: paper": ("Ce que montrent les pages de {file} : aucune inscription signée ne dit qu’il fut émis tel quel ; seul son point de contrôle a été comparé.", "What the pages of {file} show: no signed entry says that it was issued as it is; its checkpoint alone was compared."),
    "not: added": ("Ce que montrent les pages de {file} : il commence par {label}, émis par l’inscription n° {n}, mais une suite y fut ajoutée, telle qu’une signature, qui peut changer ce qu’elles montrent ; « crisis-log rapport controler » le contrôle.", "What the pages of {file} show: it begins with {label}, issued by entry n° {n}, but something was added to it, such as a signature, which can change what they show; “crisis-log report check” checks that."),
    "not: issued": ("Ce que disent ces rapports émis, dont les fichiers ne sont pas ici : {names}.", "What these issued reports say, whose files are not here: {names}."),
    "not: files": ("Ce que disent ces fichiers du dossier, que rien ici ne contrôle hors le manifeste, œuvre de qui a fait le dossier : {names}.", "What these files of the bundle say, which nothing here checks but the manifest, the work of whoever made the bundle: {names}."),
    "not: manifest": ("Qu’aucun fichier n’ait été perdu ni ajouté : aucun manifeste n’est ici.", "That no file was lost or added: no manifest is here."),
    "not: program": ("Que ce programme soit le vrai : il est dans le dossier qu’il vérifie, et qui a fait le dossier a pu y mettre un autre. Apportez le vôtre, ou comparez son SHA-256 à celui qui est publié.", "That this program is the genuine one: it lies in the bundle that it verifies, whose maker could have put another there. Bring yours, or compare its SHA-256 with the published one."),
    "not: true": ("Que ce qui est inscrit soit vrai ; ni quand ce fut inscrit, hors les horodatages de timestamps/, à vérifier avec « openssl ts -verify ».", "That what was recorded is true; nor when it was recorded, but for the timestamps in timestamps/, to be checked with “openssl ts -verify”."),
    "not understood": ("Non compris : {why}", "Not understood: {why}"),
    "no key": ("--key ?", "--key?"),
    "not a key": ("{key} n’est pas une clé de vérification ; copiez-la en entier.", "{key} is not a verifier key; copy it whole."),
    "unreadable file": ("{file} ne peut pas être lu : {why}.", "{file} cannot be read: {why}."),
    "too many": ("il y a plus de clés, de points de contrôle ou de signatures que ce programme n’en vérifie", "there are more keys, checkpoints or signatures than this program verifies"),
    "too large": ("il est trop volumineux", "it is too large"),
    "not printed": ("Le résultat n’a pas pu être écrit : {why}.", "The result could not be written: {why}."),
    "interrupted": ("Interrompu : rien n’a été vérifié.", "Interrupted: nothing is verified."),
    "failed": ("Le programme a échoué, rien n’a été vérifié : {why}", "The program failed, nothing is verified: {why}"),
    "ENOENT": ("ce fichier ou ce dossier n’existe pas", "there is no such file or folder"),
    "ENOTDIR": ("une partie de son chemin n’est pas un dossier", "a part of its path is not a folder"),
    "EISDIR": ("c’est un dossier", "it is a folder"),
    "EACCES": ("l’accès est refusé", "access is denied"),
    "EPERM": ("l’accès est refusé", "access is denied"),
    "ENAMETOOLONG": ("le nom est trop long", "the name is too long"),
    "ELOOP": ("ses liens tournent en rond", "its links lead round in a circle"),
    "EIO": ("le disque est défaillant", "the disk failed"),
    "ENOSPC": ("il ne reste plus de place sur le disque", "no space is left on the disk"),
    "no checkpoint": ("aucun point de contrôle n’y est lisible", "no checkpoint can be read in it"),
}
# fmt: on

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
