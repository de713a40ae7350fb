"""What click itself says, named here so that our catalogue translates it too.

click looks its messages up in the process's gettext domain, which `cli.main` makes the one
compiled from these. Nothing imports this module: it is read by `scripts/catalogue.py`.
"""

from crisis_log.language import _, ngettext

MESSAGES = (
    _("Usage:"),
    _("Options"),
    _("Commands"),
    _("Positional arguments"),
    _("Show this message and exit."),
    _("Missing command."),
    _("Missing argument"),
    _("Missing option"),
    _("Missing parameter"),
    _("No such option {name!r}."),
    _("No such command {name!r}."),
    _("Invalid value: {message}"),
    _("Invalid value for {param_hint}: {message}"),
    _("Option {name!r} does not take a value."),
    _("Choose from:\n\t{choices}"),
    _("{value!r} is not a valid {number_type}."),
    _("{value} is not in the range {range}."),
    _("required"),
    _("default: {default}"),
    _("d"),
    _("Error: {message}"),
    _("Error: The two entered values do not match."),
    _("(dynamic)"),
    _("Aborted!"),
    _("Argument {name!r} takes {nargs} values."),
    _("Confirm the action without prompting."),
    _("Could not open file {filename!r}: {message}"),
    _("Do you want to continue?"),
    _("Error: invalid input"),
    _("Missing {param_type}"),
    _("Missing parameter: {param_name}"),
    _("Press any key to continue..."),
    _("Repeat for confirmation"),
    _("Show the version and exit."),
    _("deprecated"),
    _("directory"),
    _("env var: {var}"),
    _("file"),
    _("path"),
    _("unknown error"),
    _("{editor}: Editing failed"),
    _("{editor}: Editing failed: {e}"),
    _("{name} {filename!r} does not exist."),
    _("{name} {filename!r} is a directory."),
    _("{name} {filename!r} is a file."),
    _("{name} {filename!r} is not executable."),
    _("{name} {filename!r} is not readable."),
    _("{name} {filename!r} is not writable."),
    _("{value!r} is not a valid UUID."),
    _("{value!r} is not a valid boolean. Recognized values: {states}"),
    _("Try '{command} {option}' for help."),
    _("Windows error: {error}"),
    _("Couldn't detect Bash version, shell completion is not supported."),
    _("Shell completion is not supported for Bash versions older than 4.4."),
    ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", 2),
    ngettext(
        "{value!r} does not match the format {format}.",
        "{value!r} does not match the formats {formats}.",
        2,
    ),
    ngettext(
        "Takes {nargs} values but 1 was given.", "Takes {nargs} values but {len} were given.", 2
    ),
    ngettext(
        "{len_type} values are required, but {len_value} was given.",
        "{len_type} values are required, but {len_value} were given.",
        2,
    ),
    ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", 2),
    ngettext(
        "Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 2
    ),
    ngettext(
        "Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", 2
    ),
)
