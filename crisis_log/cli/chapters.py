"""The commands, by chapters in the order in which they are listed, and where each one is."""

from typing import Final

from crisis_log.language import _

CHAPTERS: Final[dict[str, dict[str, str]]] = {
    _("Begin"): {
        "open": "crisis:open_",
        "desk": "desk:desk",
        "use": "use:use",
    },
    _("Keep the journal"): {
        "log": "journal:log",
        "verify": "journal:verify",
        "refute": "journal:refute",
        "correct": "journal:correct",
        "duplicate": "journal:duplicate",
        "strike": "journal:strike",
        "pad": "pad:pad",
        "transcribe": "pad.transcribing:transcribe",
    },
    _("Decide and order"): {
        "decision": "decision:decision",
        "measure": "measure:measure",
        "objective": "objective:objective",
        "assumption": "assumption:assumption",
        "validate": "validate:validate",
    },
    _("Ask and follow"): {
        "request": "request:request",
        "instruction": "instruction:instruction",
        "expect": "expect:expect",
        "expected": "expect:expected",
        "remind": "remind:remind",
    },
    _("Hand out"): {
        "distribute": "distribute:distribute",
        "acknowledge": "distribute:acknowledge",
        "who-knew": "who_knew:who_knew",
    },
    _("The crisis and its plans"): {
        "level": "crisis:level",
        "pca": "pca:pca",
        "site": "site:site",
        "join": "crisis:join",
        "close": "crisis:close",
        "reopen": "crisis:reopen",
    },
    _("The cell"): {
        "cell": "cell:cell",
        "meeting": "meeting:meeting",
        "briefing": "briefing:briefing",
        "handover": "handover:handover",
    },
    _("Give account"): {
        "point": "point:point",
        "report": "report:report",
        "settings": "settings:settings",
        "board": "board:board",
    },
    _("Exchange with other tools"): {
        "import": "importing:import_",
        "export": "export:export",
    },
    _("Search and read again"): {
        "timeline": "timeline:timeline",
        "search": "timeline:search",
        "joint": "joint:joint",
        "show": "entry:show",
        "attachment": "attachment:attachment",
        "state": "state:state",
    },
    _("Prove"): {
        "audit": "audit:audit",
        "key": "key:key",
    },
    _("Administer"): {
        "config": "config:config",
        "backup": "care:backup",
        "restore": "care:restore",
        "copy": "moving:copy",
        "move": "moving:move",
        "rebuild": "care:rebuild",
        "doctor": "care:doctor",
        "server": "server:server",
        "completion": "completion:completion",
    },
}

COMMANDS: Final = {
    verb: target for chapter in CHAPTERS.values() for verb, target in chapter.items()
}
