"""What a value was refused for, in words."""

from typing import Final

from pydantic import ValidationError

from crisis_log.language import _, whole

_LONGEST_QUOTE: Final = 60


def _quoted(value: object) -> str:
    try:
        text = str(value)
    except ValueError:  # a number of thousands of digits
        return "…"
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


def problem_sentence(error: ValidationError) -> str:
    """Return what a value was refused for, as a sentence."""
    from crisis_log.words import field_name  # only on the way to a refusal

    problem = error.errors(include_url=False)[0]
    field = field_name(str(problem["loc"][0])) if problem["loc"] else _("The value")
    match problem["type"]:
        case "string_too_short":
            return _("{field}: some text is needed.").format(field=field)
        case "string_too_long":
            limit = problem["ctx"]["max_length"]
            return _("{field}: longer than {limit} characters; shorten it.").format(
                field=field, limit=whole(limit)
            )
        case "string_unicode":
            return _("{field}: the text is not valid Unicode; type it again.").format(field=field)
        case "string_pattern_mismatch":
            return _(
                "{field}: “{value}” is not a short code; use letters, digits, “.”, “_” or “-”."
            ).format(field=field, value=_quoted(problem["input"]))
        case "missing":
            return _("{field}: a value is needed.").format(field=field)
        case _:
            return _("{field}: “{value}” cannot be used here.").format(
                field=field, value=_quoted(problem["input"])
            )
