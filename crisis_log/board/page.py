"""What a page of the board is: where it is, what it asks of the register, which parts it has.

A page is made of parts, each a template of its own, `board/NAME/PART.html`; the page's template,
`board/NAME.html`, says where they stand. What changes is sent part by part.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from crisis_log.board.seen import Seen
from crisis_log.fact import Refused
from crisis_log.language import _


@dataclass(frozen=True)
class Asked:
    """What was asked of a page: `key`, the end of its address, and the `fields` of its form.

    `fields` are those that the page knows, those that are empty left out, sorted. It is asked
    for by a `wall` screen, or by somebody.
    """

    key: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    wall: bool = False

    def field(self, name: str) -> str:
        """Return what a field says, empty if nothing."""
        return dict(self.fields).get(name, "")

    def choice(self, name: str, choices: Container[str]) -> str | None:
        """Return what was chosen of the `choices` of a field, None if nothing.

        Raises:
            Refused: it is none of them; the form offers no other, an address may say anything.

        """
        typed = self.field(name)
        if typed and typed not in choices:
            raise not_offered(typed)
        return typed or None


def not_offered(typed: str) -> Refused:
    """Return that something which was asked for in an address is nothing that the form offers."""
    return Refused(
        _("“{typed}” cannot be asked for on this page: choose in its form.").format(typed=typed)
    )


class Page(NamedTuple):
    """A page: its `name` in code and templates, its `path` as people see it.

    `title` is what people call it. `context` is what its templates may use beside what those of
    all pages may; it refuses, with a sentence, what is not there. A path that ends in `/` goes on
    with a key: `/decisions/` with `D-3`; one that is not in the menu is led to by `within`,
    the name of one that is; `one_key` makes of a key, as people type it, the one of its address.
    `fields` are those of its form.
    """

    name: str
    path: str
    title: Callable[[], str]
    parts: tuple[str, ...]
    context: Callable[[Seen, Asked], Mapping[str, Any]]
    fields: tuple[str, ...] = ()
    within: str | None = None
    one_key: Callable[[str], str] = str

    @property
    def template(self) -> str:
        """The template that says where the parts stand."""
        return f"board/{self.name}.html"

    @property
    def templates(self) -> list[str]:
        """That, and those of the parts."""
        return [self.template, *map(self.template_of, self.parts)]

    def template_of(self, part: str) -> str:
        """Return the template of a part."""
        return f"board/{self.name}/{part}.html"
