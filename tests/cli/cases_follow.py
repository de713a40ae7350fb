"""The verbs that follow things to their end: instructions, expected reports, what is handed out."""

from typing import Final

from tests.cli.case import ASKED, LINE, PROPOSED, RECORDED, Case, done, refused

GIVEN: Final = "instruction give 'Deliver masks' --to Logistics"
"""C-1."""
_DONE: Final = "instruction done C-1"
EXPECTED: Final = "expect 'Free beds' --from Hospitals --by 2099-01-01"
"""A-1."""
HANDED: Final = "distribute D-1 --to Prefecture"

CASES: Final[tuple[Case, ...]] = (
    done("instruction give", "Go --to Press", r"n° 2 · instruction C-1 given to “Press”.*\n  Go"),
    done("instruction give", "Go --to A --to B --due 2099-01-01", "n° 3 · instruction C-2"),
    done("instruction give", "Go --to A --about D-1 --about 2", "about: D-1, n° 2", RECORDED),
    refused("instruction give", "Go", "Missing option '--to'", code=2),
    refused("instruction give", "Go --to A --due someday", "not a time I can read", code=2),
    refused("instruction give", "Go --to A --about D-9", "There is no D-9 in this register"),
    refused("instruction give", "Go --to A --about 9", "There is no entry n° 9"),
    refused("instruction give", "Go --to A --about P-9", "“P-9” is not a number", code=2),
    refused("instruction give", "'' --to A", "text: some text is needed"),
    done(
        "instruction acknowledge",
        "c1",
        r"n° 3 · instruction C-1: receipt ack.*\n.*Logistics",
        GIVEN,
    ),
    done("instruction acknowledge", "1 --from Depot", r"receipt acknowledged.*\n.* · Depot", GIVEN),
    refused("instruction acknowledge", "C-2", "There is no instruction C-2", GIVEN),
    refused(
        "instruction acknowledge",
        "C-1 --at '2019-01-01 12:00'",
        "no receipt can come before",
        GIVEN,
    ),
    refused(
        "instruction acknowledge",
        "C-1",
        "The receipt of C-1 by “Logistics” is recorded already, under n° 3",
        GIVEN,
        "instruction acknowledge C-1",
    ),
    done("instruction done", "C-1 --text Delivered", r"instruction C-1 done.*\n.*Delivered", GIVEN),
    refused("instruction done", "C-1", "C-1 is done already, by entry n° 3", GIVEN, _DONE),
    refused("instruction done", "C-1 --at '2019-01-01 12:00'", "it cannot be dated", GIVEN),
    refused("instruction done", "D-1", "“D-1” is not a number such as C-3", code=2),
    done("instruction cancel", "C-1 --reason 'No van'", "instruction C-1 cancelled", GIVEN),
    refused("instruction cancel", "C-1", "Missing option '--reason'", GIVEN, code=2),
    refused("instruction cancel", "C-1 --reason late", "C-1 is done already", GIVEN, _DONE),
    done("instruction list", "", "C-1 +given +Logistics +Deliver masks", GIVEN),
    done("instruction list", "", "No instruction is recorded"),
    done("instruction list", "--open", "No such instruction", GIVEN, _DONE),
    done("instruction list", "--to LOGISTICS", "C-1 +done", GIVEN, _DONE),
    done("instruction list", "--overdue", "No such instruction", GIVEN),
    refused("instruction list", "C-1", "unexpected extra argument", code=2),
    done("instruction show", "C-1", r"(?s)C-1 · Logistics.*status +given.*History", GIVEN),
    refused("instruction show", "C-2", "There is no instruction C-2", GIVEN),
    done("remind", "", "Nothing is due, overdue or unacknowledged", GIVEN, EXPECTED),
    refused(
        "remind", "--email", r"No mail server is told in the configuration /.*config\.toml", code=2
    ),
    refused(
        "remind", "--within soon", "“soon” is not a stretch of time from 1 min to 31 d", code=2
    ),
    refused("remind", "--apprise none", "“none” is not the address of a service", code=2),
    refused("remind", "C-1", "unexpected extra argument", code=2),
    done("expect", "Beds --from ARS --by 2099-01-01", r"A-1 expected from ARS.*\n  Beds"),
    refused("expect", "Beds --from ARS", "Missing option '--by'", code=2),
    refused("expect", "Beds --by 2099-01-01", "Missing option '--from'", code=2),
    refused("expect", "Beds --from ARS --by 2019-01-01", "would be missing from the start"),
    done("expected list", "", "A-1 +expected +Hospitals +2099-01-01 +Free beds", EXPECTED),
    done("expected list", "--missing", "No such report is expected", EXPECTED),
    done("expected list", "", "No report is expected"),
    done("expected show", "A-1", r"(?s)A-1 · Free beds.*Hospitals.*History", EXPECTED),
    refused("expected show", "A-2", "There is no expected report A-2", EXPECTED),
    refused("expected list", "A-1", "unexpected extra argument", code=2),
    done("expected drop", "A-1 --reason Late", "A-1 no longer expected", EXPECTED),
    refused("expected drop", "A-1", "Missing option '--reason'", EXPECTED, code=2),
    refused("expected drop", "A-2 --reason Late", "There is no expected report A-2", EXPECTED),
    done("log", "'120 beds' --answers a1", "information, in answer to A-1", EXPECTED),
    refused("log", "Beds --answers A-2", "There is no expected report A-2", EXPECTED),
    refused("log", "Beds --answers A-x", "“A-x” is not a number", EXPECTED, code=2),
    done("distribute", "D-1 --to A 'B C'", r"D-1 handed out.*\n  A and B C", RECORDED),
    done("distribute", "2 --to A --channel paper", "n° 2 handed out", LINE),
    refused("distribute", "D-1", "Missing option '--to'", RECORDED, code=2),
    refused("distribute", "D-2 --to A", "There is no D-2 in this register", RECORDED),
    refused("distribute", "R-1 --to A", "There is no R-1 in this register"),
    refused(
        "distribute", "D-1 --to prefecture", "is recorded already, under n° 3", RECORDED, HANDED
    ),
    done(
        "acknowledge",
        "D-1 --from prefecture",
        r"receipt acknowledged.*\n  Prefecture",
        RECORDED,
        HANDED,
    ),
    done("validate", "D-1 --by Director", r"entry n° 2 \(D-1\) validated", RECORDED),
    done("validate", "n°2 --by Director", r"n° 3 · entry n° 2 validated", LINE),
    done("validate", "2 --yes", "n° 2 was recorded by “the secretary”, too", LINE),
    refused("validate", "2", "was recorded by “the secretary”, too.*add --yes", LINE, code=2),
    refused("validate", "9 --by Director", "There is no entry n° 9; the last is n° 2", LINE),
    refused("validate", "D-2 --by Director", "There is no D-2 in this register", RECORDED),
    refused("validate", "D-1 --by Director", r"D-1 was not adopted \(proposed\)", PROPOSED),
    refused("validate", "P-1", "“P-1” is not a number", code=2),
    done("acknowledge", "C-1", r"C-1: receipt acknowledged.*\n.*Logistics", GIVEN),
    refused("acknowledge", "D-1", "not recorded that D-1 was handed out to “the", RECORDED, HANDED),
    refused("acknowledge", "D-9 --from A", "There is no D-9"),
    done("who-knew", "D-1", r"(?s)who had it by.*Prefecture .* handed out +n° 3", RECORDED, HANDED),
    done("who-knew", "n°2", "It is not recorded that any function had it", ASKED),
    refused("who-knew", "D-1", "There is no D-1 in this register"),
    refused("who-knew", "2 --as-of 2099-01-01", "is still to come", LINE),
    refused("who-knew", "Monday", "“Monday” is not a number such as 42", code=2),
)
