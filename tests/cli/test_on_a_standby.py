"""A server that follows another one is read, and says why nothing is recorded there."""

from __future__ import annotations

from contextlib import closing
from typing import Final

import pytest

from crisis_log.cli import screen
from tests.cli.running import OPENING, CommandLine
from tests.servers.pair import Pair
from tests.servers.registers import EVERYTHING, login, prepare
from tests.storage.postgres.paired import meanwhile, patience

_DATABASE: Final = "crises"


def _address(*hosts: str) -> str:
    hosts_and_ports = [host.rpartition(":") for host in hosts]
    names = ",".join(name for name, _colon, _port in hosts_and_ports)
    ports = ",".join(port for _name, _colon, port in hosts_and_ports)
    return f"host={names} port={ports} user=secretary dbname={_DATABASE} register=covid-19"


def _desk(*hosts: str) -> CommandLine:
    return CommandLine(("--register", _address(*hosts)))


def _prepared(pair: Pair) -> list[str]:
    """Make the database on both; return where they listen, the primary first."""
    with closing(pair.primary.admin()) as admin:
        admin.execute("CREATE DATABASE crises")
    prepare(pair.primary, _DATABASE)
    login(pair.primary, _DATABASE, "secretary", *EVERYTHING)
    return [f"{one.folder}:{one.port}" for one in (pair.primary, pair.standby)]


def test_a_standby_is_read_and_the_primary_is_found_to_record(pair: Pair) -> None:
    primary, standby = _prepared(pair)
    pair.primary.configure(synchronous_commit="remote_apply")  # then it is read there at once
    _desk(standby, primary).given(OPENING, "log 'A first line'", "decision record X")
    alone = _desk(standby)
    for line in ("state", "timeline", "decision list", "search line", "audit verify", "use"):
        assert alone.typed(line).done().out
    alone.typed("report situation --output draft.pdf")
    alone.typed("audit bundle bundle.zip")
    for line in ("log Hello", "export --output e.csv", "report issue situation", "desk"):
        alone.typed(line).failed(4, "follows another server: nothing was recorded")
    pair.kill_primary()
    _desk(standby, primary).typed("state").done()
    _desk(primary, standby).typed("state").done()
    for hosts in ((standby, primary), (primary, standby)):
        with patience(tries=0.5):
            answer = _desk(*hosts).typed("log Hello")
        answer.failed(4, "On none of the servers .* nothing was recorded")
    with patience(tries=60), meanwhile(lambda: _desk(primary, standby).typed("log Hello")) as late:
        assert not late.done()
        pair.promote()
        late.result().done("Hello")


def test_whoever_waits_for_a_server_that_takes_writes_is_told_so(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal alone is told: a script waits without a word."""
    primary, standby = _prepared(pair)
    _desk(primary, standby).given(OPENING)
    pair.kill_primary()
    monkeypatch.setattr(screen, "shows_progress", lambda: True)
    with patience(tries=2.5):
        answer = _desk(primary, standby).typed("log Hello")
    answer.failed(4, "takes entries now: waiting for one")
    assert "nothing was recorded" in " ".join(answer.err.split())
