"""Bundles to verify, and what can be done to one by whoever hands it over."""

import base64
import contextlib
import gc
import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from crisis_log.audit.bundle import make_bundle
from crisis_log.audit.bundle import verify as verifier
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.merkle import leaf_hash, root
from crisis_log.evidence.note import checkpoint_text, sign
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.register import Register
from tests.attacks.scene import REGISTER_ID, Scene
from tests.sealing import take

MANIFEST, TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
Document = dict[str, Any]
Found = list[tuple[str, int | None]]


@dataclass(frozen=True)
class Answer:
    """What a verifier answered."""

    code: int
    out: str
    err: str

    @cached_property
    def document(self) -> Any:
        """The answer as JSON."""
        assert self.code in {0, 3}, self
        return json.loads(self.out)

    @property
    def found(self) -> Found:
        """The codes of the findings, with the entries they name."""
        return [(one["code"], one["entry"]) for one in self.document["findings"]]

    @property
    def codes(self) -> set[str]:
        """The codes of the findings."""
        return {code for code, _entry in self.found}


class Bundle:
    """A bundle in a folder; `key` is the verifier key that the auditor was given elsewhere."""

    def __init__(self, folder: Path, key: str) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.key = key
        self.lists = True

    def run(self, *arguments: str | Path, python: str = sys.executable) -> Answer:
        """Run the bundle's own verifier on a Python that knows no other package."""
        self.list_files()
        language = [] if "--lang" in arguments else ["--lang", "en"]
        finished = subprocess.run(
            [python, "-I", "-S", self.data / "verify.py", *language, *arguments],
            capture_output=True,
            timeout=30,
            check=False,
        )
        answer = Answer(finished.returncode, finished.stdout.decode(), finished.stderr.decode())
        assert "Traceback" not in answer.err, answer.err
        return answer

    def verify(self, *arguments: str | Path) -> Answer:
        """Run the same program with the key in this process, and answer in JSON."""
        self.list_files()
        options = ["--lang", "en", "--json", "--key", self.key]
        folder = [] if arguments and Path(arguments[-1]).is_dir() else [self.data]
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = verifier.main([*options, *map(str, [*arguments, *folder])])
            finally:
                gc.enable()
        for stream in (out, err):
            stream.seek(0)
        return Answer(code, out.read(), err.read())

    def list_files(self) -> None:
        """Write the manifests anew where they are, as whoever changes a bundle does."""
        for manifest, pattern in ((MANIFEST, "data/**/*"), (TAGS, "*[to]*.txt")):
            path = self.folder / manifest
            if path.exists() and self.lists:
                listed = sorted(
                    (
                        str(one.relative_to(self.folder)).replace("%", "%25"),
                        digest(one.read_bytes()),
                    )
                    for one in self.folder.glob(pattern)
                    if one.is_file() and not one.is_symlink() and one.name != TAGS
                )
                text = "".join(f"{found}  {name}\n" for name, found in listed)
                if path.read_text() != text:
                    path.write_text(text)

    @property
    def entries(self) -> Path:
        """The file that holds the entries."""
        return self.data / "entries.jsonl"

    def lines(self) -> list[bytes]:
        """Return the stored bytes of every entry."""
        return self.entries.read_bytes().splitlines()

    def put(self, lines: list[bytes], *, leaves: bool = True) -> None:
        """Exchange the entries; with the `leaves` that follow from them, or those of before."""
        self.entries.write_bytes(b"".join(line + b"\n" for line in lines))
        if leaves:
            hashes = "".join(leaf_hash(line).hex() + "\n" for line in lines)
            (self.data / "leaves.txt").write_text(hashes)

    def change(self, number: int, edit: Callable[[Document], object]) -> None:
        """Change an entry, and its leaf hash so that nothing looks altered."""
        lines = self.lines()
        document = json.loads(lines[number - 1])
        edit(document)
        lines[number - 1] = to_bytes(document)
        self.put(lines)

    def sign(self, key: SigningKey) -> str:
        """Throw every checkpoint away and sign the entries as they are now; return the note."""
        for path in (self.data / "checkpoints").iterdir():
            path.unlink()
        note = signed(self.lines(), key)
        (self.data / "checkpoints" / "000012.txt").write_text(note)
        return note


def receive(document: Document, instant: str) -> None:
    """Let an entry declare that it was received at `instant`, where that is written."""
    recorder = {name: document.pop(name) for name in [*document][[*document].index("by") :]}
    document |= {"received_at": instant} | recorder


def name_account(document: Document, login: object) -> None:
    """Let an entry name the login that recorded it, where that is written."""
    following = {name: document.pop(name) for name in [*document][[*document].index("by") + 1 :]}
    document |= {"recorded_by": login} | following


def to_bytes(document: Document) -> bytes:
    """Return an entry as it would be stored: its fact comes last."""
    if "fact" in document:
        document["fact"] = document.pop("fact")
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def signed(lines: list[bytes], key: SigningKey) -> str:
    """Return the checkpoint of these entries."""
    return sign(checkpoint_text(key.name, len(lines), root([*map(leaf_hash, lines)])), key)


def make(scene: Scene, folder: Path) -> Bundle:
    """Make a bundle of a scene's register, with a checkpoint of all its entries."""
    with Register.open(scene.path) as register:
        take(register, scene.key, "bundle")
        make_bundle(
            register,
            folder,
            pages=lambda _size, _files: [("index.html", b"<!DOCTYPE html>")],
            reports=[scene.report],
        )
    return Bundle(folder, scene.key.verifier_key)


def rotation(previous: SigningKey | None, following: SigningKey, *signers: SigningKey) -> Document:
    """Return the fact by which a key takes over, signed by `signers`."""
    text = "\n".join(
        [
            origin_of(REGISTER_ID),
            "key rotation",
            previous.verifier_key if previous else "-",
            following.verifier_key,
            "",
        ]
    )
    statement = sign(text, *signers)
    return {"verifier_key": following.verifier_key, "reason": None, "statement": statement}


def rotate(document: Document, fact: Document) -> None:
    """Turn an entry into a rotation of keys."""
    document.pop("attachments", None)
    document |= {"kind": "seal.key_rotated.v1", "fact": fact}


def another_key() -> SigningKey:
    """Return a key of the register's name that the register does not know."""
    return SigningKey.generate(origin_of(REGISTER_ID))


def digest(content: bytes) -> str:
    """Return a SHA-256 in hexadecimal."""
    return sha256(content).hexdigest()


def to_base64(content: bytes) -> str:
    """Return base64 as text."""
    return base64.b64encode(content).decode()
