"""The verbs of continuity plans."""

from typing import Final

from tests.cli.case import ACTIVE, PLAN, SITE, done, refused

_COUNT: Final = "pca staffing pca --date 2020-03-18 --count on_site=1000"

CASES: Final = (
    done("pca register", "pca --title Plan", "n° 2 · plan pca registered"),
    refused("pca register", "pca --title Plan", "A plan pca is already registered", PLAN),
    refused("pca register", "'p c a' --title Plan", "“p c a” is not a short code"),
    refused("pca register", "pca", "Missing option '--title'", code=2),
    refused("pca register", "pca --title P --level 0=Calm", "not a level from 1 to 9", code=2),
    refused("pca register", "pca --title P --headcount many", "not a number", code=2),
    refused("pca register", "pca --title P --mission a=A --secondary a=B", "the same code"),
    refused("pca register", "pca --title P --organisation 13", "No organisation has the code 13"),
    done("pca amend", "pca --headcount 2200 --reason R", r"amended \(headcount\)", PLAN),
    refused("pca amend", "pca --headcount 2185 --reason R", "Nothing changes", PLAN),
    refused("pca amend", "pca --headcount 2200", "Missing option '--reason'", PLAN, code=2),
    done("pca activate", "pca --level 2", "n° 3 · plan pca activated at level 2", PLAN),
    refused("pca activate", "pca --level 3", "its levels are: 1 and 2", PLAN),
    refused("pca activate", "pca --level 0", "0 is not in the range", PLAN, code=2),
    refused("pca activate", "pca --level 2", "already active at level 1", PLAN, ACTIVE),
    refused("pca activate", "fire --level 1", "There is no plan fire .* knows: pca", PLAN),
    done("pca level", "pca --level 2", "plan pca moved to level 2", PLAN, ACTIVE),
    refused("pca level", "pca --level 1", "already at level 1", PLAN, ACTIVE),
    refused("pca level", "pca --level 2", "The plan pca is not active", PLAN),
    done("pca lift", "pca --reason Over", "plan pca lifted", PLAN, ACTIVE),
    refused("pca lift", "pca", "The plan pca is not active", PLAN),
    done("pca mission", "pca asr degraded --reason Ill", "mission asr degraded", PLAN),
    done("pca mission", "pca asr restored", "restored", PLAN, "pca mission pca asr suspended"),
    done("pca mission", "pca 'child protection' degraded", "asr degraded.*\n  “Child prot", PLAN),
    done("pca mission", "pca asr suspended --site mantes", "suspended at site mantes", PLAN, SITE),
    refused("pca mission", "pca asr restored --site mantes", "already normal", PLAN, SITE),
    refused("pca mission", "pca asr suspended --site lyon", "No site has the code lyon", PLAN),
    refused("pca mission", "pca asr restored", "is already normal", PLAN),
    refused("pca mission", "pca zoo degraded", "its missions are: asr and com", PLAN),
    refused("pca mission", "pca asr closed", "“closed” is not one of", PLAN, code=2),
    done("pca staffing", "pca --count on_site=1000", "n° 3 · plan pca: agents counted", PLAN),
    done("pca staffing", "pca --count remote=3 --site mantes", "mantes; remote = 3", PLAN, SITE),
    refused("pca staffing", "pca --count remote=3 --site lyon", "code lyon", PLAN),
    refused("pca staffing", "pca", "Missing option '--count'", PLAN, code=2),
    refused("pca staffing", "pca --count beach=3", "“beach” is not one of", PLAN, code=2),
    refused("pca staffing", "pca --count remote=-1", "not a number of agents", PLAN, code=2),
    refused("pca staffing", "pca --count remote=1,5", "not a number of agents", PLAN, code=2),
    refused("pca staffing", "pca --count remote=1 --count remote=2", "counted twice", PLAN, code=2),
    refused(
        "pca staffing", "pca --count remote=1 --date 2099-01-01", "still to come", PLAN, code=2
    ),
    refused("pca staffing", "pca --count remote=1 --mission zoo", "has no mission zoo", PLAN),
    refused("pca staffing", "pca --count remote=1 --organisation 13", "code 13", PLAN),
    refused("pca staffing", _COUNT.removeprefix("pca staffing "), "already recorded", PLAN, _COUNT),
    done("pca list", "", "pca +active +1 .* Continuity plan", PLAN, ACTIVE),
    done("pca list", "", "No plan is registered"),
    refused("pca list", "pca", "unexpected extra argument", code=2),
    done("pca show", "pca", "pca · Continuity plan", PLAN),
    refused("pca show", "fire", "There is no plan fire in this register; it knows: pca", PLAN),
)
