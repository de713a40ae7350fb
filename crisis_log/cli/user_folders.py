"""Where the files of a user lie, by the custom of each system.

Variables that are empty are as if not set, and folders that are not absolute paths, too:
https://specifications.freedesktop.org/basedir-spec/latest/.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

_PROGRAM: Final = "crisis-log"


def configuration_folder() -> Path | None:
    """Return the folder of what the user set and of signing keys; None without a home."""
    base = _configuration_base()
    return base and base / _PROGRAM


def _configuration_base() -> Path | None:
    if sys.platform == "win32":
        return _absolute("APPDATA") or home()
    if sys.platform == "darwin":
        user = home()
        return user and user / "Library" / "Application Support"
    return _absolute("XDG_CONFIG_HOME") or ((user := home()) and user / ".config")


def state_folder() -> Path | None:
    """Return the folder of what the program remembers for a while; None without a home."""
    if sys.platform == "linux":
        base = _absolute("XDG_STATE_HOME") or ((user := home()) and user / ".local" / "state")
    else:
        base = _absolute("LOCALAPPDATA") or _configuration_base()
    return base and base / _PROGRAM


def home() -> Path | None:
    """Return the home folder of the user, if there is one."""
    if sys.platform == "win32":
        return _absolute("USERPROFILE")
    import pwd

    try:
        return _absolute("HOME") or Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:  # a user without an account, as in some containers
        return None


def _absolute(variable: str) -> Path | None:
    path = Path(os.environ.get(variable, ""))
    return path if path.is_absolute() else None
