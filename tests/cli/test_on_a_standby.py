"""A server that follows another one is read, and says why nothing is recorded there."""

from __future__ import annotations

from contextlib import closing
from typing import Final

from tests.cli.running import OPENING, CommandLine
from tests.servers.pair import Pair
from tests.servers.registers import EVERYTHING, login, prepare

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
        _desk(*hosts).typed("log Hello").failed(4, "On none of the servers .* nothing was recorded")
