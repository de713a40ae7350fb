"""Is the server that keeps registers set as it should be, and who can do what there?"""

from collections.abc import Iterator

from crisis_log.audit.doctor_check import Check, Verdict
from crisis_log.language import _
from crisis_log.storage.health import Durability, Holder, Hosting, Program
from crisis_log.storage.servers import Examined, Server
from crisis_log.when import show_duration
from crisis_log.words import join


def examine(server: Server) -> list[Check]:
    """Return what was looked at on a server, and of each of its registers, and how it is."""
    program, durability, hosting, registers = server.examine()
    return [
        program_check(program),
        durability_check(durability),
        *hosting_checks(hosting),
        *(check for one in registers for check in register_checks(one)),
    ]


def program_check(program: Program) -> Check:
    """Look at what keeps the register."""
    verdict: Verdict = "warning" if program.advice else "good"
    return Check(name=program.name, verdict=verdict, found=program.version, advice=program.advice)


def durability_check(durability: Durability) -> Check:
    """Look whether what is acknowledged outlives a loss of power."""
    found, is_full = durability
    return Check(
        name=_("Durability"),
        verdict="good" if is_full else "bad",
        found=found,
        advice="" if is_full else _("An acknowledged entry could be lost with the power."),
    )


def hosting_checks(hosting: Hosting) -> Iterator[Check]:
    """Look at the server as a whole: whatever register is asked about, the answer is the same."""
    yield _standby(hosting)
    yield _link(hosting)
    yield _groups(hosting)
    yield _masters(hosting)
    yield _foreign(hosting)
    yield _pages(hosting)
    yield from map(_held, hosting.holders)


def register_checks(examined: Examined) -> Iterator[Check]:
    """Look at the tables, functions, triggers and rights of one register."""
    names = [altered.name for altered in examined.altered]
    yield Check(
        name=_("Register {name}").format(name=examined.name),
        verdict="bad" if names else "good",
        found=_("not as made: {names}").format(names=", ".join(names)) if names else _("as made"),
        advice=_(
            "Find out who altered it (“audit verify”); “server init” brings functions, triggers "
            "and rights back to this version."
        )
        if names
        else "",
    )
    if examined.integrity != "ok":
        yield Check(
            name=_("Pages of {name}").format(name=examined.name),
            verdict="bad",
            found=examined.integrity,
            advice=_("Keep the server as it is, and go on on its standby or from a backup."),
        )


def _standby(hosting: Hosting) -> Check:
    names = hosting.settings["synchronous_standby_names"]
    seen = join([*hosting.standbys]) if hosting.standbys else ""
    if hosting.is_follower:
        return Check(name=_("Standby"), verdict="good", found=_("this server follows another one"))
    if not names:
        return _without_standby(hosting.was_promoted, seen)
    if not hosting.sees_standbys and not hosting.standbys:
        advice = _("Only a member of {setting} is told which standbys follow.").format(
            setting="pg_monitor"
        )
        return Check(name=_("Standby"), verdict="good", found=names, advice=advice)
    return Check(
        name=_("Standby"),
        verdict="good" if hosting.in_step else "bad",
        found=f"{names}: {seen}" if seen else names,
        advice=""
        if hosting.in_step
        else _("No standby keeps up: what is recorded waits, until its outcome is unknown."),
    )


def _without_standby(was_promoted: bool, seen: str) -> Check:
    found = _("none is waited for")
    if was_promoted:
        advice = _(
            "This server was promoted, or restored, and waits for no standby of its own: what it "
            "acknowledges is on one machine alone. Set {setting} here, and build "
            "a standby."
        ).format(setting="synchronous_standby_names")
    else:
        advice = _("What is acknowledged is on one machine alone: set {setting}.").format(
            setting="synchronous_standby_names"
        )
    return Check(
        name=_("Standby"),
        verdict="bad" if was_promoted else "warning",
        found=f"{found} ({seen})" if seen else found,
        advice=advice,
    )


def _link(hosting: Hosting) -> Check:
    is_bad = hosting.is_remote and not hosting.is_encrypted
    found = _("encrypted (TLS)") if hosting.is_encrypted else _("not encrypted")
    return Check(
        name=_("Connection"),
        verdict="bad" if is_bad else "good",
        found=found if hosting.is_remote or hosting.is_encrypted else _("on this machine"),
        advice=_("Others on the network can read along: set {setting}.").format(
            setting="ssl, sslmode=verify-full"
        )
        if is_bad
        else "",
    )


def _groups(hosting: Hosting) -> Check:
    awake = join([*hosting.awake])
    return Check(
        name=_("Groups"),
        verdict="bad" if awake else "good",
        found=awake or _("none may log in"),
        advice=_("Groups log in nowhere and have no right of their own: “server init”.")
        if awake
        else "",
    )


def _masters(hosting: Hosting) -> Check:
    return Check(
        name=_("Can change everything"),
        verdict="good",
        found=join([*hosting.masters]) or _("nobody who may log in"),
        advice=_("What has left the register is the witness against them: “audit verify”."),
    )


def _foreign(hosting: Hosting) -> Check:
    triggers = join([*hosting.event_triggers])
    two_phases = hosting.settings["max_prepared_transactions"] not in {"", "0"}
    advice = [
        _("They run whatever their owner wrote when tables change.") if triggers else "",
        _("A transaction in two phases can hold a register for ever: {setting}.").format(
            setting="max_prepared_transactions=0"
        )
        if two_phases
        else "",
    ]
    found = [
        _("event triggers: {names}").format(names=triggers) if triggers else "",
        f"max_prepared_transactions={hosting.settings['max_prepared_transactions']}"
        if two_phases
        else "",
    ]
    return Check(
        name=_("Other settings"),
        verdict="warning" if any(found) else "good",
        found=", ".join(filter(None, found)) or _("nothing that matters here"),
        advice=" ".join(filter(None, advice)),
    )


def _pages(hosting: Hosting) -> Check:
    has_sums = hosting.settings["data_checksums"] == "on"
    found = [
        _("with checksums") if has_sums else _("without checksums"),
        _("examined by amcheck") if hosting.is_examined else _("not examined"),
    ]
    return Check(
        name=_("Pages"),
        verdict="good" if has_sums or hosting.is_examined else "warning",
        found=", ".join(found),
        advice=""
        if hosting.is_examined
        else _("As administrator, {statement} lets damage be found.").format(
            statement="CREATE EXTENSION amcheck"
        ),
    )


def _held(holder: Holder) -> Check:
    who = holder.login or _("a transaction in two phases")
    told = _("by {login}").format(login=who)
    parts = [told]
    if holder.held_for is not None:
        parts.append(_("for {duration}").format(duration=show_duration(holder.held_for)))
    if holder.process:
        parts.append(_("process {number}").format(number=holder.process))
    return Check(
        name=_("Register {name} is held").format(name=holder.register),
        verdict="warning",
        found=", ".join(filter(None, parts)),
        advice=_("If that goes on, the administrator ends it: {statement}.").format(
            statement=f"pg_terminate_backend({holder.process})"
        )
        if holder.process
        else _("The administrator ends it: {statement}.").format(
            statement="ROLLBACK PREPARED (pg_prepared_xacts)"
        ),
    )
