"""The verbs that read the register, audit it and care for its file."""

from typing import Final

from tests.cli.case import LINE, RECORDED, Case, done, refused

CASES: Final = (
    done("timeline", "", "2 .* information: A first line", LINE),
    done("timeline", "--search nowhere", "No entry matches", LINE),
    refused("timeline", "--since sometime", "not a time I can read", code=2),
    refused("timeline", "--order random", "'random' is not one of", code=2),
    done("show", "2", "n° 2 · information", LINE),
    refused("show", "9", "There is no entry n° 9; the last is n° 1"),
    refused("show", "D-1", "“D-1” is not a number such as 42", code=2),
    done("state", "", r"(?s)Decisions in force \(1\).*D-1 .* Remote work", RECORDED),
    refused("state", "--entry 9", "There is no entry n° 9; the last is n° 1"),
    refused("state", "--entry 1 --as-of 10:00", "Give --as-of or --entry, not both", code=2),
    refused("state", "--as-of 2019-01-01", "nothing was recorded yet"),
    refused("state", "--on someday", "not a (date|time) I can read", code=2),
    done("audit verify", "", "2 entries verified", LINE),
    refused("audit verify", "2", "unexpected extra argument", code=2),
    done("audit replay", "", "status: ∅ → adopted", RECORDED),
    refused("audit replay", "--from 9", "There is no entry n° 9"),
    refused("audit replay", "--to D-1", "is not a number such as 42", code=2),
    done("audit diff", "1 2", "D-1 · title: ∅ → Remote work", RECORDED),
    refused("audit diff", "1 9", "There is no entry n° 9; the last is n° 1"),
    refused("audit diff", "1 someday", "not a time I can read", code=2),
    refused("report weekly", "--week 2018-W13", "ended before the register was opened"),
    refused("report weekly", "--week 2098-W01", "can be reported from then on"),
    refused("report weekly", "--week 2020-W54", "The year 2020 has no week 54"),
    refused("report weekly", "--format doc", "'doc' is not one of", code=2),
    refused("report weekly", "--templates nowhere", "'nowhere' does not exist", code=2),
    done("rebuild", "", "State rebuilt from the log: 2 subjects", LINE),
    refused("rebuild", "now", "unexpected extra argument", code=2),
    Case("rebuild", "", 2, "There is no register", opened=False),
    done("backup", "copy.bak", "Copied to copy.bak and checked"),
    refused("backup", "covid-19.crisis", "second register", code=2),
    refused("backup", "no/such/folder", "no such file", code=4),
    done("doctor", "", "Integrity +good +ok"),
    Case("doctor", "", 2, "There is no register", opened=False),
)
