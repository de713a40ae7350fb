"""A register worth attacking, and the question that an auditor asks of it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pikepdf

from crisis_log.audit import checkpoints
from crisis_log.audit.attached import CHECKPOINT_FILE, HISTORY_FILE, KEY_FILE
from crisis_log.audit.verification import Verification
from crisis_log.audit.verify import Question, verify, verify_log
from crisis_log.audit.witness import Witness, read_witnesses
from crisis_log.command import Command, File, Request
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.register import Register
from crisis_log.slices import decision, decision_course, journal
from crisis_log.slices.crisis import open_crisis
from tests.sealing import take

REGISTER_ID = "covid-19-a77ac4ed"
ORDER = File("order.pdf", "application/pdf", b"%PDF-1.7 the order, as it was signed")
SCHOOLS, MASKS, SEEN, SIZE = 2, 4, 8, 12
"""Entries: the decision on schools, the one on masks; how many a report saw; the last."""

Found = list[tuple[str, int | None]]
"""Codes of findings and the entries they name."""


class Scene(NamedTuple):
    """A register; its key; a report made when it had `SEEN` entries, and the register then."""

    path: Path
    key: SigningKey
    report: Path
    backup: Path

    @property
    def witness(self) -> Witness:
        """What somebody outside holds."""
        (found,) = read_witnesses(str(self.report))
        return found

    def verified(self, *witnesses: Witness, keys: tuple[str, ...] = ()) -> Verification:
        """Return what a complete verification says, the file being opened read-only."""
        with Register.open(self.path, read_only=True) as register:
            return verify(register, Question(witnesses, keys))

    def found(self, *witnesses: Witness, keys: tuple[str, ...] = ()) -> Found:
        """Return what a complete verification finds."""
        findings = self.verified(*witnesses, keys=keys).findings
        return [(finding.code, finding.entry) for finding in findings]

    def found_in_log(self, *witnesses: Witness) -> Found:
        """Return what a verification of the log and its signatures alone finds."""
        with Register.open(self.path, read_only=True) as register:
            findings = verify_log(register, Question(witnesses)).findings
        return [(finding.code, finding.entry) for finding in findings]


def opening(verifier_key: str | None) -> Command:
    """Return the command that opens the register under attack."""
    return open_crisis(
        title="COVID-19 epidemic",
        authority="Joint authority",
        organisations=[("78", "Yvelines"), ("92", "Hauts-de-Seine")],
        timezone="Europe/Paris",
        verifier_key=verifier_key,
    )


def set_up(folder: Path) -> Scene:
    """Make a register of `SIZE` entries, with a report that saw the first `SEEN` of them."""
    path, key = folder / "covid-19.crisis", SigningKey.generate(origin_of(REGISTER_ID))
    begin(path, key)
    with Register.open(path) as register:
        report = make_report(folder / "report.pdf", take(register, key, "report.pdf"))
        register.back_up(folder / "backup.crisis")
        carry_on(register, "Field hospital")
    return Scene(path, key, report, folder / "backup.crisis")


def begin(path: Path, key: SigningKey, register_id: str = REGISTER_ID) -> None:
    """Make a register of `SEEN` entries at `path`."""
    Register.create(
        path, Request(opening(key.verifier_key), by="secretary"), register_id=register_id
    )
    with Register.open(path) as register:
        record(register, decision.record("Close the schools"), ORDER)
        record(register, journal.log("Schools told by telephone at noon"))
        record(register, decision.record("Masks for carers"))
        for line in ("Twelve lines open", "Call from the prefecture", "Calls: 640", "Quiet night"):
            record(register, journal.log(line))


def carry_on(register: Register, what: str) -> None:
    """Record four more entries about `what`."""
    record(register, journal.log(f"{what}: site visited"))
    record(register, decision.record(what))
    record(register, journal.log(f"{what}: keys handed over"))
    record(register, decision_course.suspend(1))


def record(register: Register, command: Command, *files: File) -> None:
    """Record one command as the secretary."""
    register.record(command, by="secretary", files=files)


def make_report(path: Path, taken: checkpoints.Taken) -> Path:
    """Write a PDF that carries a checkpoint as reports do."""
    files = {
        CHECKPOINT_FILE: taken.note,
        KEY_FILE: taken.verifier_key,
        HISTORY_FILE: taken.history,
    }
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for name, text in files.items():
            pdf.attachments[name] = text.encode()
        pdf.save(path)
    return path


def altered_report(scene: Scene, name: str, change: Callable[[str], str]) -> Witness:
    """Return the report of the scene with the text of one attachment changed."""
    copy = scene.path.with_name("altered.pdf")
    shutil.copy(scene.report, copy)
    with pikepdf.open(copy, allow_overwriting_input=True) as pdf:
        before = pdf.attachments[name].get_file().read_bytes().decode()
        del pdf.attachments[name]
        pdf.attachments[name] = change(before).encode()
        pdf.save(copy)
    (found,) = read_witnesses(str(copy))
    return found


def taken_now(scene: Scene, name: str = "later.pdf", path: Path | None = None) -> Witness:
    """Return a report on a register as it is now, signed with the scene's key."""
    with Register.open(path or scene.path) as register:
        taken = take(register, scene.key, name)
    (found,) = read_witnesses(str(make_report(scene.path.with_name(name), taken)))
    return found
