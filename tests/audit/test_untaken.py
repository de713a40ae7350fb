"""What is beside a log is compared with every entry that can be read, whatever cannot be.

Registers are forged by hand: an entry's bytes are others, or no entry at all, the tree is made to
match them, and a row beside the log is false.
"""

import pytest

from crisis_log.audit.finding import Finding
from crisis_log.audit.verify import verify
from crisis_log.language import speaking
from crisis_log.register import Register
from crisis_log.slices import decision, journal
from tests.attacks.attacker import edit, regrow, shell
from tests.storage.registers import path_of

UNREADABLE = 4
"""The entry that is damaged: the decision D-2."""
GARBLED = [
    edit('"title"', '"titel"', UNREADABLE),
    f"UPDATE entries SET state = x'00ff' WHERE originator_version = {UNREADABLE}",
    edit("decision.adopted.v3", "decision.unheard.v9", UNREADABLE),
    f"DELETE FROM entries WHERE originator_version = {UNREADABLE}",
]


@pytest.fixture
def forged(register: Register) -> Register:
    """A register with a second decision, entry 4, between others."""
    register.record(decision.record("Open the ports"), by="secretary")
    register.record(journal.log("A line"), by="secretary")
    register.record(decision.record("Send masks"), by="secretary")
    assert verify(register).findings == ()
    return register


def forge(register: Register, *statements: str, grown: bool = True) -> None:
    with shell(path_of(register)) as connection:
        for statement in statements:
            connection.execute(statement)
        if grown:
            regrow(connection)


def about(register: Register, code: str, name: str) -> list[Finding]:
    """Return what is found of a row, by its name."""
    found = [one for one in verify(register).findings if one.code == code]
    return [one for one in found if name in one.expected or name in one.found]


def is_untold(finding: Finding) -> bool:
    return finding.meaning.startswith("It cannot be told") and "n° 4," in finding.meaning


def is_unaccounted(finding: Finding) -> bool:
    return finding.meaning.startswith("No entry that can be read accounts for this")


D1, D2, D3, D9 = (f"decision/{n:010}" for n in (1, 2, 3, 9))


@pytest.mark.parametrize("garbled", GARBLED)
def test_a_false_row_about_another_subject_is_found(forged: Register, garbled: str) -> None:
    forge(forged, garbled, edit("schools", "ports", table="state"), grown="DELETE" not in garbled)
    (found,) = about(forged, "state", D1)
    assert is_unaccounted(found)
    assert "ports" in found.found
    assert "schools" in found.expected


@pytest.mark.parametrize("garbled", GARBLED)
def test_a_row_about_the_same_subject_cannot_be_told(forged: Register, garbled: str) -> None:
    forge(forged, garbled, edit("Open", "Shut", table="state"), grown="DELETE" not in garbled)
    (found,) = about(forged, "state", D2)
    assert is_untold(found)
    assert "Shut" in found.found


@pytest.mark.parametrize("garbled", GARBLED)
def test_a_row_of_a_subject_that_no_entry_names_is_found(forged: Register, garbled: str) -> None:
    forge(
        forged,
        garbled,
        f"INSERT INTO state SELECT collection, '{9:010}', since, value FROM state "
        f"WHERE collection = 'decision' AND key = '{1:010}'",
        grown="DELETE" not in garbled,
    )
    (found,) = about(forged, "state", D9)
    assert is_unaccounted(found)
    assert found.expected == f"no row {D9}"


@pytest.mark.parametrize("garbled", GARBLED)
def test_a_row_that_was_removed_is_found(forged: Register, garbled: str) -> None:
    removed = f"DELETE FROM state WHERE collection = 'decision' AND key = '{1:010}'"
    forge(forged, garbled, removed, grown="DELETE" not in garbled)
    (found,) = about(forged, "state", D1)
    assert is_unaccounted(found)
    assert found.found == f"no row {D1}"


@pytest.mark.parametrize(
    ("statement", "code", "name"),
    [
        ("INSERT INTO subjects VALUES ('decision/1', 5)", "subjects", "decision/1, entry n° 5"),
        ("DELETE FROM subjects WHERE entry = 2", "subjects", "decision/1, entry n° 2"),
        ("INSERT INTO marks VALUES ('kind:request', 2)", "marks", "kind:request, entry n° 2"),
        ("INSERT INTO kinds VALUES ('decision.adopted.v0')", "kinds", "decision.adopted.v0"),
        ("DELETE FROM kinds WHERE kind = 'decision.suspended.v1'", "kinds", "suspended"),
    ],
)
def test_a_false_row_of_an_index_is_found(
    forged: Register, statement: str, code: str, name: str
) -> None:
    forge(forged, GARBLED[0], statement)
    (found,) = about(forged, code, name)
    assert is_unaccounted(found)


def test_what_indexes_say_of_an_unread_entry_cannot_be_told(forged: Register) -> None:
    forge(forged, GARBLED[0])
    beside = [one for one in verify(forged).findings if one.code != "unreadable"]
    assert {one.code for one in beside} == {"state", "subjects", "requests", "words"} | {
        one.code for one in beside if one.code == "marks"
    }
    assert all(map(is_untold, beside))


def test_a_word_that_an_index_lacks_is_found_beside_those_of_an_unread_entry(
    forged: Register,
) -> None:
    forge(forged, GARBLED[0])
    with shell(path_of(forged)) as connection:
        connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
    found = [one for one in verify(forged).findings if one.code == "words"]
    assert len(found) == 1
    assert is_unaccounted(found[0])


def test_an_entry_that_the_index_of_words_does_not_know_is_found(forged: Register) -> None:
    forge(forged, GARBLED[0], "DELETE FROM words_docsize WHERE id = 5")
    found = [one for one in verify(forged).findings if one.code == "words"]
    assert [is_untold(one) for one in found] == [True, False]
    assert is_unaccounted(found[1])


def test_an_altered_entry_hides_no_false_row(forged: Register) -> None:
    forge(
        forged,
        edit("Open the ports", "Shut the ports", UNREADABLE),
        edit("schools", "fairs", table="state"),
        grown=False,
    )
    assert {one.code for one in verify(forged).findings} >= {"leaf", "state"}
    assert about(forged, "state", D1)
    assert about(forged, "state", D2)


def test_what_does_not_follow_leaves_its_own_subject_untold_and_no_other(
    forged: Register,
) -> None:
    """Entry 3 suspends a decision that nothing readable adopts."""
    forge(
        forged,
        edit('"title"', '"titel"', 2),
        edit("masks", "mines", table="state"),
        edit("schools", "fairs", table="state"),
    )
    (same,) = about(forged, "state", D1)
    assert same.meaning.startswith("It cannot be told")
    (other,) = about(forged, "state", D3)
    assert is_unaccounted(other)


def test_it_is_said_in_french(forged: Register) -> None:
    forge(forged, GARBLED[0], edit("schools", "ports", table="state"))
    with speaking("fr"):
        meanings = {one.meaning for one in verify(forged).findings if one.code == "state"}
    assert meanings == {
        (
            "Aucune inscription lisible n’explique cette ligne, et aucune inscription illisible "
            "n’est dite la concerner."
        ),
        (
            "On ne peut pas dire si cette ligne est vraie\xa0: l’inscription n°\xa04, "
            "qui la concerne, manque, est illisible, ou ne découle pas de celles qui la précèdent."
        ),
    }
