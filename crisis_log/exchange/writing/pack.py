"""Several files as one, where a format holds one table: a zip that is the same each time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def packed(files: Sequence[tuple[str, bytes]], instant: datetime) -> bytes:
    """Return the bytes of the one file there is, or a zip of all of them, dated `instant`."""
    if len(files) == 1:
        return files[0][1]
    whole = io.BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            about = ZipInfo(name, instant.timetuple()[:6])
            about.compress_type = ZIP_DEFLATED
            about.external_attr = 0o600 << 16
            archive.writestr(about, content)
    return whole.getvalue()
