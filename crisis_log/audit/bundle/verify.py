"""Verify the register in this folder: one file, Python 3.8 or later, nothing to install.

`python verify.py --help` says how it is called. It can be read from top to bottom: Ed25519,
the Merkle tree, checkpoints, entries, the verdict, the words. It writes nothing and opens no
connection.
"""

# ruff: noqa: B905, UP006, UP017, UP035 - Python 3.8 has neither zip(strict=) nor the newer types
# ruff: noqa: FURB116, PLR2004, SIM905, T201 - few names, so that it is read once from top to bottom
from __future__ import annotations

import argparse
import base64
import errno
import gc
import hashlib
import json
import os
import re
import sys
import zlib
from datetime import datetime, timezone
from operator import add as join
from operator import itemgetter, lt
from pathlib import Path
from typing import IO, Any, Iterable, Iterator, NamedTuple, NoReturn, Sequence, Tuple
from urllib.parse import unquote

sha256 = hashlib.sha256
FINE, MISUSED, FOUND, UNREADABLE, INTERRUPTED = 0, 2, 3, 4, 130


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


def decode(encoded: bytes) -> Point | None:
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


def is_signature(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether [S]B = R + [k]A: section 5.1.7, without cofactor.

    S must be below the order, R and A canonical; an A of small order, under which one
    signature fits many messages, is refused.
    """
    point, s = decode(public), int.from_bytes(signature[32:], "little")
    if len(public) != 32 or len(signature) != 64 or point is None or s >= ORDER:
        return False
    if encode(multiply(8, point)) == encode(NEUTRAL):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little")
    minus = (P - point[0], point[1], 1, P - point[3])
    return encode(add(multiply(s, BASE), multiply(k % ORDER, minus))) == signature[:32]


# 2. The Merkle tree: RFC 6962, section 2.1. The leaf of an entry hashes its stored bytes.


def hashes(prefix: bytes, contents: Iterable[bytes]) -> list[bytes]:
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
        self.roots: dict[int, bytes] = {}
        self.subtrees: list[list[bytes]] = [[] for _level in range(64)]  # one root or none each

    def extend(self, leaves: list[bytes]) -> None:
        """Take in further leaf hashes."""
        before, after = self.size, self.size + len(leaves)
        for stop in [*(size for size in self.wanted if before <= size < after), after]:
            self.add(leaves[self.size - before : stop - before])
            if stop in self.wanted:
                self.roots[stop] = self.root()

    def add(self, nodes: list[bytes]) -> None:
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
CHECKPOINT = re.compile("(crisis-log/[^=—]{1,999})=((?:—[^=—]+={0,2})+)")
QUOTED = re.compile("^[ \t>]+|[\\s\u00ad\u200b\u2060\ufeff]+", re.MULTILINE)
DASHES = str.maketrans("–―‐‑", "——--")
ROOT, SIGNATURE = 44, 92  # lengths in base64
LARGEST_STREAM = 10_000_000


class Checkpoint(NamedTuple):
    """The log `origin` had `size` entries, and this root in base64: so its signers say."""

    origin: str
    size: int
    root: str
    signatures: Signatures

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{self.root}\n"

    def shown(self) -> str:
        return f"{self.origin} {self.size} {self.root} — {self.signatures[0][1][:6]}…"


def checkpoints_in(data: bytes) -> Iterator[Checkpoint]:
    """Return the checkpoints in a note, in pasted text, or in the files inside a PDF.

    Spaces and line breaks do not matter, which copying adds and loses: every part has a
    known length but the size, and the log's name is known as that of the key.
    """
    for text in inflated(data) if data.startswith(b"%PDF-") else [data]:
        is_utf16 = text[:2] in {b"\xff\xfe", b"\xfe\xff"}
        shown = text.decode("utf-16" if is_utf16 else "utf-8", errors="replace")
        closed = QUOTED.sub("", shown).translate(DASHES)
        for head, tail in CHECKPOINT.findall(closed):
            before, root = head[: 1 - ROOT], head[1 - ROOT :] + "="
            signed = [(part[:-SIGNATURE], part[-SIGNATURE:]) for part in tail.split("—")[1:]]
            for name in dict.fromkeys(name for name, _ in signed if name and name in before):
                size = before[before.rindex(name) + len(name) :]
                if re.fullmatch("0|[1-9][0-9]{0,17}", size):
                    yield Checkpoint(name, int(size), root, tuple(signed))


def inflated(pdf: bytes) -> Iterator[bytes]:
    """Return the streams of a PDF, decompressed: the files embedded in it are among them."""
    yield pdf
    for start in re.finditer(rb"stream\r?\n", pdf):
        try:
            yield zlib.decompressobj().decompress(pdf[start.end() :], LARGEST_STREAM)
        except zlib.error:
            continue


def opened(vkey: str) -> tuple[str, bytes, bytes]:
    """Return name, key hash and public key of `name+hash+base64`, or raise ValueError."""
    name, typed, encoded = vkey.split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    key_hash = sha256(name.encode() + b"\n" + raw).digest()[:4]
    if not name or len(raw) != 33 or raw[0] != 1 or typed != key_hash.hex():
        raise ValueError(vkey)
    return name, key_hash, raw[1:]


def signature_by(vkey: str, text: str, signatures: Signatures) -> bool | None:
    """Whether `signatures` has one over `text` by the key; None where it has none of it."""
    try:
        name, key_hash, public = opened(vkey)
        raw = [base64.b64decode(value) for signer, value in signatures if signer == name]
    except ValueError:
        return None
    own = [value[4:] for value in raw if value[:4] == key_hash]
    return all(is_signature(public, value, text.encode()) for value in own) if own else None


class Key(NamedTuple):
    """A verifier key that the log names, and the entry from which on it counts.

    `names_previous`: it signed a statement that it takes over from the key before it;
    `is_named`: that key signed the statement too.
    """

    entry: int
    vkey: str
    names_previous: bool = False
    is_named: bool = False


def rotated(entry: int, fact: dict[str, Any], origin: str, keys: Sequence[Key]) -> Key:
    """Return the key that the fact of a rotation names, with what its statement proves."""
    vkey, previous = str(fact.get("verifier_key")), keys[-1].vkey if keys else "-"
    text, _, lines = str(fact.get("statement")).rpartition("\n\n")
    signatures = re.findall("— ([^ \n]+) ([^ \n]+)", lines)
    expected = f"{origin}\nkey rotation\n{previous}\n{vkey}\n"
    is_by_next = text + "\n" == expected and signature_by(vkey, expected, signatures)
    by_previous = None if previous == "-" else signature_by(previous, expected, signatures)
    if not is_by_next or by_previous is False:
        return Key(entry, vkey)
    return Key(entry, vkey, names_previous=True, is_named=bool(by_previous))


# 4. Entries: a JSON object on each line, numbered from 1.

NAMES = "register_id number kind recorded_at occurred_at by request_id note fact".split()
TYPES = (str, int, str, str, str, str, str, str, dict)
FILE = {"name": str, "media_type": str, "size": int, "sha256": str}
OPENED, ROTATED = "crisis.opened.v2", "seal.key_rotated.v1"
CLOCK_BEHIND, ISSUED = "seal.clock_anomaly_noted.v1", "report.issued.v1"
SEALS = {OPENED, ROTATED, CLOCK_BEHIND}
UNREAD: tuple[Any, ...] = (ValueError, LookupError, TypeError, AttributeError)
UNREAD += (ArithmeticError, StopIteration, RecursionError)
CHUNK, MOST_READ, MOST_OF_A_CODE, MOST_SHOWN = 1 << 16, 200_000_000, 100, 300
SAID = r'[^\s"\\\x00-\x1f][^"\\\x00-\x1f]*'
USUAL = (  # an entry as it is written without attachments; the groups are what is looked at
    r'(?m)^{"register_id":"%s","number":([1-9][0-9]*),"kind":"(' + SAID + r')",'
    r'"recorded_at":"([-0-9T:.]+)Z","occurred_at":"(?:\3|([-0-9T:.]+))Z","by":"' + SAID + r'",'
    r'"request_id":"(' + SAID + r')","note":(?:null|"' + SAID + r'"),"fact":({.*})}$'
)


class Finding(NamedTuple):
    """Something that is not as it must be."""

    code: str
    entry: int | None
    expected: str
    found: str
    meaning: str


class Findings:
    """What was found; of each code the first ones, the others counted."""

    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.counts: dict[str, int] = {}

    def add(self, what: str, entry: int | None, expected: object, found: object) -> None:
        """Add a finding; `what` is its code, perhaps followed by `: ` and a special case."""
        code = what.partition(":")[0]
        self.counts[code] = self.counts.get(code, 0) + 1
        if self.counts[code] <= MOST_OF_A_CODE:
            shown = visible(str(expected)), visible(str(found))
            self.kept.append(Finding(code, entry, *shown, say(what)))


def visible(text: str) -> str:
    """Return the beginning of `text` without signs that act on a terminal."""
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in text[:MOST_SHOWN])
    return shown + "…" if len(text) > MOST_SHOWN else shown


def refuse(constant: str) -> NoReturn:
    """Refuse NaN and its like, which are no JSON."""
    raise ValueError(constant)


scan: Any = json.JSONDecoder(parse_constant=refuse).scan_once  # type: ignore[attr-defined]  # unseen by stubs
values_of: Any = itemgetter(*NAMES)
naive = datetime.fromisoformat


def read(line: bytes) -> tuple[Any, ...]:
    """Return the values of NAMES and the attachments; raise one of UNREAD if it is no entry."""
    text = line.decode().strip(" \t\r")
    entry, end = scan(text, 0)
    files = entry.get("attachments", [])
    register_id, number, kind, recorded, occurred, by, request, note, fact = values_of(entry)
    said = "-" if note is None else note
    values = (register_id, number, kind, recorded, occurred, by, request, said, fact)
    is_entry = (
        end == len(text)
        and not entry.keys() - {*NAMES, "attachments"}
        and tuple(map(type, values)) == TYPES
        and number > 0
        and all(map(str.strip, (by, request, said)))
        and type(files) is list
        and all({name: type(value) for name, value in file.items()} == FILE for file in files)
        and all(re.fullmatch("[0-9a-f]{64}", file["sha256"]) for file in files)
    )
    if not is_entry:
        raise ValueError(text)
    if "\\ud" in text:  # half of a surrogate pair is not text
        json.dumps(entry, ensure_ascii=False).encode()
    return (*values, files)


def instant(text: str) -> datetime:
    """Return an instant, UTC, without its time zone; Python 3.8 does not read the Z."""
    value = naive(text[:-1] + "+00:00" if text[-1:] == "Z" else text)
    if value.tzinfo is None:
        raise ValueError(text)
    return value.astimezone(timezone.utc).replace(tzinfo=None)


class Log:
    """What is gathered while the entries are read once; `wanted` are sizes to know a root of."""

    def __init__(self, origin: str, findings: Findings, wanted: set[int]) -> None:
        self.origin = origin
        self.register_id = unquote(origin.partition("/")[2])
        self.findings = findings
        self.tree = Tree(wanted)
        self.position = self.number = 0  # of the last line, and the number that it says
        self.in_step = True  # the number of each line so far is its position
        self.recorded_at = datetime(1, 1, 1)  # noqa: DTZ001 - UTC, as all of them
        self.request = ""
        self.requests: set[str] = set()
        self.kinds: dict[str, int] = {}  # each with the first entry of that kind
        self.usual = re.compile(USUAL % re.escape(self.register_id))
        self.keys: list[Key] = []
        self.notices: list[str] = []
        self.files: list[tuple[int, dict[str, Any]]] = []
        self.issued: dict[str, tuple[int, str]] = {}  # file name: entry, digest

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
            more = on_record.read().count("\n")
        if more or known is not leaves:
            self.findings.add("leaf: count", None, self.position, more and self.position + more)

    def batches(self, path: Path) -> Iterator[list[bytes]]:
        """Return the lines, many at a time, and find what copying did to the file."""
        ended = False
        with path.open("rb") as entries:
            converted = entries.read(3) == b"\xef\xbb\xbf"
            entries.seek(3 * converted)
            for data in iter(lambda: entries.read(CHUNK) + entries.readline(), b""):
                ended = data.endswith(b"\n")
                lines = data.split(b"\n")
                if b"\r" in data:
                    converted, lines = True, data.replace(b"\r\n", b"\n").split(b"\n")
                yield lines[:-1] if ended else lines
        if converted:
            self.findings.add("unreadable: converted", None, "LF, UTF-8", "CR, BOM")
        if not ended:
            self.findings.add("unreadable: cut", self.position or None, "LF", "")

    def compare(self, before: int, expected: list[str], found: list[bytes]) -> None:
        """Name the entries whose bytes are not those on record, where numbers are in step."""
        expected += [""] * len(found)
        for number, leaf, on_record in zip(range(before + 1, sys.maxsize), found, expected):
            if leaf.hex() != on_record and self.in_step:
                self.findings.add("leaf", number, on_record, leaf.hex())

    def take_usual(self, lines: list[bytes]) -> bool:
        """Take in all of `lines` where it is sure that `take` would find nothing in any.

        For speed alone: without this method the result is the same.
        """
        n = len(lines)
        try:
            text = b"\n".join(lines).decode()
            numbers, kinds, recorded, occurred, requests, facts = zip(*self.usual.findall(text))
            times = [self.recorded_at, *map(naive, recorded)]
            others = [naive(o) <= naive(r) for o, r in zip(occurred, recorded) if o]
            asked = [new for old, new in zip((self.request, *requests), requests) if old != new]
            is_usual = (
                list(map(int, numbers)) == list(range(self.number + 1, self.number + 1 + n))
                and [scan(fact, 0)[1] for fact in facts] == list(map(len, facts))
                and ("\\" not in text or "\\ud" not in text)
                and all(map(lt, times, times[1:]))
                and all(others)
                and len({*asked}) == len(asked)
                and self.requests.isdisjoint(asked)
                and not {*kinds} & {*SEALS, ISSUED}
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

    def take(self, line: bytes) -> None:
        """Take in one entry, and check what it says against those before it."""
        add = self.findings.add
        self.position += 1
        self.number += 1
        try:
            register_id, number, kind, recorded, occurred, _, request, _, fact, files = read(line)
            recorded_at, occurred_at = instant(recorded), instant(occurred)
        except UNREAD as error:
            add("unreadable", self.position, "JSON", f"{type(error).__name__}: {error}")
            return
        if number != self.number:
            add("numbering", number, self.number, number)
        if register_id != self.register_id:
            add("envelope", number, self.register_id, register_id)
        if recorded_at <= self.recorded_at:
            add("clock", number, f"> {self.recorded_at.isoformat()}Z", recorded)
        if occurred_at > recorded_at:
            add("future", number, f"≤ {recorded}", occurred)
        if request != self.request and request in self.requests:
            add("request", number, say("a new request"), request)
        self.in_step = self.in_step and number == self.position
        self.number, self.recorded_at, self.request = number, recorded_at, request
        self.requests.add(request)
        self.kinds.setdefault(kind, number)
        self.files.extend((number, file) for file in files)
        if kind == ISSUED:
            self.issued[f"R-{fact.get('number')}.pdf"] = (number, str(fact.get("sha256")))
        if kind in SEALS:
            self.take_seal(number, kind, fact)

    def take_seal(self, number: int, kind: str, fact: dict[str, Any]) -> None:
        """Take in what an entry says of the keys or the clock."""
        if kind == OPENED and number == 1:
            if fact.get("verifier_key"):
                self.keys.append(Key(number, str(fact["verifier_key"])))
            return
        if kind in {OPENED, ROTATED}:
            key = rotated(number, fact, self.origin, self.keys)
            if not key.names_previous:
                self.findings.add("key: rotation", number, key.vkey, fact.get("statement"))
            kind = "replaced" if key.is_named else "replaced alone" if self.keys else "first key"
            self.keys.append(key)
        self.notices.append(say(kind, n=number))

    def trusted(self, given: Sequence[str]) -> set[str]:
        """Return the given keys, and those of the log that signed statements tie to them."""
        found, steps = set(given), list(zip(self.keys, self.keys[1:]))
        for before, key in steps:
            if before.vkey in found and key.is_named:
                found.add(key.vkey)
        for before, key in reversed(steps):
            if key.vkey in found and key.names_previous:
                found.add(before.vkey)
        return found


# 5. The verdict.


class Verdict(NamedTuple):
    """What was found; so many entries are `signed` by a trusted key, `seen` by a witness."""

    register: str
    entries: int
    root: str
    signed: int
    seen: int
    findings: list[Finding]
    counts: dict[str, int]
    notices: list[str]
    proven: list[str]
    not_proven: list[str]


def verify(folder: Path, given: Sequence[str], witnesses: Sequence[Checkpoint]) -> Verdict:
    """Verify the log in `folder` with verifier keys and checkpoints known from elsewhere."""
    findings = Findings()
    paths = sorted(folder.glob("checkpoints/*.txt"))
    kept = {path.name: [*checkpoints_in(content_of(path))] for path in paths}
    inside = [one for found in kept.values() for one in found]
    log = Log(opened(given[0])[0], findings, {one.size for one in (*inside, *witnesses)})
    log.read(folder / "entries.jsonl", folder / "leaves.txt")
    described = {path.stem for path in folder.glob("schema/*.json")}
    for kind in [kind for kind in log.kinds if not is_described(kind, described)]:
        findings.add("unknown_kind", log.kinds[kind], "schema/*.json", kind)
    check_files(log, folder / "attachments")
    check_reports(log, folder / "issued")
    known, trusted = [key.vkey for key in log.keys], log.trusted(given)
    for vkey in [vkey for vkey in given if vkey not in known]:
        findings.add("key", None, vkey, ", ".join(known))
    for name in [name for name, found in kept.items() if not found]:
        findings.add("checkpoint", None, say("a checkpoint"), name)
    signed = [one.size for one in inside if check_checkpoint(log, one) in trusted]
    seen = {one: check_witness(log, one, [*known, *given]) for one in witnesses}
    signed += [one.size for one, vkey in seen.items() if vkey in trusted]
    sizes = max(signed, default=0), max((one.size for one in seen if seen[one]), default=0)
    if log.position and not sizes[0]:
        findings.add("checkpoint: none", None, ", ".join(given), "")
    return Verdict(
        log.register_id,
        log.position,
        base64.b64encode(log.tree.root()).decode(),
        *sizes,
        sorted(findings.kept, key=lambda one: one.entry or log.position + 1),
        findings.counts,
        log.notices,
        *limits(log.position, *sizes, bool(witnesses)),
    )


def is_described(kind: str, described: set[str]) -> bool:
    """Whether a schema describes this kind, or a newer version of it."""
    name, _, version = kind.rpartition(".v")
    newer = {one.rpartition(".v")[2] for one in described if one.rpartition(".v")[0] == name}
    return any(int(one) >= int(version) for one in newer if (one + version).isdecimal())


def content_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return within_bounds(file, str(path))


def within_bounds(file: IO[bytes], name: str) -> bytes:
    """Return what a file holds, which no memory may be too small for."""
    content = file.read(MOST_READ + 1)
    if len(content) > MOST_READ:
        raise OSError(0, say("too large"), name)
    return content


def described(content: bytes) -> str:
    return f"{sha256(content).hexdigest()}, {len(content)}"


def check_files(log: Log, folder: Path) -> None:
    """Compare each attachment with the digest and the size in its entry."""
    paths = {path.name[:64]: path for path in sorted(folder.glob("*")) if path.is_file()}
    named = {file["sha256"] for _, file in log.files}
    found = {name: described(content_of(path)) for name, path in paths.items() if name in named}
    for number, file in log.files:
        expected = f"{file['sha256']}, {file['size']}"
        if found.get(file["sha256"]) != expected:
            log.findings.add("attachment", number, expected, found.get(file["sha256"], ""))
    for digest in sorted(paths.keys() - named):
        log.findings.add("attachment: unnamed", None, "", paths[digest].name)


def check_reports(log: Log, folder: Path) -> None:
    """Compare the issued reports that are there with the digests in their entries."""
    for path in (each for each in sorted(folder.glob("*")) if each.is_file()):
        found = sha256(content_of(path)).hexdigest()
        number, digest = log.issued.get(path.name, (None, ""))
        if found != digest:
            log.findings.add("report", number, f"{path.name}, {digest}", found)


def check_checkpoint(log: Log, one: Checkpoint) -> str | None:
    """Check a checkpoint of the bundle; return the key that signed it if it holds."""
    in_force = ["", *(key.vkey for key in log.keys if key.entry <= one.size)][-1]
    if one.origin == log.origin and signature_by(in_force, one.text(), one.signatures):
        return in_force if extends(log, one, "checkpoint: root") else None
    log.findings.add("checkpoint", None, in_force, one.shown())
    return None


def check_witness(log: Log, one: Checkpoint, keys: Sequence[str]) -> str | None:
    """Check a checkpoint that came from elsewhere; return the key that signed it if it holds."""
    by = {signature_by(vkey, one.text(), one.signatures): vkey for vkey in keys}
    if one.origin != log.origin:
        log.findings.add("witness: other", None, log.origin, one.origin)
    elif False in by:
        log.findings.add("witness", None, by[False], one.shown())
    elif True not in by:
        log.findings.add("key: witness", None, ", ".join(keys), one.shown())
    elif extends(log, one, "fork"):
        return by[True]
    return None


def extends(log: Log, one: Checkpoint, otherwise: str) -> bool:
    """Whether the log begins with the entries that the checkpoint saw."""
    if one.size > log.position:
        log.findings.add("truncated", None, one.size, log.position)
    elif log.tree.roots[one.size] != base64.b64decode(one.root):
        found = base64.b64encode(log.tree.roots[one.size]).decode()
        log.findings.add(otherwise, None, f"{one.size}, {one.root}", f"{one.size}, {found}")
    else:
        return True
    return False


def limits(entries: int, signed: int, seen: int, has_witness: bool) -> tuple[list[str], list[str]]:
    """Return what is proven, and what is not."""
    proven = [say("proven: signed", count=signed)] if signed else []
    proven += [say("proven: seen", count=seen)] if seen else []
    not_proven = [say("not: signed", n=signed)] if signed < entries else []
    if seen < entries:
        not_proven.append(say("not: seen", n=seen) if has_witness else say("not: witness"))
    return proven, [*not_proven, say("not: true")]


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
    given.key = [QUOTED.sub("", vkey).translate(DASHES) for vkey in given.key]
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


def witnesses_in(name: str) -> list[Checkpoint]:
    """Return the checkpoints in a file, or on standard input when its name is `-`."""
    data = within_bounds(sys.stdin.buffer, name) if name == "-" else content_of(Path(name))
    found = list(dict.fromkeys(checkpoints_in(data)))
    if not found:
        raise OSError(None, say("no checkpoint"), name)
    return found


def answer(typed: Sequence[str]) -> tuple[int, str]:
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


# 6. Words: of each, what is said in French and in English.


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
python verify.py --key CLÉ [--checkpoint FICHIER]... [--lang fr|en] [--json] [DOSSIER]

CLÉ      la clé de vérification, nom+empreinte+base64 : elle est imprimée dans un rapport
         reçu auparavant, ou l’autorité vous la donne. Ne la prenez pas dans ce dossier.
FICHIER  un point de contrôle reçu auparavant : le rapport en PDF, un fichier texte, ou -
         pour le coller. Lui seul révèle un registre entièrement réécrit.
DOSSIER  le dossier qui contient entries.jsonl ; par défaut, celui de ce programme.

Code de retour : 0 rien d’anormal, 3 anomalie, 2 non compris, 4 illisible ou échec.""", """\
python verify.py --key VKEY [--checkpoint FILE]... [--lang fr|en] [--json] [FOLDER]

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
    "future": ("Un fait est daté d’après sa saisie : une heure a été modifiée.", "A fact is dated after its recording: a time was altered."),
    "request": ("Une ancienne inscription a été enregistrée de nouveau.", "An old entry was recorded again."),
    "a new request": ("une nouvelle demande", "a new request"),
    "unknown_kind": ("Genre de fait que rien ne décrit ici : une version plus récente l’a écrit, ou il a été modifié.", "Nothing here describes this kind of fact: a newer version wrote it, or it was altered."),
    "attachment": ("Une pièce jointe manque, ou a été échangée ou modifiée.", "An attachment is missing, or was exchanged or altered."),
    "report": ("Ce fichier n’est pas le rapport qui a été émis.", "This file is not the report that was issued."),
    "attachment: unnamed": ("Aucune inscription ne nomme ce fichier.", "No entry names this file."),
    "key": ("Le registre a été signé de nouveau avec une autre clé, ou c’est un autre registre.", "The register was signed anew with another key, or it is another register."),
    "key: rotation": ("Le remplacement de la clé de signature n’est pas authentique.", "The replacement of the signing key is not genuine."),
    "key: witness": ("Le registre a été réécrit et signé de nouveau, ou le point de contrôle donné n’est pas de lui.", "The register was rewritten and signed anew, or the given checkpoint is not of it."),
    "witness": ("Le point de contrôle donné a été modifié ou mal copié, pas le registre : reprenez-le.", "The given checkpoint was altered or badly copied, not the register: take it again."),
    "witness: other": ("Le point de contrôle donné est d’un autre registre.", "The given checkpoint is of another register."),
    "checkpoint": ("Un point de contrôle du dossier a été modifié, ou signé avec une autre clé.", "A checkpoint of the bundle was altered, or signed with another key."),
    "checkpoint: root": ("Ce point de contrôle du dossier a vu d’autres inscriptions : elles ont été réécrites depuis.", "This checkpoint of the bundle saw other entries: they were rewritten since."),
    "checkpoint: none": ("Rien ici n’est signé par la clé donnée : les inscriptions peuvent être n’importe lesquelles. Demandez un point de contrôle.", "Nothing here is signed by the given key: the entries may be anything. Ask for a checkpoint."),
    "a checkpoint": ("un point de contrôle", "a checkpoint"),
    "truncated": ("La fin du journal a été coupée, ou une ancienne sauvegarde mise à sa place.", "The end of the log was cut off, or an old backup was put in its place."),
    "fork": ("Le point de contrôle donné a vu un autre journal : des inscriptions ont été réécrites, ou deux versions existent.", "The given checkpoint saw another log: entries were rewritten, or two versions exist."),
    "replaced": ("n° {n} : la clé de signature a été remplacée ; la précédente a contresigné.", "n° {n}: the signing key was replaced; the previous one countersigned."),
    "replaced alone": ("n° {n} : la clé de signature a été remplacée sans contreseing de la précédente, comme lorsqu’elle est perdue : faites confirmer la nouvelle par l’autorité.", "n° {n}: the signing key was replaced and the previous one did not countersign, as when it is lost: ask the authority to confirm the new one."),
    "first key": ("n° {n} : le registre a reçu sa première clé ; rien n’était signé avant.", "n° {n}: the register got its first key; nothing was signed before."),
    "seal.clock_anomaly_noted.v1": ("n° {n} : l’horloge de l’ordinateur retardait sur le registre.", "n° {n}: the computer’s clock was behind the register."),
    "proven: signed": ("Les {count} premières inscriptions sont celles qu’a signées le détenteur de la clé donnée, ou d’une clé qu’une déclaration signée y lie : aucune n’a été modifiée, ajoutée, retirée ou déplacée depuis.", "The first {count} entries are those that the holder of the given key signed, or of a key that a signed statement ties to it: none was altered, added, removed or moved since."),
    "proven: signed, one": ("La première inscription est celle qu’a signée le détenteur de la clé donnée, ou d’une clé qu’une déclaration signée y lie : elle n’a été ni modifiée, ni remplacée, ni déplacée depuis.", "The first entry is the one that the holder of the given key signed, or of a key that a signed statement ties to it: it was not altered, replaced or moved since."),
    "proven: seen": ("Les {count} premières inscriptions sont celles qu’a vues le point de contrôle donné.", "The first {count} entries are those that the given checkpoint saw."),
    "proven: seen, one": ("La première inscription est celle qu’a vue le point de contrôle donné.", "The first entry is the one that the given checkpoint saw."),
    "not: signed": ("Aucune signature de cette clé ne couvre les inscriptions après le n° {n}.", "No signature by this key covers the entries after n° {n}."),
    "not: witness": ("Aucun point de contrôle venu d’ailleurs n’a été donné : il n’est pas exclu que celui qui détient le registre et sa clé ait tout réécrit avant de faire ce dossier.", "No checkpoint from elsewhere was given: it cannot be excluded that whoever holds the register and its key rewrote everything before making this bundle."),
    "not: seen": ("Celui qui détient le registre et sa clé a pu réécrire les inscriptions après le n° {n} avant de faire ce dossier.", "Whoever holds the register and its key could have rewritten the entries after n° {n} before making this bundle."),
    "not: true": ("Que ce qui est inscrit soit vrai ; ni quand ce fut inscrit, hors les horodatages de timestamps/, à vérifier avec « openssl ts -verify ».", "That what was recorded is true; nor when it was recorded, but for the timestamps in timestamps/, to be checked with “openssl ts -verify”."),
    "not understood": ("Non compris : {why}", "Not understood: {why}"),
    "no key": ("--key ?", "--key?"),
    "not a key": ("{key} n’est pas une clé de vérification ; copiez-la en entier.", "{key} is not a verifier key; copy it whole."),
    "unreadable file": ("{file} ne peut pas être lu : {why}.", "{file} cannot be read: {why}."),
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
