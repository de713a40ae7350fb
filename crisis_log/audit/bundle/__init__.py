"""The auditor's bundle: everything an expert needs, and nothing of ours to install.

- `bag`: the BagIt bag, as a folder or a zip
- `schema`: the JSON Schema of every kind
- `verify`: the stand-alone verifier that travels with it; it imports nothing of ours

A bundle must not vouch for itself: it holds the fingerprint of the verifier key only. The
key itself reaches the auditor by another way, such as a report handed over long before.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from crisis_log.audit.bundle.bag import Bag, new_bag
from crisis_log.audit.bundle.schema import schemas
from crisis_log.audit.checkpoints import Taken
from crisis_log.audit.kept import kept, said_by
from crisis_log.audit.shelf import shelf_of
from crisis_log.entry import read_entry
from crisis_log.evidence.history import make_history
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.merkle import ProofError, inclusion_proof
from crisis_log.evidence.note import unverified_checkpoint
from crisis_log.evidence.proof import MEDIA_SUFFIX, InclusionProof
from crisis_log.fact import UnreadableEntryError
from crisis_log.files import read
from crisis_log.names import portable, shortened
from crisis_log.register import Register
from crisis_log.slices.decision import DecisionAdopted
from crisis_log.slices.issued_report import issued
from crisis_log.storage import StoredCheckpoint

_VERIFIER: Final = Path(__file__).with_name("verify.py")
_PLAIN: Final = frozenset("LMN")
"""Letters, their marks and numbers: categories of Unicode."""
_LONGEST_NAME: Final = 50
"""In bytes: a digest stands before it, and Windows takes 260 signs with all folders above."""


class Made(NamedTuple):
    """What a bundle holds."""

    entries: int
    checkpoints: int
    attachments: int
    reports: int


def verifier_program() -> bytes:
    """Return the stand-alone verifier, the same bytes wherever this package is."""
    return _VERIFIER.read_bytes()


def verifier_digest() -> str:
    """Return the SHA-256 by which the verifier is known."""
    return hashlib.sha256(verifier_program()).hexdigest()


Files = Mapping[str, str]
"""The names of files in a bundle, by their SHA-256."""
Pages = Callable[[int, Files], Iterable[tuple[str, bytes]]]
"""Makes the pages of so many entries: others may be recorded while a bundle is made."""


def make_bundle(
    register: Register,
    path: Path,
    *,
    pages: Pages,
    reports: Sequence[Path] = (),
    seal: Taken | None = None,
) -> Made:
    """Write the bundle of `register` to `path`: a zip when it ends in .zip, else a folder.

    `pages` makes those to read it with, by their names; `reports` are files that were handed
    over; `seal` is a checkpoint that goes out with the bundle. Issued reports are among the files
    that entries keep, each once; those of which the register has no file are added from beside it.

    Raises:
        FileError: something is already there, or it cannot be written.

    """
    size = register.size()
    last = register.entry(size, tolerant=True).recorded_at
    with new_bag(path, last, register.place.rights) as bag:
        bag.add("README.txt", [_read_me(register).encode()])
        bag.add("verify.py", [verifier_program()])
        bag.add("fingerprint.txt", [_fingerprints(register).encode()])
        attached, adopted = _add_entries(bag, register, size)
        attachments = len(attached)
        given_out = [StoredCheckpoint(seal.size, "bundle", last, seal.note)] if seal else []
        checkpoints = _add_checkpoints(bag, register, [*register.checkpoints(), *given_out])
        _add_proofs(bag, register, [*kept(register).sound, *given_out], adopted)
        for name, content in schemas():
            bag.add(f"schema/{name}.json", [content])
        for name, page in pages(size, _add_files(bag, register, reports, attached)):
            bag.add(name, [page])
        bag.finish(
            [
                ("Source-Organization", register.authority()),
                ("External-Identifier", origin_of(register.register_id)),
                ("External-Description", f"Crisis Log register, {size} entries"),
                ("Bagging-Date", f"{last:%Y-%m-%d}"),
                ("Bag-Software-Agent", "Crisis Log"),
            ]
        )
    return Made(size, len(checkpoints), attachments, len(reports))


def _add_entries(bag: Bag, register: Register, size: int) -> tuple[dict[str, str], list[int]]:
    """Add the stored bytes, a line each, their leaf hashes, and the files they name.

    Returns the names of the files by their own digests, and the entries that adopt a decision.
    """
    attached: dict[str, str] = {}
    adopted: list[int] = []

    def lines() -> Iterator[bytes]:
        for stored in register.stored(0, size):
            yield stored.content + b"\n"
            if stored.kind == DecisionAdopted.kind:
                adopted.append(stored.number)
            if b'"attachments":' in stored.content:
                attached.update(_attached(stored.content))

    def leaves() -> Iterator[bytes]:
        """Return those of the stored tree, which name an entry that was altered since."""
        with register.nodes() as node:
            for index in range(size):
                yield node(0, index).hex().encode() + b"\n"

    bag.add("entries.jsonl", lines())
    bag.add("leaves.txt", leaves())
    there: dict[str, str] = {}
    for digest, named in sorted(attached.items()):
        content = register.attachment(digest)
        if content is not None:
            name = f"attachments/{digest}-{_safe(named)}"
            bag.add(name, [content])
            there[hashlib.sha256(content).hexdigest()] = name
    return there, adopted


def _attached(content: bytes) -> dict[str, str]:
    try:
        entry = read_entry(content, tolerant=True)
    except UnreadableEntryError:
        return {}
    return {one.sha256: one.name for one in entry.attachments}


def _add_checkpoints(
    bag: Bag, register: Register, checkpoints: Sequence[StoredCheckpoint]
) -> list[StoredCheckpoint]:
    """Add each signed note once, and the timestamps of it; return the checkpoints."""
    names: dict[str, str] = {}
    sizes: Counter[int] = Counter()
    added: list[StoredCheckpoint] = []
    for stored in checkpoints:
        if stored.note in names:
            continue
        sizes[stored.size] += 1
        number = sizes[stored.size]
        names[stored.note] = f"{stored.size:06d}" + (f"-{number}" if number > 1 else "")
        added.append(stored)
        bag.add(f"checkpoints/{names[stored.note]}.txt", [stored.note.encode()])
    stamped: dict[str, int] = {}
    for note, reply in register.timestamps():
        name = names.get(note, "unknown")
        stamped[name] = stamped.get(name, 0) + 1
        suffix = f".{stamped[name]}" if stamped[name] > 1 else ""  # -2 is another checkpoint
        bag.add(f"timestamps/{name}{suffix}.tsr", [reply])
    return added


def _add_proofs(
    bag: Bag, register: Register, checkpoints: Sequence[StoredCheckpoint], adopted: Sequence[int]
) -> None:
    """Add what the last checkpoint proves: each adoption, and the checkpoints before it."""
    last = max(checkpoints, key=lambda one: one.size, default=None)
    if last is None or unverified_checkpoint(last.note).size > register.size():
        return
    earlier = [(one.size, one.root) for one in said_by(checkpoints)]
    with register.nodes() as node:
        for number in adopted:
            if number <= last.size:
                hashes = inclusion_proof(number - 1, last.size, node)
                proof = InclusionProof(number - 1, tuple(hashes), last.note)
                bag.add(f"proofs/{number:06d}{MEDIA_SUFFIX}", [proof.to_text().encode()])
        try:
            history = make_history(last.note, earlier, node)
        except ProofError:  # a damaged register is bundled all the same: the verifier tells
            return
    bag.add("proofs/history.txt", [history.encode()])


def _add_files(bag: Bag, register: Register, reports: Sequence[Path], attached: Files) -> Files:
    """Add the files that were handed over, and those on the shelf that no entry keeps as they are.

    They are reports of which the register has the digest alone, or that were altered. Returns the
    names of the files that entries tell of.
    """
    there = dict(attached)
    for number, path in enumerate(reports, start=1):
        bag.add(f"reports/{number:02d}-{_safe(path.name)}", [read(path)])
    shelf = shelf_of(register)
    for report in issued(register.itself()):
        path = shelf.path_of(report.issued.number)
        content = read(path) if path.exists() else None
        digest = hashlib.sha256(content or b"").hexdigest()
        if content is not None and digest not in there:
            there[digest] = f"issued/{report.label}.pdf"
            bag.add(there[digest], [content])
    return there


def _fingerprints(register: Register) -> str:
    found = (key.verifier_key.rpartition("+")[0] for key in register.seal().keys)
    return "".join(f"{fingerprint}\n" for fingerprint in found)


def _safe(name: str) -> str:
    """Return a name that a manifest holds as it is, too: without spaces and percent signs."""
    plain = (
        sign if sign in "._-" or unicodedata.category(sign)[0] in _PLAIN else "_"
        for sign in portable(name)
    )
    return shortened("".join(plain), _LONGEST_NAME)


def _read_me(register: Register) -> str:
    return _READ_ME.format(origin=origin_of(register.register_id))


_READ_ME: Final = """\
DOSSIER D’AUDIT — {origin}

