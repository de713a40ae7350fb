import pytest

from crisis_log import settings
from crisis_log.settings import KEYS, SettingChanged, Settings
from tests.given import given

LOGO = "data:image/png;base64," + "A" * 4096


@pytest.mark.parametrize("key", KEYS)
def test_every_setting_can_be_given(key: settings.Key) -> None:
    given().when(settings.change(key, "a value")).then(SettingChanged(key=key, value="a value"))


def test_a_setting_remembers_the_entry_that_gave_it() -> None:
    state = given(settings.change("place", "Nanterre"), settings.change("place", "Versailles")).get(
        Settings, "settings"
    )
    assert state.value("place") == "Versailles"
    assert state.values["place"].entry == 3


def test_a_setting_can_be_cleared() -> None:
    state = given(
        settings.change("place", "Nanterre"),
        settings.change("address", "Rue de la Paix"),
        settings.change("place", None),
    ).get(Settings, "settings")
    assert state.value("place") is None
    assert state.value("address") == "Rue de la Paix"


def test_a_setting_that_was_never_given_cannot_be_cleared() -> None:
    given().when(settings.change("place", None)).then_refused("is not set")


def test_the_same_value_is_not_recorded_twice() -> None:
    given(settings.change("place", "Nanterre")).when(
        settings.change("place", " Nanterre ")
    ).then_refused("already has this value")


def test_an_unknown_setting_is_refused_and_the_known_ones_are_named() -> None:
    given().when(settings.change("colour", "red")).then_refused("“colour”.*signatory_name")


def test_an_empty_setting_is_refused() -> None:
    given().when(settings.change("place", "")).then_refused("some text is needed")


def test_a_logo_is_named_in_the_timeline_not_spelt_out() -> None:
    sentence = SettingChanged(key="logo", value=LOGO).sentence()
    assert "image/png" in sentence
    assert "AAAA" not in sentence
