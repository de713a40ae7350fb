"""The verbs that read the register, audit it and care for its file."""

from typing import Final

from tests.cli.case import LINE, RECORDED, Case, done, refused
from tests.cli.witnesses import TRUSTED, checkpoint, typed
from tests.reports.drafts import PLAIN

_SEEN: Final = typed(checkpoint(2))
CASES: Final = (
    done("timeline", "", "2 .* information: A first line", LINE),
    done("timeline", "--search nowhere", "No entry matches", LINE),
    refused("timeline", "--since sometime", "not a time I can read", code=2),
    refused("timeline", "--order random", "“random” is not one of", code=2),
    done("show", "2", "n° 2 · information", LINE),
    refused("show", "9", "There is no entry n° 9; the last is n° 1"),
    done("show", "D-1", r"D-1 · Remote work\nstatus", RECORDED),
    refused("show", "D-1", "There is no decision D-1"),
    done("completion", "bash", r"_crisis_log_completion\(\)"),
    refused("completion", "csh", "'csh' is not one of 'bash', 'fish', 'zsh'", code=2),
    done("state", "", r"(?s)Decisions in force \(1\).*D-1 .* Remote work", RECORDED),
    refused("state", "--entry 9", "There is no entry n° 9; the last is n° 1"),
    refused("state", "--entry 1 --as-of 10:00", "Give --as-of or --entry, not both", code=2),
    refused("state", "--as-of 2019-01-01", "nothing was recorded yet"),
    refused("state", "--on someday", "not a (date|time) I can read", code=2),
    done("point", "", r"(?s)Last lines.*n° 2 +A first line", LINE),
    refused("point", "now", "unexpected extra argument", code=2),
    done("audit verify", "", "2 entries verified", LINE),
    refused("audit verify", "2", "unexpected extra argument", code=2),
    refused("audit verify", "--witness-only", "--witness-only needs a --witness", code=2),
    refused(
        "audit verify", "--witness gone.pdf", "gone.pdf cannot be read: there is no such", code=2
    ),
    refused("audit verify", "--key 78", "“78” is not a verifier key: it reads name", code=2),
    done("audit status", "", "1 entry has no witness yet"),
    refused("audit status", "now", "unexpected extra argument", code=2),
    done("audit checkpoint", "", r"(?m)^crisis-log/real-\w{8}\n2\n.{44}\n\n— ", LINE),
    refused("audit checkpoint", "--key gone.pem", "The signing key gone.pem is not there", code=2),
    done("audit compare", f"{_SEEN} {_SEEN} {TRUSTED}", "Both saw the same log"),
    refused(
        "audit compare", "gone.pdf gone.pdf", "gone.pdf cannot be read: there is no such", code=2
    ),
    refused("audit compare", "Monday Tuesday", "Monday cannot be read: there is no such", code=2),
    done("audit timestamp", "--query stamp.tsq", "Request to stamp the entries up to n° 1"),
    refused("audit timestamp", "", "Give one of --tsa, --query and --reply", code=2),
    done("audit prove", "1", "Proof of entry n° 1: n1.tlog-proof; the entry: n1.json"),
    refused("audit prove", "9", "There is no entry n° 9; the last is n° 1"),
    refused("audit prove", "D-1", "“D-1” is not a number such as 42", code=2),
    refused("audit prove", "1 -o no/such/proof", "no such file", code=4),
    refused(
        "audit check-proof",
        "gone --entry-file gone --key K",
        "gone cannot be read: there is no such file",
        code=2,
    ),
    refused("audit check-proof", "n1.tlog-proof", "Missing option '--entry-file'", code=2),
    done("audit bundle", "bag", "Bundle of 2 entries and 1 checkpoint: bag", LINE),
    refused("audit bundle", "", "Missing argument", code=2),
    refused("audit bundle", "no/such/bag", "no such file", code=4),
    done("audit replay", "", "status: adopted on", RECORDED),
    refused("audit replay", "--from 9", "There is no entry n° 9"),
    refused("audit replay", "--to D-1", "is not a number such as 42", code=2),
    done("audit diff", "1 2", r"D-1 · Remote work\n  status: adopted on", RECORDED),
    refused("audit diff", "1 9", "There is no entry n° 9; the last is n° 1"),
    refused("audit diff", "1 someday", "not a time I can read", code=2),
    done("audit dossier", "D-1", r"(?s)D-1: what was recorded.*RECORDED LATER", RECORDED),
    refused("audit dossier", "D-9", "There is no decision D-9 in this register"),
    refused("audit dossier", "M-1", "is not a number such as D-3", code=2),
    refused("audit dossier", "D-1 --format doc", "“doc” is not one of", RECORDED, code=2),
    refused("audit dossier", "D-1 --output no/such/x.txt", "no such file", RECORDED, code=4),
    done("audit delays", "", r"(?s)Medians.*D-1 .*still running", RECORDED),
    refused("audit delays", "D-1", "unexpected extra argument", code=2),
    refused("report weekly", "--week 2018-W13", "ended before the register was opened"),
    refused("report weekly", "--week 2098-W01", "can be reported from then on"),
    refused("report weekly", "--week 2020-W54", "The year 2020 has no week 54"),
    refused("report weekly", "--format doc", "“doc” is not one of", code=2),
    refused("report weekly", "--templates nowhere", "there is no folder nowhere", code=2),
    refused("report situation", "--week 2020-W13", "No such option", code=2),
    refused("report after-action", "--format doc", "“doc” is not one of", code=2),
    *(
        case
        for verb in ("report decisions", "report register")
        for case in (
            refused(verb, "--until 2018-01-01", "ended before the register was opened"),
            refused(verb, "--since 2098-01-01", "can be reported from then on"),
            refused(verb, "--since 2021-01-02 --until 2021-01-01", "before it begins"),
            refused(verb, "--since someday", "not a date I can read", code=2),
        )
    ),
    done(
        "report dossier",
        f"D-1 --templates {PLAIN}",
        "Dossier of a decision .draft.: covid-19-D-1.pdf",
        RECORDED,
    ),
    refused("report dossier", "D-9", "There is no decision D-9"),
    done("report issue dossier", f"D-1 --templates {PLAIN}", "n° 3 · R-1 issued", RECORDED),
    refused("report issue dossier", "D-9", "There is no decision D-9"),
    refused("report issue weekly", "--week 2018-W13", "ended before the register was opened"),
    refused(
        "report issue dossier", "D-1 --key gone.pem", "gone.pem is not there", RECORDED, code=2
    ),
    refused("report issue situation", "--output no/such/x.pdf --key gone.pem", "no/such", code=4),
    refused("report issue decisions", "--until 2018-01-01", "ended before the register"),
    refused("report issue register", "--since 2098-01-01", "can be reported from then on"),
    refused("report issue after-action", "--templates nowhere", "there is no folder", code=2),
    refused("report rectify", "R-1 --reason Wrong", "There is no report R-1"),
    refused("report rectify", "R-1", "Missing option '--reason'", code=2),
    done("report list", "", "No report has been issued"),
    refused("report list", "now", "unexpected extra argument", code=2),
    refused("report show", "R-1", "There is no report R-1"),
    refused("report reprint", "R-1", "There is no report R-1"),
    refused("report sign", "gone.pdf", "gone.pdf", code=2),
    refused("report check", "gone.pdf", "gone.pdf", code=2),
    done("key show", "", r"1 +crisis-log/real-\w{8}\+\w{8}\+"),
    refused("key show", "2", "unexpected extra argument", code=2),
    done("key rotate", "--yes --reason Lost", "n° 2 · signing key replaced"),
    refused(
        "key rotate",
        "--yes --reason Lost --previous gone.pem",
        "gone.pem cannot be read: there is no such",
        code=4,
    ),
    done("rebuild", "", "State rebuilt from the log: 3 subjects", LINE),
    refused("rebuild", "now", "unexpected extra argument", code=2),
    Case("rebuild", "", 2, "There is no register", opened=False),
    done("audit verifier", "--digest", "^[0-9a-f]{64}  verify.py"),
    refused("audit verifier", "", "Give --output FILE, --digest, or both", code=2),
    done("backup", "copy.bak", "Copied to copy.bak and checked"),
    refused("backup", "covid-19.crisis", "second register", code=2),
    refused("backup", "no/such/folder", "no such file", code=4),
    done("restore", "copy.bak", "covid-19.crisis restored from copy.bak", "backup copy.bak"),
    refused(
        "restore", "copy.bak", "from n° 2 on would leave the register", "backup copy.bak", LINE
    ),
    done("doctor", "", "Integrity +good +ok"),
    Case("doctor", "", 2, "There is no register", opened=False),
)