Ce dossier contient le registre complet d’une crise, tel qu’il a été enregistré, et de quoi
vérifier qu’il n’a pas été altéré, sans rien installer d’autre que Python 3.8 ou plus récent.

    python -I verify.py --key CLÉ [--checkpoint FICHIER] DOSSIER

Apportez votre propre verify.py : ne vous fiez pas à celui de ce dossier, que son auteur a pu
changer. Son SHA-256 est publié avec Crisis Log et imprimé dans les rapports ; « crisis-log audit
verificateur » en écrit un. -I n’exécute rien de ce qui se trouve à côté de lui.

La clé de vérification est imprimée à la dernière page des rapports qui vous ont été remis.
Ne la prenez jamais dans ce dossier : un dossier ne peut pas se porter garant de lui-même.
Le fichier fingerprint.txt n’en donne que l’empreinte, pour la reconnaître. FICHIER est un
point de contrôle imprimé dans un rapport que vous avez conservé : il prouve que rien de ce
que ce rapport a vu n’a été réécrit depuis.

Crisis Log ouvre ce dossier, ou son archive zip, comme un registre, en lecture seule :

    crisis-log --registre DOSSIER chronologie

index.html        le registre à lire dans un navigateur, sans réseau
pages/            la suite de index.html, quand le registre est long
entries.jsonl     les inscriptions, octet pour octet, une par ligne
leaves.txt        l’empreinte de chaque inscription (RFC 9162, SHA-256)
checkpoints/      les points de contrôle signés (C2SP tlog-checkpoint)
timestamps/       les réponses des autorités d’horodatage (RFC 3161) ; pour les vérifier :
                  openssl ts -verify -in timestamps/N.tsr -data checkpoints/N.txt -CAfile AUTORITÉ
