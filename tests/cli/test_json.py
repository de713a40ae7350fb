"""With --json every answer is one document, with the same keys every time."""

import re
from pathlib import Path
from typing import Final, get_args

import pytest
from pydantic import BaseModel

from crisis_log.views.assumptions import AssumptionNow, Risk
from crisis_log.views.delays.report import LateEntry
from crisis_log.views.dossier.decision import DecisionThen, Recording
from crisis_log.views.dossier.later import Later
from crisis_log.views.dossier.recorded import RecordedThen
from crisis_log.views.dossier.report import Dossier
from crisis_log.views.expected_reports import ExpectedNow
from crisis_log.views.handover import HandoverBrief, News, Watch
from crisis_log.views.instructions import InstructionNow
from crisis_log.views.next_briefing import NextBriefing
from crisis_log.views.open_points import OpenPoint, What
from crisis_log.views.pads import PadNow, SheetNow, Skipped
from crisis_log.views.point import DecisionNow, Point
from crisis_log.views.reached import Communication
from crisis_log.views.requests import RequestNow
from crisis_log.views.validations import ValidationNow
from crisis_log.views.who_knew import Informed, Left, WhoKnew
from tests.cli.case import ACTIVE, LINE, OBJECTIVE, ORDERED, PLAN, RECORDED, SITE
from tests.cli.cases_follow import EXPECTED, GIVEN
from tests.cli.running import CommandLine
from tests.cli.witnesses import checkpoint, typed

ROOT: Final = Path(__file__).parents[2]
_LINKED: Final = "board link --for screen"
_SEEN: Final = typed(checkpoint(2))
ENTRY: Final = (
    "number kind subject label recorded_at occurred_at received_at sentence by recorded_by note "
    "taken_from attachments request_id subjects fact"
)
DECISION: Final = (
    "label decided_by situation options grounds legal_basis consulted dissent owner due_on "
    "review_on organisations act act_number title number status phases supersedes superseded_by "
    "measures assumptions answers former_titles missing"
)
MEASURE: Final = (
    "label category organisations sites owner start_on due_on review_on indicators title "
    "number decision status phases progress progress_as_of progress_at progress_entry latest "
    "answers former_titles missing"
)
INSTRUCTION: Final = (
    "number label text to about due status said is_open is_overdue without_receipt given_at entry "
    "receipts ended_at ended_by result reason"
)
ASSUMPTION: Final = (
    "label decision decision_title owner text confidential line tripwire status since entry risk"
)
BOARD_LINK: Final = "number for status hours minutes made_at take_by taken_at expires_at revoked_at"
PLAN_NOW: Final = "code title status level level_title since entry missions staffing"
KEYS: Final = {
    "timeline": ENTRY,
    "show 1": ENTRY,
    "show 2": f"{ENTRY} line",
    "decision list": DECISION,
    "decision show D-1": f"{DECISION} validations rests_on history distribution instructions",
    "instruction list": INSTRUCTION,
    "instruction show C-1": INSTRUCTION,
    "expected list": (
        "number label text source due status is_open is_late since entry brought_by dropped_by "
        "dropped_reason"
    ),
    "who-knew D-1": "topic text entry struck_by instant informed not_credited",
    "remind": "instant within_minutes reminders sent",
    "measure list": MEASURE,
    "measure show M-1": f"{MEASURE} figures history",
    "pca list": PLAN_NOW,
    "assumption list": ASSUMPTION,
    "objective list": "label number title owner due_on status phases",
    "site list": "code name organisation",
    "pca show pca": (
        "objectives organisations levels missions headcount headcount_scope title code "
        "registered_by status phases trigger act mission_phases site_phases "
        "last_counted_on now staffing missing history"
    ),
    "settings show": "place",
    "attachment list": "names media_type size sha256 entries report",
    "attachment check": "names media_type size sha256 entries report state",
    "attachment save kept.txt": "path name size sha256",
    "state": (
        "entry instant title authority exercise status level plans decisions_in_force "
        "decisions_to_come decisions_suspended decisions_expected measures_open cell meeting "
        "objectives assumptions_at_risk overdue deadlines next_briefing requests_open open_points"
    ),
    "audit verify": (
        "origin entries root has_tree findings untold notices witnesses checkpoints mode "
        "not_looked_at signed signed_by keys_given late late_untold spans authorities_checked"
    ),
    "audit status": (
        "origin size verifier_key checkpoint_size checkpoint_at witnessed_size witnessed_at "
        "witness unsound unwitnessed notes_only verifier_keys"
    ),
    "import rows.csv --dry-run": (
        "file sha256 rules rules_from rules_file why remarks read to_record refused known aside "
        "first dry_run recorded entry refused_file"
    ),
    "import rows.csv --suggest": "rules_file rules why questions",
    "audit checkpoint": "size note verifier_key",
    f"audit compare {_SEEN} {_SEEN}": (
        "verdict meaning judged_under keys_given not_looked_at witnesses"
    ),
    "audit timestamp --query stamp.tsq": "query size",
    "audit prove 2": "proof entry_file entry size verifier_key",
    "export --output o.csv": (
        "export what format first_entry last_entry rows sha256 without_confidential remarks entry"
    ),
    "audit bundle bag": "bundle entries checkpoints attachments reports",
    "audit verifier --digest": "sha256 path",
    "key show": "verifier_key entry holder until",
    "audit replay": f"{ENTRY} changes",
    "audit diff 1 2": "from to changes",
    "rebuild": "subjects",
    "backup copy.bak": "altered backup size",
    "copy covid-19.crisis copied.crisis": "source target entries root attachments",
    "move covid-19.crisis moved.crisis --yes": "source target entries root attachments",
    "board link --for screen": f"{BOARD_LINK} link code boards",
    "board links": BOARD_LINK,
    "doctor": "name verdict found advice",
}


