"""Instants as the format wants them: whole seconds and an offset, never `Z`."""

from __future__ import annotations

from datetime import datetime, tzinfo


def instant_text(instant: datetime, zone: tzinfo) -> str:
    """Return an instant in the time of `zone`; UTC itself is `-00:00`, as the schema asks."""
    told = instant.astimezone(zone).isoformat(timespec="seconds")
    return told.removesuffix("+00:00") + "-00:00" if told.endswith("+00:00") else told