proofs/           les preuves d’inclusion (C2SP tlog-proof) et de continuité
reports/          les documents remis
attachments/      les fichiers que le registre conserve, sous leur empreinte SHA-256 : les pièces
                  jointes, et les rapports émis (…-R-1.pdf)
issued/           les rapports émis dont le registre n’a que l’empreinte
schema/           le schéma JSON de chaque sorte d’inscription


AUDITOR’S BUNDLE — {origin}

This bundle holds the whole register of a crisis as it was recorded, and what it takes to
verify that it was not altered, with nothing to install but Python 3.8 or newer.

    python -I verify.py --lang en --key KEY [--checkpoint FILE] FOLDER

Bring your own verify.py: do not trust the one in this bundle, which its maker could have changed.
Its SHA-256 is published with Crisis Log and printed in the reports; “crisis-log audit verifier”
writes one. -I runs nothing of what lies beside it.

The verifier key is printed on the last page of the reports that you were handed. Never take
it from this bundle: a bundle cannot vouch for itself. fingerprint.txt gives its fingerprint
only, to recognise it by. FILE is a checkpoint printed in a report that you kept: it proves
that nothing which that report saw was rewritten since. To check a timestamp:

    openssl ts -verify -in timestamps/N.tsr -data checkpoints/N.txt -CAfile AUTHORITY

Crisis Log opens this bundle, or its zip, as a register that is only read:

    crisis-log --register FOLDER timeline
"""
