"""How one question is asked: in a terminal that draws, its traces are wiped once it is answered.

Elsewhere, as for screen readers, it is a line, and the answer one; nothing is drawn again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click
from click.shell_completion import CompletionItem

from crisis_log.cli import screen
from crisis_log.text import NotTextError, clean

if TYPE_CHECKING:
    from prompt_toolkit.completion import Completer
    from prompt_toolkit.key_binding import KeyBindings

_MENU_LINES: Final = 6


class Question(NamedTuple):
    """What is asked; `typed` is there to be changed, `complete` gives what may be typed.

    `problem` is why the answer before was none.
    """

    prompt: str
    hint: str = ""
    problem: str = ""
    typed: str = ""
    complete: Callable[[str], Iterable[CompletionItem]] = lambda _typed: ()


def say(text: str, **style: Any) -> None:
    """Print what belongs to the questions: beside the answer of the command, not in it."""
    lines = screen.hanging(screen.one_line(text), 4)
    click.secho("\n".join(lines), err=True, color=screen.colours(), **style)


def ask(question: Question) -> str:
    """Return what was answered, without the spaces around it; nothing where it was skipped.

    Raises:
        Abort: no answer can come any more.

    """
    while True:
        answer = _drawn(question) if screen.draws() else _line(question)
        try:
            return clean(answer).strip()
        except NotTextError as error:
            question = question._replace(problem=str(error))


def _line(question: Question) -> str:
    for line in filter(None, (question.problem, question.hint)):
        say(line)
    click.echo(question.prompt, err=True, nl=False)
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):  # the prompt's line is still open
        click.echo(err=True)
        raise click.Abort
    return answer


def _drawn(question: Question) -> str:
    from prompt_toolkit import PromptSession  # a fifth of a second, for those who are asked
    from prompt_toolkit.output import ColorDepth, create_output

    session: PromptSession[str] = PromptSession(
        output=create_output(sys.stderr),
        color_depth=ColorDepth.DEPTH_1_BIT if screen.colours() is False else None,
        erase_when_done=True,
        multiline=True,
        key_bindings=_keys(),
        completer=_completer(question),
        reserve_space_for_menu=_MENU_LINES,
    )
    above = [("ansired", question.problem), ("", question.hint)]
    message = [(style, "\n".join([*_wrapped(text), ""])) for style, text in above if text]
    try:
        return session.prompt([*message, ("bold", question.prompt)], default=question.typed)
    except EOFError as error:
        raise click.Abort from error


def _wrapped(text: str) -> list[str]:
    return screen.wrap(screen.one_line(text), max(screen.columns() - 1, screen.NARROW))


def _keys() -> KeyBindings:
    """Return what keys do: Enter answers, and with Alt begins a new line of the answer.

    Ctrl-C wipes what is typed, and gives up where nothing is.
    """
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    def wipe(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=KeyboardInterrupt)

    keys = KeyBindings()
    keys.add("c-c")(wipe)
    keys.add("enter")(lambda event: event.current_buffer.validate_and_handle())
    keys.add("escape", "enter")(lambda event: event.current_buffer.insert_text("\n"))
    return keys


def _completer(question: Question) -> Completer:
    from prompt_toolkit.completion import CompleteEvent, Completer, Completion
    from prompt_toolkit.document import Document

    class Offered(Completer):
        def get_completions(
            self,
            document: Document,
            complete_event: CompleteEvent,  # noqa: ARG002 - the library's signature
        ) -> Iterator[Completion]:
            typed = document.text_before_cursor
            for item in question.complete(typed):
                meta = item.help or ""
                yield Completion(str(item.value), start_position=-len(typed), display_meta=meta)

    return Offered()
