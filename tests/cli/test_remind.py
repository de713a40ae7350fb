"""Reminders for cron: what is due leaves once, to addresses that no register knows."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Final

import pytest
from typing_extensions import override

from crisis_log.cli import configuration, mailing
from crisis_log.cli.configuration import ConfigurationError
from crisis_log.cli.ending import SOMETHING_DUE
from tests.cli.running import PROGRAM, REGISTER, CommandLine, environment, installed
from tests.exchange.reminding import Mailbox, serving

CLOCK: Final = "2020-03-16 08:30"
TO: Final = "astreinte@ville.example"
_MAIL: Final = """
[mail]
server = "localhost"
port = {port}
security = "none"
from = "crisis-log@ville.example"
to = ["astreinte@ville.example", "dircab@ville.example"]
"""


@pytest.fixture(autouse=True)
def _remembering_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def due(drill: CommandLine) -> CommandLine:
    """An exercise in which something is due, and something else is not acknowledged."""
    then = drill.at("2020-03-16 08:10")
    then.given("measure order Masks --due '2020-03-16 10:00' --owner DSI")
    then.given("instruction give Deliver --to Depot")
    return drill.at(CLOCK)


def sets(text: str) -> None:
    file = configuration.path()
    assert file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A mail server to which the configuration leads."""
    found = Mailbox()
    with serving(found) as port:
        sets(_MAIL.format(port=port))
        yield found


def test_what_is_due_is_told_by_the_exit_code(due: CommandLine) -> None:
    answer = due.typed("remind")
    assert answer.code == SOMETHING_DUE
    assert answer.err == ""
    told = "M-1 due deadline 2020-03-16 10:00 DSI Masks"
    assert answer.line_of("M-1").split() == told.split()
    assert "not acknowledged" in answer.line_of("C-1")
    assert due.typed("remind --within 1h").line_of("C-1")
    assert "M-1" not in due.typed("remind --within 1h").out


def test_mail_is_sent_once_to_each_address_and_says_an_exercise(
    due: CommandLine, box: Mailbox
) -> None:
    assert due.typed("remind --email").line_of(TO) == f"Sent to {TO}: C-1 and M-1."
    assert due.typed("remind --email").line_of(TO) == f"Nothing new for {TO}."
    due.typed("measure amend M-1 --due '2020-03-16 10:15' --reason moved").done()
    assert due.typed("remind --email").line_of(TO) == f"Sent to {TO}: M-1."
    assert [address for address, _mail in box.taken] == [TO, "dircab@ville.example"] * 2
    _address, mail = box.taken[0]
    assert mail["Subject"] == "[EXERCISE] 2 reminders: COVID-19 epidemic"
    assert "C-1 · Depot · Deliver" in mail.get_content()


def test_no_address_is_in_the_register_nor_in_what_is_remembered(
    due: CommandLine, box: Mailbox
) -> None:
    before = Path(REGISTER).read_bytes()
    due.typed("remind --email")
    assert Path(REGISTER).read_bytes() == before
    kept = [path.read_bytes() for path in Path("state").rglob("*") if path.is_file()]
    assert kept
    assert all(b"ville.example" not in content and b"Masks" not in content for content in kept)


def test_a_dry_run_sends_and_remembers_nothing(due: CommandLine, box: Mailbox) -> None:
    answer = due.typed("remind --email --dry-run")
    assert (answer.code, answer.line_of(TO)) == (SOMETHING_DUE, f"To be sent to {TO}: C-1 and M-1.")
    assert (box.taken, Path("state").exists()) == ([], False)


def test_what_a_server_refuses_is_an_error_and_sent_by_the_next_run(
    due: CommandLine, box: Mailbox
) -> None:
    box.refused = {TO}
    answer = due.typed("remind --email").failed(
        4, f"not sent to {TO}: the mail server refuses: “550"
    )
    assert answer.line_of("Sent to") == "Sent to dircab@ville.example: C-1 and M-1."
    box.refused = set()
    assert due.typed("remind --email").line_of(TO) == f"Sent to {TO}: C-1 and M-1."


def test_in_json_it_says_what_became_of_each_message(due: CommandLine, box: Mailbox) -> None:
    told = json.loads(due.having("--json").typed("remind --email").out)
    assert told["within_minutes"] == 120
    assert [(one["why"], one["label"]) for one in told["reminders"]] == [
        ("unacknowledged", "C-1"),
        ("due", "M-1"),
    ]
    assert told["sent"][0] == {
        "to": TO,
        "status": "sent",
        "reminders": ["C-1", "M-1"],
        "perhaps_sent_before": [],
        "reason": None,
    }


def test_two_runs_at_once_send_it_once(due: CommandLine, box: Mailbox) -> None:
    with ThreadPoolExecutor() as pool:
        runs = [pool.submit(installed, *due.options, "remind", "--email") for _run in range(2)]
    assert [run.result().code for run in runs] == [SOMETHING_DUE, SOMETHING_DUE]
    assert [address for address, _mail in box.taken] == [TO, "dircab@ville.example"]


