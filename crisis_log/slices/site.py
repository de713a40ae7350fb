"""Sites: the places that missions, counts of agents and measures may be limited to.

A site may be that of an organisation; it goes by a short code, as organisations do.
"""

from collections.abc import Iterable
from typing import Any, assert_never

from typing_extensions import override

from crisis_log.codes import each_once, known_as
from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Subject, command, require
from crisis_log.entry import Entry
from crisis_log.fact import Code, Content, Fact, Text
from crisis_log.language import _
from crisis_log.slices.crisis import NamingOrganisations, organisation_meant
from crisis_log.words import Words

# Facts


class NamingSites(NamingOrganisations):
    """A fact that may name sites, too: while it holds, none of them is struck."""

    @override
    def marks(self) -> tuple[str, ...]:
        told = vars(self) | getattr(self, "changes", {})
        missions = map(dict, told.get("missions") or ())
        of_missions = [code for mission in missions for code in mission.get("sites") or ()]
        codes = [*(told.get("sites") or ()), *of_missions, told.get("site")]
        return (*super().marks(), *(_mark_of(code) for code in codes if code))


def _mark_of(code: str) -> str:
    return f"site:{code}"


class SiteAdded(NamingOrganisations, kind="site.added.v1"):
    code: Code
    name: Text
    organisation: Code | None = None

    @override
    def subject(self, number: int) -> str:
        return Site.named(self.code)

    @override
    def follows(self, before: Any) -> bool:
        return before is None

    @override
    def founds(self) -> str:
        return _mark_of(self.code)

    def headline(self) -> str:
        return _("site {code} added").format(code=self.code)

    def detail(self) -> str:
        return self.name


def of_all_sites(content: Content) -> Content:
    """Return the content of a fact that was recorded before sites were: it is about all of them."""
    return content


# State


class Site(Subject, collection="site"):
    code: str
    name: str
    organisation: str | None = None


# Evolve


def evolve(_site: Site | None, fact: SiteAdded, _entry: Entry) -> Site:
    match fact:
        case SiteAdded():
            return Site.built(**dict(fact))
        case _:
            assert_never(fact)


# Commands


def sites_meant(known: Known, codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of sites as the register writes them; each was given once.

    Raises:
        Refused: naming the unknown code and the known ones, or the code given twice.

    """
    twice = _("The site {code} is given twice; give it once.")
    return each_once((site_meant(known, code) for code in codes), twice)


def site_meant(known: Known, code: str) -> str:
    """Return the code of a site as the register writes it; refuse where it knows none."""
    return known_as(
        code,
        [site.code for site in known.members(Site)],
        _("No site has the code {code}; the register knows: {known}."),
        _("No site has the code {code}; the register knows none."),
    )


def name_of(known: Known, code: str) -> str:
    """Return the name of a site."""
    site = known.find(Site, code)
    return site.name if site else code


@command
def add(known: Known, /, code: str, name: str, *, organisation: str | None = None) -> list[Fact]:
    owner = organisation_meant(known, organisation) if organisation else None
    fact = SiteAdded(code=code, name=name, organisation=owner)
    require(
        fact.follows(known.find(Site, fact.code)),
        _("The site {code} is already in the register.").format(code=fact.code),
    )
    return [fact]


# Declaration


def words() -> Words:
    return Words(fields={"site": _("site"), "sites": _("sites")})


SLICE = Slice(
    (Collection(Site, evolve, prefix="", title=lambda: _("Sites"), in_situation=True),), words
)
