"""The verbs of the crisis cell and of its meetings."""

from typing import Final

from tests.cli.case import LINE, RECORDED, Case, done, refused
from tests.reports.drafts import PLAIN

_APPOINTED: Final = "cell appoint Director --role director"
_OPENED: Final = "meeting open --agenda Situation --agenda Masks --place 'Town hall'"
_CLOSED: Final = "meeting close"
_SECRET: Final = "log 'One case is known by name' --confidential"

CASES: Final[tuple[Case, ...]] = (
    done(
        "cell appoint",
        "Director --role director --organisation 78",
        "(?s)n° 2 · Director joins the crisis cell.*direction, 78",
    ),
    refused("cell appoint", "director", "already in the crisis cell, since", _APPOINTED),
    refused("cell appoint", "Director --role king", "“king” is not one of: direction", code=2),
    refused("cell appoint", "Director --organisation 75", "No organisation has the code 75"),
    done("cell relieve", "director", "n° 3 · Director leaves the crisis cell", _APPOINTED),
    refused("cell relieve", "Director", "“Director” is not in the crisis cell on 20"),
    done("cell list", "", "Director +direction", _APPOINTED),
    done("cell list", "", "No function is in the crisis cell"),
    done("cell list", "--former", "Director +direction", _APPOINTED, "cell relieve director"),
    refused("cell list", "--as-of 2019-01-01", "nothing was recorded yet"),
    done("meeting open", "--agenda Masks", "n° 2 · meeting S-1 opened"),
    refused("meeting open", "", "Meeting S-1 is open since 20.*: close it first", _OPENED),
    refused("meeting open", "--agenda ''", "agenda: some text is needed"),
    done(
        "meeting attend",
        "director DSI",
        "(?s)n° 4 · meeting S-1, present from its opening"
        ".*Director and DSI.*outside the crisis cell: “DSI”",
        _APPOINTED,
        _OPENED,
    ),
    done("meeting attend", "DSI", "n° 4 · meeting S-1, arrival", _OPENED, LINE),
    refused("meeting attend", "DSI", "No meeting is open: open one"),
    refused("meeting attend", "", "Missing argument", _OPENED, code=2),
    refused(
        "meeting attend",
        "dsi",
        "“DSI” is at the meeting S-1 since 20",
        _OPENED,
        "meeting attend DSI",
    ),
    refused("meeting attend", "DSI --meeting S-9", "There is no meeting S-9", _OPENED),
    refused("meeting attend", "DSI --meeting D-1", "is not a number such as S-3", code=2),
    done("meeting excuse", "DSI", "n° 3 · meeting S-1, excused", _OPENED),
    refused("meeting excuse", "DSI", "No meeting is open", _OPENED, _CLOSED),
    done("meeting leave", "dsi", "n° 4 · meeting S-1, departure", _OPENED, "meeting attend DSI"),
    refused("meeting leave", "DSI", "“DSI” is not at the meeting S-1 on 20", _OPENED),
    done("meeting item", "2", "(?s)n° 3 · meeting S-1, item 2.*Masks", _OPENED),
    done("meeting item", "'Child care'", "(?s)n° 3 · meeting S-1, item 3.*Child care", _OPENED),
    refused("meeting item", "3", "The agenda of S-1 has 2 items", _OPENED),
    refused("meeting item", "1", "No meeting is open"),
    done(
        "meeting close",
        "--next '31/12/2098 09:30'",
        "(?s)n° 3 · meeting S-1 closed.*next meeting on 2098-12-31 09:30",
        _OPENED,
    ),
    refused("meeting close", "", "No meeting is open"),
    refused("meeting close", "--next '31/12/2018 09:30'", "The next meeting comes after", _OPENED),
    refused("meeting close", "--next soon", "not a time I can read", _OPENED, code=2),
    done("meeting show", "", r"(?s)Meeting S-1, open.*1\. Situation.*2\. Masks", _OPENED),
    done(
        "meeting show",
        "S-1",
        r"(?s)Before the first item.*3 .* information: A first line",
        _OPENED,
        LINE,
        _CLOSED,
    ),
    refused("meeting show", "", "No meeting is recorded"),
    refused("meeting show", "S-2", "There is no meeting S-2", _OPENED),
    done("meeting list", "", "S-1 +open .*Situation; Masks", _OPENED),
    done("meeting list", "", "No meeting is recorded"),
    refused("meeting list", "S-1", "unexpected extra argument", code=2),
    done(
        "report minutes",
        f"S-1 --templates {PLAIN}",
        "Minutes of a meeting .draft.: covid-19-minutes-S-1.pdf",
        _OPENED,
    ),
    refused("report minutes", "S-1", "There is no meeting S-1"),
    refused("report minutes", "", "Missing argument", code=2),
    done(
        "report issue minutes",
        f"S-1 --without-confidential --templates {PLAIN}",
        "n° 6 · R-1 issued",
        _OPENED,
        RECORDED,
        _SECRET,
        _CLOSED,
    ),
    refused("report issue minutes", "S-1", "S-1 is still open: close it before", _OPENED),
    refused("report issue minutes", "S-1", "There is no meeting S-1"),
)
