"""What a search finds in an entry, however the words are spelt."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from crisis_log.cli.hits import lit
from crisis_log.cli.screen import BEGIN, END
from crisis_log.entry import Attachment, Entry
from crisis_log.fact import Fact
from crisis_log.language import Language, speaking
from crisis_log.search import Search, indexed, stem
from crisis_log.slices.decision import DecisionAdopted
from crisis_log.slices.journal import LineLogged
from crisis_log.slices.measure import MeasureLifted
from crisis_log.slices.settings import SettingChanged
from tests.given import entry_of

LINE = (
    "Évacués de l’école : les hôpitaux ont reçu 1 250 kits, cœurs compris, salle des fêtes. "
    "COVID-19, week-end à 14:05"
)


def line(text: str = LINE, **fields: object) -> Entry:
    fact = LineLogged.model_validate({"text": text, "line_kind": "request"} | fields)
    return entry_of(fact, 42)


@pytest.mark.parametrize(
    "words",
    [
        *("évacués", "evacue", "EVACUER", "évacuée", "évacuation", "Évacuées"),
        *("ecole", "l'école", "l’ecole", "ÉCOLES", "l`école"),
        *("hôpital", "hopitaux", "coeur", "cœur", "COEURS"),
        *("1250", "1 250", "1\u202f250 kits", "covid-19", "COVID\u201119", "week-end", "week end"),
        *("« salle des fêtes »", '"SALLE DES FETES"', "“des fêtes”", "fête salle"),
        *("14:05", "n° 42", "42", "la salle", "demande"),
    ],
)
def test_a_line_is_found_whatever_the_spelling_and_the_form(words: str) -> None:
    with speaking("fr"):
        assert Search(words).finds(line())


@pytest.mark.parametrize(
    "words",
    [
        *("evacx", "école lycée", "« fêtes des salles »", "« salle fêtes »", "covid-20"),
        *("12", "250", "14:06", "« évacuation »", "« salle covid »", "cole"),
    ],
)
def test_what_a_line_does_not_say_is_not_found_in_it(words: str) -> None:
    assert not Search(words).finds(line())


@pytest.mark.parametrize("words", ["s'abrite", "qu’abrite", "n'abrite"])
def test_a_word_is_found_without_what_is_elided_before_it(words: str) -> None:
    assert Search(words).finds(line("Chacun abrite ses voisins"))


def test_no_passage_is_in_two_texts() -> None:
    told = line("Digue rompue", source="Mairie annexe")
    assert Search("« Digue rompue » « Mairie annexe »").finds(told)
    assert not Search("« rompue Mairie »").finds(told)
    assert not Search("« Mairie Digue »").finds(told)


def test_a_word_that_nearly_every_entry_has_is_looked_for_where_there_is_no_other() -> None:
    assert Search("la").finds(line("La digue"))
    assert not Search("la").finds(line("Digue"))


@pytest.mark.parametrize(("words", "is_found"), [("inond", True), ("ino", False), ("crue", False)])
def test_four_letters_find_the_words_that_they_begin(words: str, *, is_found: bool) -> None:
    assert Search(words).finds(line("Inondations à venir ; croissance")) is is_found


def test_everything_that_is_said_with_an_entry_is_searched() -> None:
    told = line(source="Le préfet", channel="Téléphone", tags=("point-clé",)).but(
        by="La secrétaire",
        note="Fâché",
        attachments=(Attachment(name="plan d’eau.pdf", media_type="x", size=1, sha256="0" * 64),),
    )
    for words in ("prefet", "telephone", "point-cle", "secretaire", "fache", "plan eau pdf"):
        assert Search(words).finds(told), words


@pytest.mark.parametrize(
    ("language", "words", "fact"),
    [
        ("fr", "adoptée", DecisionAdopted(number=3, title="x")),
        ("en", "adopted", DecisionAdopted(number=3, title="x")),
        ("fr", "levées", MeasureLifted(number=1)),
        ("fr", "demandes", LineLogged(text="x", line_kind="request")),
        ("en", "requests", LineLogged(text="x", line_kind="request")),
        ("fr", "D-3", DecisionAdopted(number=3, title="x")),
    ],
)
def test_a_code_is_found_by_the_words_of_who_asks(
    language: Language, words: str, fact: Fact
) -> None:
    with speaking(language):
        assert Search(words).finds(entry_of(fact, 7))


def test_a_number_is_found_whole() -> None:
    assert not Search("D-3").finds(entry_of(DecisionAdopted(number=30, title="x"), 7))
    assert not Search("4").finds(line())


def test_what_only_programs_read_is_not_searched() -> None:
    logo = SettingChanged(key="logo", value="data:image/png;base64,masques")
    assert not Search("masques").finds(entry_of(logo, 2))


HOSTILE = [
    *('"', "*", "masques*", "said : x", "NEAR(a b, 2)", "a AND b", "NOT x", "(", ")", "^a", "-a"),
    *("{said stems} : x", "'; DROP TABLE words; --", "«", "»", "\\", "%", "_", "a + b", "“”", "''"),
]


@pytest.mark.parametrize("words", HOSTILE)
def test_signs_are_no_language_of_their_own(words: str) -> None:
    search = Search(words)
    assert all(word.isalnum() for term in search.terms for word in term.words)
    assert not search.terms or search.finds(line(words))


@for_any(st.text())
def test_whatever_is_said_is_found(words: str) -> None:
    search = Search(words.replace('"', " "))
    assert not search.terms or search.finds(line(f"x {words} y"))


@for_any(st.text())
def test_marks_take_nothing_away_and_add_nothing_else(text: str) -> None:
    whole = f"{text.translate(dict.fromkeys(map(ord, BEGIN + END)))} Masqués, TRÈS  urgent"
    search = Search("masques “très urgent” urgent")
    marked = lit(whole, [term.places(whole) for term in search.terms])
    assert marked.replace(BEGIN, "").replace(END, "") == whole
    assert marked.endswith(f" {BEGIN}Masqués{END}, {BEGIN}TRÈS  urgent{END}")


def test_the_words_that_were_found_are_marked_where_they_stand() -> None:
    text = "Des MASQUÉS, l’œuvre ; très urgent, urgent"
    search = Search("masque oeuvres “tres urgent”")
    found = [text[begin:end] for term in search.terms for begin, end in term.places(text)]
    assert found == ["MASQUÉS", "œuvre", "très urgent"]


@pytest.mark.parametrize(
    ("words", "root"),
    [
        (["evacue", "evacues", "evacuee", "evacuees", "evacuer", "evacuation"], "evacu"),
        (["hopital", "hopitaux"], "hopital"),
        (["livre", "livree", "livrees"], "livr"),
        (["m04", "19", "la"], None),
    ],
)
def test_the_forms_of_a_word_have_one_stem(words: Sequence[str], root: str | None) -> None:
    assert [stem(word) for word in words] == [root or word for word in words]


def test_an_index_keeps_the_words_in_order_and_the_stems_that_differ() -> None:
    words, stems = indexed(line("Masques livrés"))
    assert words == "journal logged n 42 secretary masques livres request"
    assert {"masqu", "livr"} <= set(stems.split())
    assert not set(stems.split()) & set(words.split())