def test_a_run_that_is_killed_while_it_sends_is_told_by_the_next(due: CommandLine) -> None:
    is_there, leave = threading.Event(), threading.Event()

    class Stalling(Mailbox):
        @override
        async def handle_DATA(self, *_given: object) -> str:
            is_there.set()
            await asyncio.to_thread(leave.wait, 20)
            return self.answer

    with serving(Stalling()) as port:
        sets(_MAIL.format(port=port))
        with subprocess.Popen(
            [PROGRAM, *due.options, "remind", "--email"],
            env=environment(),
            stdout=subprocess.DEVNULL,
        ) as run:
            assert is_there.wait(20)
            run.send_signal(signal.SIGKILL)
        leave.set()
    box = Mailbox()
    with serving(box) as port:
        sets(_MAIL.format(port=port))
        answer = due.typed("remind --email")
    assert f"Perhaps sent to {TO} by a run that was cut off" in answer.out
    assert [address for address, _mail in box.taken] == ["dircab@ville.example"]


def test_a_service_is_reached_by_its_address_or_its_name(due: CommandLine) -> None:
    taken: list[bytes] = []

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"json://127.0.0.1:{server.server_port}/secret"
        sets(f'[apprise]\nastreinte = "{url}"\n')
        first = due.typed("remind --apprise astreinte")
        second = due("remind", "--apprise", url)
        server.shutdown()
    assert first.line_of("Sent to") == "Sent to astreinte: C-1 and M-1."
    assert second.line_of("Nothing new") == "Nothing new for json://…."
    (told,) = map(json.loads, taken)
    assert told["title"] == "[EXERCISE] 2 reminders: COVID-19 epidemic"
    refused = due("remind", "--apprise", url.replace("127.0.0.1", "secret@127.0.0.1"))
    assert refused.failed(4, "The reminder was not sent to json://…").err.count("secret") == 0


def test_the_address_of_a_service_is_read_by_its_owner_alone() -> None:
    sets('[apprise]\nastreinte = "json://127.0.0.1/secret"\n')
    file = configuration.path()
    assert file
    file.chmod(0o644)
    with pytest.raises(ConfigurationError, match=f"chmod 600 {file}"):
        mailing.service_url("astreinte")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('to = ["nobody"]', "“to” is not right: it is an address such as"),
        ("to = []", "“to” is not right: it is the address, or the list"),
        ('from = "a@b\\nBcc: c@d"', "“from” is not right"),
        ("port = 0", "“port” is not right: it is a whole number from 1 to 65535"),
        ("timeout = 1.5", "“timeout” is not right"),
        ('security = "ssl"', "“security” is not right: it is one of starttls, tls or none"),
        ("server = 25", "“server” is not right: it is a text between quotes"),
        ('colour = "red"', "“colour” is not right: there is no such setting"),
        ('user = "u"', "“password_file” is not right: there is a user"),
        ('user = "u"\npassword_file = "p"', "it is a path from the root of the disk"),
        ('certificates = "/dev/zero"', "/dev/zero is too large"),
        ('user = "u"\npassword_file = "/dev"', "/dev cannot be read: it is a folder"),
        ('certificates = "/nowhere.pem"', "/nowhere.pem cannot be read"),
    ],
)
def test_a_configuration_that_is_not_right_says_which_line_is_not(line: str, says: str) -> None:
    name = line.partition(" ")[0]
    rest = [one for one in _MAIL.format(port=25).splitlines() if not one.startswith(name)]
    sets("\n".join([*rest, line]))
    with pytest.raises(ConfigurationError) as refusal:
        [*mailing.addresses(), mailing.mail_server()]
    assert says in str(refusal.value)


def _with_password(path: Path, host: str = "localhost", security: str = "none") -> None:
    text = _MAIL.format(port=25).replace("localhost", host).replace('"none"', f'"{security}"')
    sets(f'{text}user = "u"\npassword_file = "{path}"\n')


def test_a_password_is_in_a_file_of_its_owner_alone_or_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "password"
    path.write_text("hunter2\n", encoding="utf-8")
    path.chmod(0o640)
    _with_password(path)
    with pytest.raises(ConfigurationError, match=f"chmod 600 {path}"):
        mailing.mail_server()
    path.chmod(0o600)
    assert mailing.mail_server().password == "hunter2"
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="its first line is to be the password"):
        mailing.mail_server()
    monkeypatch.setenv(mailing.PASSWORD, "of the environment")
    assert mailing.mail_server().password == "of the environment"


def test_a_password_never_goes_over_the_network_in_clear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(mailing.PASSWORD, "hunter2")
    _with_password(tmp_path, host="smtp.ville.example")
    with pytest.raises(ConfigurationError, match="for all to see"):
        mailing.mail_server()
    _with_password(tmp_path, host="smtp.ville.example", security="starttls")
    assert mailing.mail_server().port == 25


def test_what_is_set_otherwise_leaves_the_mail_settings_as_they_are(desk: CommandLine) -> None:
    sets(_MAIL.format(port=25))
    desk.typed("config set colours never").done()
    assert mailing.addresses() == [TO, "dircab@ville.example"]
    assert configuration.value("colours").value == "never"
    shown = desk.typed("config show").done()
    assert shown.line_of("Reminders by e-mail") == (
        f"Reminders by e-mail: to {TO} and dircab@ville.example, from crisis-log@ville.example, "
        "by localhost:25"
    )
    mail = desk.document("config show")["mail"]
    assert (mail["server"], mail["port"], mail["to"][0]) == ("localhost", 25, TO)


def test_mail_settings_that_are_not_right_are_said_where_all_is_shown(desk: CommandLine) -> None:
    sets("[mail]\nport = 0\n[apprise]\nastreinte = 'json://x'\n")
    shown = desk.typed("config show")
    assert (shown.code, "“server” is not right" in shown.err) == (0, True)
    assert shown.line_of("Reminders by a service") == "Reminders by a service: astreinte"
    assert (desk.document("config show")["mail"], "json://x" in shown.out) == (None, False)
