"""The lives of the missions of a plan, which keeps them: everywhere, and told apart at a site."""

from datetime import datetime

from crisis_log.fact import Frozen
from crisis_log.lifecycle import Phase, phase_at


class MissionLives(Frozen):
    """The phases of missions by code; `site_phases`, by site, are told of that site alone."""

    mission_phases: dict[str, tuple[Phase, ...]] = {}
    site_phases: dict[str, dict[str, tuple[Phase, ...]]] = {}

    def mission_phase_at(self, code: str, instant: datetime) -> Phase | None:
        """Return the phase of mission `code` at `instant`; None means always normal."""
        return phase_at(self.mission_phases.get(code, ()), instant)

    def site_phases_at(self, code: str, instant: datetime | None = None) -> dict[str, Phase]:
        """Return by site the phase of mission `code`, where its status there is another.

        That is at `instant`, or else as was said last. What was of a later time holds: of the
        site, or of all of them.
        """
        of_all = _phase_of(self.mission_phases.get(code, ()), instant)
        found = {}
        for site, phases in self.site_phases.get(code, {}).items():
            phase = _phase_of(phases, instant)
            if phase and (of_all is None or _in_time(phase) > _in_time(of_all)):
                found[site] = phase
        everywhere = of_all.status if of_all else "normal"
        return {site: phase for site, phase in found.items() if phase.status != everywhere}


def _phase_of(phases: tuple[Phase, ...], instant: datetime | None) -> Phase | None:
    """Return the phase of a mission at `instant`, or the one that was said last."""
    return phase_at(phases, instant) if instant else (phases[-1] if phases else None)


def _in_time(phase: Phase) -> tuple[datetime, int]:
    return phase.since, phase.entry
