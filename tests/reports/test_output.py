"""A report reaches its file whole, or not at all."""

import errno
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crisis_log.files import FileError
from crisis_log.outputs import write
from crisis_log.reports.formats.json import to_json
from crisis_log.views.weekly.report import WeeklyReport


def test_an_existing_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"before")
    write(path, b"after")
    assert path.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_existing_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "report.pdf"
    path.write_bytes(b"before")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match=r"report\.pdf cannot be written: no space is left"):
        write(path, b"after")
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_a_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"cannot be written: there is no such file or folder"):
        write(tmp_path / "nowhere" / "report.pdf", b"")


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="it is a folder"):
        write(tmp_path, b"")


def test_json_is_the_model_and_stays_the_same(report: WeeklyReport) -> None:
    text = to_json(report)
    assert text == to_json(report)
    assert to_json(WeeklyReport.model_validate_json(text)) == text
    read = json.loads(text)
    assert read["document"] == "weekly_report.v2"
    assert read["period"]["week"] == {"year": 2020, "number": 13}
    assert datetime.fromisoformat(read["period"]["end"]) == datetime(2020, 3, 29, 22, tzinfo=UTC)
