"""What a column may be: its roles, the words that name them, and the headings they are known by.

A role is the field of a fact that a column fills, or one of those that tables have besides: a
date apart from its time, whom a message was for, what followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Final

from crisis_log.codes import worded
from crisis_log.exchange.columns import COUNTS, TABLES, Column
from crisis_log.exchange.record import WHATS, What
from crisis_log.exchange.rules.model import FLAG, IGNORED, UNKNOWN, VALUES
from crisis_log.language import LANGUAGES, _, speaking
from crisis_log.slices.journal import LINE_KINDS
from crisis_log.text import plain
from crisis_log.words import status_word, typed_words

TABLE_OF: Final[Mapping[What, str]] = {
    "line": "entries",
    "decision": "decisions",
    "measure": "measures",
    "staffing": "staffing",
    "indicator": "indicators",
    "mission": "missions",
}
MOMENTS: Final = ("occurred_at", "date", "time")
"""The roles of cells that together say when a thing happened."""
NOTED: Final = ("follow_up", "recipient", "state", "end", "note")
"""The roles of cells that the note of an entry tells, each after its heading."""
_BESIDES: Final = ("date", "time", "number", *NOTED, IGNORED)

_HEADINGS: Final[Mapping[str, str]] = {
    "occurred_at": "horodatage|date/heure|date et heure|date heure|date-heure|date & heure"
    "|heure du fait|date time|date and time|timestamp|datetime|date/time|jour et heure|quand"
    "|date de l'évènement|date du fait",
    "date": "date|jour|le|day|jj-mm-aaaa|jj/mm/aaaa|dates",
    "time": "heure|horaire|hh:mm|hh:mm:ss|h|heures|time|heure d'appel|heure appel|hour"
    "|heure de l'évènement|heure de début|heure début|début|heure locale",
    "received_at": "heure de réception|reçu à|reçue à|réception|heure réception|received at"
    "|reçu le|date de réception",
    "end": "heure de fin|heure fin|fin|end|jusqu'à|end time",
    "author": "rédacteur|rédactrice|saisi par|saisie par|opérateur|opératrice|visa|acteur|auteur"
    "|écrit par|written by|inscrit par|secrétaire|operator|author|logged by|recorded by"
    "|nom du rédacteur|rédigé par",
    "number": "n°|id|n° ordre|n° d'ordre|numéro|num|no|nº|ordre|ref|référence|number|#|n° fiche"
    "|n° message|n° ligne|n° de ligne",
    "note": "observations|observation|commentaire|commentaires|remarque|remarques|note|notes"
    "|comment|comments|remarks|précisions",
    "follow_up": "suite donnée|suites données|suite|suites|action(s)|actions|action|mesure prise"
    "|mesures prises|réponse|réponses|response|action taken|actions menées|suite à donner"
    "|traitement|actions prises|actions réalisées",
    "recipient": "destinataire|destinataires|pour|à l'attention de|à|to|transmis à|diffusion"
    "|recipient|service destinataire|vers",
    "state": "statut|état|traité|traitée|soldé|soldée|fait o/n|fait (o/n)|résolu le|résolu"
    "|status|state|done|clos|clôturé|avancement|fait oui/non|terminé",
    IGNORED: "ip|adresse ip|motif du refus|why it was refused",
}
"""The headings of what any table may have, as people write them; `|` stands between them."""
_LINE: Final[Mapping[str, str]] = {
    "text": "message|texte|évènement|événement|fait|faits|objet|contenu|information|informations"
    "|libellé|nature|text|event|description|notable activities|activities|subject|main courante"
    "|nature de l'évènement|évènements|description de l'évènement|résumé|intitulé",
    "source": "origine|émetteur|appelant|source|déclarant|de|from|provenance|expéditeur|requérant"
    "|de la part de|émis par|sender|caller|informateur",
    "channel": "canal|moyen|channel|vecteur|support|moyen de communication|via",
    "line_kind": "type|kind|catégorie|type de ligne|type d'information|kind of line",
    "tags": "étiquettes|tags|mots-clés|mots clés|thème|thématique|domaine|keywords|étiquette|tag",
    "verification": "vérification|verification|vérifié|vérifiée|fiabilité",
    "confidential": "confidentiel|confidentielle|confidential|confidentialité",
    "note": "décision|décisions|decision",
}
_FOLLOWED: Final[Mapping[str, str]] = {
    "owner": "pilote|responsable|chargé|en charge|owner|porteur|qui|service pilote|assigné à",
    "due_on": "échéance|délai|date limite|pour le|due|deadline|due date|date butoir|à faire pour",
    "review_on": "réexamen|date de réexamen|revue|review|review date|point le",
    "organisations": "organismes|organisme|organisations|organisation|services concernés",
}
_OF_WHAT: Final[Mapping[What, Mapping[str, str]]] = {
    "line": _LINE,
    "decision": {
        **_FOLLOWED,
        "title": "décision|décisions|decision|intitulé|objet|libellé|title|décision prise"
        "|texte|contenu|décisions prises",
        "decided_by": "décideur|décidé par|décidée par|auteur de la décision|décisionnaire"
        "|decided by|prise par|autorité|auteur",
        "situation": "situation|situation connue|contexte|situation known|context",
        "options": "options|options envisagées|options considered|alternatives",
        "grounds": "motif|motifs|grounds|justification|raison|raisons|pourquoi",
        "legal_basis": "visas|base légale|fondement|fondement juridique|legal basis|textes visés",
        "consulted": "consultés|consulté|consulted|avis recueillis|personnes consultées",
        "dissent": "avis divergents|avis contraire|dissent|dissenting opinions|réserves",
        "effective_at": "date d'effet|effet|effective|date of effect|applicable le|à compter du",
        "act": "acte|act|type d'acte|nature de l'acte",
        "act_number": "numéro de l'acte|n° de l'acte|n° arrêté|n° d'arrêté|n° acte"
        "|number of the act|numéro d'acte|arrêté n°|référence de l'acte",
        "status": "statut|état|status",
    },
    "measure": {
        **_FOLLOWED,
        "title": "mesure|mesures|measure|intitulé|objet|libellé|title|action|actions|tâche|texte"
        "|action à mener|mission",
        "category": "catégorie|category|domaine|thème|nature|type|thématique",
        "decision": "décision|decision|n° décision|décision liée",
        "sites": "site|sites|lieu|lieux",
        "start_on": "début|date de début|start|à partir du|date début",
    },
    "indicator": {
        "measure": "mesure|measure|n° mesure",
        "as_of": "au|as of|date|à la date du|arrêté au|jour|date/heure|date et heure",
        "indicator": "indicateur|indicator|nom|libellé|chiffre|intitulé|donnée",
        "value": "valeur|value|nombre|chiffres|total|quantité|nb|number of|résultat",
        "unit": "unité|unit",
        "target": "cible|target|objectif",
        "scope": "périmètre|scope|perimeter",
        "progress": "avancement|progress|% d'avancement|pourcentage|avancement (%)",
        "text": "texte|text|commentaire de l'indicateur",
    },
    "staffing": {
        "plan": "plan|pca|code du plan|code plan",
        "day": "date|jour|day|le",
        "organisation": "organisme|organisation|direction|service|entité|pôle",
        "site": "site|lieu",
        "mission": "mission|missions|code mission",
        "reason": "motif|reason",
        IGNORED: "total|effectif total|total agents|effectif|ensemble",
    },
    "mission": {
        "plan": "plan|pca|code du plan|code plan",
        "code": "code|code mission|id|n°|réf",
        "title": "intitulé|titre|mission|missions|title|libellé|activité|mission essentielle",
        "essential": "essentielle|essential|priorité essentielle|essentielle o/n|rang",
        "sites": "sites|site|lieu|lieux",
    },
}


@cache
def columns_of(what: What) -> Mapping[str, Column]:
    """Return by its role each column of our own table of `what`, of those that come back."""
    return {one.field: one for one in TABLES[TABLE_OF[what]] if one.comes_back}


@cache
def headings(what: What) -> Mapping[str, str]:
    """Return roles by the headings that they are known by, as `plain`; those of `what` first."""
    own = (
        (role, heading)
        for words in (_OF_WHAT[what], {} if what == "mission" else _HEADINGS)
        for role, several in words.items()
        for heading in several.split("|")
    )
    known: dict[str, str] = {}
    for role, heading in (*own, *_exported(what), *_coded(what)):
        known.setdefault(_key(heading), role)
    return known


def role_of(what: What, heading: str) -> str | None:
    """Return the role of a column by its heading, whatever its case, accents and spaces."""
    return headings(what).get(_key(heading))


def _key(heading: str) -> str:
    return plain(heading) or heading.strip()


def _exported(what: What) -> Iterator[tuple[str, str]]:
    """Return the headers of our own tables, in each language."""
    for language in LANGUAGES:
        with speaking(language):
            yield from [(role, column.header) for role, column in columns_of(what).items()]


def _coded(what: What) -> Iterator[tuple[str, str]]:
    """Return the headings of columns that are each of one code: a modality, a kind of line."""
    for language in LANGUAGES:
        with speaking(language):
            for column in columns_of(what).values():
                if what == "staffing" and column.field.startswith(COUNTS):
                    modality = column.field.removeprefix(COUNTS)
                    yield from [(column.field, word) for word in typed_words("modality", modality)]
    if what == "line":
        yield from [(f"{FLAG}{kind}", word) for word, kind in KIND_WORDS.items()]


KIND_WORDS: Final[Mapping[str, str]] = {
    "info": "information",
    "inf": "information",
    "renseignement": "information",
    "dem": "request",
    "req": "request",
    "act": "action",
    "pt": "situation",
    "pds": "situation",
    "sitrep": "situation",
    "com": "communication",
}
"""What other tools write for the kinds of lines, besides the words that people type here."""


@lru_cache(maxsize=1024)
def kind_of(word: str) -> str | None:
    """Return the kind of line that `word` says, if it says one."""
    return KIND_WORDS.get(plain(word)) or worded(word, "line_kind", LINE_KINDS)


def roles(what: What) -> tuple[str, ...]:
    """Return every role that a column of a table of `what` may have."""
    flags = tuple(f"{FLAG}{kind}" for kind in LINE_KINDS) if what == "line" else ()
    own = tuple(columns_of(what))
    return tuple(dict.fromkeys((*own, *flags, *_BESIDES)))


def role_word(role: str, what: What | None) -> str:
    """Return the word by which rules name a role, in the language in use."""
    if role.startswith(FLAG):
        return status_word("line_kind", role.removeprefix(FLAG))
    if role.startswith(VALUES):
        return f"{_own_words()['indicator']} “{role.removeprefix(VALUES)}”"
    column = columns_of(what or "line").get(role)
    return _own_words().get(role) or (column.header if column else role)


def _own_words() -> Mapping[str, str]:
    """Return the words for the roles that are no field of a fact."""
    return {
        "date": _("date"),
        "end": _("end time"),
        "follow_up": _("follow-up"),
        IGNORED: _("ignored"),
        "indicator": _("indicator"),
        "number": _("n°"),
        "recipient": _("recipient"),
        "state": _("noted state"),
        "time": _("time of day"),
        UNKNOWN: UNKNOWN,
    }


def role_meant(typed: str, what: What | None) -> str | None:
    """Return the role that rules name by `typed`: by its word, its code, or a known heading."""
    for one in [what] if what else WHATS:
        if found := _by_word(one).get(_key(typed)):
            return found
    return next(filter(None, (role_of(one, typed) for one in ([what] if what else WHATS))), None)


@cache
def _by_word(what: What) -> Mapping[str, str]:
    known: dict[str, str] = {UNKNOWN: UNKNOWN}
    for language in LANGUAGES:
        with speaking(language):
            for role in roles(what):
                known.setdefault(_key(role_word(role, what)), role)
    return known | {_key(role): role for role in roles(what)}
