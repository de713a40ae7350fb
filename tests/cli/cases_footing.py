"""The verbs of what decisions rest on and aim at: objectives, assumptions, sites."""

from typing import Final

from tests.cli.case import ASSUMING, LINE, OBJECTIVE, RECORDED, SITE, done, refused

_REFUTED: Final = "Line 2 was struck or refuted: no decision can rest on it"

OBJECTIVES: Final = (
    done("objective set", "'Pay every agent' --due 2099-01-31", "n° 2 · O-1 set"),
    refused("objective set", "''", "title: some text is needed"),
    refused("objective set", "X --due never", "not a (date|time) I can read", code=2),
    done("objective met", "O-1 --reason Paid", "n° 3 · O-1 met", OBJECTIVE),
    refused("objective met", "O-1", "O-1 is already met", OBJECTIVE, "objective met 1"),
    refused("objective met", "O-2", "There is no objective O-2", OBJECTIVE),
    done("objective dropped", "o1 --reason Moot", "n° 3 · O-1 dropped", OBJECTIVE),
    refused("objective dropped", "O-1", "Missing option '--reason'", OBJECTIVE, code=2),
    refused("objective dropped", "O-1 --reason R", "already met", OBJECTIVE, "objective met 1"),
    done("objective list", "", "O-1 +set .*2099-01-31 +HR +Pay every agent", OBJECTIVE),
    done("objective list", "--status met", "No objective matches", OBJECTIVE),
    done("objective show", "O-1", r"(?s)O-1 · Pay every agent.*owner +HR.*History", OBJECTIVE),
    refused("objective show", "O-2", "There is no objective O-2", OBJECTIVE),
    refused("objective list", "--status lost", "“lost” is not one of", code=2),
)

ASSUMPTIONS: Final = (
    done("assumption add", "D-1 'Enough staff'", "n° 3 · D-1 rests on H-1", RECORDED),
    done(
        "assumption add",
        "D-1 --line 2",
        "n° 4 · D-1 rests on H-1, line n° 2",
        LINE,
        RECORDED,
    ),
    refused("assumption add", "D-1", "give TEXT or --line", RECORDED, code=2),
    refused("assumption add", "D-1 X --line 2", "give TEXT or --line", LINE, RECORDED, code=2),
    refused("assumption add", "D-2 X", "There is no decision D-2", RECORDED),
    refused("assumption add", "D-1 --line 3", "not a line of the journal", LINE, RECORDED),
    refused("assumption add", "D-1 --line 2", _REFUTED, LINE, RECORDED, "refute 2"),
    refused("assumption add", "D-1 X --at-least 3", "give both", RECORDED),
    refused("assumption add", "D-1 X --indicator beds", "give both", RECORDED),
    refused(
        "assumption add",
        "D-1 X --indicator beds --at-least 3 --at-most 2",
        "least value is at most its greatest",
        RECORDED,
    ),
    refused("assumption add", "D-1 X", "D-1 is repealed", RECORDED, "decision repeal D-1"),
    done("assumption show", "H-1", "(?s)H-1, assumption of D-1 · Remote work.*made", ASSUMING),
    refused("assumption show", "H-2", "There is no assumption H-2", ASSUMING),
    done("assumption drop", "H-1 --reason Moot", "H-1, on which D-1 rested, dropped", ASSUMING),
    refused("assumption drop", "H-2 --reason Moot", "There is no assumption H-2", ASSUMING),
    refused(
        "assumption drop",
        "H-1 --reason Moot",
        "H-1 is already dropped",
        ASSUMING,
        "assumption drop H-1 --reason Wrong",
    ),
    done("assumption list", "", "H-1 +D-1 .*made +Enough licences", ASSUMING),
    done("assumption list", "--at-risk", "No assumption is at risk", ASSUMING),
    refused("assumption list", "H-1", "unexpected extra argument", code=2),
)

SITES: Final = (
    done("site add", "mantes='Mantes-la-Jolie' --organisation 78", "n° 2 · site mantes added"),
    refused("site add", "mantes=Mantes", "The site mantes is already in the register", SITE),
    refused("site add", "mantes", "“mantes” should read CODE=", code=2),
    refused("site add", "mantes=Mantes --organisation 13", "No organisation has the code 13"),
    done("site list", "", "mantes +78 +Mantes-la-Jolie", SITE),
    done("site list", "", "No site is recorded"),
    refused("site list", "mantes", "unexpected extra argument", code=2),
)
CASES: Final = OBJECTIVES + ASSUMPTIONS + SITES
