"""The verbs by which a user sets something once and for all."""

from typing import Final

from tests.cli.case import Case, done, refused

_LINKED: Final = "board link --for 'wall screen'"

CASES: Final = (
    done("use", "covid-19", r"Register in use: /.*/covid-19\.crisis \(COVID-19 epidemic\)"),
    done("use", "covid-19.crisis", r"Register in use: /.*/covid-19\.crisis"),
    done("use", "", r"Register in use: covid-19\.crisis \(COVID"),
    done("use", "", r"Register in use: /.*/covid-19\.crisis", "use covid-19"),
    refused("use", "fire", r"There is no register fire: .*/fire\.crisis\.", code=2),
    refused("use", "covid-19 fire", "unexpected extra argument", code=2),
    Case("use", "", 2, r"no register \(\*\.crisis\) in this folder", opened=False),
    done("config show", "", r"author +the secretary +\$CRISIS_LOG_BY"),
    done("config show", "", r"register +/.*/covid-19\.crisis +/.*config\.toml", "use covid-19"),
    refused("config show", "author", "unexpected extra argument", code=2),
    done("config set", "language EN", "language: en"),
    done("config set", "colours Always", "colours: always"),
    done("config set", "folder .", "folder: /"),
    done("config set", "register covid-19", r"register: /.*/covid-19\.crisis"),
    refused("config set", "register fire", "There is no register fire", code=2),
    refused("config set", "language de", "“de” is not one of: fr or en", code=2),
    refused("config set", "colours red", "“red” is not one of: auto", code=2),
    refused("config set", "folder nowhere", "there is no folder nowhere", code=2),
    refused("config set", "author ' '", "Some text is needed", code=2),
    refused("config set", "shade blue", "“shade” is not one of: register, author", code=2),
    refused("config set", "key none.pem", "none.pem cannot be read", code=4),
    done("config unset", "folder", "folder: this folder", "config set folder ."),
    done("config unset", "folder", "folder: this folder"),
    done("config unset", "key", r"key: /.*/keys/real-.*\.pem"),
    refused("config unset", "shade", "“shade” is not one of", code=2),
    done("board link", "--for 'wall screen'", r"Link n° 1 for wall screen: good once, for 12 h"),
    done("board link", "--for liaison --hours 1 --within 15min", r"(?s)for 1 hour\b.*code +\w{4}-"),
    done("board link", "--for liaison --hours '36 h 30'", r"good once, for 36 h 30 min\."),
    refused("board link", "", "Missing option '--for'", code=2),
    refused("board link", "--for ' '", "Say for whom the link is", code=2),
    refused("board link", "--for screen --hours 0", "“0” is not a stretch of time from 1", code=2),
    done("board links", "", r"^No.*\n +1 +wall screen +to be taken", _LINKED),
    refused("board links", "1", "unexpected extra argument", code=2),
    done("board revoke", "1", "Link n° 1 for wall screen is revoked", _LINKED),
    refused("board revoke", "9999", "There is no link n° 9999"),
    *(
        refused(f"server {verb}", rest, "Name the server, such as", code=2)
        for verb, rest in (
            ("init", "--dry-run"),
            ("register create", "covid-20"),
            ("register list", ""),
            ("register drop-empty", "covid-20 --yes"),
            ("grant", "desk-1 record"),
            ("revoke", "desk-1 record"),
            ("grants", ""),
            ("check", ""),
        )
    ),
    refused("server init", "covid-19.crisis", "covid-19.crisis is no address of a server", code=4),
    refused("server grant", "desk-1 sign", "“sign” is not one of: record, validate", code=2),
)
