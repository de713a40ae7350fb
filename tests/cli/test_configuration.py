"""What is set once and for all: typed over environment, environment over the file."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crisis_log.cli import configuration, configuring
from crisis_log.cli.configuration import Source
from tests.cli.running import OPENING, REGISTER, CommandLine, installed, size

Set = Callable[[str], Path]


@pytest.fixture
def sets(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Set:
    """Write the configuration of a user who has set something."""
    folder = tmp_path_factory.mktemp("user")
    for name in ("XDG_CONFIG_HOME", "APPDATA", "HOME"):
        monkeypatch.setenv(name, str(folder))

    def write(text: str) -> Path:
        file = configuration.path()
        assert file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_the_environment_stands_above_the_file(sets: Set, monkeypatch: pytest.MonkeyPatch) -> None:
    sets('author = "Night watch"\n')
    assert configuration.value("author") == ("the secretary", Source.ENVIRONMENT)
    monkeypatch.setenv("CRISIS_LOG_BY", "")
    assert configuration.value("author") == ("Night watch", Source.FILE)
    assert configuration.value("register") == (None, Source.DEFAULT)


def test_no_colour_in_the_environment_stands_above_colours_in_the_file(
    sets: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    sets('colours = "always"\n')
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert configuration.value("colours") == ("always", Source.FILE)
    monkeypatch.setenv("NO_COLOR", "1")
    assert configuration.value("colours") == ("never", Source.ENVIRONMENT)


def test_what_is_set_is_as_if_it_were_typed(
    desk: CommandLine, sets: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CRISIS_LOG_BY")
    desk("log", "A").failed(2, "Say who records")
    sets('author = "Night watch"\n')
    desk("log", "A").done()
    desk("--by", "Prefect", "log", "B").done()
    authors = [entry["by"] for entry in desk.document("timeline")]
    assert authors[-2:] == ["Night watch", "Prefect"]


def test_the_language_is_the_one_that_is_set(sets: Set) -> None:
    sets('language = "en"\n')
    assert "Keep the register" in installed("--help", CRISIS_LOG_LANG="").out
    assert "Keep the register" not in installed("--help", CRISIS_LOG_LANG="fr").out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('author = "A"\nregister = covid\n', "cannot be read: line 2"),
        ("author = 3\n", "“author” is not a text"),
        (f"a = {'[' * 100_000}", "cannot be read: line 1"),
        (f"a = {'1' * 5000}", "cannot be read: line 1"),
        ('language = "de"\n', r"'.*config.toml'.*“de” is not one of: fr or en"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_named(
    nothing: CommandLine, sets: Set, text: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CRISIS_LOG_BY")
    sets(text)
    nothing.typed(OPENING).failed(2, says)
    assert nothing("--help").code == 0


@pytest.mark.parametrize(
    "text", ["author = A", f"a = {'[' * 100_000}", "author = 3\ncolours = 3\n"]
)
def test_a_configuration_that_cannot_be_used_hinders_nobody_who_needs_nothing_of_it(
    desk: CommandLine, sets: Set, text: str
) -> None:
    sets(text)
    desk("--register", REGISTER, "--by", "Prefect", "log", "A").done()
    desk("--register", REGISTER, "timeline").done()


def test_one_that_is_no_text_is_named(nothing: CommandLine, sets: Set) -> None:
    sets("").write_bytes("author = 'Préfet'".encode("cp1252"))
    nothing.typed(OPENING).failed(2, "config.toml is not UTF-8")


def test_the_register_in_use_is_worked_with_wherever_one_stands(
    desk: CommandLine, sets: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.given("use covid-19")
    Path("elsewhere").mkdir()
    monkeypatch.chdir("elsewhere")
    desk.given("log A")
    desk.typed("use").done(r"/covid-19\.crisis \(COVID-19 epidemic\)")
    assert size(f"../{REGISTER}") == 2
    assert not list(Path().iterdir())


def test_what_is_named_stands_above_the_register_in_use(
    desk: CommandLine, sets: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.given("use covid-19", "open fire --title Fire --authority A")
    desk.typed("--register fire.crisis state").done("Fire")
    monkeypatch.setenv("CRISIS_LOG_REGISTER", "fire.crisis")
    desk.typed("state").done("Fire")
    answer = desk.typed("use covid-19")
    assert answer.err == "$CRISIS_LOG_REGISTER stands above it, and says fire.crisis.\n"
    assert "(COVID-19 epidemic)" in answer.out


def test_where_the_registers_here_are_others_it_is_said_in_which_one_it_is(
    desk: CommandLine, sets: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.given("use covid-19", "log A")
    Path("drill").mkdir()
    monkeypatch.chdir("drill")
    desk.given("log B")
    desk.typed("open drill --title Drill --authority A --exercise").done(
        r"The register in use is still /.*/covid-19\.crisis; .* “use drill\.crisis”\."
    )
    answer = desk.typed("log C")
    assert answer.err.startswith("This is in /")
    assert answer.err.endswith(
        "/covid-19.crisis, the register in use, and in none of this folder.\n"
    )
    desk.having("--register", "drill.crisis").given("log D")
    assert desk.document("log E")["number"] == 5


def test_a_register_in_use_that_is_gone_is_refused(desk: CommandLine, sets: Set) -> None:
    desk.given("use covid-19")
    Path(REGISTER).rename("moved.crisis")
    desk.typed("state").failed(2, r"The register in use, /.*covid-19\.crisis, is not there")
    desk.given("use moved", "state")


def test_only_a_register_comes_into_use(nothing: CommandLine, sets: Set) -> None:
    Path("fake.crisis").write_text("none")
    nothing.typed("use fake").failed(4, "fake.crisis is not a register")
    assert configuration.contents() == {}


def test_new_registers_go_into_the_folder_that_is_set(
    nothing: CommandLine, sets: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("registers").mkdir()
    Path("here").mkdir()
    nothing.given("config set folder registers")
    monkeypatch.chdir("here")
    nothing.typed(OPENING).done(r"To work with it from now on: “use /.*/covid-19\.crisis”\.")
    nothing.given("use covid-19", "log A")
    assert size(f"../registers/{REGISTER}") == 2
    nothing.given("open ./fire --title Fire --authority A")
    assert Path("fire.crisis").exists()
    Path("../registers").rename("../archive")
    nothing.typed("open flood --title T --authority A").failed(2, "folder for new .* is not there")


@pytest.mark.parametrize("folder", [None, "~/crises"])
def test_a_path_that_is_not_absolute_never_begins_where_one_stands(
    desk: CommandLine, sets: Set, folder: str | None
) -> None:
    file = sets('register = "covid-19.crisis"\n' + (f'folder = "{folder}"\n' if folder else ""))
    desk.typed("state").failed(2, "is not there")
    there = file.parent.parent / ("crises" if folder else "")
    there.mkdir(exist_ok=True)
    Path(REGISTER).rename(there / REGISTER)
    desk.given("state")


def test_what_a_person_wrote_in_the_file_stays(
    nothing: CommandLine, sets: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CRISIS_LOG_BY")
    file = sets('# mine\nauthor = "Me"  # for now\n\n[keys.other-1]\nab = "/k.pem"\n')
    nothing.given("config set author You", "config set language en", "config unset folder")
    assert file.read_text() == (
        '# mine\nauthor = "You"  # for now\nlanguage = "en"\n\n[keys.other-1]\nab = "/k.pem"\n'
    )
    nothing.given("config unset author")
    assert file.read_text().startswith('# mine\nlanguage = "en"\n')


def test_several_processes_that_set_something_lose_nothing(sets: Set) -> None:
    sets("")
    names = [f"covid-{n}" for n in range(8)]
    with ThreadPoolExecutor() as pool:
        files = [Path(f"/keys/{name}.pem") for name in names]
        list(pool.map(configuring.remember_key, names, ["ab"] * 8, files))
    assert sorted(one.register for one in configuration.key_files()) == names


def test_a_broken_file_is_not_written_to(nothing: CommandLine, sets: Set) -> None:
    file = sets("author = \n")
    nothing.typed("config set author You").failed(2, "line 1")
    assert file.read_text() == "author = \n"


def test_each_value_says_where_it_comes_from(
    nothing: CommandLine, sets: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = sets('author = "Me"\ncolours = "jamais"\ncolor = "red"\nfolder = ""\n')
    monkeypatch.setenv("CRISIS_LOG_BY", "You")

    def sources(*options: str) -> dict[str, tuple[str | None, str]]:
        told = nothing.having(*options).document("config show")["values"]
        return {name: (one["value"], one["source"]) for name, one in told.items()}

    assert sources()["author"] == ("You", "environment")
    assert sources("--by", "She")["author"] == ("She", "option")
    assert sources("--register", "a.crisis")["register"] == ("a.crisis", "option")
    monkeypatch.delenv("CRISIS_LOG_BY")
    assert sources()["author"] == ("Me", "file")
    assert sources()["folder"] == (None, "default")
    assert sources()["colours"] == ("never", "file")
    monkeypatch.setenv("NO_COLOR", "1")
    assert sources("--colours", "always")["colours"] == ("always", "option")
    answer = nothing.typed("config show")
    assert answer.err == f"In {file}, “color” is nothing that can be set.\n"


@pytest.mark.parametrize(
    ("written", "options", "variables", "coloured"),
    [
        ("", [], {}, False),
        ('colours = "always"', [], {}, True),
        ('colours = "always"', [], {"NO_COLOR": "1"}, False),
        ('colours = "always"', [], {"TERM": "dumb"}, False),
        ('colours = "always"', ["--colours", "never"], {}, False),
        ("", ["--colours", "always"], {"NO_COLOR": "1"}, True),
        ('colours = "never"', ["--couleurs", "toujours"], {}, True),
    ],
)
def test_colours_are_as_they_are_wanted(
    drill: CommandLine,
    sets: Set,
    monkeypatch: pytest.MonkeyPatch,
    written: str,
    options: list[str],
    variables: dict[str, str],
    coloured: bool,
) -> None:
    sets(written)
    for name, value in ({"TERM": "xterm", "NO_COLOR": ""} | variables).items():
        monkeypatch.setenv(name, value)
    for line in ("state", "decision show D-9"):
        answer = drill.having(*options).typed(line)
        assert ("\x1b[" in answer.out + answer.err) == coloured


def test_a_user_without_a_home_sets_nothing(
    nothing: CommandLine, sets: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(configuration, "configuration_folder", lambda: None)
    nothing.typed("config set author Me").failed(2, "You have no home folder")
    nothing.given("config show", OPENING)


def test_names_are_listed_in_the_language_of_the_reader() -> None:
    told = installed("configuration", "definir", "--aide", CRISIS_LOG_LANG="fr").out
    assert "registre, auteur, langue, couleurs, dossier, clé." in told
