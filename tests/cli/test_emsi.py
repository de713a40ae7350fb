"""`export --format emsi`: a situation report as a message, noted with its recipient."""

import json
from pathlib import Path
from typing import Any

import pytest

from crisis_log.cli import configuration
from tests.cli.case import LINE, ORDERED, RECORDED
from tests.cli.running import CommandLine
from tests.reports.drafts import PLAIN

BETWEEN = "--sender fr.gouv.pref78 --recipient fr.health.samu780"
EXPORT = f"export --format emsi {BETWEEN}"


def message(path: str) -> Any:
    envelope = json.loads(Path(path).read_text(encoding="utf-8"))
    return envelope["content"][0]["jsonContent"]["embeddedJsonContent"]["message"]


def test_a_message_says_what_it_leaves_out_and_is_noted_with_its_recipient(
    desk: CommandLine,
) -> None:
    desk.given(LINE, RECORDED, ORDERED)
    told = desk.typed(f"{EXPORT} --as-mission m1=opr/log --output m.json").done().out
    assert "has no place for, and the message does not say: 1 decision and 1 line" in told
    assert "its type, its place, how grave it is" in told
    assert message("m.json")["emsi"]["MISSION"][0]["TYPE"] == "OPR/LOG"
    fact = desk.document("show 5")["fact"]
    assert (fact["what"], fact["format"]) == ("situation", "emsi")
    assert (fact["recipient"], fact["without_confidential"]) == ("fr.health.samu780", True)
    assert "to fr.health.samu780" in desk.typed("timeline").done().out


def test_the_first_to_each_organisation_is_an_alert(desk: CommandLine) -> None:
    other = BETWEEN.replace("samu780", "samu920")
    kinds = []
    for number, between in enumerate([BETWEEN, BETWEEN, other, BETWEEN]):
        desk.typed(f"export --format emsi {between} --output {number}.json").done()
        kinds.append(message(f"{number}.json")["emsi"]["CONTEXT"]["MSGTYPE"])
    assert kinds == ["ALERT", "UPDATE", "ALERT", "UPDATE"]


def test_addresses_may_stand_in_the_configuration(desk: CommandLine) -> None:
    file = configuration.path()
    assert file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[emsi]\nsender = 'fr.gouv.pref78'\nrecipient = 'fr.health.samu780'\n")
    desk.typed("export --format emsi --output m.json").done()
    assert message("m.json")["sender"]["name"] == "fr.gouv.pref78"
    desk.typed("export --format emsi --recipient fr.police.ciat --output o.json").done()
    assert json.loads(Path("o.json").read_text(encoding="utf-8"))["descriptor"][
        "explicitAddress"
    ] == {
        "explicitAddressScheme": "hubex",
        "explicitAddressValue": "fr.police.ciat",
    }


def test_an_issued_report_is_sent_as_it_was_issued(desk: CommandLine) -> None:
    plain = f"--templates {PLAIN}"
    desk.given(
        LINE, RECORDED, f"report issue situation {plain}", f"report issue dossier D-1 {plain}"
    )
    desk.given("log 'Water rises' --kind situation")
    desk.typed(f"{EXPORT} --report R-1 --output m.json").done()
    assert "Water" not in Path("m.json").read_text(encoding="utf-8")
    fact = desk.document("show 7")["fact"]
    assert fact["last_entry"] == desk.document("report show R-1")["position"] == 3
    desk.typed(f"{EXPORT} --report R-1 --output again.json").done()
    first, again = message("m.json"), message("again.json")
    assert first["messageId"] == again["messageId"]
    assert (first["kind"], again["kind"]) == ("Report", "Update")
    desk.typed(f"{EXPORT} --output now.json").done()
    assert "Water rises" in message("now.json")["emsi"]["CONTEXT"]["FREETEXT"]
    desk.typed(f"{EXPORT} --report R-2").failed(1, "R-2 is not a situation report")


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("export --format emsi", 2, "needs to know who sends it and to whom: give '--sender'"),
        ("export --format emsi --sender fr.a.b", 2, "give '--recipient', or write “recipient”"),
        (f"export --format csv {BETWEEN}", 2, "'--sender' is for the format emsi alone"),
        ("export --as-mission M-1=SAV", 2, "'--as-mission' is for the format emsi alone"),
        ("export --report R-1", 2, "'--report' is for the format emsi alone"),
        (f"{EXPORT} --report R-1", 1, "There is no report R-1"),
        (f"{EXPORT} --as-mission M-1=PUMPS", 2, "“PUMPS” is not one of: CBRN/TSA"),
        (f"{EXPORT} --as-mission M-1", 2, "“M-1” should read M-1=TYPE"),
        (f"{EXPORT} --as-mission M-9=SAV", 1, "There is no measure M-9"),
        (f"{EXPORT} --since-entry 2", 1, "A situation is told by the whole register"),
        (f"{EXPORT} --what decisions", 2, "emsi cannot hold that; it holds"),
        (
            "export --format emsi --sender samu --recipient fr.a.b",
            1,
            "“samu” is not the address of an organisation",
        ),
    ],
)
def test_what_cannot_be_sent_is_refused_and_nothing_noted(
    desk: CommandLine, line: str, code: int, says: str
) -> None:
    desk.given(LINE)
    desk.typed(line).failed(code, says)
    assert len(desk.document("timeline")) == 2
    assert not [*Path().glob("*.json")]
