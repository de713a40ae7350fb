"""A file of rules: read in both languages, every bad line told, written as it is read."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_log.exchange.record import WHATS, Record, What
from crisis_log.exchange.rules import BookRules, Rules, read_rules, written
from crisis_log.exchange.rules.conditions import ANY
from crisis_log.exchange.rules.model import Condition
from crisis_log.exchange.rules.roles import roles
from crisis_log.exchange.rules.wordings import keywords
from crisis_log.fact import Refused
from crisis_log.language import LANGUAGES, Language, speaking
from tests.exchange.sheets import PARIS, asides, record, records, rows

FRENCH = """
# Reprise de la main courante du PC
quoi lignes                       # ce que sont ses lignes
ignorer 2
en-têtes 3 4
colonne "Heure d'appel" est heure
colonne « Origine » est source
colonne C est texte
format-date jj/mm/aaaa
fuseau Europe/Paris
jour 24/11/2026
plus-récent-d'abord
reporter "Rédacteur"
mettre canal = téléphone fixe
si "Nature" est "essai radio" ignorer
si "Nature" contient urgent mettre étiquettes = urgent
si n'importe-laquelle commence-par TEST ignorer
si "Nature" vide mettre type de ligne = information
si rayée prendre
feuille "Listes"
ignorer tout
"""
READ = BookRules(
    Rules(
        what="line",
        skip=2,
        header=(3, 4),
        columns={"Heure d'appel": "time", "Origine": "source", "C": "text"},
        order="dmy",
        zone=PARIS,
        day=date(2026, 11, 24),
        newest_first=True,
        carried=("Rédacteur",),
        constants={"channel": "téléphone fixe"},
        conditions=(
            Condition("is", "Nature", "essai radio", "skip"),
            Condition("contains", "Nature", "urgent", "set", "tags", "urgent"),
            Condition("begins", ANY, "TEST", "skip"),
            Condition("empty", "Nature", "", "set", "line_kind", "information"),
            Condition("struck", "", "", "take"),
        ),
    ),
    {"Listes": Rules(is_left_out=True)},
)


def test_rules_are_read_in_french_whatever_the_language_of_the_reader() -> None:
    assert read_rules(FRENCH, "x.rules") == READ


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_that_are_written_are_read_as_they_were(language: Language) -> None:
    with speaking(language):
        text = written(READ, ["its headings are on line 3"], file="x.csv")
    assert read_rules(text, "x.rules") == READ


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", WHATS)
def test_every_role_has_a_word_that_means_it_and_no_other(what: What, language: Language) -> None:
    columns = {f"{number} x": role for number, role in enumerate(roles(what))}
    rules = BookRules(Rules(what=what, columns=columns))
    with speaking(language):
        text = written(rules)
    assert read_rules(text, "x.rules") == rules


def test_every_line_that_is_no_rule_is_told() -> None:
    text = """what rows
columns A is text
column A
column A is zorglub
date-format dd
zone Paris
day matin
header none 2
skip x
newest-first yes
carry-down
set source SDIS
if "A" is "x"
if "A" skip
"""
    with pytest.raises(Refused) as refused:
        read_rules(text, "mc.rules")
    headline, *problems = str(refused.value).split("\n")
    assert headline == "mc.rules: 13 lines are no rules, and nothing is recorded."
    told = [problem.split(":")[0] for problem in problems]
    assert told == [f"Line {line}" for line in (1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14)]
    assert problems[0] == (
        "Line 1: “rows” is none of these: lines, decisions, measures, staffing, indicators "
        "or missions."
    )
    assert problems[1].startswith("Line 2: “columns” begins no rule; these do: sheet, ")
    assert problems[2] == 'Line 3: Write: column "Message" is text.'


def test_columns_may_be_named_by_their_order_alone() -> None:
    one = record("24/11/2026;9h;COD;a\n", "what lines\nfields date, time of day, , text\n")
    assert one.fields["text"] == "a"
    assert "source" not in one.fields


def test_a_heading_is_named_whatever_its_case_accents_and_spaces() -> None:
    rules = 'what lines\ncolumn "horaire  DE l’appel" is time of day\n'
    one = record("Date;Horaire de l'appel ;Texte\n24/11/2026;9h;a\n", rules)
    assert one.fields["text"] == "a"


def test_what_the_rules_set_fills_what_the_rows_leave_empty() -> None:
    rules = "what lines\ncolumn Texte is text\nset source = SDIS 78\n"
    found = records("Date;Heure;De;Texte\n24/11/2026;9h;;a\n24/11/2026;10h;COD;b\n", rules)
    assert [one.fields["source"] for one in found] == ["SDIS 78", "COD"]


def test_a_condition_leaves_rows_out_and_their_day_goes_on() -> None:
    rules = 'what lines\ncolumn Texte is text\nif Texte contains "essai" skip\n'
    table = "Date;Heure;Texte\n24/11/2026;9h;Essai radio\n;10h;b\n"
    assert asides(table, rules) == [(1, "heading"), (2, "rule")]
    (one,) = [told for told in rows(table, rules) if isinstance(told, Record)]
    assert one.fields["occurred_at"].day == 24


def test_of_several_values_for_one_field_the_first_rule_holds() -> None:
    rules = """
        what lines
        column Texte is text
        if Texte contains digue set kind of line = request
        if any contains digue set kind of line = action
    """
    one = record("Date;Heure;Texte\n24/11/2026;9h;La digue\n", rules)
    assert one.fields["line_kind"] == "request"


DOCS = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_documentation_has_every_rule_in_both_languages_and_its_examples_are_read() -> None:
    text = DOCS.read_text(encoding="utf-8")
    (example,) = re.findall(r"```rules\n(.*?)```", text, re.DOTALL)
    assert read_rules(example, "rules.md").every.constants == {"channel": "téléphone"}
    for language in LANGUAGES:
        with speaking(language):
            assert [word for word in keywords().values() if word not in text] == []
    rows_of_table = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|", text, re.MULTILINE)
    assert len(rows_of_table) > 15
    for french, english in rows_of_table:
        assert read_rules(french, "fr") == read_rules(english, "en") != BookRules()


SIGNS = st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"])
TEXTS = st.text(SIGNS, min_size=1).map(lambda text: " ".join(text.split()) or "x")


@given(TEXTS, TEXTS, TEXTS)
def test_any_heading_and_value_is_read_as_it_was_written(one: str, two: str, three: str) -> None:
    rules = BookRules(
        Rules(
            what="line",
            columns={one: "text"},
            constants={"source": two},
            carried=(three,),
            conditions=(Condition("contains", three, one, "set", "tags", two),),
        ),
        {three: Rules(is_left_out=True)},
    )
    assert read_rules(written(rules), "x.rules") == rules
