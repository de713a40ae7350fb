"""The prompt of a desk in a terminal that can be drawn on."""

from __future__ import annotations

import os
from asyncio import AbstractEventLoop, Runner, get_running_loop
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.completion import Completer
from prompt_toolkit.filters import Condition, is_done
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import ConditionalContainer, Window
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.shortcuts import CompleteStyle
from prompt_toolkit.styles import Style
from typing_extensions import override

from crisis_log.cli import screen
from crisis_log.cli.desk.lines_before import LinesBefore
from crisis_log.cli.desk.terminal import Ended, Leaving, Terminal
from crisis_log.cli.desk.typed_line import is_command
from crisis_log.cli.desk.watch import Watch
from crisis_log.cli.screen import NARROW, wrap

_MENU_LINES: Final = 6
_REFRESH_SECONDS: Final = 10
_STYLE: Final = Style.from_dict({"bottom-toolbar": "reverse", "prompt": "bold"})
_TOOLBAR: Final = "class:bottom-toolbar"
_SEPARATOR: Final = " · "


class Prompt(Terminal):
    """Reads lines while the state line stays in view and news appear above."""

    def __init__(
        self,
        watch: Watch,
        state: Callable[[], list[str]],
        entered: Callable[[str], None],
        before: LinesBefore,
        completer: Completer,
    ) -> None:
        self._watch = watch
        self._state = state
        self._runner = Runner()  # one for all lines: a new one takes longer than a line
        self._loop: AbstractEventLoop | None = None
        self._ended_by: int | None = None
        self._session: PromptSession[str] = PromptSession(
            multiline=True,
            history=before,
            completer=completer,
            complete_in_thread=True,
            complete_while_typing=Condition(self._is_command),
            complete_style=CompleteStyle.COLUMN,
            reserve_space_for_menu=_MENU_LINES,
            key_bindings=_keys(entered),
            bottom_toolbar=self._toolbar,
            refresh_interval=_REFRESH_SECONDS,
            enable_suspend=True,
            style=_STYLE,
            color_depth=ColorDepth.DEPTH_1_BIT if os.environ.get("NO_COLOR") else None,
            prompt_continuation="  ",
        )
        self._show_toolbar_anywhere()

    def _show_toolbar_anywhere(self) -> None:
        """Show it though nobody asks the terminal where its cursor is: answers may be slow."""
        parts = self._session.layout.walk()
        for part in (one for one in parts if isinstance(one, ConditionalContainer)):
            if isinstance(part.content, Window) and part.content.style == _TOOLBAR:
                part.filter = ~is_done

    @override
    def read(self, offered: str = "") -> str:
        self._watch.on_change = self._on_change
        try:
            line = self._runner.run(
                self._session.prompt_async("> ", default=offered, pre_run=self._begin)
            )
        except KeyboardInterrupt:
            if self.typed.strip():  # it can be fetched back
                self._session.history.append_string(self.typed)
            raise
        finally:
            self._loop = None
        self._session.default_buffer.reset()  # it was entered: nothing is typed any more
        if self._ended_by is not None:
            raise Ended(self._ended_by)
        return line

    @property
    @override
    def typed(self) -> str:
        return self._session.default_buffer.text

    @override
    def end(self, number: int) -> None:
        if self._loop is None:
            raise Ended(number)
        self._ended_by = number  # where a line was just entered, the prompt cannot end otherwise
        app = self._session.app
        self._loop.call_soon_threadsafe(lambda: app.is_done or app.exit(exception=Ended(number)))

    @override
    def close(self) -> None:
        self._runner.close()

    def _begin(self) -> None:
        self._loop = get_running_loop()
        self._show_news()

    def _is_command(self) -> bool:
        return is_command(self.typed)

    def _on_change(self) -> None:
        """Draw what is new: it was seen in another thread."""
        loop, app = self._loop, self._session.app
        if loop is not None and app.context is not None:
            with suppress(RuntimeError):  # the prompt just ended: the next one shows it
                loop.call_soon_threadsafe(self._show_news, context=app.context)

    def _show_news(self) -> None:
        app = self._session.app
        if not app.is_running or app.is_done:
            return
        if news := [*self._watch.news()]:
            app.create_background_task(self._tell_above(news))
        app.invalidate()

    async def _tell_above(self, news: Sequence[str]) -> None:
        await run_in_terminal(lambda: self.tell(news))

    def _toolbar(self) -> str:
        """Return where things stand, on as many lines as that takes."""
        width = max(screen.columns() - 1, NARROW)
        parts = [part.replace(" ", "\u00a0") for part in self._state()]
        lines = wrap(_SEPARATOR.join(parts), width, whole_words=True)
        return "\n".join(line.replace("\u00a0", " ") for line in lines)


def _keys(entered: Callable[[str], None]) -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _record(event: KeyPressEvent) -> None:
        entered(event.current_buffer.text)
        event.current_buffer.validate_and_handle()

    @keys.add("escape", "enter")
    def _next_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @keys.add("c-d")
    def _leave(event: KeyPressEvent) -> None:
        event.app.exit(exception=Leaving)

    return keys
