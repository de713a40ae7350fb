"""The verbs of paper pads, and of what was written on them."""

from typing import Final

from tests.cli.case import LINE, Case, done, refused
from tests.reports.drafts import PLAIN

PRINTED: Final = f"pad print --sheets 3 --templates {PLAIN}"
"""CP-1, entry n° 2."""
WRITTEN: Final = "transcribe 'Bridge closed' --sheet 1 --row 2 --written-by Night --at 00:00"
_SPOILED: Final = "pad spoil CP-1 --sheet 3 --reason Wet"

CASES: Final[tuple[Case, ...]] = (
    done("pad print", "--sheets 3", "pad CP-1 printed, 3 sheets(.|\n)*covid-19-CP-1.pdf"),
    done("pad print", "--sheets 1 --output a.pdf", "CP-2 printed, 1 sheet ·(.|\n)*a.pdf", PRINTED),
    refused("pad print", "", "Missing option '--sheets'", code=2),
    refused("pad print", "--sheets 0", "0 is not in the range 1 – 200", code=2),
    refused("pad print", "--sheets 3 --output covid-19.crisis", "belongs to a register", code=2),
    refused(
        "pad print",
        f"--sheets 3 --templates {PLAIN}",
        "The crisis is closed",
        "close --reason Over",
    ),
    done("pad reprint", "cp1", "CP-1 as it was printed on .*(.|\n)*covid-19-CP-1.pdf", PRINTED),
    refused("pad reprint", "CP-2", "No pad CP-2 was printed; “pad list” shows", PRINTED),
    done("pad spoil", "1 --sheet 1,3 --reason Wet", r"sheets 1 and 3 spoiled .*\n  Wet", PRINTED),
    done("pad spoil", "1 --sheet '1 to 2' --sheet 3 --reason R", "sheets 1 to 3 spoiled", PRINTED),
    refused("pad spoil", "CP-1 --sheet 1", "Missing option '--reason'", PRINTED, code=2),
    refused("pad spoil", "1 --sheet 3-1 --reason R", "“3-1” ends before", PRINTED, code=2),
    refused("pad spoil", "1 --sheet one --reason R", "“one” is not a number", PRINTED, code=2),
    refused("pad spoil", "1 --sheet 4 --reason R", "there is no sheet 4", PRINTED),
    refused("pad spoil", "1 --sheet 3 --reason R", "is spoiled, by entry n° 3", PRINTED, _SPOILED),
    refused("pad spoil", "1 --sheet 1 --reason R", "is used: n° 3 tell", PRINTED, WRITTEN),
    refused("pad spoil", "CP-1 --sheet 1 --reason R", "No pad CP-1 was printed"),
    done("pad list", "", r"CP-1 .* 3 +1 +3 +2 +2\n", PRINTED, WRITTEN, _SPOILED),
    done("pad list", "", "No pad was printed"),
    refused("pad list", "CP-1", "unexpected extra argument", code=2),
    done("pad check", "--blank 1-3", "blank +1 to 3\n(.|\n)*No sheet is missing", PRINTED),
    done("pad check", "CP-1 --blank 2", "n° 3; row 2", PRINTED, WRITTEN, _SPOILED),
    done("pad show", "cp1", "CP-1 · 3 sheets(.|\n)*History(.|\n)*Bridge closed", PRINTED, WRITTEN),
    refused("pad show", "CP-1", "No pad CP-1 was printed"),
    refused("pad check", "", "No pad was printed yet: “pad print” makes one", code=2),
    refused("pad check", "", r"Several pads .*CP-1 and CP-2", PRINTED, PRINTED, code=2),
    refused("pad check", "CP-2", "No pad CP-2 was printed", PRINTED),
    refused("pad check", "--blank 1", "Sheet 1 of CP-1 is used: n° 3 tell", PRINTED, WRITTEN),
    done(
        "transcribe",
        "'Bridge closed' --pad 1 --sheet 1 --row 2 --written-by Night --to SDIS --at 00:00",
        r"information, for SDIS \(pad CP-1, sheet 1, row 2, by Night\).* 00:00.*\n  Bridge closed",
        PRINTED,
    ),
    done(
        "transcribe",
        "Again --sheet 1 --row 2 --written-by Night --at 00:00 --yes",
        "pad CP-1, sheet 1, row 2: entered already, as n° 3 “Bridge closed”",
        PRINTED,
        WRITTEN,
    ),
    refused(
        "transcribe",
        "Again --sheet 1 --row 2 --written-by Night --at 00:00",
        "entered already, as n° 3 “Bridge closed”.*--yes",
        PRINTED,
        WRITTEN,
        code=2,
    ),
    refused("transcribe", "A --sheet 1 --written-by B", "Missing option .--at", PRINTED, code=2),
    refused("transcribe", "A --sheet 1 --at 00:00", "'--written-by'", PRINTED, code=2),
    refused("transcribe", "A --written-by B --at 00:00", "'--sheet'", PRINTED, code=2),
    refused("transcribe", "A --sheet 9 --written-by B --at 00:00", "no sheet 9", PRINTED),
    refused("transcribe", "A --sheet 1 --row 13 --written-by B --at 00:00", "no row 13", PRINTED),
    refused("transcribe", "A --sheet 1 --written-by B --at 00:00", "No pad was printed", code=2),
    refused(
        "transcribe",
        "A --sheet 3 --written-by B --at 00:00",
        "Sheet 3 of CP-1 is spoiled, by entry n° 3 .“Wet”",
        PRINTED,
        _SPOILED,
    ),
    refused(
        "transcribe",
        "A --sheet 1 --written-by B --at 2099-01-01T00:00",
        "cannot be recorded before it happened",
        PRINTED,
    ),
    refused(
        "transcribe",
        "A --sheet other-0badcafe/CP-1/2 --written-by B --at 00:00",
        "this sheet is of another register: other-0badcafe",
        PRINTED,
        code=2,
    ),
    refused(
        "transcribe", "A --sheet 1 --answers 2 --written-by B --at 00:00", "not a line", PRINTED
    ),
    done(
        "show",
        "3",
        "written on paper +pad CP-1, sheet 1, row 2, written by Night",
        PRINTED,
        WRITTEN,
    ),
    done("timeline", "--search 'night CP-1'", "pad CP-1, sheet 1", PRINTED, WRITTEN),
    done("strike", "3 --reason 'Sheet 2'", "line 3 struck", PRINTED, WRITTEN),
    refused("strike", "2 --reason R", "a printed pad stands", PRINTED),
    done("timeline", "--kind pad", "pad CP-1 printed, 3 sheets", LINE, PRINTED),
)