@pytest.fixture
def full(desk: CommandLine) -> CommandLine:
    desk.given(LINE, RECORDED, ORDERED, PLAN, ACTIVE, GIVEN, EXPECTED, OBJECTIVE, SITE)
    Path("kept.txt").write_text("kept", encoding="utf-8")
    desk.given("log 'With a file' --attach kept.txt")
    Path("kept.txt").unlink()
    Path("rows.csv").write_text("Date/heure;Texte\n24/11/2020 9h05;Digue\n", encoding="utf-8")
    return desk.given("settings set place Versailles", "assumption add D-1 'Enough staff'", _LINKED)


@pytest.mark.parametrize("line", KEYS)
def test_a_document_has_its_documented_keys(full: CommandLine, line: str) -> None:
    document = full.document(line)
    first = document[0] if isinstance(document, list) else document
    assert set(first) == set(KEYS[line].split())


@pytest.mark.parametrize(
    ("section", "models"),
    [
        ("", (RequestNow, OpenPoint, NextBriefing)),
        ("point`, `handover", (Point, DecisionNow, HandoverBrief, Watch, News)),
        ("", (RequestNow, InstructionNow, ExpectedNow)),
        ("", (AssumptionNow, Risk)),
        ("", (PadNow, SheetNow, Skipped)),
        ("", (ValidationNow,)),
        ("", (WhoKnew, Informed, Communication, Left)),
        ("audit dossier", (Dossier, DecisionThen, Recording, RecordedThen, Later)),
        ("audit delays", (LateEntry,)),
    ],
)
def test_what_is_documented_are_the_fields_of_the_models(
    section: str, models: tuple[type[BaseModel], ...]
) -> None:
    text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    told = text.partition(f"\n## `{section}`\n" if section else "# JSON")[2].partition("\n## ")[0]
    for model in models:
        assert [name for name in model.model_fields if f"`{name}`" not in told] == []


def test_every_open_point_there_may_be_is_documented() -> None:
    text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    told = text.partition("*open point*")[2].partition("*next briefing*")[0]
    assert [what for what in get_args(What) if f"`{what}`" not in told] == []


def test_a_confirmation_has_its_documented_keys(desk: CommandLine) -> None:
    text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    confirmed = desk.document(LINE)
    assert {"notices", "surprises", "received_at"} <= confirmed.keys()
    assert [name for name in confirmed if f"`{name}`" not in text] == []


@pytest.mark.parametrize("line", ["decision list", "measure list", "pca list", "timeline"])
def test_a_list_with_nothing_in_it_is_an_empty_list(desk: CommandLine, line: str) -> None:
    criteria = " --search nothing" if line == "timeline" else ""
    assert desk.document(line + criteria) == []


def test_settings_with_nothing_set_are_an_empty_object(desk: CommandLine) -> None:
    assert desk.document("settings show") == {}


def test_instants_in_json_carry_their_offset(full: CommandLine) -> None:
    instants = [entry["recorded_at"] for entry in full.document("timeline")]
    assert all(re.search(r"(\+00:00|Z)$", instant) for instant in instants)


@pytest.mark.parametrize(
    ("line", "code"),
    [("show 99", 1), ("show --no-such-option", 2), ("log", 2), ("backup copy.bak", 4)],
)
def test_an_error_in_json_is_one_document_on_standard_error(
    desk: CommandLine, line: str, code: int
) -> None:
    Path("copy.bak").touch()
    error = desk.having("--register", "covid-19.crisis", "--json").typed(line)
    assert error.failed(code, "error").error["exit_code"] == code
    assert error.error["error"]


def test_an_error_about_the_register_is_json_too(nothing: CommandLine) -> None:
    answer = nothing.having("--json", "--register", "gone.crisis").typed("state")
    assert answer.failed(4, "no register").error["exit_code"] == 4


def test_a_text_that_is_called_as_the_option_asks_for_no_json(nothing: CommandLine) -> None:
    assert nothing("log", "--", "--json").failed(2, "no register").err.startswith("Error: ")
