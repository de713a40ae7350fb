"""What a page of the board is: where it is, what it asks of the register, which parts it has.

A page is made of parts, each a template of its own, `board/NAME/PART.html`; the page's template,
`board/NAME.html`, says where they stand. What changes is sent part by part.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from crisis_log.board.seen import Seen


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


class Page(NamedTuple):
    """A page: its `name` in code and templates, its `path` as people see it.

    `title` is what people call it. `context` is what its templates may use beside what those of
    all pages may; it refuses, with a sentence, what is not there. A path that ends in `/` goes on
    with a key: `/decisions/` with `D-3`; one that is not in the menu is led to by `within`,
    the name of one that is. `fields` are those of its form.
    """

    name: str
    path: str
    title: Callable[[], str]
    parts: tuple[str, ...]
    context: Callable[[Seen, Asked], Mapping[str, Any]]
    fields: tuple[str, ...] = ()
    within: str | None = None

    @property
    def template(self) -> str:
        """The template that says where the parts stand."""
        return f"board/{self.name}.html"

    def template_of(self, part: str) -> str:
        """Return the template of a part."""
        return f"board/{self.name}/{part}.html"
