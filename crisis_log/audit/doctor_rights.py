"""Who may use the register's file, what lies beside it, and its key?"""

import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from crisis_log.audit.doctor_check import Check
from crisis_log.language import _
from crisis_log.rights import is_read_by_others
from crisis_log.storage.health import Lodging

_OTHERS: Final = stat.S_IRWXO
_GROUP: Final = stat.S_IRWXG


def file_rights(register: str, lodging: Lodging) -> Iterator[Check]:
    """Look who may use the register, and whether its group can use all that it needs."""
    yield _permissions(register, lodging)
    if lodging.mode & _GROUP:
        yield _sharing(lodging)


def _permissions(register: str, lodging: Lodging) -> Check:
    private = sys.platform == "win32" or not lodging.mode & _OTHERS
    by_group = lodging.mode & stat.S_IWGRP
    return Check(
        name=_("Permissions"),
        verdict="good" if private else "warning",
        found=f"{lodging.mode:04o}",
        advice=""
        if private
        else _("Anybody on this machine may read the register: chmod {mode} {path}").format(
            mode="660" if by_group else "600", path=register
        ),
    )


def _sharing(lodging: Lodging) -> Check:
    wrong = lodging.misfits
    may = (
        _("the group {group} may record")
        if lodging.mode & stat.S_IWGRP
        else _("the group {group} may read")
    ).format(group=lodging.group)
    return Check(
        name=_("Accounts"),
        verdict="warning" if wrong else "good",
        found=may,
        advice=_("Without the rights of the register: {files}. Type: {remedy}").format(
            files=", ".join(wrong), remedy=lodging.remedy
        )
        if wrong
        else "",
    )


def key_rights(path: Path) -> Check:
    """Look who may read the signing key at `path`."""
    private = not is_read_by_others(path)
    return Check(
        name=_("Signing key"),
        verdict="good" if private else "warning",
        found=_("readable by its owner alone") if private else _("readable by others"),
        advice=""
        if private
        else _("Others than the owner may read the signing key: chmod 600 {path}").format(
            path=path
        ),
    )
