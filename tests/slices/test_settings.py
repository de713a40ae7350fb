import hypothesis
import pytest
from hypothesis import strategies as st

from crisis_log import colour
from crisis_log.slices import measure, settings
from crisis_log.slices.settings import KEYS, SettingChanged, Settings
from tests.given import given

LOGO = "data:image/png;base64," + "A" * 4096


@pytest.mark.parametrize("key", KEYS)
def test_every_setting_can_be_given(key: settings.Key) -> None:
    value = "#17375e" if key == "colour" else "a value"
    given().when(settings.change(key, value)).then(SettingChanged(key=key, value=value))


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
    given().when(settings.change("color", "red")).then_refused("“color”.*signatory_name")


def test_an_empty_setting_is_refused() -> None:
    given().when(settings.change("place", "")).then_refused("some text is needed")


def test_a_logo_is_named_in_the_timeline_not_spelt_out() -> None:
    sentence = SettingChanged(key="logo", value=LOGO).sentence()
    assert "image/png" in sentence
    assert "AAAA" not in sentence


@pytest.mark.parametrize("written", ["#005B30", "005b30", " #005b30 "])
def test_a_colour_is_kept_as_it_is_usually_written(written: str) -> None:
    given().when(settings.change("colour", written)).then(
        SettingChanged(key="colour", value="#005b30")
    )


@pytest.mark.parametrize("written", ["red", "#12345", "#1234567", "rgb(0, 0, 0)", "#00000g"])
def test_what_is_no_colour_is_refused(written: str) -> None:
    given().when(settings.change("colour", written)).then_refused("not a colour I can read")


def test_a_colour_that_cannot_be_read_on_white_is_refused_with_one_that_can() -> None:
    refused = given().when(settings.change("colour", "#ffcc00"))
    refused.then_refused("#ffcc00.*1.51 to 1, at least 4.5 .*#907300")
    given().when(settings.change("colour", "#907300")).then(
        SettingChanged(key="colour", value="#907300")
    )


def test_a_contrast_is_never_rounded_up_to_what_would_do() -> None:
    given().when(settings.change("colour", "#777777")).then_refused("4.47 to 1.*#767676")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#767676", "#ffffff", 4.54)],
)
def test_contrast_is_that_of_the_recommendation(one: str, other: str, ratio: float) -> None:
    assert colour.contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert colour.contrast(other, one) == colour.contrast(one, other)


@hypothesis.given(st.binary(min_size=3, max_size=3))
def test_the_colour_that_is_proposed_is_legible_and_the_next_lighter_one_is_not(
    parts: bytes,
) -> None:
    darker = colour.legible(f"#{parts.hex()}")
    assert colour.contrast(darker, "#ffffff") >= 4.5
    assert colour.legible(darker) == darker
    assert all(a <= b for a, b in zip(colour.rgb(darker), parts, strict=True))


def test_key_figures_are_names_in_the_order_of_the_authority_each_once() -> None:
    state = given(settings.change("key_figures", "Décès ;hébergés;  deces ; ")).state
    assert settings.key_figures(state) == ("Décès", "hébergés")


def test_no_name_is_no_list_of_key_figures() -> None:
    given().when(settings.change("key_figures", " ; ")).then_refused("some text is needed")


def test_marking_key_adds_what_is_not_in_the_list_yet() -> None:
    order = measure.order("Recenser", indicators=[{"name": "décès"}, {"name": "évacués"}])
    marked = settings.marking_key(order, ["DÉCÈS", "évacués"])
    told = given(settings.change("key_figures", "décès")).when(marked)
    assert told.facts[1:] == [SettingChanged(key="key_figures", value="décès; évacués")]


def test_marking_what_is_key_already_records_nothing_more() -> None:
    marked = settings.marking_key(measure.order("Recenser"), ["décès"])
    told = given(settings.change("key_figures", "décès")).when(marked)
    assert [type(fact) for fact in told.facts] == [measure.MeasureOrdered]


def test_a_name_with_a_semicolon_cannot_be_a_key_figure() -> None:
    marked = settings.marking_key(measure.order("Recenser"), ["a;b"])
    given().when(marked).then_refused("“a;b” cannot be a key figure")
